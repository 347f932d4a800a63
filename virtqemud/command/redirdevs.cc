// SPDX-License-Identifier: Apache-2.0
// redirdevs.cc: USB devices of a viewer's, and which of them the guest may have.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/chardev_backend.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
std::string RuleText(const conf::RedirFilterRule& rule) {
  const auto number = [](int value, const char* format) {
    char text[16];
    if (value < 0) return std::string("-1");
    snprintf(text, sizeof text, format, static_cast<unsigned>(value));
    return std::string(text);
  };
  return absl::StrCat(number(rule.usb_class, "0x%02X"), ":", number(rule.vendor, "0x%04X"), ":", number(rule.product, "0x%04X"), ":",
                      number(rule.version, "0x%04X"), ":", rule.allow ? 1 : 0);
}

std::string FilterText(const conf::RedirFilterDef& filter) {
  std::string out;
  for (const conf::RedirFilterRule& rule : filter.rules) absl::StrAppend(&out, out.empty() ? "" : "|", RuleText(rule));
  return out;
}

// A viewer's devices come through its own channel, which has a name of its own.
absl::StatusOr<std::string> Backend(const conf::RedirdevDef& redirdev) {
  const std::string id = "char" + redirdev.info.alias;
  if (redirdev.source.type == conf::ChardevType::kSpicevmc) return absl::StrCat("spicevmc,id=", id, ",name=usbredir");
  return ChardevOption(redirdev.source, id);
}
}  // namespace

absl::Status AddRedirdevs(Builder& b) {
  for (const conf::RedirdevDef& redirdev : b.def.devices.redirdevs) {
    ASSIGN_OR_RETURN(std::string option, Backend(redirdev));
    b.Add("-chardev", std::move(option));
    JsonObject device("driver", "usb-redir");
    device.String("chardev", "char" + redirdev.info.alias).String("id", redirdev.info.alias);
    if (b.def.devices.redirfilter) device.String("filter", FilterText(*b.def.devices.redirfilter));
    device.Given("bootindex", uint64_t{redirdev.info.boot.order});
    RETURN_IF_ERROR(AddAddress(b, redirdev.info, device));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

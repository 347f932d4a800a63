// SPDX-License-Identifier: Apache-2.0
// inputs.cc: mice, tablets, keyboards, and devices of the host's handed through.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::InputBus;
using conf::InputDef;
using conf::InputType;

absl::StatusOr<JsonObject> VirtioInput(const InputDef& input) {
  const char* base = nullptr;
  switch (input.type) {
    case InputType::kMouse: base = "virtio-mouse"; break;
    case InputType::kTablet: base = "virtio-tablet"; break;
    case InputType::kKeyboard: base = "virtio-keyboard"; break;
    case InputType::kPassthrough: base = "virtio-input-host"; break;
    case InputType::kEvdev: return InternalError("unsupported input type %s", "evdev");
  }
  JsonObject device = VirtioDevice(base, input.info, input.virtio, input.model);
  device.String("id", input.info.alias);
  if (input.type == InputType::kPassthrough) device.String("evdev", input.source);
  return device;
}

absl::StatusOr<JsonObject> UsbInput(const InputDef& input) {
  const char* driver = nullptr;
  switch (input.type) {
    case InputType::kMouse: driver = "usb-mouse"; break;
    case InputType::kTablet: driver = "usb-tablet"; break;
    case InputType::kKeyboard: driver = "usb-kbd"; break;
    default: return InternalError("unsupported usb input type %s", xml::NameOf(conf::kInputTypes, input.type));
  }
  return JsonObject("driver", driver).String("id", input.info.alias);
}

JsonObject Evdev(const InputDef& input) {
  JsonObject object("qom-type", "input-linux");
  object.String("id", input.info.alias).String("evdev", input.source);
  if (input.grab_all) object.Bool("grab_all", true);
  object.Given("repeat", input.repeat);
  if (input.grab_toggle != conf::GrabToggle::kDefault) object.String("grab-toggle", xml::NameOf(conf::kGrabToggles, input.grab_toggle));
  return object;
}
}  // namespace

absl::Status AddInputs(Builder& b) {
  for (const InputDef& input : b.def.devices.inputs) {
    if (input.type == InputType::kEvdev) {
      b.Object(Evdev(input));
      continue;
    }
    if (input.bus != InputBus::kUsb && input.bus != InputBus::kVirtio) continue;  // PS/2 is on the board
    ASSIGN_OR_RETURN(JsonObject device, input.bus == InputBus::kUsb ? UsbInput(input) : VirtioInput(input));
    RETURN_IF_ERROR(AddAddress(b, input.info, device));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {

void Builder::Device(JsonObject device) {
  if (const std::optional<std::string> id = device.TextOf("id")) {
    for (const conf::QemuDeviceOverride& change : def.qemu.overrides) {
      if (change.alias != *id) continue;
      for (const conf::QemuProperty& property : change.properties) device.Override(property);
    }
  }
  Add("-device", device.ToText());
}

std::string Escaped(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (const char c : value) {
    if (c == ',') out += ',';
    out += c;
  }
  return out;
}

std::string OnOffPart(const char* name, const conf::OnOff& value) {
  if (!value) return {};
  return std::string(",") + name + "=" + OnOffText(value->value);
}

}  // namespace pleiad::qemu

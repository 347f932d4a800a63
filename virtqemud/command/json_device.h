// SPDX-License-Identifier: Apache-2.0
// json_device.h: the arguments of -device, -object, -netdev and -blockdev, which are JSON objects: also what device_add,
// object_add and blockdev-add take at run time. Members stay in the order in which they were added.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libshared/conf/choice.h"
#include "libshared/conf/domain/qemu_namespace_def.h"

namespace pleiad::qemu {

class JsonObject {
 public:
  JsonObject() = default;
  // {"driver":"virtio-net-pci"}: most begin with one name.
  JsonObject(const char* key, std::string_view value) { String(key, value); }

  JsonObject& String(const char* key, std::string_view value);
  JsonObject& Number(const char* key, uint64_t value);
  JsonObject& Signed(const char* key, int64_t value);
  JsonObject& Bool(const char* key, bool value);
  JsonObject& Null(const char* key);
  JsonObject& Object(const char* key, const JsonObject& value);
  JsonObject& Objects(const char* key, const std::vector<JsonObject>& values);
  JsonObject& Numbers(const char* key, const std::vector<uint32_t>& values);

  // Those that leave out what was not given: "", 0, neither on nor off.
  JsonObject& Given(const char* key, const std::string& value) { return value.empty() ? *this : String(key, value); }
  JsonObject& Given(const char* key, uint64_t value) { return value == 0 ? *this : Number(key, value); }
  JsonObject& Given(const char* key, const conf::OnOff& value) { return value ? Bool(key, value->value) : *this; }
  JsonObject& Given(const char* key, const conf::YesNo& value) { return value ? Bool(key, *value) : *this; }
  JsonObject& Given(const char* key, const std::optional<uint32_t>& value) { return value ? Number(key, *value) : *this; }
  JsonObject& IfTrue(const char* key, bool value) { return value ? Bool(key, true) : *this; }

  // The text of a string member; nullopt when there is none of this name.
  std::optional<std::string> TextOf(std::string_view key) const;
  // Adds, replaces or removes one member as <qemu:override> asks.
  void Override(const conf::QemuProperty& property);
  bool empty() const { return members_.empty(); }
  std::string ToText() const;

 private:
  JsonObject& Raw(std::string_view key, std::string text);

  std::vector<std::pair<std::string, std::string>> members_;  // the value is JSON text already
};

}  // namespace pleiad::qemu

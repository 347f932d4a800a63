// SPDX-License-Identifier: Apache-2.0
// builder.h: a command line in the making, shared by the files that write one family of options each.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "libshared/base/error.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/command/json_device.h"
#include "virtqemud/command/machine_kind.h"

namespace pleiad::qemu {

class Builder {
 public:
  Builder(const conf::DomainDef& definition, const CommandContext& command_context)
      : def(definition), context(command_context), emulator(command_context.emulator) {}

  const conf::DomainDef& def;
  const CommandContext& context;
  const EmulatorCapabilities& emulator;

  void Add(std::string argument) { argv_.push_back(std::move(argument)); }
  void Add(const char* option, std::string value) {
    argv_.emplace_back(option);
    argv_.push_back(std::move(value));
  }
  // With the changes that the document's <qemu:override> asks for the device of this id.
  void Device(JsonObject device);
  void Object(const JsonObject& object) { Add("-object", object.ToText()); }
  void Blockdev(const JsonObject& node) { Add("-blockdev", node.ToText()); }
  void Netdev(const JsonObject& netdev) { Add("-netdev", netdev.ToText()); }

  bool UsesKvm() const { return def.virt_type == conf::VirtType::kKvm; }

  void UseFolder(MemoryFolder folder) {
    for (const MemoryFolder& known : memory_folders_) {
      if (known.path == folder.path && known.page_kib == folder.page_kib) return;
    }
    memory_folders_.push_back(std::move(folder));
  }

  std::vector<std::string> Take() { return std::move(argv_); }
  std::vector<MemoryFolder> TakeFolders() { return std::move(memory_folders_); }

 private:
  std::vector<std::string> argv_;
  std::vector<MemoryFolder> memory_folders_;
};

// A value in a comma-separated option: commas are doubled.
std::string Escaped(std::string_view value);
// ",name=on"; nothing when it was not given.
std::string OnOffPart(const char* name, const conf::OnOff& value);
inline const char* OnOffText(bool on) { return on ? "on" : "off"; }

template <class... Args>
absl::Status Unsupported(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, absl::StrFormat(format, args...));
}
template <class... Args>
absl::Status InternalError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, absl::StrFormat(format, args...));
}

}  // namespace pleiad::qemu

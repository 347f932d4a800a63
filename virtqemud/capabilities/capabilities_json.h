// SPDX-License-Identifier: Apache-2.0
// capabilities_json.h: EmulatorCapabilities as the text of a cache file, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

// What a cached answer was learned from. An answer from other circumstances is not used.
struct ProbeKey {
  std::string path;
  uint64_t size = 0;
  int64_t mtime_ns = 0, ctime_ns = 0;
  std::string host;  // kernel, microcode, KVM's state and our own version

  friend bool operator==(const ProbeKey&, const ProbeKey&) = default;
};

std::string ToJson(const ProbeKey& key, const EmulatorCapabilities& caps);
// Nullopt when the text is no such file or was made from another key.
std::optional<EmulatorCapabilities> FromJson(std::string_view text, const ProbeKey& key);

}  // namespace pleiad::qemu

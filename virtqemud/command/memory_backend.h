// SPDX-License-Identifier: Apache-2.0
// memory_backend.h: the object behind a piece of guest memory: the board's, a NUMA node's or a module's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "virtqemud/command/builder.h"

namespace pleiad::qemu {

struct MemoryBackend {
  std::string id;
  uint64_t size_bytes = 0;
  std::optional<uint32_t> cell = std::nullopt;  // of the guest
  const conf::MemoryDeviceDef* module = nullptr;
  conf::MemoryAccess access = conf::MemoryAccess::kDefault;
  conf::YesNo discard = std::nullopt;
};
// What sizes are rounded up to.
uint64_t MemoryGranularityKib(const conf::DomainDef& def);
// Notes the folder that the memory's file goes to with the builder.
JsonObject BackendProperties(Builder& b, const MemoryBackend& backend);

}  // namespace pleiad::qemu

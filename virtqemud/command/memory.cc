// SPDX-License-Identifier: Apache-2.0
// memory.cc: how much memory a guest has, what it is backed by, and its NUMA nodes and plugged modules.
#include "virtqemud/command/memory_backend.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {

uint64_t MemoryGranularityKib(const conf::DomainDef& def) { return IsPpc64(def) ? 256 * 1024 : 1024; }

namespace {
uint64_t InitialKib(const conf::DomainDef& def) {
  uint64_t plugged = 0;
  for (const conf::MemoryDeviceDef& memory : def.devices.memories) {
    if (memory.model != conf::MemoryModel::kSgxEpc) plugged += memory.size_kib;
  }
  const uint64_t initial = def.memory.total_kib - std::min(plugged, def.memory.total_kib);
  return (initial + MemoryGranularityKib(def) - 1) / MemoryGranularityKib(def) * MemoryGranularityKib(def);
}

bool HasNuma(const conf::DomainDef& def) { return def.cpu && !def.cpu->numa.cells.empty(); }
}  // namespace

absl::Status AddMemory(Builder& b) {
  const conf::DomainDef& def = b.def;
  const uint64_t initial = InitialKib(def);
  if (def.memory.max_kib > 0) {
    b.Add("-m", absl::StrFormat("size=%uk,slots=%u,maxmem=%uk", initial, def.memory.slots, def.memory.max_kib));
  } else {
    b.Add("-m", std::to_string(initial / 1024));
  }
  const MachineType* const machine = b.emulator.FindMachine(def.os.machine);
  if (!HasNuma(def) && machine && !machine->default_ram_id.empty()) {
    MemoryBackend backend{.id = machine->default_ram_id, .size_bytes = initial * 1024};
    // The board may map this memory below 4 GiB as it likes: its size is what counts, and its pages' source.
    b.Object(BackendProperties(b, backend));
  }
  const bool locked = def.memory_backing.locked;
  b.Add("-overcommit", absl::StrCat("mem-lock=", OnOffText(locked)));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

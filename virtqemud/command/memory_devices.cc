// SPDX-License-Identifier: Apache-2.0
// memory_devices.cc: memory that is plugged in: modules, persistent memory, memory that grows and shrinks.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"
#include "virtqemud/command/memory_backend.h"

namespace pleiad::qemu {
namespace {
using conf::MemoryDeviceDef;
using conf::MemoryModel;

std::string DriverOf(const MemoryDeviceDef& memory) {
  switch (memory.model) {
    case MemoryModel::kDimm: return "pc-dimm";
    case MemoryModel::kNvdimm: return "nvdimm";
    case MemoryModel::kVirtioPmem: return VirtioName("virtio-pmem", memory.info);
    case MemoryModel::kVirtioMem: return VirtioName("virtio-mem", memory.info);
    case MemoryModel::kSgxEpc: return {};
  }
  return {};
}
}  // namespace

absl::StatusOr<JsonObject> MemoryDevice(const Builder& b, const MemoryDeviceDef& memory) {
  JsonObject device("driver", DriverOf(memory));
  if (memory.node >= 0) device.Number("node", static_cast<uint64_t>(memory.node));
  if (memory.label_kib) device.Number("label-size", *memory.label_kib * 1024);
  if (memory.block_kib) device.Number("block-size", *memory.block_kib * 1024);
  if (memory.requested_kib) device.Number("requested-size", *memory.requested_kib * 1024);
  if (memory.uuid) device.String("uuid", memory.uuid->ToString());
  device.IfTrue("unarmed", memory.readonly);
  device.String("memdev", "mem" + memory.info.alias).String("id", memory.info.alias);
  RETURN_IF_ERROR(AddAddress(b, memory.info, device));
  return device;
}

absl::Status AddMemoryDevices(Builder& b) {
  for (const MemoryDeviceDef& memory : b.def.devices.memories) {
    MemoryBackend backend{.id = "mem" + memory.info.alias, .size_bytes = memory.size_kib * 1024};
    if (memory.node >= 0) backend.cell = static_cast<uint32_t>(memory.node);
    backend.module = &memory;
    b.Object(BackendProperties(b, backend));
    if (memory.model == MemoryModel::kSgxEpc) continue;  // stands at the board
    ASSIGN_OR_RETURN(JsonObject device, MemoryDevice(b, memory));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// memory_device_def.h: <memory> of <devices>: modules that are plugged in, persistent memory, enclave memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/memory_def.h"
#include "libshared/base/uuid.h"

namespace pleiad::conf {

enum class MemoryModel { kDimm, kNvdimm, kVirtioPmem, kVirtioMem, kSgxEpc };
inline constexpr xml::EnumNames<MemoryModel> kMemoryModels = {{MemoryModel::kDimm, "dimm"},
                                                              {MemoryModel::kNvdimm, "nvdimm"},
                                                              {MemoryModel::kVirtioPmem, "virtio-pmem"},
                                                              {MemoryModel::kVirtioMem, "virtio-mem"},
                                                              {MemoryModel::kSgxEpc, "sgx-epc"}};
struct MemoryDeviceDef {
  MemoryModel model = MemoryModel::kDimm;
  MemoryAccess access = MemoryAccess::kDefault;
  YesNo discard;
  std::optional<Uuid> uuid;  // nvdimm on pseries
  // source
  std::optional<uint64_t> page_size_kib;  // dimm, virtio-mem
  Bitmap node_mask;                       // host nodes; empty is not given
  std::string path;                       // nvdimm, virtio-pmem
  std::optional<uint64_t> align_size_kib;
  bool pmem = false;
  // target
  uint64_t size_kib = 0;
  int node = -1;  // -1 is not given
  std::optional<uint64_t> block_kib, requested_kib;  // virtio-mem
  std::optional<uint64_t> current_kib;               // virtio-mem, while it runs
  std::optional<uint64_t> label_kib;                 // nvdimm
  bool readonly = false;
  DeviceInfo info;
};

void Fields(xml::Reader&, MemoryDeviceDef&);
void Fields(xml::Writer&, MemoryDeviceDef&);
absl::Status Check(const MemoryDeviceDef& memory);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// shmem_def.h: <shmem>, memory shared among guests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class ShmemModel { kIvshmem, kIvshmemPlain, kIvshmemDoorbell };
inline constexpr xml::EnumNames<ShmemModel> kShmemModels = {
    {ShmemModel::kIvshmem, "ivshmem"}, {ShmemModel::kIvshmemPlain, "ivshmem-plain"}, {ShmemModel::kIvshmemDoorbell, "ivshmem-doorbell"}};
enum class ShmemRole { kDefault, kMaster, kPeer };
inline constexpr xml::EnumNames<ShmemRole> kShmemRoles = {{ShmemRole::kMaster, "master"}, {ShmemRole::kPeer, "peer"}};

struct ShmemServer {
  std::string path;
};
struct ShmemMsi {
  uint32_t vectors = 0;
  OnOff ioeventfd;
};
struct ShmemDef {
  std::string name;
  ShmemRole role = ShmemRole::kDefault;
  ShmemModel model = ShmemModel::kIvshmem;
  std::optional<uint64_t> size;  // bytes
  std::optional<ShmemServer> server;
  std::optional<ShmemMsi> msi;
  DeviceInfo info;
};

void Fields(xml::Reader&, ShmemDef&);
void Fields(xml::Writer&, ShmemDef&);
absl::Status Check(const ShmemDef& shmem);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// vsock_def.h: <vsock>, sockets between guest and host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

struct VsockDef {
  VirtioModel model = VirtioModel::kDefault;
  uint32_t cid = 0;  // 0 is not given
  YesNo auto_cid;
  bool cid_from_host = false;  // chosen at start
  VirtioOptions virtio;
  DeviceInfo info;
};

void Fields(xml::Reader&, VsockDef&);
void Fields(xml::Writer&, VsockDef&);
absl::Status Check(const VsockDef& vsock);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/vsock_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

// The host itself has the context ids below.
constexpr uint32_t kFirstGuestCid = 3;

template <class Map>
void CidFields(Map& m, VsockDef& vsock) {
  m.Group("cid", [&](auto& g) {
    g.Attribute("auto", vsock.auto_cid);
    // One that was found for it is a matter of the running domain.
    if (Map::kReading || !(g.options().inactive && IsYes(vsock.auto_cid) && vsock.cid_from_host)) g.Attribute("address", vsock.cid, 0u);
  });
}

template <class Map>
void Describe(Map& m, VsockDef& vsock) {
  m.Attribute("model", vsock.model, kVirtioModels, VirtioModel::kDefault);
  CidFields(m, vsock);
  Fields(m, vsock.info);
  VirtioDriver(m, vsock.virtio);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(vsock); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(VsockDef)

absl::Status Check(const VsockDef& vsock) {
  if (vsock.cid == 0 || vsock.cid >= kFirstGuestCid) return absl::OkStatus();
  return Unsupported("guest CIDs must be >= %d", kFirstGuestCid);
}

}  // namespace pleiad::conf

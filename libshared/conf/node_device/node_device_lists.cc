// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/node_device/node_device_lists.h"

#include <algorithm>
#include <array>

namespace pleiad::conf {
namespace {
// The bits of virConnectListAllNodeDeviceFlags, from the lowest.
constexpr std::array<std::string_view, 22> kFlagNames = {
    "system",       "pci", "usb_device", "usb",  "net", "scsi_host", "scsi_target", "scsi",    "storage",  "fc_host",   "vports",
    "scsi_generic", "drm", "mdev_types", "mdev", "ccw", "css",       "vdpa",        "ap_card", "ap_queue", "ap_matrix", "vpd"};

struct HasWithin {
  std::string_view name;
  bool operator()(const ScsiHostCap& cap) const { return (name == "fc_host" && cap.fc_host) || (name == "vports" && cap.vports); }
  bool operator()(const PciCap& cap) const {
    return (name == "mdev_types" && !cap.mdev_types.empty()) || (name == "vpd" && cap.vpd);
  }
  bool operator()(const CssCap& cap) const { return name == "mdev_types" && !cap.mdev_types.empty(); }
  bool operator()(const ApMatrixCap& cap) const { return name == "mdev_types" && !cap.mdev_types.empty(); }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};
}  // namespace

bool HasCap(const NodeDeviceDef& device, std::string_view name) {
  return std::ranges::any_of(device.caps, [name](const NodeDeviceCap& cap) {
    return NodeDeviceCapName(cap) == name || std::visit(HasWithin{name}, cap);
  });
}

bool PassesCapFlags(const NodeDeviceDef& device, uint32_t flags) {
  if ((flags & kListNodeDeviceCaps) == 0) return true;
  for (size_t bit = 0; bit < kFlagNames.size(); ++bit) {
    if ((flags >> bit & 1) != 0 && HasCap(device, kFlagNames[bit])) return true;
  }
  return false;
}

}  // namespace pleiad::conf

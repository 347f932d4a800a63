// SPDX-License-Identifier: Apache-2.0
// interface_network.h: what an interface has of networks: addresses and routes, virtual port, VLAN tags, bandwidth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/base/uuid.h"

namespace pleiad::conf {

struct IpDef {
  std::string family, address, peer;
  std::optional<uint32_t> prefix;
};
struct RouteDef {
  std::string family, address, netmask, gateway;
  std::optional<uint32_t> prefix, metric;
};

enum class VirtualPortType { kNone, k8021Qbg, k8021Qbh, kOpenvswitch, kMidonet };
inline constexpr xml::EnumNames<VirtualPortType> kVirtualPortTypes = {{VirtualPortType::kNone, "none"},
                                                                      {VirtualPortType::k8021Qbg, "802.1Qbg"},
                                                                      {VirtualPortType::k8021Qbh, "802.1Qbh"},
                                                                      {VirtualPortType::kOpenvswitch, "openvswitch"},
                                                                      {VirtualPortType::kMidonet, "midonet"}};
struct VirtualPort {
  VirtualPortType type = VirtualPortType::kNone;
  std::optional<uint32_t> manager_id, type_id, type_id_version;
  std::optional<Uuid> instance_id, interface_id;
  std::string profile_id;
};

enum class NativeVlan { kDefault, kTagged, kUntagged };
inline constexpr xml::EnumNames<NativeVlan> kNativeVlans = {{NativeVlan::kTagged, "tagged"}, {NativeVlan::kUntagged, "untagged"}};
struct VlanTag {
  uint32_t id = 0;
  NativeVlan native = NativeVlan::kDefault;
};
struct VlanDef {
  bool trunk = false;
  std::vector<VlanTag> tags;
};

struct BandwidthRate {
  std::optional<uint64_t> average, peak, burst, floor;  // KiB/s; burst KiB
};
struct BandwidthDef {
  std::optional<uint32_t> class_id;
  std::optional<BandwidthRate> inbound, outbound;
};

void Fields(xml::Reader&, IpDef&);
void Fields(xml::Writer&, IpDef&);
void Fields(xml::Reader&, RouteDef&);
void Fields(xml::Writer&, RouteDef&);
void Fields(xml::Reader&, VirtualPort&);
void Fields(xml::Writer&, VirtualPort&);
void Fields(xml::Reader&, VlanDef&);
void Fields(xml::Writer&, VlanDef&);
void Fields(xml::Reader&, BandwidthDef&);
void Fields(xml::Writer&, BandwidthDef&);

}  // namespace pleiad::conf

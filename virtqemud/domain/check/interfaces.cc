// SPDX-License-Identifier: Apache-2.0
// <interface>: what only some kinds of network cards and connections can have.
#include <algorithm>

#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::InterfaceDef;
using conf::InterfaceType;

const char* TypeName(const InterfaceDef& interface) { return xml::NameOf(conf::kInterfaceTypes, interface.type); }

bool IsTap(const InterfaceDef& interface) {
  return interface.type == InterfaceType::kNetwork || interface.type == InterfaceType::kBridge ||
         interface.type == InterfaceType::kEthernet;
}

bool TakesVirtualPort(const InterfaceDef& interface) {
  return interface.type == InterfaceType::kNetwork || interface.type == InterfaceType::kBridge ||
         interface.type == InterfaceType::kDirect || interface.type == InterfaceType::kHostdev;
}

// The user network gives the guest its addresses; elsewhere QEMU has no part in them.
absl::Status CheckAddresses(const InterfaceDef& interface) {
  if (interface.type != InterfaceType::kUser) {
    if (interface.ips.empty() && interface.routes.empty()) return absl::OkStatus();
    return Unsupported("Invalid attempt to set network interface guest-side IP route and/or address info, not supported by QEMU");
  }
  const auto is_v6 = [](const conf::IpDef& ip) { return ip.address.find(':') != std::string::npos; };
  const auto v6 = std::count_if(interface.ips.begin(), interface.ips.end(), is_v6);
  if (static_cast<size_t>(v6) + 1 < interface.ips.size()) return Unsupported("Only one IPv4 address per interface is allowed");
  if (v6 > 1) return Unsupported("Only one IPv6 address per interface is allowed");
  return absl::OkStatus();
}

bool IsPowerOfTwo(uint32_t number) { return (number & (number - 1)) == 0; }

absl::Status CheckInterface(const InterfaceDef& interface) {
  RETURN_IF_ERROR(CheckAddresses(interface));
  if (!IsPowerOfTwo(interface.driver.rx_queue_size)) return Unsupported("rx_queue_size has to be a power of two");
  if (!IsPowerOfTwo(interface.driver.tx_queue_size)) return Unsupported("tx_queue_size has to be a power of two");
  if (interface.mtu != 0 && !IsTap(interface) && interface.type != InterfaceType::kVhostUser) {
    return Unsupported("setting MTU on interface type %s is not supported yet", TypeName(interface));
  }
  if (interface.coalesce_rx_max_frames && !IsTap(interface)) {
    return Unsupported("coalesce settings on interface type %s are not supported", TypeName(interface));
  }
  if (interface.virtual_port && !TakesVirtualPort(interface)) {
    return Unsupported("<virtualport> element unsupported for <interface type='%s'>", TypeName(interface));
  }
  if (interface.type == InterfaceType::kVhostUser && !interface.IsVirtio()) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError,
                     "Wrong or no <model> 'type' attribute specified with <interface type='vhostuser'/>. vhostuser requires the "
                     "virtio-net* frontend");
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckInterfaces(const CheckInput& in) {
  for (const InterfaceDef& interface : in.def.devices.interfaces) RETURN_IF_ERROR(CheckInterface(interface));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

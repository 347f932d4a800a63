// SPDX-License-Identifier: Apache-2.0
// interface_def.h: <interface>, a network card and what it is connected to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"
#include "libshared/conf/domain/interface_network.h"

namespace pleiad::conf {

enum class InterfaceType {
  kUser, kEthernet, kVhostUser, kServer, kClient, kMcast, kUdp, kNetwork, kBridge, kInternal, kDirect, kHostdev, kVdpa, kNull, kVds
};
inline constexpr xml::EnumNames<InterfaceType> kInterfaceTypes = {
    {InterfaceType::kUser, "user"},         {InterfaceType::kEthernet, "ethernet"}, {InterfaceType::kVhostUser, "vhostuser"},
    {InterfaceType::kServer, "server"},     {InterfaceType::kClient, "client"},     {InterfaceType::kMcast, "mcast"},
    {InterfaceType::kUdp, "udp"},           {InterfaceType::kNetwork, "network"},   {InterfaceType::kBridge, "bridge"},
    {InterfaceType::kInternal, "internal"}, {InterfaceType::kDirect, "direct"},     {InterfaceType::kHostdev, "hostdev"},
    {InterfaceType::kVdpa, "vdpa"},         {InterfaceType::kNull, "null"},         {InterfaceType::kVds, "vds"}};

enum class DirectMode { kDefault, kVepa, kPrivate, kBridge, kPassthrough };
inline constexpr xml::EnumNames<DirectMode> kDirectModes = {{DirectMode::kVepa, "vepa"},
                                                            {DirectMode::kPrivate, "private"},
                                                            {DirectMode::kBridge, "bridge"},
                                                            {DirectMode::kPassthrough, "passthrough"}};

enum class MacTableManager { kDefault, kKernel, kLibvirt };
inline constexpr xml::EnumNames<MacTableManager> kMacTableManagers = {{MacTableManager::kKernel, "kernel"},
                                                                      {MacTableManager::kLibvirt, "libvirt"}};

// <source>; which members count depends on the interface's type.
struct InterfaceSource {
  std::string network, portgroup;
  std::string bridge;  // of a network while it runs, too
  MacTableManager mac_table_manager = MacTableManager::kDefault;
  std::optional<Uuid> port_id;  // the network's port, while it runs
  std::string dev;              // direct, vdpa, user
  DirectMode mode = DirectMode::kDefault;
  std::string name;                 // internal
  std::string address;              // server, client, mcast, udp
  uint32_t port = 0;
  std::string local_address;        // udp
  uint32_t local_port = 0;
  UnixSocket vhost_user;            // vhostuser
  // vds
  std::optional<Uuid> switch_id;
  int64_t vds_port_id = 0, connection_id = 0;
  std::string port_group_id;
  // hostdev
  std::string hostdev_type;  // of the address: pci, usb
  PciAddress hostdev_pci;
  uint32_t usb_bus = 0, usb_device = 0;
  std::vector<IpDef> ips;  // the host's end of an ethernet interface
  std::vector<RouteDef> routes;
};

struct MacDef {
  std::string address;  // six lower-case pairs with colons; empty is not given
  std::string type;     // generated, static
  YesNo check;
};

// What a virtio-net device may offload, of the host's or the guest's side.
struct Offloads {
  OnOff csum, gso, tso4, tso6, ecn, ufo, mrg_rxbuf;
  bool IsEmpty() const { return !csum && !gso && !tso4 && !tso6 && !ecn && !ufo && !mrg_rxbuf; }
};

enum class InterfaceBackend { kDefault, kQemu, kVhost, kKvm, kVfio, kXen };
inline constexpr xml::EnumNames<InterfaceBackend> kInterfaceBackends = {{InterfaceBackend::kQemu, "qemu"},
                                                                        {InterfaceBackend::kVhost, "vhost"},
                                                                        {InterfaceBackend::kKvm, "kvm"},
                                                                        {InterfaceBackend::kVfio, "vfio"},
                                                                        {InterfaceBackend::kXen, "xen"}};
enum class TxMode { kDefault, kIothread, kTimer };
inline constexpr xml::EnumNames<TxMode> kTxModes = {{TxMode::kIothread, "iothread"}, {TxMode::kTimer, "timer"}};

struct InterfaceDriver {
  InterfaceBackend name = InterfaceBackend::kDefault;
  TxMode txmode = TxMode::kDefault;
  OnOff ioeventfd, event_idx, rss, rss_hash_report;
  uint32_t queues = 0, rx_queue_size = 0, tx_queue_size = 0;  // 0 is not given
  VirtioOptions virtio;
  Offloads host, guest;
};

struct FilterParameter {
  std::string name, value;
};
struct FilterRef {
  std::string filter;
  std::vector<FilterParameter> parameters;
};

struct PortForwardRange {
  uint32_t start = 0, end = 0, to = 0;
  YesNo exclude;
};
struct PortForward {
  std::string proto, address, dev;
  std::vector<PortForwardRange> ranges;
};

enum class TeamingType { kNone, kPersistent, kTransient };
inline constexpr xml::EnumNames<TeamingType> kTeamingTypes = {{TeamingType::kPersistent, "persistent"}, {TeamingType::kTransient, "transient"}};
struct TeamingDef {
  TeamingType type = TeamingType::kNone;
  std::string persistent;  // alias of the partner
};
void Fields(xml::Reader&, TeamingDef&);
void Fields(xml::Writer&, TeamingDef&);

enum class LinkState { kDefault, kUp, kDown };
inline constexpr xml::EnumNames<LinkState> kLinkStates = {{LinkState::kUp, "up"}, {LinkState::kDown, "down"}};

struct InterfaceDef {
  InterfaceType type = InterfaceType::kUser;
  YesNo managed;  // hostdev
  YesNo trust_guest_rx_filters;
  MacDef mac;
  InterfaceSource source;
  std::string backend_tap, backend_vhost, backend_log_file;
  std::vector<IpDef> ips;
  std::vector<RouteDef> routes;
  std::vector<PortForward> port_forwards;
  std::optional<VirtualPort> virtual_port;
  std::string script, down_script, backend_domain;
  std::string target_dev;  // the tap; names that libvirt gave (vnet0) are not kept in the inactive document
  YesNo target_managed;
  std::string guest_dev, guest_actual;
  std::string model;
  InterfaceDriver driver;
  std::optional<FilterRef> filter;
  std::optional<BandwidthDef> bandwidth;
  std::optional<VlanDef> vlan;
  YesNo port_isolated;
  LinkState link = LinkState::kDefault;
  uint32_t mtu = 0;
  std::optional<uint64_t> sndbuf;
  std::optional<uint32_t> coalesce_rx_max_frames;
  TeamingDef teaming;
  DeviceInfo info;

  bool IsVirtio() const { return model == "virtio" || model == "virtio-transitional" || model == "virtio-non-transitional"; }
};

void Fields(xml::Reader&, InterfaceDef&);
void Fields(xml::Writer&, InterfaceDef&);
absl::Status Check(const InterfaceDef& interface);

}  // namespace pleiad::conf

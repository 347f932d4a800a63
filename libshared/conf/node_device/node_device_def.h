// SPDX-License-Identifier: Apache-2.0
// node_device_def.h: the <device> document of a device of the host. Most are only written, by who finds devices; virtual
// hosts and mediated devices are made from documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/interface/host_interface_def.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

struct SystemCap {
  std::string product, vendor, version, serial, firmware_vendor, firmware_version, firmware_date;
  Uuid uuid;
};

struct MdevType {
  std::string id, name, device_api;
  uint32_t available_instances = 0;
};
struct PciLink {
  std::string validity;  // "cap", what it can do, or "sta", what it does
  std::optional<uint32_t> port;
  std::string speed;  // GT/s
  uint32_t width = 0;
};
struct VpdField {
  std::string index, value;
};
// Vital product data, as the device's firmware tells it.
struct PciVpd {
  std::string name, change_level, manufacture_id, part_number, serial_number, asset_tag;
  std::vector<VpdField> vendor_fields, writable_vendor_fields, system_fields;
  bool has_readonly = false, has_readwrite = false;
};
struct PciFunctions {
  uint32_t max_count = 0;
  std::vector<PciAddress> addresses;
};
struct PciIommuGroup {
  uint32_t number = 0;
  std::vector<PciAddress> addresses;
};
struct PciCap {
  std::optional<uint32_t> device_class;
  uint32_t domain = 0, bus = 0, slot = 0, function = 0, product_id = 0, vendor_id = 0;
  std::string product, vendor;
  std::optional<PciAddress> physical_function;
  std::optional<PciFunctions> virtual_functions;
  std::string bridge;  // "pci-bridge", "cardbus-bridge" or empty
  std::vector<MdevType> mdev_types;
  std::optional<PciVpd> vpd;
  std::optional<PciIommuGroup> iommu_group;
  std::optional<int32_t> numa_node;
  std::vector<PciLink> links;
};

struct UsbDeviceCap {
  uint32_t bus = 0, device = 0, product_id = 0, vendor_id = 0;
  std::string product, vendor;
};
struct UsbInterfaceCap {
  uint32_t number = 0, device_class = 0, subclass = 0, protocol = 0;
  std::string description;
};

struct NetCap {
  std::string interface, address;
  uint32_t speed_mbps = 0;
  HostLinkState link = HostLinkState::kNone;
  std::vector<std::string> features;
  std::string kind;  // "80203", "80211" or empty
};

struct FcHost {
  std::string wwnn, wwpn, fabric_wwn;
};
struct VirtualPorts {
  uint32_t maximum = 0, used = 0;
};
struct ScsiHostCap {
  uint32_t host = 0;
  std::optional<uint32_t> unique_id;
  std::optional<FcHost> fc_host;
  std::optional<VirtualPorts> vports;
};
struct FcRemotePort {
  std::string rport, wwpn;
};
struct ScsiTargetCap {
  std::string target;
  std::optional<FcRemotePort> remote_port;
};
struct ScsiCap {
  uint32_t host = 0, bus = 0, target = 0, lun = 0;
  std::string type;
};
struct RemovableMedia {
  bool available = false;
  uint64_t size_bytes = 0;
  std::string label;
};
struct StorageCap {
  std::string block, bus, drive_type, model, vendor, serial;
  uint64_t size_bytes = 0, logical_block_bytes = 0, blocks = 0;
  std::optional<RemovableMedia> removable;  // instead of the size
  bool hotpluggable = false;
};
struct ScsiGenericCap {
  std::string path;
};
struct DrmCap {
  std::string type;  // "primary", "control" or "render"
};
struct MdevAttribute {
  std::string name, value;
};
struct MdevCap {
  std::string type_id;
  std::optional<Uuid> uuid;
  std::string parent_address;
  int32_t iommu_group = 0;  // -1 is none
  std::vector<MdevAttribute> attributes;
};
struct ChannelAddress {
  uint32_t cssid = 0, ssid = 0, devno = 0;
};
struct CcwCap {
  ChannelAddress address;
};
struct CssCap {
  ChannelAddress address;
  std::optional<ChannelAddress> channel_device;
  std::vector<MdevType> mdev_types;
};
struct VdpaCap {
  std::string char_device;
};
struct ApCardCap {
  uint32_t adapter = 0;
};
struct ApQueueCap {
  uint32_t adapter = 0, domain = 0;
};
struct ApMatrixCap {
  std::vector<MdevType> mdev_types;
};

using NodeDeviceCap =
    std::variant<SystemCap, PciCap, UsbDeviceCap, UsbInterfaceCap, NetCap, ScsiHostCap, ScsiTargetCap, ScsiCap, StorageCap,
                 DrmCap, MdevCap, CcwCap, CssCap, ApCardCap, ApQueueCap, ApMatrixCap, ScsiGenericCap, VdpaCap>;
// The capability's type attribute: "system", "pci", …
const char* NodeDeviceCapName(const NodeDeviceCap& cap);

struct NodeDeviceDef {
  std::string name, path, devnode;
  std::vector<std::string> links;
  std::string parent, driver;
  // By which a virtual host's parent may be asked for; not written.
  std::string parent_wwnn, parent_wwpn, parent_fabric_wwn;
  std::vector<NodeDeviceCap> caps;
};

// What a document is for: one that makes a device says less than one that tells of it.
enum class NodeDeviceUse { kExisting, kCreate };

// Errors: NO_NAME (21), INTERNAL_ERROR (1), XML_ERROR (27), CONFIG_UNSUPPORTED (67).
absl::StatusOr<NodeDeviceDef> ParseNodeDevice(std::string_view text, NodeDeviceUse use = NodeDeviceUse::kExisting,
                                              std::vector<std::string>* unknown = nullptr);
std::string FormatNodeDevice(const NodeDeviceDef& device);

}  // namespace pleiad::conf

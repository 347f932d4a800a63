// SPDX-License-Identifier: Apache-2.0
// node_device_caps.cc: what devices other than PCI's and disks are.
#include <algorithm>

#include "libshared/conf/node_device/node_device_parts.h"

namespace pleiad::conf {
namespace {

template <class Map>
void DescribeCap(Map& m, SystemCap& system, const DeviceContext& context) {
  m.Text("product", system.product);
  if (!Map::kReading) m.Body();
  const auto hardware = [&](auto& g) {
    g.Text("vendor", system.vendor);
    g.Text("version", system.version);
    g.Text("serial", system.serial);
    if constexpr (Map::kReading) {
      std::string uuid;
      g.Text("uuid", uuid);
      if (uuid.empty()) return g.Fail(InternalError("no system UUID supplied for '%s'", context.name));
      if (!FromText(uuid, system.uuid)) g.Fail(InternalError("malformed uuid element for '%s'", context.name));
    } else {
      g.Text("uuid", system.uuid, xml::kRequired);
    }
  };
  const auto firmware = [&](auto& g) {
    g.Body();
    g.Text("vendor", system.firmware_vendor);
    g.Text("version", system.firmware_version);
    g.Text("release_date", system.firmware_date);
  };
  if constexpr (Map::kReading) {
    m.Group("hardware", hardware);
    m.Group("firmware", firmware);
  } else {
    m.Nest("hardware", /*keep_empty=*/true, hardware);
    m.Nest("firmware", /*keep_empty=*/true, firmware);
  }
}

template <class Map>
void DescribeCap(Map& m, UsbDeviceCap& usb, const DeviceContext& context) {
  NumberElement(m, "bus", usb.bus, "USB bus number", context);
  NumberElement(m, "device", usb.device, "USB device number", context);
  IdElements(m, usb.product_id, usb.product, "USB product ID", usb.vendor_id, usb.vendor, "USB vendor ID", context);
}

template <class Map>
void DescribeCap(Map& m, UsbInterfaceCap& usb, const DeviceContext& context) {
  NumberElement(m, "number", usb.number, "USB interface number", context);
  NumberElement(m, "class", usb.device_class, "USB interface class", context);
  NumberElement(m, "subclass", usb.subclass, "USB interface subclass", context);
  NumberElement(m, "protocol", usb.protocol, "USB interface protocol", context);
  m.Text("description", usb.description);
}

// What an interface can do without the processor.
constexpr const char* kNetFeatures[] = {"rx",     "tx",     "sg",     "tso",    "gso",  "gro",      "lro",
                                        "rxvlan", "txvlan", "ntuple", "rxhash", "rdma", "txudptnl", "switchdev"};

void Features(xml::Reader& m, std::vector<std::string>& features) {
  m.EachElement("feature", [&](auto& g) {
    std::string name;
    g.Attribute("name", name);
    if (name.empty()) return g.Fail(XmlError("missing network device feature name"));
    if (std::find(std::begin(kNetFeatures), std::end(kNetFeatures), name) == std::end(kNetFeatures)) {
      return g.Fail(XmlError("unknown network device feature '%s'", name));
    }
    features.push_back(name);
  });
}
void Features(xml::Writer& m, std::vector<std::string>& features) {
  Items(m, "feature", features, [](auto& g, std::string& name) { g.Attribute("name", name); });
}

template <class Map>
void DescribeCap(Map& m, NetCap& net, const DeviceContext& context) {
  TextElement(m, "interface", net.interface, "network interface", context);
  m.Text("address", net.address);
  m.Group("link", [&](auto& g) {
    g.Attribute("speed", net.speed_mbps, 0u);
    g.Attribute("state", net.link, kHostLinkStates, HostLinkState::kNone);
  });
  Features(m, net.features);
  NamedChild(m, "capability", "type", net.kind);
  if (Map::kReading && !net.kind.empty() && net.kind != "80203" && net.kind != "80211") {
    m.Fail(Unsupported("invalid network type supplied for '%s'", context.name));
  }
}

template <class Map>
void DescribeCap(Map& m, DrmCap& drm, const DeviceContext& context) {
  m.Text("type", drm.type);
  if (Map::kReading && drm.type != "primary" && drm.type != "control" && drm.type != "render") {
    m.Fail(Unsupported("unknown drm type '%s' for '%s'", drm.type.empty() ? "(null)" : drm.type, context.name));
  }
}

template <class Map>
void DescribeCap(Map& m, MdevCap& mdev, const DeviceContext& context) {
  NamedChild(m, "type", "id", mdev.type_id);
  if constexpr (Map::kReading) {
    if (mdev.type_id.empty()) return m.Fail(Unsupported("missing type id attribute for '%s'", context.name));
    std::optional<std::string> uuid;
    m.Text("uuid", uuid);
    if (uuid) mdev.uuid = Uuid::Parse(*uuid);
    if (uuid && !mdev.uuid) return m.Fail(InternalError("Invalid uuid '%s' for new mdev device", *uuid));
    m.KnowElement("parent_addr");
  } else {
    m.Text("uuid", mdev.uuid);
    m.Text("parent_addr", mdev.parent_address);
  }
  if (Map::kReading || mdev.iommu_group >= 0) m.Group("iommuGroup", [&](auto& g) { g.Attribute("number", mdev.iommu_group); });
  Items(m, "attr", mdev.attributes, [](auto& g, MdevAttribute& attribute) {
    g.Attribute("name", attribute.name);
    g.Attribute("value", attribute.value, xml::kRequired);
  });
}

// A hexadecimal number of at least Digits digits; its absence is refused.
template <int Digits, class Map>
void HexElement(Map& m, const char* child, uint32_t& value, const DeviceContext& context) {
  if constexpr (Map::kReading) {
    std::string text;
    m.Text(child, text);
    if (text.empty()) return m.Fail(Unsupported("missing %s value for '%s'", std::string(child), context.name));
    if (!xml::FromText(text.starts_with("0x") ? text : "0x" + text, value)) {
      m.Fail(InternalError("invalid %s value '%s' for '%s'", std::string(child), text, context.name));
    }
  } else {
    m.Text(child, xml::Hex<uint32_t, Digits>{value}, xml::kRequired);
  }
}

template <class Map>
void Channel(Map& m, ChannelAddress& address, const DeviceContext& context) {
  HexElement<1>(m, "cssid", address.cssid, context);
  HexElement<1>(m, "ssid", address.ssid, context);
  HexElement<4>(m, "devno", address.devno, context);
}

template <class Map>
void DescribeCap(Map& m, CcwCap& ccw, const DeviceContext& context) {
  Channel(m, ccw.address, context);
}
template <class Map>
void DescribeCap(Map& m, CssCap& css, const DeviceContext& context) {
  Channel(m, css.address, context);
  Part(m, "channel_dev_addr", css.channel_device, [&](auto& g, ChannelAddress& address) { Channel(g, address, context); });
  MdevTypesCap(m, css.mdev_types);
}
template <class Map>
void DescribeCap(Map& m, ApCardCap& card, const DeviceContext& context) {
  HexElement<2>(m, "ap-adapter", card.adapter, context);
}
template <class Map>
void DescribeCap(Map& m, ApQueueCap& queue, const DeviceContext& context) {
  HexElement<2>(m, "ap-adapter", queue.adapter, context);
  HexElement<4>(m, "ap-domain", queue.domain, context);
}
template <class Map>
void DescribeCap(Map& m, ApMatrixCap& matrix, const DeviceContext&) {
  MdevTypesCap(m, matrix.mdev_types);
}
template <class Map>
void DescribeCap(Map& m, VdpaCap& vdpa, const DeviceContext&) {
  m.Text("chardev", vdpa.char_device);
}
template <class Map>
void DescribeCap(Map& m, ScsiGenericCap& generic, const DeviceContext&) {
  m.Text("char", generic.path);
}
}  // namespace

PLEIAD_CAP_BOTH_WAYS(SystemCap)
PLEIAD_CAP_BOTH_WAYS(UsbDeviceCap)
PLEIAD_CAP_BOTH_WAYS(UsbInterfaceCap)
PLEIAD_CAP_BOTH_WAYS(NetCap)
PLEIAD_CAP_BOTH_WAYS(DrmCap)
PLEIAD_CAP_BOTH_WAYS(MdevCap)
PLEIAD_CAP_BOTH_WAYS(CcwCap)
PLEIAD_CAP_BOTH_WAYS(CssCap)
PLEIAD_CAP_BOTH_WAYS(ApCardCap)
PLEIAD_CAP_BOTH_WAYS(ApQueueCap)
PLEIAD_CAP_BOTH_WAYS(ApMatrixCap)
PLEIAD_CAP_BOTH_WAYS(VdpaCap)
PLEIAD_CAP_BOTH_WAYS(ScsiGenericCap)

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// node_device_parts.h: shapes that the capabilities of node devices share. Their errors name the device.
#pragma once

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/node_device/node_device_def.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {

struct DeviceContext {
  const std::string& name;
  bool creating = false;
};

// What is there must be right, and with a `what` it must be there: "no|invalid WHAT supplied for 'NAME'".
template <class T>
void ReadNumber(xml::Reader& m, const char* text, T& value, const char* what, const DeviceContext& context) {
  if (!text) return m.Fail(InternalError("no %s supplied for '%s'", std::string(what), context.name));
  if (!xml::FromText(text, value)) m.Fail(InternalError("invalid %s supplied for '%s'", std::string(what), context.name));
}
// <child>N</child>, always there.
template <class Map, class T>
void NumberElement(Map& m, const char* child, T& value, const char* what, const DeviceContext& context) {
  if constexpr (Map::kReading) {
    std::optional<std::string> text;
    m.Text(child, text);
    ReadNumber(m, text ? text->c_str() : nullptr, value, what, context);
  } else {
    m.Text(child, value, xml::kRequired);
  }
}
// <child id='0x1234'>NAME</child>
template <class Map>
void IdElement(Map& m, const char* child, uint32_t& id, std::string& name, const char* what, const DeviceContext& context) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) {
      ReadNumber(g, TextOf(g, "id"), id, what, context);
      g.Value(name);
    });
    if (!m.HasElement(child)) m.Fail(InternalError("no %s supplied for '%s'", std::string(what), context.name));
  } else {
    m.Nest(child, /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("id", xml::Hex<uint32_t, 4>{id}, xml::kRequired);
      if (!name.empty()) g.Value(name);
    });
  }
}
// Of the two ids the vendor's is missed first.
template <class Map>
void IdElements(Map& m, uint32_t& product_id, std::string& product, const char* product_what, uint32_t& vendor_id,
                std::string& vendor, const char* vendor_what, const DeviceContext& context) {
  if (Map::kReading) IdElement(m, "vendor", vendor_id, vendor, vendor_what, context);
  IdElement(m, "product", product_id, product, product_what, context);
  if (!Map::kReading) IdElement(m, "vendor", vendor_id, vendor, vendor_what, context);
}
// <child>TEXT</child>, whose absence is refused as `missing`.
template <class Map>
void TextElement(Map& m, const char* child, std::string& text, const char* what, const DeviceContext& context) {
  m.Text(child, text);
  if (Map::kReading && text.empty()) m.Fail(InternalError("no %s supplied for '%s'", std::string(what), context.name));
}

template <class Map>
void MdevTypes(Map& m, std::vector<MdevType>& types) {
  Items(m, "type", types, [](auto& g, MdevType& type) {
    g.Attribute("id", type.id);
    g.Text("name", type.name);
    g.Text("deviceAPI", type.device_api);
    g.Text("availableInstances", type.available_instances, xml::kRequired);
    if (Map::kReading && type.id.empty()) g.Fail(XmlError("missing 'id' attribute for mediated device's <type> element"));
  });
}
// <capability type='TYPE'> within another; describe(map).
template <class F>
void WriteSubCap(xml::Writer& m, const char* type, F&& describe) {
  m.Nest("capability", /*keep_empty=*/true, [&](auto& g) {
    g.Attribute("type", std::string(type));
    describe(g);
  });
}
template <class Map>
void MdevTypesCap(Map& m, std::vector<MdevType>& types) {
  if constexpr (Map::kReading) {
    m.EachElement("capability", [&](auto& g) {
      const char* type = TextOf(g, "type");
      if (type && std::string_view(type) == "mdev_types") MdevTypes(g, types);
    });
  } else if (!types.empty()) {
    WriteSubCap(m, "mdev_types", [&](auto& g) { MdevTypes(g, types); });
  }
}

// ---- the capabilities: the content of <capability type='…'> -----------------------------------------------------------
#define PLEIAD_NODE_DEVICE_CAP(Type)                               \
  void CapFields(xml::Reader& m, Type& cap, const DeviceContext&); \
  void CapFields(xml::Writer& m, Type& cap, const DeviceContext&)
PLEIAD_NODE_DEVICE_CAP(SystemCap);
PLEIAD_NODE_DEVICE_CAP(PciCap);
PLEIAD_NODE_DEVICE_CAP(UsbDeviceCap);
PLEIAD_NODE_DEVICE_CAP(UsbInterfaceCap);
PLEIAD_NODE_DEVICE_CAP(NetCap);
PLEIAD_NODE_DEVICE_CAP(ScsiHostCap);
PLEIAD_NODE_DEVICE_CAP(ScsiTargetCap);
PLEIAD_NODE_DEVICE_CAP(ScsiCap);
PLEIAD_NODE_DEVICE_CAP(StorageCap);
PLEIAD_NODE_DEVICE_CAP(DrmCap);
PLEIAD_NODE_DEVICE_CAP(MdevCap);
PLEIAD_NODE_DEVICE_CAP(CcwCap);
PLEIAD_NODE_DEVICE_CAP(CssCap);
PLEIAD_NODE_DEVICE_CAP(ApCardCap);
PLEIAD_NODE_DEVICE_CAP(ApQueueCap);
PLEIAD_NODE_DEVICE_CAP(ApMatrixCap);
PLEIAD_NODE_DEVICE_CAP(ScsiGenericCap);
PLEIAD_NODE_DEVICE_CAP(VdpaCap);
#undef PLEIAD_NODE_DEVICE_CAP

#define PLEIAD_CAP_BOTH_WAYS(Type)                                                                          \
  void CapFields(xml::Reader& m, Type& cap, const DeviceContext& context) { DescribeCap(m, cap, context); } \
  void CapFields(xml::Writer& m, Type& cap, const DeviceContext& context) { DescribeCap(m, cap, context); }

}  // namespace pleiad::conf

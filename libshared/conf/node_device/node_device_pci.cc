// SPDX-License-Identifier: Apache-2.0
// node_device_pci.cc: what a PCI device is and can do.
#include "libshared/conf/node_device/node_device_parts.h"

namespace pleiad::conf {
namespace {

template <class Map>
void Addresses(Map& m, std::vector<PciAddress>& addresses) {
  Items(m, "address", addresses, [](auto& g, PciAddress& address) { Fields(g, address); });
}

template <class Map>
void VpdFields(Map& m, const char* child, std::vector<VpdField>& fields) {
  Items(m, child, fields, [](auto& g, VpdField& field) {
    g.Attribute("index", field.index);
    g.Value(field.value);
  });
}

template <class Map>
void ReadonlyFields(Map& m, PciVpd& vpd) {
  m.Text("change_level", vpd.change_level);
  m.Text("manufacture_id", vpd.manufacture_id);
  m.Text("part_number", vpd.part_number);
  m.Text("serial_number", vpd.serial_number);
  VpdFields(m, "vendor_field", vpd.vendor_fields);
}
template <class Map>
void WritableFields(Map& m, PciVpd& vpd) {
  m.Text("asset_tag", vpd.asset_tag);
  VpdFields(m, "vendor_field", vpd.writable_vendor_fields);
  VpdFields(m, "system_field", vpd.system_fields);
}

void Vpd(xml::Reader& m, PciVpd& vpd) {
  m.Text("name", vpd.name);
  m.EachElement("fields", [&](auto& g) {
    const char* access = TextOf(g, "access");
    if (access && std::string_view(access) == "readonly") {
      vpd.has_readonly = true;
      ReadonlyFields(g, vpd);
    } else if (access && std::string_view(access) == "readwrite") {
      vpd.has_readwrite = true;
      WritableFields(g, vpd);
    }
  });
}
void Vpd(xml::Writer& m, PciVpd& vpd) {
  m.Text("name", vpd.name);
  const auto fields = [&](const char* access, auto&& describe) {
    m.Nest("fields", /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("access", std::string(access));
      describe(g, vpd);
    });
  };
  if (vpd.has_readonly) fields("readonly", [](auto& g, PciVpd& v) { ReadonlyFields(g, v); });
  if (vpd.has_readwrite) fields("readwrite", [](auto& g, PciVpd& v) { WritableFields(g, v); });
}

void SubCaps(xml::Reader& m, PciCap& pci) {
  m.EachElement("capability", [&](auto& g) {
    const char* text = TextOf(g, "type");
    const std::string type = text ? text : "";
    if (type == "phys_function") {
      g.Element("address", pci.physical_function);
    } else if (type == "virt_functions") {
      PciFunctions& functions = pci.virtual_functions.emplace();
      g.Attribute("maxCount", functions.max_count, 0u);
      Addresses(g, functions.addresses);
    } else if (type == "pci-bridge" || type == "cardbus-bridge") {
      pci.bridge = type;
    } else if (type == "mdev_types") {
      MdevTypes(g, pci.mdev_types);
    } else if (type == "vpd") {
      Vpd(g, pci.vpd.emplace());
    }
  });
}
void SubCaps(xml::Writer& m, PciCap& pci) {
  if (pci.physical_function) WriteSubCap(m, "phys_function", [&](auto& g) { g.Element("address", pci.physical_function); });
  if (pci.virtual_functions) {
    WriteSubCap(m, "virt_functions", [&](auto& g) {
      g.Attribute("maxCount", pci.virtual_functions->max_count, 0u);
      Addresses(g, pci.virtual_functions->addresses);
    });
  }
  if (!pci.bridge.empty()) WriteSubCap(m, pci.bridge.c_str(), [](auto&) {});
  MdevTypesCap(m, pci.mdev_types);
  if (pci.vpd) WriteSubCap(m, "vpd", [&](auto& g) { Vpd(g, *pci.vpd); });
}

template <class Map>
void Links(Map& m, std::vector<PciLink>& links) {
  m.Group("pci-express", [&](auto& g) {
    Items(g, "link", links, [](auto& l, PciLink& link) {
      l.Attribute("validity", link.validity);
      l.Attribute("port", link.port);
      l.Attribute("speed", link.speed);
      l.Attribute("width", link.width);
    });
  });
}

template <class Map>
void DescribeCap(Map& m, PciCap& pci, const DeviceContext& context) {
  std::optional<xml::Hex<uint32_t, 6>> device_class;
  if (pci.device_class) device_class = xml::Hex<uint32_t, 6>{*pci.device_class};
  if constexpr (Map::kReading) {
    // Without a prefix it is hexadecimal all the same.
    std::string text;
    m.Text("class", text);
    if (!text.empty() && !xml::FromText(text.starts_with("0x") ? text : "0x" + text, pci.device_class.emplace())) {
      return m.Fail(InternalError("invalid PCI class supplied for '%s'", context.name));
    }
  } else {
    m.Text("class", device_class);
  }
  NumberElement(m, "domain", pci.domain, "PCI domain ID", context);
  NumberElement(m, "bus", pci.bus, "PCI bus ID", context);
  NumberElement(m, "slot", pci.slot, "PCI slot ID", context);
  NumberElement(m, "function", pci.function, "PCI function ID", context);
  IdElements(m, pci.product_id, pci.product, "PCI product ID", pci.vendor_id, pci.vendor, "PCI vendor ID", context);
  SubCaps(m, pci);
  Part(m, "iommuGroup", pci.iommu_group, [](auto& g, PciIommuGroup& group) {
    g.Attribute("number", group.number);
    Addresses(g, group.addresses);
  });
  m.Group("numa", [&](auto& g) { g.Attribute("node", pci.numa_node); });
  Links(m, pci.links);
}
}  // namespace

PLEIAD_CAP_BOTH_WAYS(PciCap)

}  // namespace pleiad::conf

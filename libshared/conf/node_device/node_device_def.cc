// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/node_device/node_device_def.h"

#include <array>

#include "libshared/conf/node_device/node_device_parts.h"

namespace pleiad::conf {
namespace {

// In the order of the variant.
constexpr std::array<const char*, std::variant_size_v<NodeDeviceCap>> kCapNames = {
    "system", "pci",  "usb_device", "usb", "net",     "scsi_host", "scsi_target", "scsi",         "storage",
    "drm",    "mdev", "ccw",        "css", "ap_card", "ap_queue",  "ap_matrix",   "scsi_generic", "vdpa"};

template <size_t I = 0>
NodeDeviceCap MakeCap(size_t index) {
  if constexpr (I + 1 < std::variant_size_v<NodeDeviceCap>) {
    return index == I ? NodeDeviceCap(std::in_place_index<I>) : MakeCap<I + 1>(index);
  } else {
    return NodeDeviceCap(std::in_place_index<I>);
  }
}

struct DeviceDocument {
  NodeDeviceDef* device;
  NodeDeviceUse use = NodeDeviceUse::kExisting;
};

void ReadCap(xml::Reader& m, NodeDeviceDef& device, const DeviceContext& context) {
  const char* type = TextOf(m, "type");
  if (!type) return m.Fail(XmlError("Missing required attribute 'type' in element 'capability'"));
  for (size_t i = 0; i < kCapNames.size(); ++i) {
    if (std::string_view(type) != kCapNames[i]) continue;
    NodeDeviceCap& cap = device.caps.emplace_back(MakeCap(i));
    return std::visit([&](auto& one) { CapFields(m, one, context); }, cap);
  }
  // Some types stand only within others.
  m.Fail(XmlError("Invalid value for attribute 'type' in element 'capability': '%s'.", std::string(type)));
}

void ReadDevnodes(xml::Reader& m, NodeDeviceDef& device) {
  m.EachElement("devnode", [&](auto& g) {
    const char* type = TextOf(g, "type");
    if (!type) return g.Fail(XmlError("Missing required attribute 'type' in element 'devnode'"));
    if (std::string_view(type) == "dev") {
      g.Value(device.devnode);
    } else if (std::string_view(type) == "link") {
      g.Value(device.links.emplace_back());
    } else {
      g.Fail(XmlError("Invalid value for attribute 'type' in element 'devnode': '%s'.", std::string(type)));
    }
  });
}

void ReadParent(xml::Reader& m, NodeDeviceDef& device) {
  m.Group("parent", [&](auto& g) {
    g.Attribute("wwnn", device.parent_wwnn);
    g.Attribute("wwpn", device.parent_wwpn);
    g.Attribute("fabric_wwn", device.parent_fabric_wwn);
    g.Value(device.parent);
    if (!device.parent_wwnn.empty() && device.parent_wwpn.empty()) {
      return g.Fail(XmlError("when providing parent wwnn='%s', the wwpn must also be provided", device.parent_wwnn));
    }
    if (device.parent_wwnn.empty() && !device.parent_wwpn.empty()) {
      g.Fail(XmlError("when providing parent wwpn='%s', the wwnn must also be provided", device.parent_wwpn));
    }
  });
}

void Fields(xml::Reader& m, DeviceDocument& document) {
  NodeDeviceDef& device = *document.device;
  const bool creating = document.use == NodeDeviceUse::kCreate;
  m.Text("name", device.name);
  if (creating) device.name = "new device";
  if (device.name.empty()) return m.Fail(MakeError(ErrorDomain::kNodedev, ErrorCode::kNoName));
  m.Text("path", device.path);
  ReadDevnodes(m, device);
  ReadParent(m, device);
  m.KnowElement("driver");
  const DeviceContext context{.name = device.name, .creating = creating};
  m.EachElement("capability", [&](auto& g) { ReadCap(g, device, context); });
  if (!m.failed() && device.caps.empty()) m.Fail(InternalError("no device capabilities for '%s'", device.name));
}

void Fields(xml::Writer& m, DeviceDocument& document) {
  NodeDeviceDef& device = *document.device;
  m.Text("name", device.name, xml::kRequired);
  m.Text("path", device.path);
  const auto devnode = [&](const char* type, const std::string& path) {
    m.Nest("devnode", /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("type", std::string(type));
      g.Value(path);
    });
  };
  if (!device.devnode.empty()) devnode("dev", device.devnode);
  for (const std::string& link : device.links) devnode("link", link);
  m.Text("parent", device.parent);
  m.Group("driver", [&](auto& g) { g.Text("name", device.driver); });
  const DeviceContext context{.name = device.name};
  for (NodeDeviceCap& cap : device.caps) {
    m.Nest("capability", /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("type", std::string(NodeDeviceCapName(cap)));
      std::visit([&](auto& one) { CapFields(g, one, context); }, cap);
    });
  }
}

// libvirt has a space before the end of the nameless ids of USB devices, which clients may have got used to.
void SpaceNamelessIds(std::string& text) {
  for (const char* element : {"\n    <product id='", "\n    <vendor id='"}) {
    const size_t at = text.find(element);
    const size_t end = at == std::string::npos ? at : text.find('\n', at + 1);
    if (end != std::string::npos && text.compare(end - 3, 3, "'/>") == 0) text.insert(end - 2, " ");
  }
}
}  // namespace

const char* NodeDeviceCapName(const NodeDeviceCap& cap) { return kCapNames[cap.index()]; }

absl::StatusOr<NodeDeviceDef> ParseNodeDevice(std::string_view text, NodeDeviceUse use, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "node_device_definition"));
  const std::string root = document.root().name();
  if (root != "device")
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of 'device', not '%s'", root);
  NodeDeviceDef device;
  DeviceDocument all{.device = &device, .use = use};
  if (absl::Status wrong = xml::Read(document.root(), all, {}, unknown); !wrong.ok())
    return WithDomain(wrong, ErrorDomain::kNodedev);
  return device;
}

std::string FormatNodeDevice(const NodeDeviceDef& device) {
  std::string text = xml::Write("device", DeviceDocument{.device = const_cast<NodeDeviceDef*>(&device)});
  if (!device.caps.empty() && std::holds_alternative<UsbDeviceCap>(device.caps.front())) SpaceNamelessIds(text);
  return text;
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/controller_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using Models = xml::EnumNames<ControllerModel>;
using enum ControllerModel;
constexpr Models kNoModels = {};
constexpr Models kScsiModels = {{kAuto, "auto"},
                                {kBuslogic, "buslogic"},
                                {kLsilogic, "lsilogic"},
                                {kLsisas1068, "lsisas1068"},
                                {kVmpvscsi, "vmpvscsi"},
                                {kIbmvscsi, "ibmvscsi"},
                                {kVirtioScsi, "virtio-scsi"},
                                {kLsisas1078, "lsisas1078"},
                                {kVirtioTransitional, "virtio-transitional"},
                                {kVirtioNonTransitional, "virtio-non-transitional"},
                                {kNcr53c90, "ncr53c90"},
                                {kDc390, "dc390"},
                                {kAm53c974, "am53c974"}};
constexpr Models kUsbModels = {{kPiix3Uhci, "piix3-uhci"}, {kPiix4Uhci, "piix4-uhci"},
                               {kEhci, "ehci"},            {kIch9Ehci1, "ich9-ehci1"},
                               {kIch9Uhci1, "ich9-uhci1"}, {kIch9Uhci2, "ich9-uhci2"},
                               {kIch9Uhci3, "ich9-uhci3"}, {kVt82c686bUhci, "vt82c686b-uhci"},
                               {kPciOhci, "pci-ohci"},     {kNecXhci, "nec-xhci"},
                               {kQusb1, "qusb1"},          {kQusb2, "qusb2"},
                               {kQemuXhci, "qemu-xhci"},   {kNone, "none"}};
constexpr Models kIdeModels = {{kPiix3, "piix3"}, {kPiix4, "piix4"}, {kIch6, "ich6"}};
constexpr Models kVirtioSerialModels = {
    {kVirtio, "virtio"}, {kVirtioTransitional, "virtio-transitional"}, {kVirtioNonTransitional, "virtio-non-transitional"}};
constexpr Models kPciModels = {{kPciRoot, "pci-root"},
                               {kPcieRoot, "pcie-root"},
                               {kPciBridge, "pci-bridge"},
                               {kDmiToPciBridge, "dmi-to-pci-bridge"},
                               {kPcieToPciBridge, "pcie-to-pci-bridge"},
                               {kPcieRootPort, "pcie-root-port"},
                               {kPcieSwitchUpstreamPort, "pcie-switch-upstream-port"},
                               {kPcieSwitchDownstreamPort, "pcie-switch-downstream-port"},
                               {kPciExpanderBus, "pci-expander-bus"},
                               {kPcieExpanderBus, "pcie-expander-bus"}};

// An index, a number of ports: not negative, and named so in the error.
template <class Map>
void CountAttribute(Map& m, const char* name, std::optional<uint32_t>& value) {
  if constexpr (Map::kReading) {
    std::optional<int> number;
    m.Attribute(name, number);
    if (!number || m.failed()) return;
    if (*number < 0) {
      return m.Fail(XmlError("Invalid value for attribute '%s' in element '%s': '%d'. Expected non-negative value", std::string(name),
                             std::string(m.node().name()), *number));
    }
    value = static_cast<uint32_t>(*number);
  } else {
    m.Attribute(name, value);
  }
}

template <class Map>
void ModelAttribute(Map& m, ControllerDef& c) {
  if constexpr (Map::kReading) {
    const char* model = m.node().Attribute("model");
    m.KnowAttribute("model");
    if (model && !xml::ValueOf(ControllerModels(c.type), model, c.model)) m.Fail(Unsupported("Unknown model type '%s'", std::string(model)));
  } else {
    m.Attribute("model", c.model, ControllerModels(c.type), kDefault);
  }
}

template <class Map>
void IndexAttribute(Map& m, ControllerDef& c) {
  std::optional<uint32_t> index;
  if (c.index >= 0) index = static_cast<uint32_t>(c.index);
  CountAttribute(m, "index", index);
  if constexpr (Map::kReading) c.index = index ? static_cast<int>(*index) : -1;
}

template <class Map>
void TypeAttributes(Map& m, ControllerDef& c) {
  switch (c.type) {
    case ControllerType::kVirtioSerial:
      CountAttribute(m, "ports", c.ports);
      CountAttribute(m, "vectors", c.vectors);
      break;
    case ControllerType::kUsb: CountAttribute(m, "ports", c.ports); break;
    case ControllerType::kXenbus:
      CountAttribute(m, "maxGrantFrames", c.max_grant_frames);
      CountAttribute(m, "maxEventChannels", c.max_event_channels);
      break;
    default: break;
  }
}

struct Range {
  uint32_t low, high;
};

// One number of <target>, refused outside the range that libvirt allows.
template <class Map>
void TargetNumber(Map& m, const char* name, std::optional<uint32_t>& value, Range range) {
  if constexpr (Map::kReading) {
    std::optional<int64_t> number;
    m.Attribute(name, number);
    if (!number || m.failed()) return;
    if (*number < range.low || *number > range.high) {
      return m.Fail(Unsupported("PCI controller %s '%d' out of range - must be %d-%d", std::string(name), *number, range.low, range.high));
    }
    value = static_cast<uint32_t>(*number);
  } else {
    m.Attribute(name, value);
  }
}

template <class Map>
void PciTarget(Map& m, PciControllerOptions& pci) {
  m.Group("target", [&](auto& g) {
    TargetNumber(g, "chassisNr", pci.chassis_nr, {1, 255});
    TargetNumber(g, "chassis", pci.chassis, {0, 255});
    if constexpr (Map::kReading) {
      TargetNumber(g, "port", pci.port, {0, 255});
    } else if (pci.port) {
      g.Attribute("port", xml::Hex<uint32_t, 1>{*pci.port});
    }
    TargetNumber(g, "busNr", pci.bus_nr, {1, 254});
    TargetNumber(g, "index", pci.index, {0, 30});
    g.Attribute("hotplug", pci.hotplug);
    g.Text("node", pci.numa_node);
  });
}

template <class Map>
void PciChildren(Map& m, PciControllerOptions& pci) {
  m.Group("model", [&](auto& g) { g.Attribute("name", pci.model_name, kPciModelNames, PciModelName::kNone); });
  PciTarget(m, pci);
}

template <class Map>
void DriverFields(Map& m, ControllerDriver& d) {
  m.Group("driver", [&](auto& g) {
    g.Attribute("queues", d.queues, 0u);
    g.Attribute("cmd_per_lun", d.cmd_per_lun, 0u);
    g.Attribute("max_sectors", d.max_sectors, 0u);
    g.Attribute("ioeventfd", d.ioeventfd);
    g.Attribute("iothread", d.iothread, 0u);
    VirtioFields(g, d.virtio);
  });
}

template <class Map>
void MasterFields(Map& m, ControllerDef& c) {
  m.Group("master", [&](auto& g) { g.Attribute("startport", c.master_start_port); });
}

template <class Map>
void Describe(Map& m, ControllerDef& c) {
  if constexpr (Map::kReading) {
    m.Attribute("type", c.type, kControllerTypes, ControllerType::kIde);
  } else {
    m.Attribute("type", c.type, kControllerTypes, xml::kRequired);
  }
  IndexAttribute(m, c);
  ModelAttribute(m, c);
  TypeAttributes(m, c);
  if (c.type == ControllerType::kPci) PciChildren(m, c.pci);
  DriverFields(m, c.driver);
  // USB companions name their master where other devices have nothing: between the alias and the address.
  if constexpr (Map::kReading) {
    MasterFields(m, c);
    Fields(m, c.info);
  } else {
    DeviceInfo before = c.info;
    before.address = {};
    Fields(m, before);
    MasterFields(m, c);
    DeviceInfo address;
    address.address = c.info.address;
    Fields(m, address);
  }
  if (c.type == ControllerType::kPci) Size(m, "pcihole64", c.pci.hole64_kib, kKib);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(c); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

const xml::EnumNames<ControllerModel>& ControllerModels(ControllerType type) {
  switch (type) {
    case ControllerType::kScsi: return kScsiModels;
    case ControllerType::kUsb: return kUsbModels;
    case ControllerType::kIde: return kIdeModels;
    case ControllerType::kPci: return kPciModels;
    case ControllerType::kVirtioSerial: return kVirtioSerialModels;
    default: return kNoModels;
  }
}

PLEIAD_DESCRIBE_BOTH_WAYS(ControllerDef)

absl::Status Check(const ControllerDef& c) {
  const bool root = c.model == kPciRoot || c.model == kPcieRoot;
  if (c.pci.hole64_kib && !root) return Unsupported("pcihole64 is only supported for pci-root and pcie-root");
  if (root && c.info.HasAddress()) return XmlError("pci-root and pcie-root controllers should not have an address");
  return absl::OkStatus();
}

}  // namespace pleiad::conf

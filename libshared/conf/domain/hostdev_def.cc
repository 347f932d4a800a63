// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/hostdev_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum HostdevType;

absl::Status Internal(std::string_view text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, text); }

template <class Map>
void UsbId(Map& m, const char* child, uint32_t& id) {
  if (!Map::kReading && id == 0) return;
  m.Group(child, [&](auto& g) { HexAttribute<4>(g, "id", id); });
}

template <class Map>
void UsbSource(Map& m, UsbHostDevice& usb) {
  m.Attribute("startupPolicy", usb.startup_policy, kStartupPolicies, StartupPolicy::kDefault);
  m.Attribute("guestReset", usb.guest_reset, kGuestResets, GuestReset::kDefault);
  if (Map::kReading || !m.options().inactive) m.Attribute("missing", usb.missing);
  UsbId(m, "vendor", usb.vendor);
  UsbId(m, "product", usb.product);
  if (Map::kReading || usb.bus != 0 || usb.device != 0) {
    m.Group("address", [&](auto& g) {
      g.Attribute("bus", usb.bus, xml::kRequired);
      g.Attribute("device", usb.device, xml::kRequired);
    });
  }
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    const bool vendor = m.HasElement("vendor"), product = m.HasElement("product");
    constexpr const char* kZero = "Invalid value for attribute 'id' in element '%s': Zero is not permitted";
    if (vendor && usb.vendor == 0) return m.Fail(XmlError(kZero, "vendor"));
    if (product && usb.product == 0) return m.Fail(XmlError(kZero, "product"));
    if (vendor && !product) return m.Fail(Internal("missing product"));
    if (product && !vendor) m.Fail(Internal("missing vendor"));
  }
}

template <class Map>
void PciSource(Map& m, PciHostDevice& pci) {
  m.Attribute("writeFiltering", pci.write_filtering);
  if constexpr (Map::kReading) {
    m.KnowAttribute("startupPolicy");
  }
  m.Element("address", pci.address);
}

template <class Map>
void ScsiSource(Map& m, ScsiHostDevice& scsi) {
  std::string protocol = scsi.iscsi ? "iscsi" : "";
  m.Attribute("protocol", protocol);
  if constexpr (Map::kReading) {
    if (!protocol.empty() && protocol != "adapter" && protocol != "iscsi") {
      return m.Fail(Unsupported("Unknown SCSI subsystem protocol '%s'", protocol));
    }
    scsi.iscsi = protocol == "iscsi";
  }
  if (scsi.iscsi) {
    m.Attribute("name", scsi.source.path);
    m.List("host", scsi.source.hosts);
    m.Element("auth", scsi.source.auth);
    m.Group("initiator", [&](auto& g) { NamedChild(g, "iqn", "name", scsi.source.initiator_iqn); });
    return;
  }
  NamedChild(m, "adapter", "name", scsi.adapter);
  m.Group("address", [&](auto& g) {
    g.Attribute("bus", scsi.bus, xml::kRequired);
    g.Attribute("target", scsi.target, xml::kRequired);
    g.Attribute("unit", scsi.unit, xml::kRequired);
  });
  if constexpr (Map::kReading) {
    if (!m.HasElement("address")) return m.Fail(XmlError("'address' must be specified for scsi hostdev source"));
    if (scsi.adapter.empty()) m.Fail(XmlError("'adapter' must be specified for scsi hostdev source"));
  }
}

template <class Map>
void ScsiHostSource(Map& m, ScsiVhostDevice& device) {
  std::string protocol = "vhost";
  m.Attribute("protocol", protocol);
  m.Attribute("wwpn", device.wwpn);
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("protocol")) return m.Fail(XmlError("Missing scsi_host subsystem protocol"));
    if (protocol != "vhost") return m.Fail(Unsupported("Unknown scsi_host subsystem protocol '%s'", protocol));
    if (!device.wwpn.starts_with("naa.")) m.Fail(XmlError("malformed 'wwpn' value"));
  }
}

template <class Map>
void MdevSource(Map& m, MediatedDevice& mdev) {
  if constexpr (Map::kReading) {
    if (!m.HasElement("address")) return m.Fail(Unsupported("Missing <address> element"));
  }
  m.Group("address", [&](auto& g) {
    if constexpr (Map::kReading) {
      const char* uuid = g.node().Attribute("uuid");
      g.KnowAttribute("uuid");
      if (!uuid) return g.Fail(XmlError("Missing required attribute 'uuid' in element 'address'"));
      if (!FromText(uuid, mdev.uuid)) g.Fail(Internal("Cannot parse uuid attribute of element <address>"));
    } else {
      g.Attribute("uuid", mdev.uuid);
    }
  });
}

template <class Map>
void SourceFields(Map& m, HostdevDef& h) {
  const auto describe = [&](auto& g) {
    switch (h.type) {
      case kUsb: return UsbSource(g, h.usb);
      case kPci: return PciSource(g, h.pci);
      case kScsi: return ScsiSource(g, h.scsi);
      case kScsiHost: return ScsiHostSource(g, h.scsi_host);
      case kMdev: return MdevSource(g, h.mdev);
      case kStorage: return g.Text("block", h.capability.node);
      case kMisc: return g.Text("char", h.capability.node);
      case kNet: return g.Text("interface", h.capability.node);
    }
  };
  if constexpr (Map::kReading) {
    m.Group("source", describe);
  } else {
    // Also when nothing is in it, as with a USB device that nothing tells from others: reading asks for it. (libvirt leaves it
    // out, and cannot read its own file of such a domain.)
    m.Nest("source", /*keep_empty=*/true, describe);
  }
}

template <class Map>
void SubsystemAttributes(Map& m, HostdevDef& h) {
  switch (h.type) {
    case kScsi:
      m.Attribute("sgio", h.scsi.sgio, kSgIos, SgIo::kDefault);
      return m.Attribute("rawio", h.scsi.rawio);
    case kScsiHost: return m.Attribute("model", h.model, kScsiHostModels, HostdevModel::kDefault);
    case kMdev:
      m.Attribute("model", h.model, kMdevModels, xml::kRequired);
      m.Attribute("display", h.mdev.display);
      m.Attribute("ramfb", h.mdev.ramfb);
      return;
    default: return;
  }
}

template <class Map>
void Attributes(Map& m, HostdevDef& h) {
  const bool subsystem = h.mode == HostdevMode::kSubsystem;
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("type")) return m.Fail(XmlError("missing source address type"));
    ChosenAttribute(m, "type", h.type, subsystem ? kHostdevSubsystemTypes : kHostdevCapabilityTypes, subsystem ? kUsb : kStorage,
                    "unknown host device source address type");
    m.Attribute("managed", h.managed, false);
  } else {
    m.Attribute("type", h.type, subsystem ? kHostdevSubsystemTypes : kHostdevCapabilityTypes, xml::kRequired);
    if (subsystem) m.Attribute("managed", h.managed);
  }
  SubsystemAttributes(m, h);
}

template <class Map>
void Describe(Map& m, HostdevDef& h) {
  if constexpr (Map::kReading) {
    ChosenAttribute(m, "mode", h.mode, kHostdevModes, HostdevMode::kSubsystem, "unknown hostdev mode");
  } else {
    m.Attribute("mode", h.mode, kHostdevModes, xml::kRequired);
  }
  Attributes(m, h);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (!m.HasElement("source")) return m.Fail(XmlError("Missing <source> element in hostdev device"));
  }
  if (h.type == kPci) m.Group("driver", [&](auto& g) { g.Attribute("name", h.pci.backend, kPciBackends, PciBackend::kDefault); });
  SourceFields(m, h);
  if (Map::kReading || h.teaming.type != TeamingType::kNone) m.Element("teaming", h.teaming);
  if (h.type == kNet) {
    m.List("ip", h.capability.ips);
    m.List("route", h.capability.routes);
  }
  m.Flag("readonly", h.readonly);
  m.Flag("shareable", h.shareable);
  Fields(m, h.info);
  if constexpr (Map::kReading) {
    if (!m.failed() && h.type == kScsi && h.scsi.sgio == SgIo::kUnfiltered) m.Fail(Unsupported("unfiltered sgio is no longer supported"));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(HostdevDef)

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/device_info.h"

#include <charconv>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

constexpr size_t kMaxUsbPorts = 4;
constexpr const char* kAddressTypes[] = {"none",      "pci",         "drive", "virtio-serial", "ccid", "usb",
                                         "spapr-vio", "virtio-mmio", "ccw",   "isa",           "dimm", "unassigned"};

template <class... Args>
absl::Status Internal(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, absl::StrFormat(format, args...));
}

template <class Map>
void Describe(Map& m, PciAddress& a) {
  HexAttribute<4>(m, "domain", a.domain);
  HexAttribute<2>(m, "bus", a.bus);
  HexAttribute<2>(m, "slot", a.slot);
  HexAttribute<1>(m, "function", a.function);
  m.Attribute("multifunction", a.multifunction);
  if constexpr (Map::kReading) {
    if (a.bus > 0xff) m.Fail(XmlError("Invalid PCI address bus='0x%X', must be <= 0xFF", a.bus));
    if (a.slot > 0x1f) m.Fail(XmlError("Invalid PCI address slot='0x%X', must be <= 0x1F", a.slot));
    if (a.function > 7) m.Fail(XmlError("Invalid PCI address function=0x%X, must be <= 7", a.function));
  }
}

template <class Map>
void Describe(Map& m, ZpciAddress& zpci) {
  m.Attribute("uid", zpci.uid);
  m.Attribute("fid", zpci.fid);
}

// "1.2.3": the ports from the root hub down.
bool ParsePorts(std::string_view text, std::vector<uint32_t>& ports) {
  ports.clear();
  while (true) {
    uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || ports.size() == kMaxUsbPorts) return false;
    ports.push_back(port);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
}

std::string PrintPorts(const std::vector<uint32_t>& ports) {
  std::string text;
  for (uint32_t port : ports) text += (text.empty() ? "" : ".") + std::to_string(port);
  return text;
}

// One function per alternative describes the attributes of <address>.
template <class Map>
void AddressFields(Map&, std::monostate&) {}
template <class Map>
void AddressFields(Map& m, PciAddress& a) {
  if (Map::kReading || !a.IsEmpty()) Describe(m, a);
  if constexpr (Map::kReading) {
    m.Group("zpci", [&](auto& g) { Describe(g, a.zpci.emplace()); });
  } else if (a.zpci) {
    m.Group("zpci", [&](auto& g) { Describe(g, *a.zpci); });
  }
}
template <class Map>
void AddressFields(Map& m, DriveAddress& a) {
  m.Attribute("controller", a.controller);
  m.Attribute("bus", a.bus);
  m.Attribute("target", a.target);
  m.Attribute("unit", a.unit);
}
template <class Map>
void AddressFields(Map& m, VirtioSerialAddress& a) {
  m.Attribute("controller", a.controller);
  m.Attribute("bus", a.bus);
  m.Attribute("port", a.port);
}
template <class Map>
void AddressFields(Map& m, CcidAddress& a) {
  m.Attribute("controller", a.controller);
  m.Attribute("slot", a.slot);
}
template <class Map>
void AddressFields(Map& m, UsbAddress& a) {
  m.Attribute("bus", a.bus);
  std::string ports = PrintPorts(a.port);
  m.Attribute("port", ports);
  if constexpr (Map::kReading) {
    if (!ports.empty() && !ParsePorts(ports, a.port)) m.Fail(Internal("Cannot parse <address> 'port' attribute"));
  }
}
template <class Map>
void AddressFields(Map& m, SpaprVioAddress& a) {
  if constexpr (Map::kReading) {
    m.Attribute("reg", a.reg);
  } else if (a.reg) {
    m.Attribute("reg", xml::Hex<uint64_t, 8>{*a.reg});
  }
}
template <class Map>
void AddressFields(Map&, VirtioMmioAddress&) {}
template <class Map>
void AddressFields(Map& m, CcwAddress& a) {
  if constexpr (Map::kReading) {
    const int given = m.HasAttribute("cssid") + m.HasAttribute("ssid") + m.HasAttribute("devno");
    if (given == 0) return;
    if (given != 3) return m.Fail(Internal("Invalid partial specification for virtio ccw address"));
    a.id.emplace();
  }
  if (!a.id) return;
  HexAttribute<1>(m, "cssid", a.id->cssid);
  HexAttribute<1>(m, "ssid", a.id->ssid);
  HexAttribute<4>(m, "devno", a.id->devno);
  // The highest channel subsystem that a guest has is 0xfe; it has four subchannel sets.
  if (Map::kReading && (a.id->cssid > 254 || a.id->ssid > 3 || a.id->devno > 65535)) {
    m.Fail(Internal("Invalid specification for virtio ccw address: cssid='0x%x' ssid='0x%x' devno='0x%04x'", a.id->cssid, a.id->ssid, a.id->devno));
  }
}
template <class Map>
void AddressFields(Map& m, IsaAddress& a) {
  HexAttributeOrNone<1>(m, "iobase", a.iobase);
  HexAttributeOrNone<1>(m, "irq", a.irq);
}
template <class Map>
void AddressFields(Map& m, DimmAddress& a) {
  m.Attribute("slot", a.slot);
  HexAttributeOrNone<1>(m, "base", a.base);
}
template <class Map>
void AddressFields(Map&, UnassignedAddress&) {}

// Makes `address` the alternative whose name is `type`; false when there is none.
template <size_t Index = 1>
bool SetType(DeviceAddress& address, std::string_view type) {
  if constexpr (Index < std::variant_size_v<DeviceAddress>) {
    if (type != kAddressTypes[Index]) return SetType<Index + 1>(address, type);
    address.emplace<Index>();
    return true;
  } else {
    return false;
  }
}

void ReadAddress(xml::Reader& m, DeviceAddress& address) {
  m.Group("address", [&](xml::Reader& g) {
    std::string type;
    g.Attribute("type", type);
    if (type.empty()) return g.Fail(Internal("No type specified for device address"));
    if (type == "none") return;
    if (!SetType(address, type)) return g.Fail(Unsupported("unknown address type '%s'", type));
    std::visit([&](auto& a) { AddressFields(g, a); }, address);
  });
}

void WriteAddress(xml::Writer& m, DeviceAddress& address) {
  if (address.index() == 0) return;
  m.Nest("address", /*keep_empty=*/true, [&](xml::Writer& w) {
    w.Attribute("type", std::string(AddressTypeName(address)));
    std::visit([&](auto& a) { AddressFields(w, a); }, address);
  });
}

template <class Map>
void BootFields(Map& m, BootOrder& boot) {
  if constexpr (Map::kReading) {
    m.Group("boot", [&](xml::Reader& g) {
      g.Attribute("order", boot.order, xml::kRequired);
      g.Attribute("loadparm", boot.loadparm);
      if (!g.failed() && boot.order == 0) {
        g.Fail(XmlError("Invalid value for attribute 'order' in element 'boot': Zero is not permitted"));
      }
      if (boot.loadparm.size() > 8) {
        g.Fail(Internal("loadparm value '%s' must be between 1 and 8 characters", boot.loadparm));
      }
    });
  } else if (boot.order != 0) {
    m.Group("boot", [&](auto& g) {
      g.Attribute("order", boot.order);
      g.Attribute("loadparm", boot.loadparm);
    });
  }
}

// Aliases that a user gave begin with "ua-" and have no odd characters; of others an inactive document knows nothing.
bool IsUserAlias(std::string_view alias) {
  return alias.starts_with("ua-") && alias.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == std::string_view::npos;
}

template <class Map>
void AliasFields(Map& m, std::string& alias) {
  const bool user_only = m.options().inactive;
  if constexpr (Map::kReading) {
    NamedChild(m, "alias", "name", alias);
    if (user_only && !IsUserAlias(alias)) alias.clear();
  } else {
    if (!user_only || IsUserAlias(alias)) NamedChild(m, "alias", "name", alias);
  }
}

template <class Map>
void RomFields(Map& m, RomDef& rom) {
  m.Group("rom", [&](auto& g) {
    g.Attribute("enabled", rom.enabled);
    g.Attribute("bar", rom.bar);
    g.Attribute("file", rom.file);
  });
}

template <class Map>
void Describe(Map& m, DeviceInfo& info) {
  BootFields(m, info.boot);
  AliasFields(m, info.alias);
  RomFields(m, info.rom);
  m.Group("acpi", [&](auto& g) { g.Attribute("index", info.acpi_index, 0u); });
  if constexpr (Map::kReading) {
    ReadAddress(m, info.address);
  } else {
    WriteAddress(m, info.address);
  }
}

template <class Map>
void Describe(Map& m, DeviceSeclabel& label) {
  m.Attribute("model", label.model);
  m.Attribute("labelskip", label.labelskip);
  m.Attribute("relabel", label.relabel);
  m.Text("label", label.label);
}

template <class Map>
void Describe(Map& m, VirtioOptions& virtio) {
  VirtioFields(m, virtio);
}
}  // namespace

const char* AddressTypeName(const DeviceAddress& address) { return kAddressTypes[address.index()]; }

PLEIAD_DESCRIBE_BOTH_WAYS(PciAddress)
PLEIAD_DESCRIBE_BOTH_WAYS(DeviceInfo)
PLEIAD_DESCRIBE_BOTH_WAYS(DeviceSeclabel)
PLEIAD_DESCRIBE_BOTH_WAYS(VirtioOptions)

void ReadSize(xml::Reader& m, const char* child, std::optional<uint64_t>& value, const SizeUnit& unit) {
  m.Group(child, [&](xml::Reader& g) {
    std::string given, text;
    g.Attribute("unit", given);
    g.Value(text);
    uint64_t number = 0;
    if (!xml::FromText(text, number)) return g.Fail(XmlError("Invalid value '%s' for element or attribute './%s'", text, std::string(child)));
    const absl::StatusOr<uint64_t> bytes = ScaleToBytes(number, given, unit.given);
    if (!bytes.ok()) return g.Fail(bytes.status());
    value = *bytes / unit.stored + (*bytes % unit.stored != 0);
  });
}

}  // namespace pleiad::conf

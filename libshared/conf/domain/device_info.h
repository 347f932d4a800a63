// SPDX-License-Identifier: Apache-2.0
// device_info.h: what every device may have: alias, boot order, option ROM, ACPI index and its place on a bus.
// Which kinds of address a device may have, and giving it one, is the business of completion.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libshared/conf/choice.h"
#include "libshared/xml/scalar.h"

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

struct ZpciAddress {
  std::optional<xml::Hex<uint32_t, 4>> uid;
  std::optional<xml::Hex<uint32_t, 8>> fid;
  friend bool operator==(const ZpciAddress&, const ZpciAddress&) = default;
};

struct PciAddress {
  uint32_t domain = 0, bus = 0, slot = 0, function = 0;
  OnOff multifunction;
  std::optional<ZpciAddress> zpci;
  // Not assigned yet: slot 0 of bus 0 belongs to the host bridge.
  bool IsEmpty() const { return domain == 0 && bus == 0 && slot == 0 && function == 0; }
  friend bool operator==(const PciAddress&, const PciAddress&) = default;
};
struct DriveAddress {
  uint32_t controller = 0, bus = 0, target = 0, unit = 0;
  friend bool operator==(const DriveAddress&, const DriveAddress&) = default;
};
struct VirtioSerialAddress {
  uint32_t controller = 0, bus = 0, port = 0;
  friend bool operator==(const VirtioSerialAddress&, const VirtioSerialAddress&) = default;
};
struct CcidAddress {
  uint32_t controller = 0, slot = 0;
  friend bool operator==(const CcidAddress&, const CcidAddress&) = default;
};
struct UsbAddress {
  uint32_t bus = 0;
  std::vector<uint32_t> port;  // from the root hub down, at most 4; empty is not assigned yet
  friend bool operator==(const UsbAddress&, const UsbAddress&) = default;
};
struct SpaprVioAddress {
  std::optional<uint64_t> reg;
  friend bool operator==(const SpaprVioAddress&, const SpaprVioAddress&) = default;
};
struct VirtioMmioAddress {
  friend bool operator==(const VirtioMmioAddress&, const VirtioMmioAddress&) = default;
};
struct CcwId {
  uint32_t cssid = 0, ssid = 0, devno = 0;
  friend bool operator==(const CcwId&, const CcwId&) = default;
};
struct CcwAddress {
  std::optional<CcwId> id;  // absent is not assigned yet
  friend bool operator==(const CcwAddress&, const CcwAddress&) = default;
};
struct IsaAddress {
  uint32_t iobase = 0, irq = 0;  // 0 is not given
  friend bool operator==(const IsaAddress&, const IsaAddress&) = default;
};
struct DimmAddress {
  uint32_t slot = 0;
  uint64_t base = 0;  // 0 is not given
  friend bool operator==(const DimmAddress&, const DimmAddress&) = default;
};
struct UnassignedAddress {  // a host device that the guest does not see
  friend bool operator==(const UnassignedAddress&, const UnassignedAddress&) = default;
};

// monostate: none given.
using DeviceAddress = std::variant<std::monostate, PciAddress, DriveAddress, VirtioSerialAddress, CcidAddress, UsbAddress, SpaprVioAddress,
                                   VirtioMmioAddress, CcwAddress, IsaAddress, DimmAddress, UnassignedAddress>;
// The value of the address's type attribute, "none" for monostate.
const char* AddressTypeName(const DeviceAddress& address);

struct RomDef {
  YesNo enabled;
  OnOff bar;
  std::string file;
};

struct BootOrder {
  uint32_t order = 0;  // from 1; 0 is none
  std::string loadparm;
};

struct DeviceInfo {
  BootOrder boot;
  std::string alias;  // "ua-…" belongs to the user and persists; others are given at start
  RomDef rom;
  uint32_t acpi_index = 0;  // 0 is none
  DeviceAddress address;

  bool HasUserAlias() const { return alias.starts_with("ua-"); }
  template <class T>
  const T* As() const {
    return std::get_if<T>(&address);
  }
  template <class T>
  T* As() {
    return std::get_if<T>(&address);
  }
  bool HasAddress() const { return address.index() != 0; }
};

void Fields(xml::Reader&, DeviceInfo&);
void Fields(xml::Writer&, DeviceInfo&);
// Domain, bus, slot and function (not the type) of an <address>.
void Fields(xml::Reader&, PciAddress&);
void Fields(xml::Writer&, PciAddress&);

// A security label of one image or device.
struct DeviceSeclabel {
  std::string model, label;
  YesNo relabel;
  YesNo labelskip;
};
void Fields(xml::Reader&, DeviceSeclabel&);
void Fields(xml::Writer&, DeviceSeclabel&);

// What <driver> has of every virtio device.
struct VirtioOptions {
  OnOff iommu, ats, packed, page_per_vq;
  friend bool operator==(const VirtioOptions&, const VirtioOptions&) = default;
};

// A <driver> that has nothing else.
void Fields(xml::Reader&, VirtioOptions&);
void Fields(xml::Writer&, VirtioOptions&);

// Which virtio interface a device model shows.
enum class VirtioModel { kDefault, kVirtio, kVirtioTransitional, kVirtioNonTransitional };
inline constexpr xml::EnumNames<VirtioModel> kVirtioModels = {{VirtioModel::kVirtio, "virtio"},
                                                              {VirtioModel::kVirtioTransitional, "virtio-transitional"},
                                                              {VirtioModel::kVirtioNonTransitional, "virtio-non-transitional"}};

}  // namespace pleiad::conf

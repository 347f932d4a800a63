// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/device_lists.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"

namespace pleiad::test {
namespace {
using conf::Devices;

// Where the devices of each kind are: a list, or a place for one.
auto& PlaceOf(Devices& d, const conf::DiskDef&) { return d.disks; }
auto& PlaceOf(Devices& d, const conf::ControllerDef&) { return d.controllers; }
auto& PlaceOf(Devices& d, const conf::LeaseDef&) { return d.leases; }
auto& PlaceOf(Devices& d, const conf::FilesystemDef&) { return d.filesystems; }
auto& PlaceOf(Devices& d, const conf::InterfaceDef&) { return d.interfaces; }
auto& PlaceOf(Devices& d, const conf::SmartcardDef&) { return d.smartcards; }
auto& PlaceOf(Devices& d, const conf::InputDef&) { return d.inputs; }
auto& PlaceOf(Devices& d, const conf::TpmDef&) { return d.tpms; }
auto& PlaceOf(Devices& d, const conf::GraphicsDef&) { return d.graphics; }
auto& PlaceOf(Devices& d, const conf::SoundDef&) { return d.sounds; }
auto& PlaceOf(Devices& d, const conf::AudioDef&) { return d.audios; }
auto& PlaceOf(Devices& d, const conf::VideoDef&) { return d.videos; }
auto& PlaceOf(Devices& d, const conf::HostdevDef&) { return d.hostdevs; }
auto& PlaceOf(Devices& d, const conf::RedirdevDef&) { return d.redirdevs; }
auto& PlaceOf(Devices& d, const conf::HubDef&) { return d.hubs; }
auto& PlaceOf(Devices& d, const conf::WatchdogDef&) { return d.watchdog; }
auto& PlaceOf(Devices& d, const conf::MemballoonDef&) { return d.memballoon; }
auto& PlaceOf(Devices& d, const conf::RngDef&) { return d.rngs; }
auto& PlaceOf(Devices& d, const conf::NvramDeviceDef&) { return d.nvram; }
auto& PlaceOf(Devices& d, const conf::PanicDef&) { return d.panics; }
auto& PlaceOf(Devices& d, const conf::ShmemDef&) { return d.shmems; }
auto& PlaceOf(Devices& d, const conf::MemoryDeviceDef&) { return d.memories; }
auto& PlaceOf(Devices& d, const conf::IommuDef&) { return d.iommu; }
auto& PlaceOf(Devices& d, const conf::VsockDef&) { return d.vsock; }
auto& PlaceOf(Devices& d, const conf::ChardevDef& chardev) {
  switch (chardev.kind) {
    case conf::ChardevKind::kSerial:
      return d.serials;
    case conf::ChardevKind::kParallel:
      return d.parallels;
    case conf::ChardevKind::kConsole:
      return d.consoles;
    case conf::ChardevKind::kChannel:
      break;
  }
  return d.channels;
}

template <class Device>
const std::string* AliasOf(const Device& device) {
  if constexpr (requires { device.info.alias; }) return &device.info.alias;
  return nullptr;
}

// What names a device of its kind beside others; empty: nothing does.
template <class Device>
std::string NameOf(const Device&) {
  return {};
}
std::string NameOf(const conf::DiskDef& disk) { return disk.target.dev; }
std::string NameOf(const conf::InterfaceDef& interface) { return interface.mac.address; }

template <class Device>
bool IsSame(const Device& one, const Device& wanted) {
  if (const std::string* alias = AliasOf(wanted); alias && !alias->empty()) return *AliasOf(one) == *alias;
  if (const std::string name = NameOf(wanted); !name.empty()) return NameOf(one) == name;
  // All that the description says: the address and alias that were given to the device are not the client's.
  Device bare = one;
  if constexpr (requires { bare.info; }) bare.info = wanted.info;
  return conf::FormatDevice(bare, {.inactive = true}) == conf::FormatDevice(wanted, {.inactive = true});
}

absl::Status Missing(std::string_view element) {
  return Error(ErrorDomain::kTest, ErrorCode::kDeviceMissing, "matching %s device not found", element);
}
absl::Status Taken(std::string_view element, std::string_view name) {
  return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "the domain has a %s device%s%s already", element,
               name.empty() ? "" : " ", name);
}

// One interface for lists and single places: those in it, adding, removing.
template <class Device>
Device* FindIn(std::vector<Device>& list, const Device& wanted) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Device& one) { return IsSame(one, wanted); });
  return at == list.end() ? nullptr : &*at;
}
template <class Device>
Device* FindIn(std::optional<Device>& place, const Device&) {
  return place ? &*place : nullptr;
}
template <class Device>
void Erase(std::vector<Device>& list, const Device* device) {
  list.erase(list.begin() + (device - list.data()));
}
template <class Device>
void Erase(std::optional<Device>& place, const Device*) {
  place.reset();
}
template <class Device>
size_t CountIn(const std::vector<Device>& list) {
  return list.size();
}
template <class Device>
size_t CountIn(const std::optional<Device>& place) {
  return place ? 1 : 0;
}
template <class Device>
void Put(std::vector<Device>& list, Device device) {
  list.push_back(std::move(device));
}
template <class Device>
void Put(std::optional<Device>& place, Device device) {
  place = std::move(device);
}

bool HasAlias(const Devices& devices, const std::string& alias) {
  bool has = false;
  conf::ForEachInfo(devices, [&](const conf::DeviceInfo& info) { has |= info.alias == alias; });
  return has;
}

// The first free one of "ELEMENT0", "ELEMENT1", ...
std::string FreeAlias(const Devices& devices, std::string_view element, size_t number) {
  while (HasAlias(devices, absl::StrCat(std::string(element), number))) ++number;
  return absl::StrCat(std::string(element), number);
}

template <class Device>
std::string AliasText(const Device& device) {
  const std::string* alias = AliasOf(device);
  return alias ? *alias : std::string();
}
}  // namespace

absl::StatusOr<std::string> AddDevice(Devices& devices, conf::DeviceDef device, bool give_alias) {
  const std::string element = conf::DeviceElement(device);
  return std::visit(
      [&](auto& one) -> absl::StatusOr<std::string> {
        auto& place = PlaceOf(devices, one);
        using Device = std::remove_cvref_t<decltype(one)>;
        constexpr bool kSingle = std::is_same_v<std::remove_cvref_t<decltype(place)>, std::optional<Device>>;
        const std::string name = NameOf(one);
        if ((kSingle || !name.empty()) && FindIn(place, one)) return Taken(element, name);
        if (const std::string alias = AliasText(one); !alias.empty() && HasAlias(devices, alias)) return Taken(element, alias);
        if constexpr (requires { one.info.alias; }) {
          if (give_alias && one.info.alias.empty()) one.info.alias = FreeAlias(devices, element, CountIn(place));
        }
        const std::string alias = AliasText(one);
        Put(place, std::move(one));
        return alias;
      },
      device);
}

absl::StatusOr<std::string> RemoveDevice(Devices& devices, const conf::DeviceDef& device) {
  return std::visit(
      [&](const auto& wanted) -> absl::StatusOr<std::string> {
        auto& place = PlaceOf(devices, wanted);
        const auto* found = FindIn(place, wanted);
        if (!found) return Missing(conf::DeviceElement(device));
        const std::string alias = AliasText(*found);
        Erase(place, found);
        return alias;
      },
      device);
}

absl::StatusOr<std::string> RemoveDevice(Devices& devices, const std::string& alias) {
  bool removed = false;
  const auto remove = [&](auto& place) {
    for (auto& device : place) {
      if (removed || AliasText(device) != alias) continue;
      Erase(place, &device);
      removed = true;
      return;
    }
  };
  remove(devices.disks), remove(devices.controllers), remove(devices.filesystems), remove(devices.interfaces);
  remove(devices.smartcards), remove(devices.serials), remove(devices.parallels), remove(devices.consoles);
  remove(devices.channels), remove(devices.inputs), remove(devices.tpms), remove(devices.sounds), remove(devices.videos);
  remove(devices.hostdevs), remove(devices.redirdevs), remove(devices.hubs), remove(devices.rngs), remove(devices.panics);
  remove(devices.shmems), remove(devices.memories);
  const auto clear = [&](auto& place) {
    if (removed || !place || place->info.alias != alias) return;
    place.reset();
    removed = true;
  };
  clear(devices.watchdog), clear(devices.memballoon), clear(devices.nvram), clear(devices.iommu), clear(devices.vsock);
  if (removed) return alias;
  return Error(ErrorDomain::kTest, ErrorCode::kDeviceMissing, "no device found with alias %s", alias);
}

absl::StatusOr<std::string> ReplaceDevice(Devices& devices, conf::DeviceDef device) {
  const std::string element = conf::DeviceElement(device);
  return std::visit(
      [&](auto& wanted) -> absl::StatusOr<std::string> {
        auto* found = FindIn(PlaceOf(devices, wanted), wanted);
        if (!found) return Missing(element);
        if constexpr (requires { wanted.info; }) {
          if (wanted.info.alias.empty()) wanted.info = found->info;
        }
        *found = std::move(wanted);
        return AliasText(*found);
      },
      device);
}

}  // namespace pleiad::test

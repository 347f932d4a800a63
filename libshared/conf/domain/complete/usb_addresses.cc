// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/usb_addresses.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {

constexpr uint32_t kHubPorts = 8;
constexpr size_t kMaxDepth = 4;

template <class... Args>
absl::Status XmlError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, format, args...);
}

std::string PortText(const std::vector<uint32_t>& port) {
  std::string text;
  for (uint32_t part : port) text += (text.empty() ? "" : ".") + std::to_string(part);
  return text;
}

// Ports of the root hub; 0 for what has none of its own.
uint32_t RootPorts(const ControllerDef& c) {
  switch (c.model) {
    case ControllerModel::kPiix3Uhci:
    case ControllerModel::kPiix4Uhci:
    case ControllerModel::kIch9Uhci1:
    case ControllerModel::kIch9Uhci2:
    case ControllerModel::kIch9Uhci3:
    case ControllerModel::kVt82c686bUhci: return 2;
    case ControllerModel::kEhci:
    case ControllerModel::kIch9Ehci1: return 6;
    case ControllerModel::kPciOhci: return 3;
    case ControllerModel::kNecXhci:
    case ControllerModel::kQemuXhci: return c.ports.value_or(4);
    case ControllerModel::kQusb1:
    case ControllerModel::kQusb2: return c.ports.value_or(8);
    default: return 0;
  }
}

// Every USB device but the hubs, in the order in which they are given ports.
std::vector<DeviceInfo*> UsbDevices(Devices& d) {
  std::vector<DeviceInfo*> infos;
  const auto add = [&](DeviceInfo& info) {
    if (!info.HasAddress() || info.As<UsbAddress>()) infos.push_back(&info);
  };
  for (HostdevDef& hostdev : d.hostdevs) {
    if (hostdev.mode == HostdevMode::kSubsystem && hostdev.type == HostdevType::kUsb) add(hostdev.info);
  }
  for (DiskDef& disk : d.disks) {
    if (disk.target.bus == DiskBus::kUsb) add(disk.info);
  }
  for (ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kCcid) add(c.info);
  }
  for (InputDef& input : d.inputs) {
    if (input.bus == InputBus::kUsb) add(input.info);
  }
  for (ChardevDef& serial : d.serials) {
    if (serial.target == ChardevTarget::kUsbSerial) add(serial.info);
  }
  for (SoundDef& sound : d.sounds) {
    if (sound.model == SoundModel::kUsb) add(sound.info);
  }
  for (RedirdevDef& redirdev : d.redirdevs) add(redirdev.info);
  for (InterfaceDef& nic : d.interfaces) {
    if (nic.model == "usb-net") add(nic.info);
  }
  return infos;
}

UsbAddress* Given(DeviceInfo& info) {
  auto* address = info.As<UsbAddress>();
  return address && !address->port.empty() ? address : nullptr;
}

absl::Status AssignTo(DeviceInfo& info, UsbAddressSet& set) {
  std::optional<uint32_t> bus;
  if (auto* partial = info.As<UsbAddress>()) bus = partial->bus;
  UsbAddress address;
  RETURN_IF_ERROR(set.Next(address, bus));
  info.address = address;
  return absl::OkStatus();
}

absl::Status AssignHub(HubDef& hub, UsbAddressSet& set) {
  RETURN_IF_ERROR(AssignTo(hub.info, set));
  return set.AddHub(*hub.info.As<UsbAddress>());
}

// Hubs that are plugged into hubs need those first: shorter paths before longer ones.
absl::Status ReserveGiven(Devices& d, std::vector<DeviceInfo*>& users, UsbAddressSet& set) {
  std::vector<const UsbAddress*> hubs;
  for (HubDef& hub : d.hubs) {
    if (auto* address = Given(hub.info)) hubs.push_back(address);
  }
  std::stable_sort(hubs.begin(), hubs.end(), [](auto* a, auto* b) { return a->port.size() < b->port.size(); });
  for (const UsbAddress* address : hubs) {
    RETURN_IF_ERROR(set.Reserve(*address));
    RETURN_IF_ERROR(set.AddHub(*address));
  }
  for (DeviceInfo* info : users) {
    if (auto* address = Given(*info)) RETURN_IF_ERROR(set.Reserve(*address));
  }
  return absl::OkStatus();
}

// How many hubs make room for `wanted` devices: each takes a port and gives its own.
uint32_t MissingHubs(uint32_t wanted, uint32_t free) { return wanted <= free ? 0 : (wanted - free + kHubPorts - 2) / (kHubPorts - 1); }

}  // namespace

void UsbAddressSet::AddController(const ControllerDef& c) {
  const uint32_t ports = RootPorts(c);
  if (c.type != ControllerType::kUsb || ports == 0 || c.index < 0) return;
  const auto bus = static_cast<uint32_t>(c.index);
  // Companions share the ports of the USB 2 controller.
  auto found = buses_.find(bus);
  if (found == buses_.end()) {
    buses_.emplace(bus, UsbHub(ports));
  } else if (found->second.Ports() < ports) {
    found->second.taken.resize(ports + 1, false);
  }
}

absl::Status UsbAddressSet::FindHub(const UsbAddress& a, UsbHub*& hub) {
  auto bus = buses_.find(a.bus);
  if (bus == buses_.end()) return XmlError("Missing USB bus %u", a.bus);
  hub = &bus->second;
  for (size_t i = 0; i + 1 < a.port.size(); ++i) {
    auto below = hub->hubs.find(a.port[i]);
    if (below == hub->hubs.end()) {
      return XmlError("there is no hub at port %u in USB address bus: %u port: %s", a.port[i], a.bus, PortText(a.port));
    }
    hub = &below->second;
  }
  return absl::OkStatus();
}

absl::Status UsbAddressSet::Reserve(const UsbAddress& a) {
  UsbHub* hub = nullptr;
  RETURN_IF_ERROR(FindHub(a, hub));
  const uint32_t port = a.port.back();
  if (port == 0 || port > hub->Ports()) return XmlError("requested USB port %s not present on USB bus %u", PortText(a.port), a.bus);
  if (hub->taken[port]) return XmlError("Duplicate USB address bus %u port %s", a.bus, PortText(a.port));
  hub->taken[port] = true;
  return absl::OkStatus();
}

absl::Status UsbAddressSet::AddHub(const UsbAddress& a) {
  UsbHub* hub = nullptr;
  RETURN_IF_ERROR(FindHub(a, hub));
  hub->hubs.emplace(a.port.back(), UsbHub(kHubPorts));
  return absl::OkStatus();
}

absl::Status UsbAddressSet::Next(UsbAddress& address, std::optional<uint32_t> only_bus) {
  for (auto& [bus, root] : buses_) {
    if (only_bus && *only_bus != bus) continue;
    std::deque<std::pair<UsbHub*, std::vector<uint32_t>>> hubs{{&root, {}}};
    for (; !hubs.empty(); hubs.pop_front()) {
      auto& [hub, path] = hubs.front();
      const auto free = std::find(hub->taken.begin(), hub->taken.end(), false);
      if (free != hub->taken.end()) {
        *free = true;
        path.push_back(static_cast<uint32_t>(free - hub->taken.begin()));
        address = {.bus = bus, .port = path};
        return absl::OkStatus();
      }
      if (path.size() + 1 >= kMaxDepth) continue;
      for (auto& [port, below] : hub->hubs) {
        auto deeper = path;
        deeper.push_back(port);
        hubs.emplace_back(&below, std::move(deeper));
      }
    }
  }
  if (only_bus && !buses_.contains(*only_bus)) return XmlError("Missing USB bus %u", *only_bus);
  return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "No free USB ports");
}

uint32_t UsbAddressSet::FreePorts() const {
  uint32_t free = 0;
  std::deque<const UsbHub*> hubs;
  for (const auto& [bus, root] : buses_) hubs.push_back(&root);
  for (; !hubs.empty(); hubs.pop_front()) {
    free += static_cast<uint32_t>(std::count(hubs.front()->taken.begin(), hubs.front()->taken.end(), false));
    for (const auto& [port, below] : hubs.front()->hubs) hubs.push_back(&below);
  }
  return free;
}

absl::Status AssignUsbAddresses(Devices& d) {
  UsbAddressSet set;
  for (const ControllerDef& c : d.controllers) set.AddController(c);
  if (!set.HasBuses()) return absl::OkStatus();
  std::vector<DeviceInfo*> users = UsbDevices(d);
  RETURN_IF_ERROR(ReserveGiven(d, users, set));
  for (HubDef& hub : d.hubs) {
    if (!Given(hub.info)) RETURN_IF_ERROR(AssignHub(hub, set));
  }
  const auto homeless = std::count_if(users.begin(), users.end(), [](DeviceInfo* info) { return !Given(*info); });
  for (uint32_t i = MissingHubs(static_cast<uint32_t>(homeless), set.FreePorts()); i > 0; --i) {
    RETURN_IF_ERROR(AssignHub(d.hubs.emplace_back(), set));
  }
  for (DeviceInfo* info : users) {
    if (!Given(*info)) RETURN_IF_ERROR(AssignTo(*info, set));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf

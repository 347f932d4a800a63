// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/network_interfaces.h"

#include <fcntl.h>
#include <net/if.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/netlink.h"
#include "libshared/host/tap_device.h"
#include "virtqemud/domain/host/network_ports.h"

namespace pleiad::qemu {
namespace {
using conf::InterfaceDef;
using conf::InterfaceType;

constexpr char kVhostDevice[] = "/dev/vhost-net";
constexpr uint8_t kTapMacPrefix = 0xFE;  // high, so that a bridge never takes a guest's address for its own
constexpr int kMostMacvtapNames = 8192;

size_t QueuesOf(const InterfaceDef& interface) { return interface.IsVirtio() ? std::max(interface.driver.queues, 1u) : 1; }

absl::StatusOr<host::MacAddress> MacOf(const InterfaceDef& interface) {
  const auto mac = host::ParseMac(interface.mac.address);
  if (!mac)
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "unable to parse mac address '%s'", interface.mac.address);
  return *mac;
}

// A name given by this or another daemon of libvirt's kind belongs to the run that it was given for.
bool IsOurName(const std::string& name) { return name.starts_with("vnet") || name.starts_with("macvtap"); }

absl::StatusOr<host::TapDevice> MakeTap(InterfaceDef& interface, const host::LinkChange& change) {
  const bool made_before = interface.type == InterfaceType::kEthernet && conf::IsNo(interface.target_managed);
  host::TapOptions options{.name = IsOurName(interface.target_dev) ? "" : interface.target_dev,
                           .queues = QueuesOf(interface),
                           .virtio_header = interface.IsVirtio(),
                           .existing = made_before};
  ASSIGN_OR_RETURN(host::TapDevice tap, host::OpenTap(options));
  interface.target_dev = tap.name;
  if (!made_before) RETURN_IF_ERROR(host::ChangeLink(tap.name, change));
  return tap;
}

absl::StatusOr<host::TapDevice> ConnectToBridge(InterfaceDef& interface) {
  host::LinkChange change{.mac = {},
                          .mtu = interface.mtu,
                          .bridge = interface.source.bridge,
                          .isolated = conf::IsYes(interface.port_isolated),
                          .up = true};
  if (interface.mtu == 0) {
    ASSIGN_OR_RETURN(change.mtu, host::LinkMtu(interface.source.bridge));
  }
  ASSIGN_OR_RETURN(change.mac, MacOf(interface));
  change.mac->front() = kTapMacPrefix;
  return MakeTap(interface, change);
}

absl::StatusOr<host::TapDevice> ConnectToHost(InterfaceDef& interface) {
  host::LinkChange change{.mac = {}, .mtu = {}, .bridge = {}, .isolated = {}, .up = true};
  if (interface.mtu) change.mtu = interface.mtu;
  ASSIGN_OR_RETURN(change.mac, MacOf(interface));
  change.mac->front() = change.mac->front() == kTapMacPrefix ? 0xFA : kTapMacPrefix;  // not the guest's own
  return MakeTap(interface, change);
}

host::MacvtapMode ModeOf(conf::DirectMode mode) {
  switch (mode) {
    case conf::DirectMode::kPrivate:
      return host::MacvtapMode::kPrivate;
    case conf::DirectMode::kBridge:
      return host::MacvtapMode::kBridge;
    case conf::DirectMode::kPassthrough:
      return host::MacvtapMode::kPassthrough;
    default:
      return host::MacvtapMode::kVepa;
  }
}

// The device of a macvtap is a node in /dev that udev makes; where it is not (yet) there, it is found by its number.
absl::StatusOr<UniqueFd> OpenMacvtap(const std::string& name, int index) {
  const std::string path = "/dev/tap" + std::to_string(index);
  for (int tries = 0; tries < 20; ++tries) {
    UniqueFd fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (fd || errno != ENOENT)
      return fd ? absl::StatusOr<UniqueFd>(std::move(fd))
                : SystemError(ErrorDomain::kQemu, errno, "cannot open macvtap tap device " + path);
    absl::SleepFor(absl::Milliseconds(20));
  }
  return SystemError(ErrorDomain::kQemu, ENOENT, "cannot open macvtap tap device " + path + " of " + name);
}

absl::StatusOr<host::TapDevice> ConnectDirectly(InterfaceDef& interface) {
  static std::atomic<int> next{0};
  ASSIGN_OR_RETURN(const host::MacAddress mac, MacOf(interface));
  RETURN_IF_ERROR(host::LinkIndex(interface.source.dev).status());
  host::TapDevice tap{.name = IsOurName(interface.target_dev) ? "" : interface.target_dev, .queues = {}};
  absl::StatusOr<int> index = -1;
  for (int tries = 0; tries < kMostMacvtapNames; ++tries) {
    const std::string name = tap.name.empty() ? "macvtap" + std::to_string(next++) : tap.name;
    index = host::CreateMacvtap(name, interface.source.dev, ModeOf(interface.source.mode), mac);
    if (index.ok() || !tap.name.empty() || ErrorInfoOf(index.status()).int1 != EEXIST) {
      tap.name = name;
      break;
    }
  }
  RETURN_IF_ERROR(index.status());
  interface.target_dev = tap.name;
  RETURN_IF_ERROR(host::ChangeLink(tap.name, {.mac = {}, .mtu = {}, .bridge = {}, .isolated = {}, .up = true}));
  while (tap.queues.size() < QueuesOf(interface)) {
    ASSIGN_OR_RETURN(UniqueFd queue, OpenMacvtap(tap.name, *index));
    tap.queues.push_back(std::move(queue));
  }
  return tap;
}

// What kind of interface one of a network is comes from the network.
absl::StatusOr<host::TapDevice> Connect(const QemuContext& context, const conf::DomainDef& def, InterfaceDef& interface) {
  switch (interface.type) {
    case InterfaceType::kBridge:
      return ConnectToBridge(interface);
    case InterfaceType::kEthernet:
      return ConnectToHost(interface);
    case InterfaceType::kDirect:
      return ConnectDirectly(interface);
    case InterfaceType::kNetwork: {
      RETURN_IF_ERROR(FindNetworkBridge(context, def, interface));
      return ConnectToBridge(interface);
    }
    default:
      return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "interface type '%s' is not supported yet",
                   xml::NameOf(conf::kInterfaceTypes, interface.type));
  }
}

bool HasTap(InterfaceType type) {
  return type == InterfaceType::kBridge || type == InterfaceType::kEthernet || type == InterfaceType::kDirect ||
         type == InterfaceType::kNetwork || type == InterfaceType::kVdpa;
}

// The kernel carries packets past QEMU where it can: always when asked for, else for guests that run on KVM.
absl::StatusOr<std::vector<UniqueFd>> OpenVhost(const conf::DomainDef& def, const InterfaceDef& interface, size_t queues) {
  const bool wanted = interface.driver.name == conf::InterfaceBackend::kVhost;
  std::vector<UniqueFd> fds;
  if (!interface.IsVirtio() || interface.driver.name == conf::InterfaceBackend::kQemu) return fds;
  if (!wanted && def.virt_type != conf::VirtType::kKvm) return fds;
  const std::string& path = interface.backend_vhost.empty() ? kVhostDevice : interface.backend_vhost;
  while (fds.size() < queues) {
    UniqueFd fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (fd) {
      fds.push_back(std::move(fd));
      continue;
    }
    if (!wanted) return std::vector<UniqueFd>();
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "%s",
                 "vhost-net was requested for an interface, but is unavailable");
  }
  return fds;
}

std::vector<int> PassAll(std::vector<UniqueFd> owned, PassedFds& fds) {
  std::vector<int> numbers;
  for (UniqueFd& fd : owned) numbers.push_back(fds.Pass(std::move(fd)));
  return numbers;
}
}  // namespace

absl::StatusOr<InterfaceFds> ConnectInterfaces(const QemuContext& context, conf::DomainDef& def, PassedFds& fds) {
  InterfaceFds result;
  for (InterfaceDef& interface : def.devices.interfaces) {
    if (!HasTap(interface.type)) continue;
    ASSIGN_OR_RETURN(host::TapDevice tap, Connect(context, def, interface));
    ASSIGN_OR_RETURN(std::vector<UniqueFd> vhosts, OpenVhost(def, interface, tap.queues.size()));
    result.taps.push_back(PassAll(std::move(tap.queues), fds));
    result.vhosts.push_back(PassAll(std::move(vhosts), fds));
  }
  return result;
}

void DisconnectInterfaces(const QemuContext&, const conf::DomainDef& def) {
  for (const InterfaceDef& interface : def.devices.interfaces) {
    if (interface.type != InterfaceType::kDirect || interface.target_dev.empty()) continue;
    if (absl::Status status = host::DeleteLink(interface.target_dev); !status.ok())
      log::Failure("an interface is left behind", status);
  }
}

}  // namespace pleiad::qemu

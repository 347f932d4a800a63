// SPDX-License-Identifier: Apache-2.0
// interfaces.cc: -netdev for where an interface's packets go, -device for the guest's card.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/boot_order.h"
#include "virtqemud/command/chardev_backend.h"
#include "virtqemud/command/device_properties.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::InterfaceDef;
using conf::InterfaceType;

constexpr int kFirstShownFd = 27;  // what a command line that nobody runs shows for descriptors

std::string NetdevId(const InterfaceDef& interface) { return "host" + interface.info.alias; }

void AddFds(const char* one, const char* several, const std::vector<int>& fds, JsonObject& netdev) {
  if (fds.size() == 1) netdev.String(one, std::to_string(fds.front()));
  else if (!fds.empty()) netdev.String(several, absl::StrJoin(fds, ":"));
}

JsonObject Tap(const std::vector<int>& taps, const std::vector<int>& vhosts) {
  JsonObject netdev("type", "tap");
  AddFds("fd", "fds", taps, netdev);
  if (!vhosts.empty()) netdev.Bool("vhost", true);
  AddFds("vhostfd", "vhostfds", vhosts, netdev);
  return netdev;
}

JsonObject User(const InterfaceDef& interface) {
  JsonObject netdev("type", "user");
  for (const conf::IpDef& ip : interface.ips) {
    if (ip.family == "ipv6") {
      netdev.String("ipv6-prefix", ip.address);
      if (ip.prefix) netdev.Number("ipv6-prefixlen", *ip.prefix);
    } else {
      netdev.String("net", absl::StrCat(ip.address, ip.prefix ? absl::StrCat("/", *ip.prefix) : ""));
    }
  }
  return netdev;
}

JsonObject Socket(const InterfaceDef& interface) {
  const conf::InterfaceSource& source = interface.source;
  const std::string address = absl::StrCat(source.address, ":", source.port);
  JsonObject netdev("type", "socket");
  switch (interface.type) {
    case InterfaceType::kServer: return netdev.String("listen", address);
    case InterfaceType::kClient: return netdev.String("connect", address);
    case InterfaceType::kMcast: return netdev.String("mcast", address);
    default: return netdev.String("udp", address).String("localaddr", absl::StrCat(source.local_address, ":", source.local_port));
  }
}

// The n-th of the interfaces that have a tap, in the order of the definition.
struct Descriptors {
  std::vector<int> taps, vhosts;
};

// What domxml-to-native leaves of an interface: of the boot order only what the list in <os> says.
InterfaceDef Bare(const conf::DomainDef& def, const InterfaceDef& interface) {
  InterfaceDef bare;
  bare.type = InterfaceType::kEthernet;
  bare.model = interface.model;
  bare.mac = interface.mac;
  bare.info = interface.info;
  bare.info.boot.order = def.os.boot.empty() ? 0 : BootIndexOf(def, interface.info);
  return bare;
}

class InterfaceWriter {
 public:
  explicit InterfaceWriter(Builder& b) : b_(b) {}

  absl::Status Add(const InterfaceDef& interface) {
    if (interface.type == InterfaceType::kHostdev && !b_.context.standalone) return absl::OkStatus();  // among the host devices
    ASSIGN_OR_RETURN(JsonObject netdev, Netdev(interface));
    const InterfaceDef shown = b_.context.standalone ? Bare(b_.def, interface) : interface;
    b_.Netdev(netdev.String("id", NetdevId(interface)));
    if (HasBuiltinInterface(b_.def, interface)) {
      b_.Add("-net", absl::StrCat("nic,macaddr=", interface.mac.address, ",netdev=", NetdevId(interface), ",model=", interface.model,
                                  ",id=", interface.info.alias));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(JsonObject device, DeviceOf(b_, shown));
    b_.Device(std::move(device));
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<JsonObject> Netdev(const InterfaceDef& interface) {
    // A command line that nobody runs has nothing prepared: every interface is shown as one with a tap.
    switch (b_.context.standalone ? InterfaceType::kEthernet : interface.type) {
      case InterfaceType::kUser:
        return User(interface);
      case InterfaceType::kServer:
      case InterfaceType::kClient:
      case InterfaceType::kMcast:
      case InterfaceType::kUdp:
        return Socket(interface);
      case InterfaceType::kVhostUser:
        return VhostUser(interface);
      case InterfaceType::kNull:
      case InterfaceType::kVds:
      case InterfaceType::kInternal:
        return Unsupported("network type %s is not supported", xml::NameOf(conf::kInterfaceTypes, interface.type));
      default:
        break;
    }
    const Descriptors fds = NextDescriptors();
    JsonObject netdev = Tap(fds.taps, fds.vhosts);
    if (interface.sndbuf) netdev.Number("sndbuf", *interface.sndbuf);
    return netdev;
  }

  absl::StatusOr<JsonObject> VhostUser(const InterfaceDef& interface) {
    const conf::UnixSocket& socket = interface.source.vhost_user;
    const std::string id = "char" + interface.info.alias;
    std::string option = absl::StrCat("socket,id=", id, ",path=", Escaped(socket.path));
    if (socket.mode == "server") option += ",server=on";
    else if (socket.reconnect && conf::IsYes(socket.reconnect->enabled)) absl::StrAppend(&option, ",reconnect=", socket.reconnect->timeout);
    b_.Add("-chardev", option);
    JsonObject netdev("type", "vhost-user");
    netdev.String("chardev", id);
    if (interface.driver.queues > 1) netdev.Number("queues", interface.driver.queues);
    return netdev;
  }

  Descriptors NextDescriptors() {
    if (b_.context.standalone) return {{shown_fd_++}, {}};
    Descriptors fds;
    if (next_ < b_.context.tap_fds.size()) fds.taps = b_.context.tap_fds[next_];
    if (next_ < b_.context.vhost_fds.size()) fds.vhosts = b_.context.vhost_fds[next_];
    ++next_;
    return fds;
  }

  Builder& b_;
  size_t next_ = 0;
  int shown_fd_ = kFirstShownFd;
};

void AddVirtioOptions(const InterfaceDef& interface, JsonObject& device) {
  const conf::InterfaceDriver& driver = interface.driver;
  if (driver.txmode != conf::TxMode::kDefault) device.String("tx", driver.txmode == conf::TxMode::kIothread ? "bh" : "timer");
  device.Given("ioeventfd", driver.ioeventfd).Given("event_idx", driver.event_idx);
  device.Given("csum", driver.host.csum).Given("gso", driver.host.gso).Given("host_tso4", driver.host.tso4).Given("host_tso6", driver.host.tso6);
  device.Given("host_ecn", driver.host.ecn).Given("host_ufo", driver.host.ufo).Given("mrg_rxbuf", driver.host.mrg_rxbuf);
  device.Given("guest_csum", driver.guest.csum).Given("guest_tso4", driver.guest.tso4).Given("guest_tso6", driver.guest.tso6);
  device.Given("guest_ecn", driver.guest.ecn).Given("guest_ufo", driver.guest.ufo);
  if (driver.queues > 1) {
    device.Bool("mq", true);
    // One for each direction of each queue, one for control, one for configuration; CCW has none to give.
    if (!interface.info.As<conf::CcwAddress>()) device.Number("vectors", 2 * driver.queues + 2);
  }
  device.Given("rss", driver.rss).Given("hash", driver.rss_hash_report);
  device.Given("rx_queue_size", uint64_t{driver.rx_queue_size}).Given("tx_queue_size", uint64_t{driver.tx_queue_size});
  device.Given("host_mtu", uint64_t{interface.mtu});
  if (interface.teaming.type == conf::TeamingType::kPersistent) device.Bool("failover", true);
}

conf::VirtioModel VirtioModelOf(const std::string& model) {
  if (model == "virtio-transitional") return conf::VirtioModel::kVirtioTransitional;
  if (model == "virtio-non-transitional") return conf::VirtioModel::kVirtioNonTransitional;
  return conf::VirtioModel::kDefault;
}
}  // namespace

absl::StatusOr<JsonObject> DeviceOf(const Builder& b, const InterfaceDef& interface) {
  JsonObject device;
  if (interface.IsVirtio()) {
    device = VirtioDevice("virtio-net", interface.info, interface.driver.virtio, VirtioModelOf(interface.model));
    AddVirtioOptions(interface, device);
  } else {
    device = JsonObject("driver", interface.model == "netfront" ? "rtl8139" : interface.model);
  }
  device.String("netdev", NetdevId(interface)).String("id", interface.info.alias).String("mac", interface.mac.address);
  device.Given("bootindex", uint64_t{BootIndexOf(b.def, interface.info)}).Given("loadparm", interface.info.boot.loadparm);
  RETURN_IF_ERROR(AddAddress(b, interface.info, device));
  AddRom(interface.info, device);
  return device;
}

absl::Status AddInterfaces(Builder& b) {
  InterfaceWriter writer(b);
  for (const InterfaceDef& interface : b.def.devices.interfaces) RETURN_IF_ERROR(writer.Add(interface));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

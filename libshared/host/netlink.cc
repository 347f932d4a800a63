// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/netlink.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/macvtap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::host {
namespace {
struct SocketCloser {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};
using Socket = std::unique_ptr<nl_sock, SocketCloser>;
struct LinkCloser {
  void operator()(rtnl_link* link) const { rtnl_link_put(link); }
};
using Link = std::unique_ptr<rtnl_link, LinkCloser>;

// The library's numbers for the kernel's errors.
int ErrnoOf(int nl_error) {
  switch (-nl_error) {
    case NLE_NODEV:
    case NLE_OBJ_NOTFOUND: return ENODEV;
    case NLE_EXIST: return EEXIST;
    case NLE_PERM:
    case NLE_NOACCESS: return EPERM;
    case NLE_NOMEM: return ENOMEM;
    case NLE_BUSY: return EBUSY;
    case NLE_OPNOTSUPP: return EOPNOTSUPP;
    case NLE_RANGE: return ERANGE;
    default: return EINVAL;
  }
}
absl::Status Failed(int nl_error, const std::string& what) { return SystemError(ErrorDomain::kNone, ErrnoOf(nl_error), what); }

absl::StatusOr<Socket> Connect() {
  Socket socket(nl_socket_alloc());
  const int r = socket ? nl_connect(socket.get(), NETLINK_ROUTE) : -NLE_NOMEM;
  if (r < 0) return Failed(r, "cannot connect to netlink");
  return socket;
}

absl::Status CheckName(const std::string& name) {
  if (!name.empty() && name.size() < IFNAMSIZ) return absl::OkStatus();
  return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "interface name '%s' must have 1 to %d characters", name, IFNAMSIZ - 1);
}

absl::StatusOr<Link> NewLink(int index) {
  Link link(rtnl_link_alloc());
  if (!link) return Failed(-NLE_NOMEM, "cannot make a netlink message");
  rtnl_link_set_ifindex(link.get(), index);
  return link;
}

void SetAddress(rtnl_link* link, const MacAddress& mac) {
  if (nl_addr* address = nl_addr_build(AF_LLC, mac.data(), mac.size())) {
    rtnl_link_set_addr(link, address);
    nl_addr_put(address);
  }
}

// Changes are asked of an object that names the interface and has nothing else set.
absl::Status Apply(nl_sock* socket, int index, const std::string& what, const std::function<void(rtnl_link*)>& set) {
  ASSIGN_OR_RETURN(const Link base, NewLink(index));
  ASSIGN_OR_RETURN(const Link change, NewLink(index));
  set(change.get());
  const int r = rtnl_link_change(socket, base.get(), change.get(), 0);
  return r < 0 ? Failed(r, what) : absl::OkStatus();
}

// The library has no name for this flag of a bridge's port, and the kernel's file for it is closed to a service's sandbox.
absl::Status Isolate(nl_sock* socket, int index, const std::string& what) {
  const std::unique_ptr<nl_msg, void (*)(nl_msg*)> message(nlmsg_alloc_simple(RTM_SETLINK, 0), nlmsg_free);
  ifinfomsg info{};
  info.ifi_family = AF_BRIDGE;
  info.ifi_index = index;
  if (!message || nlmsg_append(message.get(), &info, sizeof info, NLMSG_ALIGNTO) < 0) return Failed(-NLE_NOMEM, what);
  nlattr* port = nla_nest_start(message.get(), IFLA_PROTINFO | NLA_F_NESTED);
  if (!port || nla_put_u8(message.get(), IFLA_BRPORT_ISOLATED, 1) < 0) return Failed(-NLE_NOMEM, what);
  nla_nest_end(message.get(), port);
  int r = nl_send_auto(socket, message.get());
  if (r >= 0) r = nl_wait_for_ack(socket);
  return r < 0 ? Failed(r, what) : absl::OkStatus();
}
}  // namespace

std::optional<MacAddress> ParseMac(const std::string& text) {
  MacAddress mac{};
  int end = 0;
  if (sscanf(text.c_str(), "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5], &end) != 6) return std::nullopt;
  if (static_cast<size_t>(end) != text.size()) return std::nullopt;
  return mac;
}

absl::StatusOr<int> LinkIndex(const std::string& name) {
  const unsigned index = if_nametoindex(name.c_str());
  if (index == 0) return SystemError(ErrorDomain::kNone, errno, "Unable to get index for interface " + name);
  return static_cast<int>(index);
}

absl::StatusOr<uint32_t> LinkMtu(const std::string& name) {
  RETURN_IF_ERROR(CheckName(name));
  const UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  memcpy(request.ifr_name, name.data(), name.size());
  if (!fd || ioctl(fd.get(), SIOCGIFMTU, &request) < 0) {
    return SystemError(ErrorDomain::kNone, errno, "Cannot get interface MTU on '" + name + "'");
  }
  return static_cast<uint32_t>(request.ifr_mtu);
}

absl::Status ChangeLink(const std::string& name, const LinkChange& change) {
  ASSIGN_OR_RETURN(const int index, LinkIndex(name));
  ASSIGN_OR_RETURN(const Socket socket, Connect());
  if (change.mac || change.mtu) {
    RETURN_IF_ERROR(Apply(socket.get(), index, "Cannot set interface MAC or MTU on '" + name + "'", [&](rtnl_link* link) {
      if (change.mac) SetAddress(link, *change.mac);
      if (change.mtu) rtnl_link_set_mtu(link, *change.mtu);
    }));
  }
  if (change.bridge) {
    const unsigned master = if_nametoindex(change.bridge->c_str());
    const std::string what = "Unable to add bridge " + *change.bridge + " port " + name;
    if (master == 0) return SystemError(ErrorDomain::kNone, errno, what);
    RETURN_IF_ERROR(Apply(socket.get(), index, what, [&](rtnl_link* link) { rtnl_link_set_master(link, static_cast<int>(master)); }));
  }
  if (change.isolated.value_or(false)) {
    RETURN_IF_ERROR(Isolate(socket.get(), index, "Unable to set bridge port " + name + " isolated"));
  }
  if (!change.up) return absl::OkStatus();
  return Apply(socket.get(), index, "Cannot set interface flags on '" + name + "'", [](rtnl_link* link) { rtnl_link_set_flags(link, IFF_UP); });
}

absl::StatusOr<int> CreateMacvtap(const std::string& name, const std::string& parent, MacvtapMode mode, const MacAddress& mac) {
  RETURN_IF_ERROR(CheckName(name));
  ASSIGN_OR_RETURN(const int parent_index, LinkIndex(parent));
  ASSIGN_OR_RETURN(const Socket socket, Connect());
  const Link link(rtnl_link_macvtap_alloc());
  if (!link) return Failed(-NLE_NOMEM, "cannot make a netlink message");
  constexpr const char* kModes[] = {"vepa", "private", "bridge", "passthru"};
  rtnl_link_set_name(link.get(), name.c_str());
  rtnl_link_set_link(link.get(), parent_index);
  SetAddress(link.get(), mac);
  rtnl_link_macvtap_set_mode(link.get(), static_cast<uint32_t>(rtnl_link_macvtap_str2mode(kModes[static_cast<int>(mode)])));
  const int r = rtnl_link_add(socket.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
  if (r < 0) return Failed(r, "error creating macvtap interface " + name + "@" + parent);
  return LinkIndex(name);
}

absl::Status DeleteLink(const std::string& name) {
  const unsigned index = if_nametoindex(name.c_str());
  if (index == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Socket socket, Connect());
  ASSIGN_OR_RETURN(const Link link, NewLink(static_cast<int>(index)));
  const int r = rtnl_link_delete(socket.get(), link.get());
  if (r < 0 && ErrnoOf(r) != ENODEV) return Failed(r, "error destroying network device " + name);
  return absl::OkStatus();
}

}  // namespace pleiad::host

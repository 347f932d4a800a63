// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/network_ports.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/client.h"
#include "libshared/rpc/wire/network.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kPatience = absl::Seconds(30);  // the daemon may have to be started, and its network's dnsmasq with it

// Its socket stands beside ours: the run folder of this driver is the run folder of the daemons and "/qemu…".
std::string SocketPath(const QemuContext& context) {
  const std::string& state = context.store.paths().state;
  return state.substr(0, state.rfind("/qemu")) + "/virtnetworkd-sock";
}
}  // namespace

absl::Status FindNetworkBridge(const QemuContext& context, const conf::DomainDef&, conf::InterfaceDef& interface) {
  const std::string& name = interface.source.network;
  ASSIGN_OR_RETURN(auto client,
                   rpc::Client::Open(SocketPath(context), context.privileged ? "network:///system" : "network:///session",
                                     {.timeout = kPatience}));
  ASSIGN_OR_RETURN(const auto found, client->Call<rpc::wire::NetworkLookupByName>({name}));
  ASSIGN_OR_RETURN(const auto active, client->Call<rpc::wire::NetworkIsActive>({found.net}));
  if (!active.active) return Error(ErrorDomain::kNetwork, ErrorCode::kOperationInvalid, "network '%s' is not active", name);
  ASSIGN_OR_RETURN(const auto bridge, client->Call<rpc::wire::NetworkGetBridgeName>({found.net}));
  interface.source.bridge = bridge.name;
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

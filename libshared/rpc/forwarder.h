// SPDX-License-Identifier: Apache-2.0
// forwarder.h: passes a client's frames on to the daemons that own them, untouched: calls, descriptors, stream packets one
// way, replies and events the other, each with its serial. Nothing is decoded, save the URI that opens a proxy's connection.
//
//   // virtqemud: network, storage, ... procedures on its own socket
//   class Secondary : public rpc::UpstreamRouter { RouteOf(...) -> "network"; Dial("network", ...) -> DialUnix(path) ... };
//   rpc::Forwarder forwarder(router, rpc::Forwarder::Mode::kByProcedure);
//   rpc::Server server(loop, workers, table, {.router = &forwarder});
//   // virtproxyd: the URI of connect_open decides, everything follows it
//   rpc::Forwarder forwarder(router, rpc::Forwarder::Mode::kByUri);
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/unique_fd.h"
#include "libshared/rpc/splice.h"
#include "libshared/rpc/upstream.h"

namespace pleiad::rpc {

// Where calls go: the daemon's knowledge of its siblings. Outlives the forwarder.
class UpstreamRouter {
 public:
  virtual ~UpstreamRouter() = default;
  // kByProcedure: the name of the daemon that answers this call, as Dial takes it; empty when this daemon does. Cheap: it is
  // asked for every call. kByUri: not asked.
  virtual std::string_view RouteOf(uint32_t program, int32_t procedure) const = 0;
  // kByProcedure: whether there is such a daemon at all. Where there is none, its calls are the own table's to refuse. Asked on
  // the loop's thread when a client needs it first.
  virtual bool HasRoute(std::string_view /*route*/) const { return true; }
  // Whether calls of this program may be passed on, e.g. the QEMU program by a proxy.
  virtual bool KnowsProgram(uint32_t program) const = 0;
  // The URI that opens a connection to the daemon of that name ("network:///system").
  virtual std::string UriOf(std::string_view route) const = 0;
  // On a worker; may wait, e.g. to start a daemon. Read-only callers belong on the read-only socket. `route` is the name
  // (kByProcedure), or the URI of the client's open (kByUri; empty for none). The error is the client's answer.
  virtual absl::StatusOr<UniqueFd> Dial(const std::string& route, const Caller& caller) = 0;
};

class Forwarder : public FrameRouter {
 public:
  enum class Mode { kByProcedure, kByUri };
  // The caller's identity is announced when `send_identity`; the other side believes root, and a session's own user.
  Forwarder(UpstreamRouter& router, Mode mode, bool send_identity);

  bool KnowsProgram(uint32_t program) const override { return router_.KnowsProgram(program); }
  std::unique_ptr<FrameSplice> NewSplice(ClientSession& session) override;

 private:
  UpstreamRouter& router_;
  const Mode mode_;
  const bool send_identity_;
};

}  // namespace pleiad::rpc

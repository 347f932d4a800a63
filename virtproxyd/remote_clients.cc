// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/remote_clients.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtproxyd/tcp_sockets.h"

namespace pleiad::proxy {
namespace {
using daemon::Listener;
using daemon::SocketRole;

absl::Status Listen(SocketRole role, const RemoteSettings& settings, uint32_t backlog, std::vector<Listener>& listeners) {
  const std::string& port = role == SocketRole::kTls ? settings.tls_port : settings.tcp_port;
  ASSIGN_OR_RETURN(std::vector<UniqueFd> sockets, ListenTcp(settings.listen_addr, port, backlog));
  for (UniqueFd& socket : sockets) listeners.push_back({std::move(socket), role, {}, /*activated=*/false});
  return absl::OkStatus();
}

bool Has(const std::vector<Listener>& listeners, SocketRole role) {
  return std::ranges::find(listeners, role, &Listener::role) != listeners.end();
}

// Calls are small and wait for their answers; a client whose machine is gone is noticed in the end.
void SetUp(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}
}  // namespace

absl::Status RemoteClients::ReadSettings(ConfigFile& config) {
  RemoteSettings read;
  RETURN_IF_ERROR(read.Read(config));
  read_ = std::move(read);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Listener>> RemoteClients::OwnSockets(uint32_t backlog) {
  std::vector<Listener> listeners;
  if (read_.listen_tls) RETURN_IF_ERROR(Listen(SocketRole::kTls, read_, backlog, listeners));
  if (read_.listen_tcp) RETURN_IF_ERROR(Listen(SocketRole::kTcp, read_, backlog, listeners));
  return listeners;
}

absl::Status RemoteClients::Open(const std::vector<Listener>& listeners) {
  serves_tls_ = Has(listeners, SocketRole::kTls);
  serves_tcp_ = Has(listeners, SocketRole::kTcp);
  const bool own = std::ranges::any_of(listeners, [](const Listener& listener) { return !listener.activated; });
  const absl::Status status = Reload();
  if (status.ok() || own) return status;
  // Local clients are not to suffer for a certificate that has expired over night.
  log::Failure("remote clients are sent away until certificates are in order and the daemon is reloaded", status);
  return absl::OkStatus();
}

absl::Status RemoteClients::Reload() {
  settings_ = read_;
  const bool sasl =
      (serves_tls_ && settings_.auth_tls == RemoteAuth::kSasl) || (serves_tcp_ && settings_.auth_tcp == RemoteAuth::kSasl);
  if (sasl) RETURN_IF_ERROR(remote::PrepareSasl());
  return serves_tls_ ? LoadCertificates() : absl::OkStatus();
}

absl::Status RemoteClients::LoadCertificates() {
  ASSIGN_OR_RETURN(tls_, remote::TlsContext::Load(settings_.tls));
  return absl::OkStatus();
}

absl::Status RemoteClients::UpdateTls() {
  if (serves_tls_) return LoadCertificates();
  return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "no tls service found, unable to update tls files");
}

rpc::ListenerOptions RemoteClients::OptionsFor(SocketRole role) {
  if (role == SocketRole::kTls) {
    return {.authenticator = &tls_door_, .make_transport = [this](UniqueFd socket) { return Accept(std::move(socket)); }};
  }
  return {.authenticator = &tcp_door_, .make_transport = [](UniqueFd socket) {
            SetUp(socket.get());
            return rpc::NewSocketTransport(std::move(socket));
          }};
}

std::unique_ptr<rpc::Transport> RemoteClients::Accept(UniqueFd socket) {
  SetUp(socket.get());
  return tls_ ? tls_->Accept(std::move(socket)) : nullptr;
}

std::vector<rpc::AuthType> RemoteClients::Door::TypesFor(const Caller&) {
  return {settings_.*auth_ == RemoteAuth::kSasl ? rpc::AuthType::kSasl : rpc::AuthType::kNone};
}

void RemoteClients::Door::AskPolkit(const Caller&, Done done) {
  done(MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"));
}

std::shared_ptr<rpc::SaslExchange> RemoteClients::Door::NewSasl(const rpc::Transport& transport) {
  return remote::NewSaslExchange(settings_.sasl, transport);
}

}  // namespace pleiad::proxy

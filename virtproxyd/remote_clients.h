// SPDX-License-Identifier: Apache-2.0
// remote_clients.h: the proxy's door to the network: TLS with certificates, and TCP with SASL.
#pragma once

#include <memory>
#include <vector>

#include "libshared/daemon/remote_door.h"
#include "libshared/remote/tls.h"
#include "libshared/rpc/authenticator.h"
#include "virtproxyd/remote_settings.h"

namespace pleiad::proxy {

class RemoteClients final : public daemon::RemoteDoor {
 public:
  absl::Status ReadSettings(ConfigFile& config) override;
  absl::StatusOr<std::vector<daemon::Listener>> OwnSockets(uint32_t backlog) override;
  absl::Status Open(const std::vector<daemon::Listener>& listeners) override;
  rpc::ListenerOptions OptionsFor(daemon::SocketRole role) override;
  absl::Status Reload() override;
  absl::Status UpdateTls() override;

 private:
  // Who comes over a network is known by a certificate, by SASL, or by both; polkit knows nothing of them.
  class Door final : public rpc::Authenticator {
   public:
    Door(const RemoteSettings& settings, RemoteAuth RemoteSettings::*auth) : settings_(settings), auth_(auth) {}
    std::vector<rpc::AuthType> TypesFor(const Caller& caller) override;
    void AskPolkit(const Caller& caller, Done done) override;
    std::shared_ptr<rpc::SaslExchange> NewSasl(const rpc::Transport& transport) override;

   private:
    const RemoteSettings& settings_;
    RemoteAuth RemoteSettings::*const auth_;
  };

  absl::Status LoadCertificates();
  std::unique_ptr<rpc::Transport> Accept(UniqueFd socket);

  RemoteSettings read_, settings_;
  bool serves_tls_ = false, serves_tcp_ = false;
  std::shared_ptr<const remote::TlsContext> tls_;  // null while certificates are missing
  Door tls_door_{settings_, &RemoteSettings::auth_tls};
  Door tcp_door_{settings_, &RemoteSettings::auth_tcp};
};

}  // namespace pleiad::proxy

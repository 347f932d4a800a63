// SPDX-License-Identifier: Apache-2.0
// tls.h: TLS for clients that come over a network: one context per daemon, made anew when certificates change, and a transport
// per client. The handshake is part of the client's first reads, and nothing in it waits; how long a client may take for it,
// and how many may be at it, are the server's limits for clients that nobody knows yet.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"
#include "libshared/remote/tls_files.h"
#include "libshared/rpc/transport.h"

namespace pleiad::remote {

class TlsContext : public std::enable_shared_from_this<TlsContext> {
 public:
  // Errors: as LoadCredentials; SYSTEM_ERROR for a priority that GnuTLS does not know.
  static absl::StatusOr<std::shared_ptr<const TlsContext>> Load(const TlsSettings& settings);
  ~TlsContext();

  // The server's end over `socket`; null when there is no memory for it.
  std::unique_ptr<rpc::Transport> Accept(UniqueFd socket) const;

  // For the transports.
  gnutls_session_t NewSession(int socket) const;
  // What is wrong with the client's certificate, or its name, empty when nobody asked for it.
  absl::StatusOr<std::string> Verify(gnutls_session_t session) const;

 private:
  TlsContext(TlsSettings settings, Credentials credentials, gnutls_priority_t priority);

  const TlsSettings settings_;
  const Credentials credentials_;
  const gnutls_priority_t priority_;
};

}  // namespace pleiad::remote

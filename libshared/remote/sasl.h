// SPDX-License-Identifier: Apache-2.0
// sasl.h: SASL for the server's side, through Cyrus. Which mechanisms there are, and where passwords and keys come from, says
// /etc/sasl2/libvirt.conf. A connection that others could read along must get a layer that keeps them out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/rpc/authenticator.h"

namespace pleiad::remote {

struct SaslSettings {
  // Shell patterns of user names ("*@EXAMPLE.COM"); with none every user who proves a name is let in.
  std::vector<std::string> allowed_users;
  bool limits_users = false;  // allowed_users counts, even if it is empty
  int min_ssf = 112;          // the least strength of a layer, in bits of a key, where the connection has none of its own
};

// Loads the library, so that a daemon whose configuration asks for SASL says at its start what is missing.
absl::Status PrepareSasl();

// A client's exchange over `transport`. Null (and a log line) when the library refuses.
std::shared_ptr<rpc::SaslExchange> NewSaslExchange(const SaslSettings& settings, const rpc::Transport& transport);

}  // namespace pleiad::remote

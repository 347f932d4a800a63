// SPDX-License-Identifier: Apache-2.0
// tls_settings.h: what a configuration says of TLS. Apart from the rest, for daemons that only read it.
#pragma once

#include <string>
#include <vector>

namespace pleiad::remote {

// The settings of libvirt's files, with their defaults.
struct TlsSettings {
  std::string ca_file = "/etc/pki/CA/cacert.pem";
  std::string cert_file = "/etc/pki/libvirt/servercert.pem";
  std::string key_file = "/etc/pki/libvirt/private/serverkey.pem";
  std::string crl_file;        // empty: nothing is revoked
  bool check_own = true;       // tls_no_sanity_certificate turns it off
  bool verify_clients = true;  // tls_no_verify_certificate turns it off
  // Shell patterns of names ("C=GB,ST=London,O=Red Hat,CN=*"); with none every client whose certificate holds is let in.
  std::vector<std::string> allowed_names;
  bool limits_names = false;  // allowed_names counts, even if it is empty
  std::string priority;       // of GnuTLS; empty: its NORMAL
};

}  // namespace pleiad::remote

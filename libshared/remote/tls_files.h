// SPDX-License-Identifier: Apache-2.0
// tls_files.h: the certificates that TLS is served with: where they are, and whether they can be of use at all. Wrong ones are
// found here, with the file's name, rather than by every client on its own.
#pragma once

#include <gnutls/gnutls.h>

#include <memory>
#include <type_traits>

#include "absl/status/statusor.h"
#include "libshared/remote/tls_settings.h"

namespace pleiad::remote {

struct FreeCredentials {
  void operator()(gnutls_certificate_credentials_t credentials) const { gnutls_certificate_free_credentials(credentials); }
};
using Credentials = std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>, FreeCredentials>;

// Reads and checks the files. Errors have libvirt's texts: SYSTEM_ERROR "Cannot read CA certificate 'PATH': ..." for one that is
// missing, SYSTEM_ERROR or RPC for one that is wrong.
absl::StatusOr<Credentials> LoadCredentials(const TlsSettings& settings);

}  // namespace pleiad::remote

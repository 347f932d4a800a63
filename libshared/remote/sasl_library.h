// SPDX-License-Identifier: Apache-2.0
// sasl_library.h: Cyrus SASL, loaded when a configuration asks for it: it and its plugins are nothing that a daemon without SASL
// should carry.
#pragma once

#include <sasl/sasl.h>

#include "absl/status/statusor.h"

namespace pleiad::remote {

// The functions of libsasl2 that a server needs, under their own names.
struct SaslLibrary {
  // Loads and initializes it for the service "libvirt" (/etc/sasl2/libvirt.conf), once in the process. NO_SUPPORT when it is not
  // installed; AUTH_FAILED with its own words when its configuration is wrong.
  static absl::StatusOr<const SaslLibrary*> Load();

  decltype(&sasl_set_mutex) set_mutex;
  decltype(&sasl_server_init) server_init;
  decltype(&sasl_server_new) server_new;
  decltype(&sasl_server_start) server_start;
  decltype(&sasl_server_step) server_step;
  decltype(&sasl_listmech) listmech;
  decltype(&sasl_setprop) setprop;
  decltype(&sasl_getprop) getprop;
  decltype(&sasl_errdetail) errdetail;
  decltype(&sasl_errstring) errstring;
  decltype(&sasl_encode) encode;
  decltype(&sasl_decode) decode;
  decltype(&sasl_dispose) dispose;

 private:
  absl::Status Open();
};

}  // namespace pleiad::remote

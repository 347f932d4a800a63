// SPDX-License-Identifier: Apache-2.0
// secret/driver.h: calls about secrets: passphrases and keys that storage and domains need.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on a secret: NO_SECRET (66).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"

namespace pleiad::driver {

class SecretDriver {
 public:
  virtual ~SecretDriver() = default;

  // virConnectListAllSecretsFlags.
  virtual absl::StatusOr<std::vector<SecretRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllSecrets");
  }
  virtual absl::StatusOr<SecretRef> LookupByUuid(const Caller& /*caller*/, const Uuid& /*uuid*/) {
    return Lacks("virSecretLookupByUUID");
  }
  // virSecretUsageType, and what the secret is for: a volume, a Ceph user, ...
  virtual absl::StatusOr<SecretRef> LookupByUsage(const Caller& /*caller*/, int32_t /*usage_type*/,
                                                  const std::string& /*usage_id*/) {
    return Lacks("virSecretLookupByUsage");
  }
  virtual absl::StatusOr<SecretRef> DefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virSecretDefineXML");
  }
  virtual absl::Status Undefine(const Caller& /*caller*/, const SecretRef& /*secret*/) { return Lacks("virSecretUndefine"); }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const SecretRef& /*secret*/, uint32_t /*flags*/) {
    return Lacks("virSecretGetXMLDesc");
  }
  // Bytes of any kind.
  virtual absl::Status SetValue(const Caller& /*caller*/, const SecretRef& /*secret*/, const std::string& /*value*/,
                                uint32_t /*flags*/) {
    return Lacks("virSecretSetValue");
  }
  // INVALID_SECRET (65) when it is private, NO_SECRET when it has no value yet.
  virtual absl::StatusOr<std::string> Value(const Caller& /*caller*/, const SecretRef& /*secret*/, uint32_t /*flags*/) {
    return Lacks("virSecretGetValue");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kSecret, api); }
};

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// secret_def.h: the <secret> document: what a secret is for. Its value is never part of a document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class SecretUsageType { kNone, kVolume, kCeph, kIscsi, kTls, kVtpm };  // as virSecretUsageType counts them
inline constexpr xml::EnumNames<SecretUsageType> kSecretUsageTypes = {
    {SecretUsageType::kNone, "none"},   {SecretUsageType::kVolume, "volume"}, {SecretUsageType::kCeph, "ceph"},
    {SecretUsageType::kIscsi, "iscsi"}, {SecretUsageType::kTls, "tls"},       {SecretUsageType::kVtpm, "vtpm"}};

struct SecretDef {
  bool ephemeral = false;   // kept in memory only
  bool is_private = false;  // its value is given to no client
  std::optional<Uuid> uuid;
  std::string description;
  SecretUsageType usage_type = SecretUsageType::kNone;
  std::string usage_id;  // a volume's path, or a name
};

// Errors: XML_ERROR (27), CONFIG_UNSUPPORTED (67), INTERNAL_ERROR (1).
absl::StatusOr<SecretDef> ParseSecret(std::string_view text, const xml::Options& options = {},
                                      std::vector<std::string>* unknown = nullptr);
std::string FormatSecret(const SecretDef& secret);
// Gives a secret its uuid.
void CompleteSecret(SecretDef& secret);

}  // namespace pleiad::conf

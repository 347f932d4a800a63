// SPDX-License-Identifier: Apache-2.0
#include "virttestd/secrets.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/flag_pairs.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
using store::PassesPair;

constexpr uint32_t kListEphemeral = 1, kListNoEphemeral = 2, kListPrivate = 4,
                   kListNoPrivate = 8;   // virConnectListAllSecretsFlags
constexpr uint32_t kDefineValidate = 1;  // VIR_SECRET_DEFINE_VALIDATE

}  // namespace

absl::StatusOr<Secrets::Secret*> Secrets::Find(const Uuid& uuid) {
  const auto found = secrets_.find(uuid);
  if (found != secrets_.end()) return &found->second;
  return Error(ErrorDomain::kSecret, ErrorCode::kNoSecret, "no secret with matching uuid '%s'", uuid.ToString());
}

Secrets::Secret* Secrets::FindUsage(conf::SecretUsageType type, const std::string& id) {
  if (type == conf::SecretUsageType::kNone) return nullptr;
  for (auto& [uuid, secret] : secrets_) {
    if (secret.def.usage_type == type && secret.def.usage_id == id) return &secret;
  }
  return nullptr;
}

absl::StatusOr<std::vector<SecretRef>> Secrets::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(15, flags, "testConnectListAllSecrets"));
  std::vector<SecretRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [uuid, secret] : secrets_) {
    if (PassesPair(flags, kListEphemeral, kListNoEphemeral, secret.def.ephemeral) &&
        PassesPair(flags, kListPrivate, kListNoPrivate, secret.def.is_private)) {
      refs.push_back(secret.ref());
    }
  }
  return refs;
}

absl::StatusOr<SecretRef> Secrets::LookupByUuid(const Caller&, const Uuid& uuid) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Secret* const secret, Find(uuid));
  return secret->ref();
}

absl::StatusOr<SecretRef> Secrets::LookupByUsage(const Caller&, int32_t usage_type, const std::string& usage_id) {
  absl::MutexLock lock(&mutex_);
  if (const Secret* const secret = FindUsage(static_cast<conf::SecretUsageType>(usage_type), usage_id)) return secret->ref();
  return Error(ErrorDomain::kSecret, ErrorCode::kNoSecret, "no secret with matching usage '%s'", usage_id);
}

absl::StatusOr<SecretRef> Secrets::Put(conf::SecretDef def) {
  const Secret* const same_usage = FindUsage(def.usage_type, def.usage_id);
  if (same_usage && def.uuid != same_usage->def.uuid) {
    return Error(ErrorDomain::kSecret, ErrorCode::kInternalError, "a secret with UUID %s already defined for use with %s",
                 same_usage->def.uuid->ToString(), def.usage_id);
  }
  conf::CompleteSecret(def);
  Secret& secret = secrets_[*def.uuid];
  if (const bool is_new = !secret.def.uuid; !is_new) {
    if (secret.def.usage_id != def.usage_id) {
      return Error(ErrorDomain::kSecret, ErrorCode::kInternalError, "a secret with UUID %s is already defined for use with %s",
                   def.uuid->ToString(), secret.def.usage_id);
    }
    // Whoever may define could learn the value else.
    if (secret.def.is_private && !def.is_private) {
      return MakeError(ErrorDomain::kSecret, ErrorCode::kInternalError, "cannot change private flag on existing secret");
    }
  }
  secret.def = std::move(def);
  return secret.ref();
}

absl::StatusOr<SecretRef> Secrets::DefineXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kDefineValidate, flags, "testSecretDefineXML"));
  ASSIGN_OR_RETURN(conf::SecretDef def, conf::ParseSecret(xml, {.validate = (flags & kDefineValidate) != 0}));
  SecretRef ref;
  {
    absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(ref, Put(std::move(def)));
  }
  events_.Emit({ref, driver::kSecretDefined});
  return ref;
}

absl::Status Secrets::Undefine(const Caller&, const SecretRef& ref) {
  SecretRef gone;
  {
    absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(const Secret* const secret, Find(ref.uuid));
    gone = secret->ref();
    secrets_.erase(ref.uuid);
  }
  events_.Emit({gone, driver::kSecretUndefined});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Secrets::XmlDesc(const Caller&, const SecretRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testSecretGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Secret* const secret, Find(ref.uuid));
  return conf::FormatSecret(secret->def);
}

absl::Status Secrets::SetValue(const Caller&, const SecretRef& ref, const std::string& value, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testSecretSetValue"));
  SecretRef changed;
  {
    absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(Secret* const secret, Find(ref.uuid));
    secret->value = value;
    changed = secret->ref();
  }
  events_.Emit({changed, driver::ContentChange{}});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Secrets::Value(const Caller&, const SecretRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testSecretGetValue"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Secret* const secret, Find(ref.uuid));
  if (secret->def.is_private) return MakeError(ErrorDomain::kSecret, ErrorCode::kInvalidSecret, "secret is private");
  if (secret->value) return *secret->value;
  return Error(ErrorDomain::kSecret, ErrorCode::kNoSecret, "secret '%s' does not have a value", ref.uuid.ToString());
}

}  // namespace pleiad::test

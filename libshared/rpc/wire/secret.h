// SPDX-License-Identifier: Apache-2.0
// wire/secret.h: calls on secrets:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectNumOfSecretsRet {
  int32_t num = 0;
};

struct ConnectListSecretsArgs {
  int32_t maxuuids = 0;
};

struct ConnectListSecretsRet {
  xdr::List<std::string, 16384> uuids;
};

struct SecretLookupByUuidArgs {
  Uuid uuid;
};

struct SecretLookupByUuidRet {
  NonnullSecret secret;
};

struct SecretDefineXmlArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct SecretDefineXmlRet {
  NonnullSecret secret;
};

struct SecretGetXmlDescArgs {
  NonnullSecret secret;
  uint32_t flags = 0;
};

struct SecretGetXmlDescRet {
  std::string xml;
};

struct SecretSetValueArgs {
  NonnullSecret secret;
  xdr::Opaque<65536> value;
  uint32_t flags = 0;
};

struct SecretGetValueArgs {
  NonnullSecret secret;
  uint32_t flags = 0;
};

struct SecretGetValueRet {
  xdr::Opaque<65536> value;
};

struct SecretUndefineArgs {
  NonnullSecret secret;
};

struct SecretLookupByUsageArgs {
  int32_t usage_type = 0;
  std::string usage_id;
};

struct SecretLookupByUsageRet {
  NonnullSecret secret;
};

struct ConnectListAllSecretsArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllSecretsRet {
  xdr::List<NonnullSecret, 16384> secrets;
  uint32_t ret = 0;
};

using ConnectNumOfSecrets = Procedure<Program::kRemote, 139, None, ConnectNumOfSecretsRet>;
using ConnectListSecrets = Procedure<Program::kRemote, 140, ConnectListSecretsArgs, ConnectListSecretsRet>;
using SecretLookupByUuid = Procedure<Program::kRemote, 141, SecretLookupByUuidArgs, SecretLookupByUuidRet>;
using SecretDefineXml = Procedure<Program::kRemote, 142, SecretDefineXmlArgs, SecretDefineXmlRet>;
using SecretGetXmlDesc = Procedure<Program::kRemote, 143, SecretGetXmlDescArgs, SecretGetXmlDescRet>;
using SecretSetValue = Procedure<Program::kRemote, 144, SecretSetValueArgs, None>;
using SecretGetValue = Procedure<Program::kRemote, 145, SecretGetValueArgs, SecretGetValueRet>;
using SecretUndefine = Procedure<Program::kRemote, 146, SecretUndefineArgs, None>;
using SecretLookupByUsage = Procedure<Program::kRemote, 147, SecretLookupByUsageArgs, SecretLookupByUsageRet>;
using ConnectListAllSecrets = Procedure<Program::kRemote, 287, ConnectListAllSecretsArgs, ConnectListAllSecretsRet>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/auth.h: calls before a client is known:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct AuthListRet {
  xdr::List<int32_t, 20> types;
};

struct AuthSaslInitRet {
  std::string mechlist;
};

struct AuthSaslStartArgs {
  std::string mech;
  int32_t nil = 0;
  xdr::List<int8_t, 65536> data;
};

struct AuthSaslStartRet {
  int32_t complete = 0;
  int32_t nil = 0;
  xdr::List<int8_t, 65536> data;
};

struct AuthSaslStepArgs {
  int32_t nil = 0;
  xdr::List<int8_t, 65536> data;
};

struct AuthSaslStepRet {
  int32_t complete = 0;
  int32_t nil = 0;
  xdr::List<int8_t, 65536> data;
};

struct AuthPolkitRet {
  int32_t complete = 0;
};

using AuthList = Procedure<Program::kRemote, 66, None, AuthListRet>;
using AuthSaslInit = Procedure<Program::kRemote, 67, None, AuthSaslInitRet>;
using AuthSaslStart = Procedure<Program::kRemote, 68, AuthSaslStartArgs, AuthSaslStartRet>;
using AuthSaslStep = Procedure<Program::kRemote, 69, AuthSaslStepArgs, AuthSaslStepRet>;
using AuthPolkit = Procedure<Program::kRemote, 70, None, AuthPolkitRet>;

}  // namespace pleiad::rpc::wire

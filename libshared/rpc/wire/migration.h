// SPDX-License-Identifier: Apache-2.0
// wire/migration.h: calls that move domains to other hosts:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainMigratePrepareArgs {
  std::optional<std::string> uri_in;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
};

struct DomainMigratePrepareRet {
  xdr::Opaque<4194304> cookie;
  std::optional<std::string> uri_out;
};

struct DomainMigratePerformArgs {
  NonnullDomain dom;
  xdr::Opaque<4194304> cookie;
  std::string uri;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
};

struct DomainMigrateFinishArgs {
  std::string dname;
  xdr::Opaque<4194304> cookie;
  std::string uri;
  uint64_t flags = 0;
};

struct DomainMigrateFinishRet {
  NonnullDomain ddom;
};

struct DomainMigratePrepare2Args {
  std::optional<std::string> uri_in;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
  std::string dom_xml;
};

struct DomainMigratePrepare2Ret {
  xdr::Opaque<4194304> cookie;
  std::optional<std::string> uri_out;
};

struct DomainMigrateFinish2Args {
  std::string dname;
  xdr::Opaque<4194304> cookie;
  std::string uri;
  uint64_t flags = 0;
  int32_t retcode = 0;
};

struct DomainMigrateFinish2Ret {
  NonnullDomain ddom;
};

struct DomainMigratePrepareTunnelArgs {
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
  std::string dom_xml;
};

struct DomainMigrateGetMaxDowntimeArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainMigrateGetMaxDowntimeRet {
  uint64_t downtime = 0;
};

struct DomainMigrateSetMaxDowntimeArgs {
  NonnullDomain dom;
  uint64_t downtime = 0;
  uint32_t flags = 0;
};

struct DomainMigrateGetCompressionCacheArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainMigrateGetCompressionCacheRet {
  uint64_t cache_size = 0;
};

struct DomainMigrateSetCompressionCacheArgs {
  NonnullDomain dom;
  uint64_t cache_size = 0;
  uint32_t flags = 0;
};

struct DomainMigrateSetMaxSpeedArgs {
  NonnullDomain dom;
  uint64_t bandwidth = 0;
  uint32_t flags = 0;
};

struct DomainMigrateGetMaxSpeedArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainMigrateGetMaxSpeedRet {
  uint64_t bandwidth = 0;
};

struct DomainMigrateBegin3Args {
  NonnullDomain dom;
  std::optional<std::string> xmlin;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
};

struct DomainMigrateBegin3Ret {
  xdr::Opaque<4194304> cookie_out;
  std::string xml;
};

struct DomainMigratePrepare3Args {
  xdr::Opaque<4194304> cookie_in;
  std::optional<std::string> uri_in;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
  std::string dom_xml;
};

struct DomainMigratePrepare3Ret {
  xdr::Opaque<4194304> cookie_out;
  std::optional<std::string> uri_out;
};

struct DomainMigratePrepareTunnel3Args {
  xdr::Opaque<4194304> cookie_in;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
  std::string dom_xml;
};

struct DomainMigratePrepareTunnel3Ret {
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigratePerform3Args {
  NonnullDomain dom;
  std::optional<std::string> xmlin;
  xdr::Opaque<4194304> cookie_in;
  std::optional<std::string> dconnuri;
  std::optional<std::string> uri;
  uint64_t flags = 0;
  std::optional<std::string> dname;
  uint64_t bandwidth = 0;
};

struct DomainMigratePerform3Ret {
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigrateFinish3Args {
  std::string dname;
  xdr::Opaque<4194304> cookie_in;
  std::optional<std::string> dconnuri;
  std::optional<std::string> uri;
  uint64_t flags = 0;
  int32_t cancelled = 0;
};

struct DomainMigrateFinish3Ret {
  NonnullDomain dom;
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigrateConfirm3Args {
  NonnullDomain dom;
  xdr::Opaque<4194304> cookie_in;
  uint64_t flags = 0;
  int32_t cancelled = 0;
};

struct DomainMigrateBegin3ParamsArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainMigrateBegin3ParamsRet {
  xdr::Opaque<4194304> cookie_out;
  std::string xml;
};

struct DomainMigratePrepare3ParamsArgs {
  xdr::List<TypedParam, 64> params;
  xdr::Opaque<4194304> cookie_in;
  uint32_t flags = 0;
};

struct DomainMigratePrepare3ParamsRet {
  xdr::Opaque<4194304> cookie_out;
  std::optional<std::string> uri_out;
};

struct DomainMigratePrepareTunnel3ParamsArgs {
  xdr::List<TypedParam, 64> params;
  xdr::Opaque<4194304> cookie_in;
  uint32_t flags = 0;
};

struct DomainMigratePrepareTunnel3ParamsRet {
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigratePerform3ParamsArgs {
  NonnullDomain dom;
  std::optional<std::string> dconnuri;
  xdr::List<TypedParam, 64> params;
  xdr::Opaque<4194304> cookie_in;
  uint32_t flags = 0;
};

struct DomainMigratePerform3ParamsRet {
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigrateFinish3ParamsArgs {
  xdr::List<TypedParam, 64> params;
  xdr::Opaque<4194304> cookie_in;
  uint32_t flags = 0;
  int32_t cancelled = 0;
};

struct DomainMigrateFinish3ParamsRet {
  NonnullDomain dom;
  xdr::Opaque<4194304> cookie_out;
};

struct DomainMigrateConfirm3ParamsArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
  xdr::Opaque<4194304> cookie_in;
  uint32_t flags = 0;
  int32_t cancelled = 0;
};

struct DomainMigrateStartPostCopyArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

using DomainMigratePrepare = Procedure<Program::kRemote, 61, DomainMigratePrepareArgs, DomainMigratePrepareRet>;
using DomainMigratePerform = Procedure<Program::kRemote, 62, DomainMigratePerformArgs, None>;
using DomainMigrateFinish = Procedure<Program::kRemote, 63, DomainMigrateFinishArgs, DomainMigrateFinishRet>;
using DomainMigratePrepare2 = Procedure<Program::kRemote, 108, DomainMigratePrepare2Args, DomainMigratePrepare2Ret>;
using DomainMigrateFinish2 = Procedure<Program::kRemote, 109, DomainMigrateFinish2Args, DomainMigrateFinish2Ret>;
using DomainMigratePrepareTunnel = Procedure<Program::kRemote, 148, DomainMigratePrepareTunnelArgs, None>;
using DomainMigrateSetMaxDowntime = Procedure<Program::kRemote, 166, DomainMigrateSetMaxDowntimeArgs, None>;
using DomainMigrateSetMaxSpeed = Procedure<Program::kRemote, 207, DomainMigrateSetMaxSpeedArgs, None>;
using DomainMigrateBegin3 = Procedure<Program::kRemote, 213, DomainMigrateBegin3Args, DomainMigrateBegin3Ret>;
using DomainMigratePrepare3 = Procedure<Program::kRemote, 214, DomainMigratePrepare3Args, DomainMigratePrepare3Ret>;
using DomainMigratePrepareTunnel3 = Procedure<Program::kRemote, 215, DomainMigratePrepareTunnel3Args, DomainMigratePrepareTunnel3Ret>;
using DomainMigratePerform3 = Procedure<Program::kRemote, 216, DomainMigratePerform3Args, DomainMigratePerform3Ret>;
using DomainMigrateFinish3 = Procedure<Program::kRemote, 217, DomainMigrateFinish3Args, DomainMigrateFinish3Ret>;
using DomainMigrateConfirm3 = Procedure<Program::kRemote, 218, DomainMigrateConfirm3Args, None>;
using DomainMigrateGetMaxSpeed = Procedure<Program::kRemote, 242, DomainMigrateGetMaxSpeedArgs, DomainMigrateGetMaxSpeedRet>;
using DomainMigrateGetCompressionCache = Procedure<Program::kRemote, 299, DomainMigrateGetCompressionCacheArgs, DomainMigrateGetCompressionCacheRet>;
using DomainMigrateSetCompressionCache = Procedure<Program::kRemote, 300, DomainMigrateSetCompressionCacheArgs, None>;
using DomainMigrateBegin3Params = Procedure<Program::kRemote, 302, DomainMigrateBegin3ParamsArgs, DomainMigrateBegin3ParamsRet>;
using DomainMigratePrepare3Params = Procedure<Program::kRemote, 303, DomainMigratePrepare3ParamsArgs, DomainMigratePrepare3ParamsRet>;
using DomainMigratePrepareTunnel3Params = Procedure<Program::kRemote, 304, DomainMigratePrepareTunnel3ParamsArgs, DomainMigratePrepareTunnel3ParamsRet>;
using DomainMigratePerform3Params = Procedure<Program::kRemote, 305, DomainMigratePerform3ParamsArgs, DomainMigratePerform3ParamsRet>;
using DomainMigrateFinish3Params = Procedure<Program::kRemote, 306, DomainMigrateFinish3ParamsArgs, DomainMigrateFinish3ParamsRet>;
using DomainMigrateConfirm3Params = Procedure<Program::kRemote, 307, DomainMigrateConfirm3ParamsArgs, None>;
using DomainMigrateStartPostCopy = Procedure<Program::kRemote, 364, DomainMigrateStartPostCopyArgs, None>;
using DomainMigrateGetMaxDowntime = Procedure<Program::kRemote, 387, DomainMigrateGetMaxDowntimeArgs, DomainMigrateGetMaxDowntimeRet>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/domain_block.h: calls on the disks of domains:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainDiskError {
  std::string disk;
  int32_t error = 0;
};

struct DomainSetBlkioParametersArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainGetBlkioParametersArgs {
  NonnullDomain dom;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetBlkioParametersRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct DomainBlockResizeArgs {
  NonnullDomain dom;
  std::string disk;
  uint64_t size = 0;
  uint32_t flags = 0;
};

struct DomainBlockStatsArgs {
  NonnullDomain dom;
  std::string path;
};

struct DomainBlockStatsRet {
  int64_t rd_req = 0;
  int64_t rd_bytes = 0;
  int64_t wr_req = 0;
  int64_t wr_bytes = 0;
  int64_t errs = 0;
};

struct DomainBlockStatsFlagsArgs {
  NonnullDomain dom;
  std::string path;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainBlockStatsFlagsRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct DomainBlockPeekArgs {
  NonnullDomain dom;
  std::string path;
  uint64_t offset = 0;
  uint32_t size = 0;
  uint32_t flags = 0;
};

struct DomainBlockPeekRet {
  xdr::Opaque<4194304> buffer;
};

struct DomainGetBlockInfoArgs {
  NonnullDomain dom;
  std::string path;
  uint32_t flags = 0;
};

struct DomainGetBlockInfoRet {
  uint64_t allocation = 0;
  uint64_t capacity = 0;
  uint64_t physical = 0;
};

struct DomainBlockJobAbortArgs {
  NonnullDomain dom;
  std::string path;
  uint32_t flags = 0;
};

struct DomainGetBlockJobInfoArgs {
  NonnullDomain dom;
  std::string path;
  uint32_t flags = 0;
};

struct DomainGetBlockJobInfoRet {
  int32_t found = 0;
  int32_t type = 0;
  uint64_t bandwidth = 0;
  uint64_t cur = 0;
  uint64_t end = 0;
};

struct DomainBlockJobSetSpeedArgs {
  NonnullDomain dom;
  std::string path;
  uint64_t bandwidth = 0;
  uint32_t flags = 0;
};

struct DomainBlockPullArgs {
  NonnullDomain dom;
  std::string path;
  uint64_t bandwidth = 0;
  uint32_t flags = 0;
};

struct DomainBlockRebaseArgs {
  NonnullDomain dom;
  std::string path;
  std::optional<std::string> base;
  uint64_t bandwidth = 0;
  uint32_t flags = 0;
};

struct DomainBlockCopyArgs {
  NonnullDomain dom;
  std::string path;
  std::string destxml;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainBlockCommitArgs {
  NonnullDomain dom;
  std::string disk;
  std::optional<std::string> base;
  std::optional<std::string> top;
  uint64_t bandwidth = 0;
  uint32_t flags = 0;
};

struct DomainSetBlockIoTuneArgs {
  NonnullDomain dom;
  std::string disk;
  xdr::List<TypedParam, 32> params;
  uint32_t flags = 0;
};

struct DomainGetBlockIoTuneArgs {
  NonnullDomain dom;
  std::optional<std::string> disk;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetBlockIoTuneRet {
  xdr::List<TypedParam, 32> params;
  int32_t nparams = 0;
};

struct DomainSetThrottleGroupArgs {
  NonnullDomain dom;
  std::string group;
  xdr::List<TypedParam, 32> params;
  uint32_t flags = 0;
};

struct DomainDelThrottleGroupArgs {
  NonnullDomain dom;
  std::optional<std::string> group;
  uint32_t flags = 0;
};

struct DomainGetDiskErrorsArgs {
  NonnullDomain dom;
  uint32_t maxerrors = 0;
  uint32_t flags = 0;
};

struct DomainGetDiskErrorsRet {
  xdr::List<DomainDiskError, 256> errors;
  int32_t nerrors = 0;
};

struct DomainSetBlockThresholdArgs {
  NonnullDomain dom;
  std::string dev;
  uint64_t threshold = 0;
  uint32_t flags = 0;
};

using DomainBlockStats = Procedure<Program::kRemote, 64, DomainBlockStatsArgs, DomainBlockStatsRet>;
using DomainBlockPeek = Procedure<Program::kRemote, 103, DomainBlockPeekArgs, DomainBlockPeekRet>;
using DomainGetBlockInfo = Procedure<Program::kRemote, 194, DomainGetBlockInfoArgs, DomainGetBlockInfoRet>;
using DomainSetBlkioParameters = Procedure<Program::kRemote, 205, DomainSetBlkioParametersArgs, None>;
using DomainGetBlkioParameters = Procedure<Program::kRemote, 206, DomainGetBlkioParametersArgs, DomainGetBlkioParametersRet>;
using DomainBlockJobAbort = Procedure<Program::kRemote, 237, DomainBlockJobAbortArgs, None>;
using DomainGetBlockJobInfo = Procedure<Program::kRemote, 238, DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoRet>;
using DomainBlockJobSetSpeed = Procedure<Program::kRemote, 239, DomainBlockJobSetSpeedArgs, None>;
using DomainBlockPull = Procedure<Program::kRemote, 240, DomainBlockPullArgs, None>;
using DomainBlockStatsFlags = Procedure<Program::kRemote, 243, DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsRet>;
using DomainBlockResize = Procedure<Program::kRemote, 251, DomainBlockResizeArgs, None>;
using DomainSetBlockIoTune = Procedure<Program::kRemote, 252, DomainSetBlockIoTuneArgs, None>;
using DomainGetBlockIoTune = Procedure<Program::kRemote, 253, DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneRet>;
using DomainGetDiskErrors = Procedure<Program::kRemote, 263, DomainGetDiskErrorsArgs, DomainGetDiskErrorsRet>;
using DomainBlockRebase = Procedure<Program::kRemote, 266, DomainBlockRebaseArgs, None>;
using DomainBlockCommit = Procedure<Program::kRemote, 290, DomainBlockCommitArgs, None>;
using DomainBlockCopy = Procedure<Program::kRemote, 345, DomainBlockCopyArgs, None>;
using DomainSetBlockThreshold = Procedure<Program::kRemote, 386, DomainSetBlockThresholdArgs, None>;
using DomainSetThrottleGroup = Procedure<Program::kRemote, 451, DomainSetThrottleGroupArgs, None>;
using DomainDelThrottleGroup = Procedure<Program::kRemote, 452, DomainDelThrottleGroupArgs, None>;

}  // namespace pleiad::rpc::wire

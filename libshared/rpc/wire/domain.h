// SPDX-License-Identifier: Apache-2.0
// wire/domain.h: calls that ask what a domain is and does:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainGetSchedulerTypeArgs {
  NonnullDomain dom;
};

struct DomainGetSchedulerTypeRet {
  std::string type;
  int32_t nparams = 0;
};

struct DomainInterfaceStatsArgs {
  NonnullDomain dom;
  std::string device;
};

struct DomainInterfaceStatsRet {
  int64_t rx_bytes = 0;
  int64_t rx_packets = 0;
  int64_t rx_errs = 0;
  int64_t rx_drop = 0;
  int64_t tx_bytes = 0;
  int64_t tx_packets = 0;
  int64_t tx_errs = 0;
  int64_t tx_drop = 0;
};

struct DomainMemoryStatsArgs {
  NonnullDomain dom;
  uint32_t max_stats = 0;
  uint32_t flags = 0;
};

struct DomainMemoryStat {
  int32_t tag = 0;
  uint64_t val = 0;
};

struct DomainMemoryStatsRet {
  xdr::List<DomainMemoryStat, 1024> stats;
};

struct ConnectListDomainsArgs {
  int32_t maxids = 0;
};

struct ConnectListDomainsRet {
  xdr::List<int32_t, 16384> ids;
};

struct ConnectNumOfDomainsRet {
  int32_t num = 0;
};

struct DomainGetOsTypeArgs {
  NonnullDomain dom;
};

struct DomainGetOsTypeRet {
  std::string type;
};

struct DomainGetMaxMemoryArgs {
  NonnullDomain dom;
};

struct DomainGetMaxMemoryRet {
  uint64_t memory = 0;
};

struct DomainGetInfoArgs {
  NonnullDomain dom;
};

struct DomainGetInfoRet {
  uint8_t state = 0;
  uint64_t max_mem = 0;
  uint64_t memory = 0;
  uint16_t nr_virt_cpu = 0;
  uint64_t cpu_time = 0;
};

struct DomainGetXmlDescArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetXmlDescRet {
  std::string xml;
};

struct ConnectListDefinedDomainsArgs {
  int32_t maxnames = 0;
};

struct ConnectListDefinedDomainsRet {
  xdr::List<std::string, 16384> names;
};

struct ConnectNumOfDefinedDomainsRet {
  int32_t num = 0;
};

struct DomainGetSecurityLabelArgs {
  NonnullDomain dom;
};

struct DomainGetSecurityLabelRet {
  xdr::List<int8_t, 4097> label;
  int32_t enforcing = 0;
};

struct DomainGetSecurityLabelListArgs {
  NonnullDomain dom;
};

struct DomainGetSecurityLabelListRet {
  xdr::List<DomainGetSecurityLabelRet, 64> labels;
  int32_t ret = 0;
};

struct DomainGetCpuStatsArgs {
  NonnullDomain dom;
  uint32_t nparams = 0;
  int32_t start_cpu = 0;
  uint32_t ncpus = 0;
  uint32_t flags = 0;
};

struct DomainGetCpuStatsRet {
  xdr::List<TypedParam, 2048> params;
  int32_t nparams = 0;
};

struct DomainIsActiveArgs {
  NonnullDomain dom;
};

struct DomainIsActiveRet {
  int32_t active = 0;
};

struct DomainIsPersistentArgs {
  NonnullDomain dom;
};

struct DomainIsPersistentRet {
  int32_t persistent = 0;
};

struct DomainIsUpdatedArgs {
  NonnullDomain dom;
};

struct DomainIsUpdatedRet {
  int32_t updated = 0;
};

struct DomainGetJobInfoArgs {
  NonnullDomain dom;
};

struct DomainGetJobInfoRet {
  int32_t type = 0;
  uint64_t time_elapsed = 0;
  uint64_t time_remaining = 0;
  uint64_t data_total = 0;
  uint64_t data_processed = 0;
  uint64_t data_remaining = 0;
  uint64_t mem_total = 0;
  uint64_t mem_processed = 0;
  uint64_t mem_remaining = 0;
  uint64_t file_total = 0;
  uint64_t file_processed = 0;
  uint64_t file_remaining = 0;
};

struct DomainGetJobStatsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetJobStatsRet {
  int32_t type = 0;
  xdr::List<TypedParam, 64> params;
};

struct DomainAbortJobArgs {
  NonnullDomain dom;
};

struct DomainAbortJobFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetStateArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetStateRet {
  int32_t state = 0;
  int32_t reason = 0;
};

struct DomainGetControlInfoArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetControlInfoRet {
  uint32_t state = 0;
  uint32_t details = 0;
  uint64_t state_time = 0;
};

struct ConnectListAllDomainsArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllDomainsRet {
  xdr::List<NonnullDomain, 16384> domains;
  uint32_t ret = 0;
};

struct DomainStatsRecord {
  NonnullDomain dom;
  xdr::List<TypedParam, 262144> params;
};

struct ConnectGetAllDomainStatsArgs {
  xdr::List<NonnullDomain, 16384> doms;
  uint32_t stats = 0;
  uint32_t flags = 0;
};

struct ConnectGetAllDomainStatsRet {
  xdr::List<DomainStatsRecord, 16384> ret_stats;
};

struct DomainGetMessagesArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetMessagesRet {
  xdr::List<std::string, 2048> msgs;
};

struct DomainGraphicsReloadArgs {
  NonnullDomain dom;
  uint32_t type = 0;
  uint32_t flags = 0;
};

using DomainGetXmlDesc = Procedure<Program::kRemote, 14, DomainGetXmlDescArgs, DomainGetXmlDescRet>;
using DomainGetInfo = Procedure<Program::kRemote, 16, DomainGetInfoArgs, DomainGetInfoRet>;
using DomainGetMaxMemory = Procedure<Program::kRemote, 17, DomainGetMaxMemoryArgs, DomainGetMaxMemoryRet>;
using DomainGetOsType = Procedure<Program::kRemote, 19, DomainGetOsTypeArgs, DomainGetOsTypeRet>;
using ConnectListDefinedDomains = Procedure<Program::kRemote, 21, ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsRet>;
using ConnectNumOfDefinedDomains = Procedure<Program::kRemote, 25, None, ConnectNumOfDefinedDomainsRet>;
using ConnectListDomains = Procedure<Program::kRemote, 37, ConnectListDomainsArgs, ConnectListDomainsRet>;
using ConnectNumOfDomains = Procedure<Program::kRemote, 51, None, ConnectNumOfDomainsRet>;
using DomainGetSchedulerType = Procedure<Program::kRemote, 56, DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet>;
using DomainInterfaceStats = Procedure<Program::kRemote, 65, DomainInterfaceStatsArgs, DomainInterfaceStatsRet>;
using DomainGetSecurityLabel = Procedure<Program::kRemote, 121, DomainGetSecurityLabelArgs, DomainGetSecurityLabelRet>;
using DomainIsActive = Procedure<Program::kRemote, 150, DomainIsActiveArgs, DomainIsActiveRet>;
using DomainIsPersistent = Procedure<Program::kRemote, 151, DomainIsPersistentArgs, DomainIsPersistentRet>;
using DomainMemoryStats = Procedure<Program::kRemote, 159, DomainMemoryStatsArgs, DomainMemoryStatsRet>;
using DomainGetJobInfo = Procedure<Program::kRemote, 163, DomainGetJobInfoArgs, DomainGetJobInfoRet>;
using DomainAbortJob = Procedure<Program::kRemote, 164, DomainAbortJobArgs, None>;
using DomainIsUpdated = Procedure<Program::kRemote, 202, DomainIsUpdatedArgs, DomainIsUpdatedRet>;
using DomainGetState = Procedure<Program::kRemote, 212, DomainGetStateArgs, DomainGetStateRet>;
using DomainGetControlInfo = Procedure<Program::kRemote, 229, DomainGetControlInfoArgs, DomainGetControlInfoRet>;
using DomainGetCpuStats = Procedure<Program::kRemote, 262, DomainGetCpuStatsArgs, DomainGetCpuStatsRet>;
using ConnectListAllDomains = Procedure<Program::kRemote, 273, ConnectListAllDomainsArgs, ConnectListAllDomainsRet>;
using DomainGetSecurityLabelList = Procedure<Program::kRemote, 278, DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListRet>;
using DomainGetJobStats = Procedure<Program::kRemote, 298, DomainGetJobStatsArgs, DomainGetJobStatsRet>;
using ConnectGetAllDomainStats = Procedure<Program::kRemote, 344, ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet>;
using DomainGetMessages = Procedure<Program::kRemote, 426, DomainGetMessagesArgs, DomainGetMessagesRet>;
using DomainAbortJobFlags = Procedure<Program::kRemote, 442, DomainAbortJobFlagsArgs, None>;
using DomainGraphicsReload = Procedure<Program::kRemote, 448, DomainGraphicsReloadArgs, None>;

}  // namespace pleiad::rpc::wire

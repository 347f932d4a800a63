// SPDX-License-Identifier: Apache-2.0
// domain/stats_rpc.cc: procedures that count what domains use.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_block.h"
#include "libshared/rpc/wire/domain_config.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Stats = DomainStats;

absl::StatusOr<std::vector<DomainStatsRecord>> AllStats(Stats& stats, rpc::AccessCheck* access, const Caller& caller,
                                                        const wire::ConnectGetAllDomainStatsArgs& args) {
  ASSIGN_OR_RETURN(auto records, stats.AllStats(caller, args.doms.items, args.stats, args.flags));
  if (access) {
    std::erase_if(records, [&](const DomainStatsRecord& record) {
      return !access->CheckKnown(caller, {&kDomainRead, 1}, &record.domain, "virConnectGetAllDomainStats").ok();
    });
  }
  return records;
}

absl::StatusOr<std::vector<MemoryStat>> MemoryStats(Stats& stats, const Caller& caller, const wire::DomainMemoryStatsArgs& args) {
  if (args.max_stats > 1024) return MakeError(ErrorDomain::kRpc, ErrorCode::kRpc, "maxStats > REMOTE_DOMAIN_MEMORY_STATS_MAX");
  ASSIGN_OR_RETURN(auto values, stats.MemoryStats(caller, args.dom, args.max_stats, args.flags));
  if (values.size() > args.max_stats) values.resize(args.max_stats);
  return values;
}

absl::StatusOr<wire::DomainGetDiskErrorsRet> DiskErrors(Stats& stats, const Caller& caller,
                                                        const wire::DomainGetDiskErrorsArgs& args) {
  if (args.maxerrors > 256) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "maxerrors too large");
  ASSIGN_OR_RETURN(auto errors, stats.DiskErrors(caller, args.dom, args.flags));
  // Asked for 0, the number of disks that have errors is the answer.
  wire::DomainGetDiskErrorsRet ret{.errors = {}, .nerrors = static_cast<int32_t>(errors.size())};
  if (args.maxerrors == 0) return ret;
  errors.resize(std::min<size_t>(errors.size(), args.maxerrors));
  ret.nerrors = static_cast<int32_t>(errors.size());
  RETURN_IF_ERROR(rpc::binding::Assign(ret.errors, std::move(errors)));
  return ret;
}

// With ncpus 0 the answer is how many CPUs there are; with nparams 0, how many values each has. Else the values of the CPUs
// follow each other, nparams for each.
absl::StatusOr<wire::DomainGetCpuStatsRet> CpuStats(Stats& stats, const Caller& caller, const wire::DomainGetCpuStatsArgs& args) {
  if (args.nparams > 16) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "nparams too large");
  if (args.ncpus > 128) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "ncpus too large");
  ASSIGN_OR_RETURN(auto cpus, stats.CpuStats(caller, args.dom, args.start_cpu, args.ncpus, args.flags & ~kStringOkay));
  wire::DomainGetCpuStatsRet ret;
  if (args.ncpus == 0) {
    ret.nparams = static_cast<int32_t>(cpus.size());
    return ret;
  }
  size_t most = 0;
  for (const TypedParams& cpu : cpus) most = std::max(most, cpu.size());
  if (args.nparams > 0) most = std::min<size_t>(most, args.nparams);
  ret.nparams = static_cast<int32_t>(most);
  if (args.nparams == 0) return ret;
  for (TypedParams& cpu : cpus) {
    cpu.resize(std::min(cpu.size(), most));
    for (TypedParam& param : cpu) ret.params.items.push_back(std::move(param));
  }
  return ret;
}

}  // namespace

void BindStatsProcedures(rpc::Table& table, DomainStats& stats, const DomainFront& front) {
  table.Bind<wire::DomainBlockStats>(stats, &Stats::GetBlockStats, {kDomainRead}, Run::kWorker);          // 64
  table.Bind<wire::DomainInterfaceStats>(stats, &Stats::GetInterfaceStats, {kDomainRead}, Run::kWorker);  // 65
  table.Handle<wire::DomainMemoryStats>(                                                                  // 159
      [&stats](const Caller& caller, const wire::DomainMemoryStatsArgs& args) { return MemoryStats(stats, caller, args); },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainGetBlockInfo>(stats, &Stats::GetBlockInfo, {kDomainRead}, Run::kWorker);  // 194
  table.Handle<wire::DomainBlockStatsFlags>(                                                       // 243
      [&stats](const Caller& caller, const wire::DomainBlockStatsFlagsArgs& args) {
        return ParamsReply<wire::DomainBlockStatsFlagsRet>(
            args, [&](uint32_t flags) { return stats.BlockStatsFlags(caller, args.dom, args.path, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Handle<wire::DomainGetCpuStats>(  // 262
      [&stats](const Caller& caller, const wire::DomainGetCpuStatsArgs& args) { return CpuStats(stats, caller, args); },
      {kDomainRead}, Run::kWorker);
  table.Handle<wire::DomainGetDiskErrors>(  // 263
      [&stats](const Caller& caller, const wire::DomainGetDiskErrorsArgs& args) { return DiskErrors(stats, caller, args); },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetMemoryStatsPeriod>(stats, &Stats::SetMemoryStatsPeriod, Changing(), Run::kWorker);  // 308
  table.Handle<wire::ConnectGetAllDomainStats>(                                                                 // 344
      [&stats, access = front.access](const Caller& caller, const wire::ConnectGetAllDomainStatsArgs& args) {
        return AllStats(stats, access, caller, args);
      },
      {kConnectSearchDomains}, Run::kWorker);
  table.Bind<wire::DomainStartDirtyRateCalc>(stats, &Stats::StartDirtyRate, {kDomainWrite}, Run::kWorker);  // 427
}

}  // namespace pleiad::driver

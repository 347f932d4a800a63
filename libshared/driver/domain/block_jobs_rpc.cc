// SPDX-License-Identifier: Apache-2.0
// domain/block_jobs_rpc.cc: procedures that start, watch and end jobs on disks.
#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain_block.h"

namespace pleiad::driver {

void BindBlockJobProcedures(rpc::Table& table, DomainBlockJobs& jobs) {
  using namespace permission;
  namespace wire = rpc::wire;
  using rpc::Run;
  using Jobs = DomainBlockJobs;
  table.Bind<wire::DomainBlockJobAbort>(jobs, &Jobs::Abort, {kDomainWrite}, Run::kWorker);  // 237
  table.Handle<wire::DomainGetBlockJobInfo>(                                                // 238
      [&jobs](const Caller& caller,
              const wire::DomainGetBlockJobInfoArgs& args) -> absl::StatusOr<wire::DomainGetBlockJobInfoRet> {
        ASSIGN_OR_RETURN(const auto job, jobs.Info(caller, args.dom, args.path, args.flags));
        if (!job) return wire::DomainGetBlockJobInfoRet{};
        return wire::DomainGetBlockJobInfoRet{
            .found = 1, .type = job->type, .bandwidth = job->bandwidth, .cur = job->current, .end = job->end};
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainBlockJobSetSpeed>(jobs, &Jobs::SetSpeed, {kDomainWrite}, Run::kWorker);  // 239
  table.Bind<wire::DomainBlockPull>(jobs, &Jobs::Pull, {kDomainBlockWrite}, Run::kWorker);        // 240
  table.Bind<wire::DomainBlockRebase>(jobs, &Jobs::Rebase, {kDomainBlockWrite}, Run::kWorker);    // 266
  table.Bind<wire::DomainBlockCommit>(jobs, &Jobs::Commit, {kDomainBlockWrite}, Run::kWorker);    // 290
  table.Bind<wire::DomainBlockCopy>(jobs, &Jobs::Copy, {kDomainBlockWrite}, Run::kWorker);        // 345
}

}  // namespace pleiad::driver

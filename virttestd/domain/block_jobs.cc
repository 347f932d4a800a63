// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/block_jobs.h"

#include <algorithm>
#include <vector>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/copy_destination.h"

namespace pleiad::test {
namespace {
uint64_t SpeedOf(uint64_t limit) { return limit == 0 ? kDiskBytesPerS : limit; }

// MiB/s or bytes/s as bytes/s.
absl::StatusOr<uint64_t> BytesPerS(uint64_t bandwidth, bool in_bytes) {
  if (in_bytes) return bandwidth;
  if (bandwidth > UINT64_MAX / kMib) {
    return Error(ErrorDomain::kTest, ErrorCode::kOverflow, "bandwidth must be less than %d", UINT64_MAX / kMib + 1);
  }
  return bandwidth * kMib;
}

absl::Status NoJob(const std::string& disk) {
  return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "disk %s does not have an active block job", disk);
}
}  // namespace

bool BlockJobs::Job::WaitsForPivot() const {
  return type == vir::kDomainBlockJobTypeCopy || type == vir::kDomainBlockJobTypeActiveCommit;
}

BlockJobs::Job* BlockJobs::Find(const DomainRef& run, const std::string& target) {
  jobs_.remove_if([this](const Job& job) {
    const DomainPtr domain = context_.domains().Peek(job.domain.uuid);
    return !domain || domain->snapshot()->id() != job.domain.id;
  });
  const auto at =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.domain.id == run.id && job.target == target; });
  return at == jobs_.end() ? nullptr : &*at;
}

absl::StatusOr<std::pair<DomainRef, conf::DiskDef>> BlockJobs::RunningDisk(const DomainRef& ref, const std::string& disk) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::DiskDef* found = FindDisk(*state->live, disk);
  if (!found) return NoDisk(disk);
  return std::pair(state->ref(), *found);
}

absl::Status BlockJobs::Begin(const DomainRef& ref, const std::string& disk, Job job) {
  ASSIGN_OR_RETURN(const auto found, RunningDisk(ref, disk));
  job.domain = found.first;
  job.target = found.second.target.dev;
  job.path = found.second.source.path;
  job.progress = {.total = kDiskJobBytes, .bytes_per_s = SpeedOf(job.bytes_per_s), .since = absl::Now()};
  {
    absl::MutexLock lock(&mutex_);
    if (Find(job.domain, job.target)) {
      return Error(ErrorDomain::kTest, ErrorCode::kBlockCopyActive, "disk '%s' already in active block job", job.target);
    }
    jobs_.push_back(std::move(job));
  }
  Watch();
  return absl::OkStatus();
}

// ---- their ends -----------------------------------------------------------------------------------------------------

void BlockJobs::Watch() {
  context_.loop.Post([alive = alive_] {
    if (*alive) (*alive)->Finish();
  });
}

void BlockJobs::Finish() {
  std::vector<std::pair<Job, int32_t>> ended;
  absl::Duration next = absl::InfiniteDuration();
  {
    absl::MutexLock lock(&mutex_);
    Find({}, "");
    const absl::Time now = absl::Now();
    jobs_.remove_if([&](Job& job) {
      if (job.ready) return false;
      if (const absl::Duration left = job.progress.RemainingAt(now); left > absl::ZeroDuration()) {
        next = std::min(next, left);
        return false;
      }
      job.ready = job.WaitsForPivot();
      ended.emplace_back(job, job.ready ? vir::kDomainBlockJobReady : vir::kDomainBlockJobCompleted);
      return !job.ready;
    });
  }
  for (const auto& [job, status] : ended) {
    if (status == vir::kDomainBlockJobCompleted) Settle(job);
    Tell(job, status);
  }
  if (next == absl::InfiniteDuration()) return;
  timer_ = context_.loop.AddTimer(std::max(next, absl::Milliseconds(1)), [this] { Finish(); });
}

void BlockJobs::Tell(const Job& job, int32_t status) {
  context_.Emit(job.domain, store::BlockJobEvent{.path = job.path, .target = job.target, .type = job.type, .status = status});
}

// A pulled image stands alone, as one that was committed where nothing is known of those below; a copied one takes the old one's
// place.
void BlockJobs::Settle(const Job& job) {
  const DomainPtr domain = context_.domains().Peek(job.domain.uuid);
  if (!domain) return;
  context_.domains().Update(domain, [&job](DomainState& next) {
    if (next.id() != job.domain.id) return;
    auto def = std::make_shared<conf::DomainDef>(*next.live);
    conf::DiskDef* disk = FindDisk(*def, job.target);
    if (!disk) return;
    if (job.destination) {
      disk->source = *job.destination;
    } else if (job.commit) {
      CarryOut(*job.commit, *disk);
    } else {
      disk->source.backing = {};
    }
    next.live = std::move(def);
  });
}

// ---- calls ----------------------------------------------------------------------------------------------------------

absl::StatusOr<std::optional<driver::BlockJobInfo>> BlockJobs::Info(const Caller&, const DomainRef& ref, const std::string& disk,
                                                                    uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockJobInfoBandwidthBytes, flags, "testDomainGetBlockJobInfo"));
  ASSIGN_OR_RETURN(const auto found, RunningDisk(ref, disk));
  absl::MutexLock lock(&mutex_);
  const Job* job = Find(found.first, found.second.target.dev);
  if (!job) return std::nullopt;
  const bool in_bytes = (flags & vir::kDomainBlockJobInfoBandwidthBytes) != 0;
  return driver::BlockJobInfo{.type = job->type,
                              .bandwidth = in_bytes ? job->bytes_per_s : (job->bytes_per_s + kMib - 1) / kMib,
                              .current = job->progress.DoneAt(absl::Now()),
                              .end = job->progress.total};
}

absl::Status BlockJobs::Abort(const Caller&, const DomainRef& ref, const std::string& disk, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockJobAbortAsync | vir::kDomainBlockJobAbortPivot, flags, "testDomainBlockJobAbort"));
  const bool pivot = (flags & vir::kDomainBlockJobAbortPivot) != 0;
  ASSIGN_OR_RETURN(const auto found, RunningDisk(ref, disk));
  Job ended;
  {
    absl::MutexLock lock(&mutex_);
    const Job* job = Find(found.first, found.second.target.dev);
    if (!job) return NoJob(disk);
    if (pivot && !job->WaitsForPivot()) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "job '%s' on disk '%s' cannot be pivoted", job->target,
                   disk);
    }
    if (pivot && !job->ready) {
      return Error(ErrorDomain::kTest, ErrorCode::kBlockCopyActive, "block job on disk '%s' not ready for pivot yet", disk);
    }
    ended = *job;
    jobs_.remove_if([job](const Job& other) { return &other == job; });
  }
  if (pivot) Settle(ended);
  // A copy that was whole is kept as it is.
  Tell(ended, ended.ready ? vir::kDomainBlockJobCompleted : vir::kDomainBlockJobCanceled);
  return absl::OkStatus();
}

absl::Status BlockJobs::SetSpeed(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t bandwidth,
                                 uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockJobSpeedBandwidthBytes, flags, "testDomainBlockJobSetSpeed"));
  ASSIGN_OR_RETURN(const uint64_t speed, BytesPerS(bandwidth, (flags & vir::kDomainBlockJobSpeedBandwidthBytes) != 0));
  ASSIGN_OR_RETURN(const auto found, RunningDisk(ref, disk));
  {
    absl::MutexLock lock(&mutex_);
    Job* job = Find(found.first, found.second.target.dev);
    if (!job) return NoJob(disk);
    job->bytes_per_s = speed;
    job->progress.SetSpeed(SpeedOf(speed), absl::Now());
  }
  Watch();
  return absl::OkStatus();
}

absl::Status BlockJobs::Pull(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t bandwidth, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockPullBandwidthBytes, flags, "testDomainBlockPull"));
  ASSIGN_OR_RETURN(const uint64_t speed, BytesPerS(bandwidth, (flags & vir::kDomainBlockPullBandwidthBytes) != 0));
  return Begin(ref, disk, Job{.type = vir::kDomainBlockJobTypePull, .bytes_per_s = speed});
}

// With the flag COPY, `base` is the destination of a copy; else where a pull stops.
absl::Status BlockJobs::Rebase(const Caller&, const DomainRef& ref, const std::string& disk,
                               const std::optional<std::string>& base, uint64_t bandwidth, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockRebaseShallow | vir::kDomainBlockRebaseReuseExt | vir::kDomainBlockRebaseCopyRaw |
                                 vir::kDomainBlockRebaseCopy | vir::kDomainBlockRebaseRelative | vir::kDomainBlockRebaseCopyDev |
                                 vir::kDomainBlockRebaseBandwidthBytes,
                             flags, "testDomainBlockRebase"));
  ASSIGN_OR_RETURN(const uint64_t speed, BytesPerS(bandwidth, (flags & vir::kDomainBlockRebaseBandwidthBytes) != 0));
  Job job{.type = vir::kDomainBlockJobTypePull, .bytes_per_s = speed};
  if (flags & vir::kDomainBlockRebaseCopy) {
    if (!base) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "the destination of the copy is missing");
    job.type = vir::kDomainBlockJobTypeCopy;
    job.destination.emplace();
    job.destination->type = (flags & vir::kDomainBlockRebaseCopyDev) ? conf::StorageType::kBlock : conf::StorageType::kFile;
    job.destination->path = *base;
  }
  return Begin(ref, disk, std::move(job));
}

absl::Status BlockJobs::Copy(const Caller&, const DomainRef& ref, const std::string& disk, const std::string& destination_xml,
                             const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockCopyShallow | vir::kDomainBlockCopyReuseExt | vir::kDomainBlockCopyTransientJob |
                                 vir::kDomainBlockCopySynchronousWrites | vir::kDomainBlockCopyTargetZeroed,
                             flags, "testDomainBlockCopy"));
  ASSIGN_OR_RETURN(conf::StorageSource destination, conf::ParseCopyDestination(destination_xml));
  Job job{.type = vir::kDomainBlockJobTypeCopy, .destination = std::move(destination)};
  for (const TypedParam& param : params) {
    const uint64_t* value = std::get_if<uint64_t>(&param.value);
    if (param.name == "bandwidth" && value) job.bytes_per_s = *value;
  }
  return Begin(ref, disk, std::move(job));
}

absl::Status BlockJobs::Commit(const Caller&, const DomainRef& ref, const std::string& disk,
                               const std::optional<std::string>& base, const std::optional<std::string>& top, uint64_t bandwidth,
                               uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockCommitShallow | vir::kDomainBlockCommitDelete | vir::kDomainBlockCommitActive |
                                 vir::kDomainBlockCommitRelative | vir::kDomainBlockCommitBandwidthBytes,
                             flags, "testDomainBlockCommit"));
  ASSIGN_OR_RETURN(const uint64_t speed, BytesPerS(bandwidth, (flags & vir::kDomainBlockCommitBandwidthBytes) != 0));
  ASSIGN_OR_RETURN(const auto found, RunningDisk(ref, disk));
  ASSIGN_OR_RETURN(const auto commit, PlanCommit(found.second, base, top, flags));
  const bool active = (flags & vir::kDomainBlockCommitActive) != 0;
  return Begin(ref, disk,
               Job{.type = active ? vir::kDomainBlockJobTypeActiveCommit : vir::kDomainBlockJobTypeCommit,
                   .bytes_per_s = speed,
                   .commit = commit});
}

}  // namespace pleiad::test

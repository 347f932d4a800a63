// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/jobs.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
Progress MemoryOf(const DomainState& state, std::optional<uint64_t> mib_per_s) {
  const conf::DomainDef& def = state.def();
  const MigrationLimits limits{.speed_mib = mib_per_s.value_or(state.migration.speed_mib)};
  const uint64_t bytes = def.memory.current_kib.value_or(def.memory.total_kib) * 1024;
  return {.total = bytes, .bytes_per_s = limits.BytesPerS(bytes), .since = absl::Now()};
}

// The state of the domain that has that job; null: it has not any more.
Domain::Snapshot StateWith(const DomainPtr& domain, const std::shared_ptr<Job>& job) {
  Domain::Snapshot state = domain->snapshot();
  return domain->removed() || state->job != job ? nullptr : state;
}
}  // namespace

absl::StatusOr<std::shared_ptr<Job>> Jobs::Begin(const DomainPtr& domain, int32_t operation, const Progress& progress,
                                                 const std::function<absl::Status(DomainState&)>& accept) {
  auto job = std::make_shared<Job>(operation, progress);
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!next.active()) return NotRunning();
    if (next.job) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationTimeout,
                       "cannot acquire state change lock: another job is active");
    }
    RETURN_IF_ERROR(accept(next));
    next.job = job;
    return absl::OkStatus();
  }));
  return job;
}

absl::Status Jobs::WriteMemory(const DomainPtr& domain, int32_t operation, std::string_view name,
                               const std::function<absl::Status(const DomainState&)>& finish, std::optional<uint64_t> mib_per_s) {
  const Domain::Snapshot before = domain->snapshot();
  if (!before->active()) return NotRunning();
  ASSIGN_OR_RETURN(const std::shared_ptr<Job> job,
                   Begin(domain, operation, MemoryOf(*before, mib_per_s), [](DomainState&) { return absl::OkStatus(); }));
  const bool whole = job->Wait();
  const Domain::Snapshot state = StateWith(domain, job);
  if (!state) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain is no longer running");
  }
  if (!whole) {
    End(domain, job, job->Report(vir::kDomainJobCancelled));
    return Error(ErrorDomain::kTest, ErrorCode::kOperationAborted, "%s: canceled by client", std::string(name));
  }
  // Before the domain stops, as its end is not the job's.
  const JobReport report = job->Report(vir::kDomainJobCompleted);
  if (absl::Status status = finish(*state); !status.ok()) {
    End(domain, job, job->Report(vir::kDomainJobFailed));
    return status;
  }
  context_.domains().Update(domain, [&](DomainState& next) {
    if (next.job == job) next.job = nullptr;
    next.completed_job = report;
  });
  Tell(before->ref(), report);
  return absl::OkStatus();
}

absl::Status Jobs::BeginInBackground(const DomainPtr& domain, int32_t operation, const Progress& progress,
                                     const std::function<absl::Status(DomainState&)>& accept) {
  ASSIGN_OR_RETURN(auto job, Begin(domain, operation, progress, accept));
  context_.loop.Post([alive = alive_, domain, job = std::move(job)] {
    if (!*alive) return;
    (*alive)->background_.emplace_back(domain, job);
    (*alive)->Finish();
  });
  return absl::OkStatus();
}

absl::Status Jobs::Abort(const DomainPtr& domain, bool postcopy) {
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  if (!state->job) return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "no job is active on the domain");
  if (postcopy) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "current job is not outgoing migration in post-copy mode");
  }
  state->job->Cancel();
  // Who waits for the others ends them.
  if (state->job->operation() != vir::kDomainJobOperationBackup) return absl::OkStatus();
  JobReport report = state->job->Report(vir::kDomainJobCancelled);
  if (report.is_pull()) report.type = vir::kDomainJobCompleted;
  report.error = "Operation canceled";
  End(domain, state->job, report);
  return absl::OkStatus();
}

void Jobs::CancelAll() {
  for (const DomainPtr& domain : context_.domains().All()) {
    if (const auto job = domain->snapshot()->job) job->Cancel();
  }
}

void Jobs::End(const DomainPtr& domain, const std::shared_ptr<Job>& job, const JobReport& report) {
  std::optional<DomainState> before;
  context_.domains().Update(domain, [&](DomainState& next) {
    if (next.job != job) return;
    before = next;
    next.job = nullptr;
    next.backup = nullptr;
    next.completed_job = report;
  });
  if (!before) return;
  Tell(before->ref(), report);
  if (before->backup) TellOfDisks(*before, *before->backup, !report.error.empty());
}

void Jobs::TellOfDisks(const DomainState& state, const conf::BackupDef& backup, bool cancelled) {
  for (const conf::BackupDisk& disk : backup.disks) {
    const conf::DiskDef* of = FindDisk(*state.live, disk.name);
    if (conf::IsNo(disk.backup) || !of) continue;
    context_.Emit(state.ref(),
                  store::BlockJobEvent{.path = of->source.path,
                                       .target = disk.name,
                                       .type = vir::kDomainBlockJobTypeBackup,
                                       .status = cancelled ? vir::kDomainBlockJobCanceled : vir::kDomainBlockJobCompleted});
  }
}

void Jobs::Tell(const DomainRef& domain, const JobReport& report) {
  context_.Emit(domain, store::JobCompletedEvent{.params = report.Stats().params});
}

void Jobs::Finish() {
  absl::Duration next = absl::InfiniteDuration();
  std::erase_if(background_, [&](const auto& each) {
    const auto& [domain, job] = each;
    if (!StateWith(domain, job)) return true;
    const absl::Duration left = job->Remaining();
    if (left == absl::ZeroDuration()) {
      End(domain, job, job->Report(vir::kDomainJobCompleted));
      return true;
    }
    next = std::min(next, left);
    return false;
  });
  if (next == absl::InfiniteDuration()) return;
  timer_ = context_.loop.AddTimer(std::max(next, absl::Milliseconds(1)), [this] { Finish(); });
}

}  // namespace pleiad::test

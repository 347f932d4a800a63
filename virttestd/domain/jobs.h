// SPDX-License-Identifier: Apache-2.0
// jobs.h: begins, ends and cancels the jobs of domains. A job that a caller waits for is done when the call ends; one in the
// background ends by the clock, or when it is cancelled.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "virttestd/domain/context.h"
#include "virttestd/domain/job.h"

namespace pleiad::test {

class Jobs {
 public:
  explicit Jobs(const Context& context) : context_(context), alive_(std::make_shared<Jobs*>(this)) {}  // outlives this object
  ~Jobs() { *alive_ = nullptr; }                                                                       // on the loop's thread

  // Writes the domain's memory somewhere, as fast as its migration may be or at `mib_per_s`, and then does `finish` with the
  // state of the running domain: while the caller, a worker, waits. `name` is what messages call it.
  //   Errors  OPERATION_INVALID (55): it does not run; OPERATION_TIMEOUT (68): it has a job; OPERATION_ABORTED (78): cancelled;
  //           those of `finish`
  absl::Status WriteMemory(const DomainPtr& domain, int32_t operation, std::string_view name,
                           const std::function<absl::Status(const DomainState&)>& finish,
                           std::optional<uint64_t> mib_per_s = std::nullopt);
  // Begins work in the background. `accept` looks at the state, and changes it, in the same step.
  absl::Status BeginInBackground(const DomainPtr& domain, int32_t operation, const Progress& progress,
                                 const std::function<absl::Status(DomainState&)>& accept);
  // Of a migration that has been switched to post-copy, only that part is ended; no domain here has one.
  absl::Status Abort(const DomainPtr& domain, bool postcopy);
  // Nobody waits for anything any more.
  void CancelAll();

 private:
  // Gives the domain its job, if nobody has given it one.
  absl::StatusOr<std::shared_ptr<Job>> Begin(const DomainPtr& domain, int32_t operation, const Progress& progress,
                                             const std::function<absl::Status(DomainState&)>& accept);
  // Takes it back, and tells of it. Whoever comes second has nothing to do.
  void End(const DomainPtr& domain, const std::shared_ptr<Job>& job, const JobReport& report);
  void Tell(const DomainRef& domain, const JobReport& report);
  void TellOfDisks(const DomainState& state, const conf::BackupDef& backup, bool cancelled);
  // Ends what is done: loop's thread.
  void Finish();

  const Context& context_;
  std::vector<std::pair<DomainPtr, std::shared_ptr<Job>>> background_;  // loop's thread, as the next
  event::Source timer_;
  std::shared_ptr<Jobs*> alive_;  // what posted tasks look at
};

}  // namespace pleiad::test

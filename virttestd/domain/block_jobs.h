// SPDX-License-Identifier: Apache-2.0
// block_jobs.h: jobs on disks whose bytes nobody has: they take the time that a disk of that size would, and are followed and
// ended as those of a hypervisor.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/driver/domain/block_jobs.h"
#include "virttestd/domain/backing_chain.h"
#include "virttestd/domain/context.h"
#include "virttestd/domain/progress.h"

namespace pleiad::test {

class BlockJobs final : public driver::DomainBlockJobs {
 public:
  explicit BlockJobs(const Context& context)
      : context_(context), alive_(std::make_shared<BlockJobs*>(this)) {}  // outlives this object
  ~BlockJobs() override { *alive_ = nullptr; }

  absl::StatusOr<std::optional<driver::BlockJobInfo>> Info(const Caller&, const DomainRef& ref, const std::string& disk,
                                                           uint32_t flags) override;
  absl::Status Abort(const Caller&, const DomainRef& ref, const std::string& disk, uint32_t flags) override;
  absl::Status SetSpeed(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t bandwidth,
                        uint32_t flags) override;
  absl::Status Pull(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t bandwidth, uint32_t flags) override;
  absl::Status Rebase(const Caller&, const DomainRef& ref, const std::string& disk, const std::optional<std::string>& base,
                      uint64_t bandwidth, uint32_t flags) override;
  absl::Status Copy(const Caller&, const DomainRef& ref, const std::string& disk, const std::string& destination_xml,
                    const TypedParams& params, uint32_t flags) override;
  absl::Status Commit(const Caller&, const DomainRef& ref, const std::string& disk, const std::optional<std::string>& base,
                      const std::optional<std::string>& top, uint64_t bandwidth, uint32_t flags) override;

 private:
  struct Job {
    DomainRef domain = {};  // with the number of its run: a job ends with it
    std::string target = {}, path = {};
    int32_t type = 0;
    uint64_t bytes_per_s = 0;  // as asked for; 0: no limit
    Progress progress = {};
    bool ready = false;  // a copy is whole, and goes on until it is ended
    std::optional<conf::StorageSource> destination = {};
    std::optional<CommitPlan> commit = {};

    bool WaitsForPivot() const;
  };
  // Null when there is none. Jobs of runs that ended are dropped.
  Job* Find(const DomainRef& run, const std::string& target) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Begin(const DomainRef& ref, const std::string& disk, Job job);
  // The disk of that running domain, by its target.
  absl::StatusOr<std::pair<DomainRef, conf::DiskDef>> RunningDisk(const DomainRef& ref, const std::string& disk) const;
  // When the next job is done: loop's thread.
  void Watch();
  void Finish();
  // Says how a job ended or that it is ready, and does to the definition what it has done to the disk.
  void Tell(const Job& job, int32_t status);
  void Settle(const Job& job);

  const Context& context_;
  absl::Mutex mutex_;
  std::list<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  event::Source timer_;                // loop's thread
  std::shared_ptr<BlockJobs*> alive_;  // what posted tasks look at
};

}  // namespace pleiad::test

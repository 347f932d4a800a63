// SPDX-License-Identifier: Apache-2.0
// block_jobs.h: jobs on the disks of running domains. No call starts one yet; who asks is told that none runs.
#pragma once

#include <optional>
#include <string>

#include "libshared/driver/domain/block_jobs.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class BlockJobs final : public driver::DomainBlockJobs {
 public:
  explicit BlockJobs(const QemuContext& context) : context_(context) {}

  absl::StatusOr<std::optional<driver::BlockJobInfo>> Info(const Caller& caller, const DomainRef& ref, const std::string& disk,
                                                           uint32_t flags) override;
  absl::Status Abort(const Caller& caller, const DomainRef& ref, const std::string& disk, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// snapshots.h: snapshots and checkpoints. Neither can be made yet, so nobody has any, which is what clients that look are told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libshared/driver/domain/checkpoints.h"
#include "libshared/driver/domain/snapshots.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Snapshots final : public driver::DomainSnapshots {
 public:
  explicit Snapshots(const QemuContext& context) : context_(context) {}

  absl::StatusOr<std::vector<std::string>> Names(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<DomainSnapshotRef> LookupByName(const Caller& caller, const DomainRef& ref, const std::string& name,
                                                 uint32_t flags) override;
  absl::StatusOr<std::optional<std::string>> Current(const Caller& caller, const DomainRef& ref, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

class Checkpoints final : public driver::DomainCheckpoints {
 public:
  explicit Checkpoints(const QemuContext& context) : context_(context) {}

  absl::StatusOr<std::vector<std::string>> Names(const Caller& caller, const DomainRef& ref, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// backing_chain.h: the images below a disk's, as its definition tells them, and what a commit does to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/disk_def.h"

namespace pleiad::test {

// Which images are merged: from `top` down to `base`, which stays. Counted from the disk's own, which is 0.
struct CommitPlan {
  size_t top = 0, base = 0;
};

// What virDomainBlockCommit asks for: names are paths, or "vda[1]" for a place in the chain; without them the disk's own image
// and the lowest one are meant. Nullopt where the definition tells of no chain: then all that is below may be merged.
//   Errors  INVALID_ARG (8): an image is not there or in a place that makes no sense, or the flags do not fit it
absl::StatusOr<std::optional<CommitPlan>> PlanCommit(const conf::DiskDef& disk, const std::optional<std::string>& base,
                                                     const std::optional<std::string>& top, uint32_t flags);
// False when the chain is not what it was any more.
bool CarryOut(const CommitPlan& plan, conf::DiskDef& disk);

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/backing_chain.h"

#include "absl/strings/str_cat.h"
#include "libshared/base/domain_flags.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
template <class... Args>
absl::Status Wrong(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, absl::StrFormat(format, args...));
}

bool HasBacking(const conf::StorageSource& image) { return image.backing && image.backing->type != conf::StorageType::kNone; }

// Null beyond the end.
template <class Source>
Source* ImageAt(Source& own, size_t depth) {
  Source* image = &own;
  for (; depth > 0 && HasBacking(*image); --depth) image = &*image->backing;
  return depth == 0 ? image : nullptr;
}

size_t LengthOf(const conf::StorageSource& own) {
  size_t length = 1;
  for (const conf::StorageSource* image = &own; HasBacking(*image); image = &*image->backing) ++length;
  return length;
}

absl::StatusOr<size_t> Find(const conf::DiskDef& disk, const std::string& name) {
  const size_t length = LengthOf(disk.source);
  for (size_t depth = 0; depth < length; ++depth) {
    const bool meant = ImageAt(disk.source, depth)->path == name || name == absl::StrCat(disk.target.dev, "[", depth, "]");
    if (meant) return depth;
  }
  return Wrong("could not find image '%s' in chain for '%s'", name, disk.target.dev);
}
}  // namespace

absl::StatusOr<std::optional<CommitPlan>> PlanCommit(const conf::DiskDef& disk, const std::optional<std::string>& base,
                                                     const std::optional<std::string>& top, uint32_t flags) {
  const bool active = (flags & vir::kDomainBlockCommitActive) != 0;
  if (base && (flags & vir::kDomainBlockCommitShallow))
    return Wrong("the base of a shallow commit of disk '%s' is named", disk.target.dev);
  CommitPlan plan;
  if (top) {
    ASSIGN_OR_RETURN(plan.top, Find(disk, *top));
  }
  if (plan.top == 0 && !active) return Wrong("commit of '%s' active layer requires active flag", disk.target.dev);
  if (plan.top > 0 && active) return Wrong("active commit requested but '%s' is not active", *top);
  const size_t length = LengthOf(disk.source);
  if (length == 1 && !base) return std::nullopt;
  plan.base = (flags & vir::kDomainBlockCommitShallow) ? plan.top + 1 : length - 1;
  if (base) {
    ASSIGN_OR_RETURN(plan.base, Find(disk, *base));
  }
  if (plan.base > plan.top && plan.base < length) return plan;
  return Wrong("could not find base image in chain for '%s'", disk.target.dev);
}

bool CarryOut(const CommitPlan& plan, conf::DiskDef& disk) {
  const conf::StorageSource* found = ImageAt(disk.source, plan.base);
  if (!found) return false;
  conf::StorageSource base = *found;  // what is above it goes
  *ImageAt(disk.source, plan.top) = std::move(base);
  return true;
}

}  // namespace pleiad::test

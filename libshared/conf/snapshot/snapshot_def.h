// SPDX-License-Identifier: Apache-2.0
// snapshot_def.h: the <domainsnapshot> document.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/disk_def.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

struct DomainDef;

// What the domain did when it was taken; kDiskOnly is none of the domain's own states.
enum class SnapshotState { kNone, kNoState, kRunning, kBlocked, kPaused, kShutdown, kShutoff, kCrashed, kPmSuspended, kDiskOnly };
inline constexpr xml::EnumNames<SnapshotState> kSnapshotStates = {
    {SnapshotState::kNoState, "nostate"},       {SnapshotState::kRunning, "running"},
    {SnapshotState::kBlocked, "blocked"},       {SnapshotState::kPaused, "paused"},
    {SnapshotState::kShutdown, "shutdown"},     {SnapshotState::kShutoff, "shutoff"},
    {SnapshotState::kCrashed, "crashed"},       {SnapshotState::kPmSuspended, "pmsuspended"},
    {SnapshotState::kDiskOnly, "disk-snapshot"}};

struct SnapshotDisk {
  std::string name;  // the target, or while reading the image's path
  DiskSnapshot mode = DiskSnapshot::kDefault;
  StorageSource source;  // the new image of an external one
};

struct SnapshotDef {
  std::string name, description, parent;
  SnapshotState state = SnapshotState::kNone;
  int64_t creation_time_s = 0;  // since 1970, UTC
  DiskSnapshot memory = DiskSnapshot::kDefault;
  std::string memory_file;
  std::vector<SnapshotDisk> disks;
  std::shared_ptr<const DomainDef> domain, inactive_domain;
  std::string cookie;  // a whole element of the driver's own, as text
};

// A new snapshot says what is wanted; a redefined one tells all of one that was.
enum class MomentUse { kNew, kRedefine };

// Errors: XML_ERROR (27), INTERNAL_ERROR (1), CONFIG_UNSUPPORTED (67).
absl::StatusOr<SnapshotDef> ParseSnapshot(std::string_view text, MomentUse use, const xml::Options& options = {.inactive = true},
                                          std::vector<std::string>* unknown = nullptr);
std::string FormatSnapshot(const SnapshotDef& snapshot, const xml::Options& options = {.inactive = true});

// Names a snapshot that has no name after its time.
void CompleteSnapshotName(SnapshotDef& snapshot, int64_t now_s);

// Gives the snapshot one entry for each disk of `domain`, in their order, with `fallback` where nothing is said, and names
// for new images beside the old ones. With `only_that`, disks may not ask for another mode than `fallback`.
//   Errors  CONFIG_UNSUPPORTED (67) for disks that are not there or twice, or modes that do not fit
absl::Status AlignSnapshotDisks(SnapshotDef& snapshot, const DomainDef& domain, DiskSnapshot fallback, bool only_that = false);

}  // namespace pleiad::conf

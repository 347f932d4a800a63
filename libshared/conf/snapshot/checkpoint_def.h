// SPDX-License-Identifier: Apache-2.0
// checkpoint_def.h: the <domaincheckpoint> document, from when on changed blocks of a domain's disks are remembered.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/snapshot/snapshot_def.h"

namespace pleiad::conf {

enum class CheckpointType { kDefault, kNo, kBitmap };
inline constexpr xml::EnumNames<CheckpointType> kCheckpointTypes = {{CheckpointType::kNo, "no"},
                                                                    {CheckpointType::kBitmap, "bitmap"}};

struct CheckpointDisk {
  std::string name;
  CheckpointType type = CheckpointType::kDefault;
  std::string bitmap;
  std::optional<uint64_t> size_bytes;  // an estimate, when asked for
};

struct CheckpointDef {
  std::string name, description, parent;
  int64_t creation_time_s = 0;  // since 1970, UTC
  std::vector<CheckpointDisk> disks;
  std::shared_ptr<const DomainDef> domain;
};

// Errors: XML_ERROR (27), INTERNAL_ERROR (1).
absl::StatusOr<CheckpointDef> ParseCheckpoint(std::string_view text, MomentUse use,
                                              const xml::Options& options = {.inactive = true},
                                              std::vector<std::string>* unknown = nullptr);
std::string FormatCheckpoint(const CheckpointDef& checkpoint, const xml::Options& options = {.inactive = true});

void CompleteCheckpointName(CheckpointDef& checkpoint, int64_t now_s);
// One entry for each disk of `domain`, in their order; a document that names disks is about those alone.
absl::Status AlignCheckpointDisks(CheckpointDef& checkpoint, const DomainDef& domain);

}  // namespace pleiad::conf

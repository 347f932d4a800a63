// SPDX-License-Identifier: Apache-2.0
// volume_def.h: the <volume> document. What a volume is called on the host (key, path) is its pool's to say.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/storage_source.h"
#include "libshared/conf/storage/pool_def.h"

namespace pleiad::conf {

enum class VolumeType { kFile, kBlock, kDir, kNetwork, kNetdir, kPloop };  // as virStorageVolType counts them
inline constexpr xml::EnumNames<VolumeType> kVolumeTypes = {{VolumeType::kFile, "file"},     {VolumeType::kBlock, "block"},
                                                            {VolumeType::kDir, "dir"},       {VolumeType::kNetwork, "network"},
                                                            {VolumeType::kNetdir, "netdir"}, {VolumeType::kPloop, "ploop"}};

// A piece of a device that the volume lies on, in bytes.
struct VolumeExtent {
  std::string device;
  uint64_t start = 0, end = 0;
};
struct FileTime {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
};
struct VolumeTimes {
  FileTime accessed, modified, changed;
  std::optional<FileTime> born;
};
struct VolumeFeatures {
  bool lazy_refcounts = false, extended_l2 = false;
};

struct VolumeTarget {
  std::string path, format;  // format: "" where the pool's volumes have none
  StoragePermissions permissions;
  std::optional<VolumeTimes> times;
  std::optional<StorageEncryption> encryption;
  std::string compat;
  std::optional<uint64_t> cluster_bytes;
  std::optional<VolumeFeatures> features;
  bool nocow = false;
};
struct VolumeBacking {
  std::string path, format;
  StoragePermissions permissions;
  std::optional<VolumeTimes> times;
};

struct VolumeDef {
  VolumeType type = VolumeType::kFile;
  std::string name, key;
  std::vector<VolumeExtent> extents;
  uint64_t capacity_bytes = 0, allocation_bytes = 0;
  bool has_allocation = false;  // the document said how much; else it is the capacity
  std::optional<uint64_t> physical_bytes;
  VolumeTarget target;
  std::optional<VolumeBacking> backing;
};

// `capacity` says whether a document without one is refused; a clone has that of its source.
enum class VolumeCapacity { kRequired, kOptional, kRequiredWithoutBacking };

// Errors: XML_ERROR (27), CONFIG_UNSUPPORTED (67), INVALID_ARG (8) for a unit, OVERFLOW (82).
absl::StatusOr<VolumeDef> ParseVolume(std::string_view text, PoolType pool, VolumeCapacity capacity = VolumeCapacity::kRequired,
                                      std::vector<std::string>* unknown = nullptr);
std::string FormatVolume(const VolumeDef& volume);

// The names of the formats that volumes of such a pool may have; the first is the default. None where they have no choice.
const std::vector<std::string>& VolumeFormats(PoolType pool);

}  // namespace pleiad::conf

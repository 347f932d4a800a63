// SPDX-License-Identifier: Apache-2.0
// volumes.cc: the volumes of the pretended pools.
#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/flags.h"
#include "virttestd/pools.h"

namespace pleiad::test {
namespace {
// All that clients have written to volumes, and are about to write, stays below.
constexpr uint64_t kMaxContentBytes = uint64_t{256} << 20;
constexpr uint32_t kWipeAlgorithms = 10;                    // virStorageVolWipeAlgorithm
constexpr uint32_t kAllocate = 1, kDelta = 2, kShrink = 4;  // virStorageVolResizeFlags
constexpr uint32_t kSparse = 1;                             // VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM and its like
constexpr uint32_t kGetPhysical = 1;                        // VIR_STORAGE_VOL_GET_PHYSICAL

absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kStorage, ErrorCode::kInvalidArg, text); }

absl::Status NoVolumeOfPath(const std::string& path, const char* what) {
  return Error(ErrorDomain::kStorage, ErrorCode::kNoStorageVol, "no storage vol with matching %s '%s'", what, path);
}
absl::Status NoMemory() {
  return Error(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "volumes keep %d MiB of data at most", kMaxContentBytes >> 20);
}
absl::Status BeyondEnd(uint64_t offset, const std::string& name) {
  return Error(ErrorDomain::kStorage, ErrorCode::kInvalidArg, "offset %d is beyond the end of volume '%s'", offset, name);
}
}  // namespace

absl::StatusOr<std::pair<Pools::Pool*, conf::VolumeDef*>> Pools::Find(const StorageVolRef& volume) {
  const auto pool = pools_.find(volume.pool);
  if (pool == pools_.end()) {
    return Error(ErrorDomain::kStorage, ErrorCode::kNoStoragePool, "no storage pool with matching name '%s'", volume.pool);
  }
  if (!pool->second.active) {
    return Error(ErrorDomain::kStorage, ErrorCode::kOperationInvalid, "storage pool '%s' is not active", volume.pool);
  }
  const auto found = pool->second.volumes.find(volume.name);
  if (found == pool->second.volumes.end()) return NoVolumeOfPath(volume.name, "name");
  return std::pair(&pool->second, &found->second);
}

absl::StatusOr<std::vector<StorageVolRef>> Pools::ListAllVolumes(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolListAllVolumes"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  if (!pool->active) return MakeError(ErrorDomain::kStorage, ErrorCode::kOperationInvalid, "storage pool is not active");
  std::vector<StorageVolRef> refs;
  for (const auto& [name, volume] : pool->volumes) refs.push_back(pool->ref(volume));
  return refs;
}

absl::StatusOr<StorageVolRef> Pools::VolumeLookupByName(const Caller&, const StoragePoolRef& ref, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, FindActive(ref));
  const auto found = pool->volumes.find(name);
  if (found != pool->volumes.end()) return pool->ref(found->second);
  return NoVolumeOfPath(name, "name");
}

absl::StatusOr<StorageVolRef> Pools::VolumeLookupByKey(const Caller&, const std::string& key) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, pool] : pools_) {
    for (const auto& [volume_name, volume] : pool.volumes) {
      if (pool.active && volume.key == key) return pool.ref(volume);
    }
  }
  return NoVolumeOfPath(key, "key");
}

absl::StatusOr<StorageVolRef> Pools::VolumeLookupByPath(const Caller&, const std::string& path) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, pool] : pools_) {
    for (const auto& [volume_name, volume] : pool.volumes) {
      if (pool.active && volume.target.path == path) return pool.ref(volume);
    }
  }
  return NoVolumeOfPath(path, "path");
}

absl::StatusOr<StorageVolRef> Pools::Add(Pool& pool, conf::VolumeDef volume) {
  if (pool.volumes.contains(volume.name)) {
    return MakeError(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "storage vol already exists");
  }
  if (!volume.has_allocation) volume.allocation_bytes = volume.capacity_bytes;
  if (pool.def.allocation_bytes + volume.allocation_bytes > pool.def.capacity_bytes) {
    return Error(ErrorDomain::kStorage, ErrorCode::kInternalError, "Not enough free space in pool for volume '%s'", volume.name);
  }
  volume.target.path = pool.def.target_path + "/" + volume.name;
  volume.key = volume.target.path;
  pool.def.allocation_bytes += volume.allocation_bytes;
  pool.def.available_bytes = pool.def.capacity_bytes - pool.def.allocation_bytes;
  const StorageVolRef ref = pool.ref(volume);
  pool.volumes.emplace(ref.name, std::move(volume));
  return ref;
}

absl::StatusOr<StorageVolRef> Pools::VolumeCreateXml(const Caller&, const StoragePoolRef& ref, const std::string& xml,
                                                     uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStorageVolCreateXML"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, FindActive(ref));
  ASSIGN_OR_RETURN(conf::VolumeDef volume, conf::ParseVolume(xml, pool->def.type));
  return Add(*pool, std::move(volume));
}

absl::StatusOr<StorageVolRef> Pools::VolumeCreateXmlFrom(const Caller&, const StoragePoolRef& ref, const std::string& xml,
                                                         const StorageVolRef& source, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStorageVolCreateXMLFrom"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, FindActive(ref));
  ASSIGN_OR_RETURN(const auto original, Find(source));
  ASSIGN_OR_RETURN(conf::VolumeDef volume, conf::ParseVolume(xml, pool->def.type));
  std::unique_ptr<VolumeContents> contents;
  if (const VolumeContents* const copied = original.first->ContentsOf(source.name)) {
    if (ContentBytes() + copied->held_bytes() > kMaxContentBytes) return NoMemory();
    ASSIGN_OR_RETURN(contents, VolumeContents::Create(volume.capacity_bytes));
    RETURN_IF_ERROR(contents->CopyFrom(*copied));
  }
  ASSIGN_OR_RETURN(StorageVolRef created, Add(*pool, std::move(volume)));
  if (contents) pool->contents[created.name] = std::move(contents);
  return created;
}

absl::Status Pools::VolumeDelete(const Caller&, const StorageVolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStorageVolDelete"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  const auto [pool, volume] = found;
  pool->def.allocation_bytes -= volume->allocation_bytes;
  pool->def.available_bytes = pool->def.capacity_bytes - pool->def.allocation_bytes;
  pool->volumes.erase(ref.name);
  pool->contents.erase(ref.name);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Pools::VolumeXmlDesc(const Caller&, const StorageVolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStorageVolGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  return conf::FormatVolume(*found.second);
}

absl::StatusOr<driver::StorageVolInfo> Pools::VolumeInfo(const Caller&, const StorageVolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kGetPhysical, flags, "testStorageVolGetInfo"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  return driver::StorageVolInfo{.type = static_cast<int32_t>(found.second->type),
                                .capacity = found.second->capacity_bytes,
                                .allocation = found.second->allocation_bytes};
}

absl::StatusOr<std::string> Pools::VolumePath(const Caller&, const StorageVolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  return found.second->target.path;
}

absl::Status Pools::VolumeResize(const Caller&, const StorageVolRef& ref, uint64_t capacity, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kAllocate | kDelta | kShrink, flags, "testStorageVolResize"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  const auto [pool, volume] = found;
  const uint64_t before = volume->capacity_bytes;
  if (flags & kDelta) {
    if (capacity > UINT64_MAX - before) return MakeError(ErrorDomain::kStorage, ErrorCode::kOverflow, "capacity is too large");
    capacity = (flags & kShrink) ? before - std::min(capacity, before) : before + capacity;
  }
  if (capacity < volume->allocation_bytes) return Invalid("can't shrink capacity below existing allocation");
  if (capacity < before && !(flags & kShrink)) {
    return Invalid("Can't shrink capacity below current capacity unless shrink flag explicitly specified");
  }
  const uint64_t more = (flags & kAllocate) ? capacity - volume->allocation_bytes : 0;
  if (more > pool->def.available_bytes) {
    return MakeError(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "Not enough space left in storage pool");
  }
  if (VolumeContents* const contents = pool->ContentsOf(ref.name)) RETURN_IF_ERROR(contents->Resize(capacity));
  volume->capacity_bytes = capacity;
  volume->allocation_bytes += more;
  pool->def.allocation_bytes += more;
  pool->def.available_bytes -= more;
  return absl::OkStatus();
}

// Whatever the pattern, zeros are left: that is what a disk that forgets has.
absl::Status Pools::VolumeWipe(const Caller&, const StorageVolRef& ref, uint32_t algorithm, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStorageVolWipePattern"));
  if (algorithm >= kWipeAlgorithms) {
    return Error(ErrorDomain::kStorage, ErrorCode::kInvalidArg, "wiping algorithm %d not supported", algorithm);
  }
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  found.first->contents.erase(ref.name);
  return absl::OkStatus();
}

// ---- contents -------------------------------------------------------------------------------------------------------

uint64_t Pools::ContentBytes() const {
  uint64_t bytes = *uploading_bytes_;
  for (const auto& [pool_name, pool] : pools_) {
    for (const auto& [name, contents] : pool.contents) bytes += contents->held_bytes();
  }
  return bytes;
}

absl::StatusOr<VolumeContents*> Pools::MakeContents(Pool& pool, const conf::VolumeDef& volume) {
  std::unique_ptr<VolumeContents>& contents = pool.contents[volume.name];
  if (!contents) {
    ASSIGN_OR_RETURN(contents, VolumeContents::Create(volume.capacity_bytes));
  }
  return contents.get();
}

absl::StatusOr<rpc::StreamEnd> Pools::VolumeUpload(const Caller&, const StorageVolRef& ref, uint64_t offset, uint64_t length,
                                                   uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kSparse, flags, "testStorageVolUpload"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  const auto [pool, volume] = found;
  if (offset > volume->capacity_bytes) return BeyondEnd(offset, ref.name);
  const uint64_t held = std::min(ContentBytes(), kMaxContentBytes);
  uint64_t most = std::min(volume->capacity_bytes - offset, kMaxContentBytes - held);
  if (length != 0) most = std::min(most, length);
  if (most == 0 && volume->capacity_bytes > offset) return NoMemory();
  ASSIGN_OR_RETURN(VolumeContents* const contents, MakeContents(*pool, *volume));
  ASSIGN_OR_RETURN(UniqueFd file, contents->Open(offset, /*writable=*/true));
  *uploading_bytes_ += most;
  return rpc::StreamEnd{.descriptor = std::move(file),
                        .from_client = true,
                        .sparse = (flags & kSparse) != 0,
                        .length = most,
                        // A node may have ended before an upload of its client that has gone, but not before one that finishes.
                        .on_end = [this, uploading = uploading_bytes_, pool_ref = pool->ref(), most](rpc::StreamOutcome outcome) {
                          *uploading -= most;
                          // What is in the pool is looked at anew.
                          if (outcome == rpc::StreamOutcome::kFinished) events_.Emit({pool_ref, driver::ContentChange{}});
                          return absl::OkStatus();
                        }};
}

absl::StatusOr<rpc::StreamEnd> Pools::VolumeDownload(const Caller&, const StorageVolRef& ref, uint64_t offset, uint64_t length,
                                                     uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kSparse, flags, "testStorageVolDownload"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const auto found, Find(ref));
  const auto [pool, volume] = found;
  if (offset > volume->capacity_bytes) return BeyondEnd(offset, ref.name);
  ASSIGN_OR_RETURN(const VolumeContents* const contents, MakeContents(*pool, *volume));
  ASSIGN_OR_RETURN(UniqueFd file, contents->Open(offset, /*writable=*/false));
  return rpc::StreamEnd{.descriptor = std::move(file),
                        .to_client = true,
                        .sparse = (flags & kSparse) != 0,
                        .length = length == 0 ? UINT64_MAX : length,
                        .on_end = nullptr};
}

}  // namespace pleiad::test

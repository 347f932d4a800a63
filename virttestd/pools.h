// SPDX-License-Identifier: Apache-2.0
// pools.h: storage pools and volumes that live in memory: sizes are counted, and bytes kept where clients have written some. Few
// and small, so one lock that is held for moments guards them all.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/storage/pool_def.h"
#include "libshared/conf/storage/volume_def.h"
#include "libshared/driver/object_events.h"
#include "libshared/driver/storage/driver.h"
#include "virttestd/volume_contents.h"

namespace pleiad::test {

class Pools final : public driver::StorageDriver {
 public:
  explicit Pools(driver::StoragePoolEventBus& events) : events_(events) {}  // outlives this object
  // A pool that the node has from the start, running and persistent.
  absl::Status Add(const std::string& xml);

  absl::StatusOr<std::vector<StoragePoolRef>> ListAllPools(const Caller&, uint32_t flags) override;
  absl::StatusOr<std::string> FindPoolSources(const Caller&, const std::string& type,
                                              const std::optional<std::string>& source_spec, uint32_t flags) override;
  absl::StatusOr<StoragePoolRef> PoolLookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<StoragePoolRef> PoolLookupByUuid(const Caller&, const Uuid& uuid) override;
  absl::StatusOr<StoragePoolRef> PoolLookupByVolume(const Caller&, const StorageVolRef& volume) override;
  absl::StatusOr<StoragePoolRef> PoolLookupByTargetPath(const Caller&, const std::string& path) override;
  absl::StatusOr<StoragePoolRef> PoolCreateXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<StoragePoolRef> PoolDefineXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status PoolBuild(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::Status PoolCreate(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::Status PoolDestroy(const Caller&, const StoragePoolRef& ref) override;
  absl::Status PoolDelete(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::Status PoolUndefine(const Caller&, const StoragePoolRef& ref) override;
  absl::Status PoolRefresh(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::StatusOr<std::string> PoolXmlDesc(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::StoragePoolInfo> PoolInfo(const Caller&, const StoragePoolRef& ref) override;
  absl::StatusOr<bool> PoolAutostart(const Caller&, const StoragePoolRef& ref) override;
  absl::Status SetPoolAutostart(const Caller&, const StoragePoolRef& ref, bool autostart) override;
  absl::StatusOr<bool> PoolIsActive(const Caller&, const StoragePoolRef& ref) override;
  absl::StatusOr<bool> PoolIsPersistent(const Caller&, const StoragePoolRef& ref) override;

  absl::StatusOr<std::vector<StorageVolRef>> ListAllVolumes(const Caller&, const StoragePoolRef& ref, uint32_t flags) override;
  absl::StatusOr<StorageVolRef> VolumeLookupByName(const Caller&, const StoragePoolRef& ref, const std::string& name) override;
  absl::StatusOr<StorageVolRef> VolumeLookupByKey(const Caller&, const std::string& key) override;
  absl::StatusOr<StorageVolRef> VolumeLookupByPath(const Caller&, const std::string& path) override;
  absl::StatusOr<StorageVolRef> VolumeCreateXml(const Caller&, const StoragePoolRef& ref, const std::string& xml,
                                                uint32_t flags) override;
  absl::StatusOr<StorageVolRef> VolumeCreateXmlFrom(const Caller&, const StoragePoolRef& ref, const std::string& xml,
                                                    const StorageVolRef& source, uint32_t flags) override;
  absl::Status VolumeDelete(const Caller&, const StorageVolRef& volume, uint32_t flags) override;
  absl::StatusOr<std::string> VolumeXmlDesc(const Caller&, const StorageVolRef& volume, uint32_t flags) override;
  absl::StatusOr<driver::StorageVolInfo> VolumeInfo(const Caller&, const StorageVolRef& volume, uint32_t flags) override;
  absl::StatusOr<std::string> VolumePath(const Caller&, const StorageVolRef& volume) override;
  absl::Status VolumeResize(const Caller&, const StorageVolRef& volume, uint64_t capacity, uint32_t flags) override;
  absl::Status VolumeWipe(const Caller&, const StorageVolRef& volume, uint32_t algorithm, uint32_t flags) override;
  absl::StatusOr<rpc::StreamEnd> VolumeUpload(const Caller&, const StorageVolRef& volume, uint64_t offset, uint64_t length,
                                              uint32_t flags) override;
  absl::StatusOr<rpc::StreamEnd> VolumeDownload(const Caller&, const StorageVolRef& volume, uint64_t offset, uint64_t length,
                                                uint32_t flags) override;

 private:
  struct Pool {
    conf::PoolDef def;
    bool active = false, persistent = false, autostart = false;
    std::map<std::string, conf::VolumeDef> volumes;                   // by name
    std::map<std::string, std::unique_ptr<VolumeContents>> contents;  // of those that are not all zeros, by the volume's name
    // Null when it is all zeros.
    VolumeContents* ContentsOf(const std::string& name) const {
      const auto found = contents.find(name);
      return found == contents.end() ? nullptr : found->second.get();
    }
    StoragePoolRef ref() const { return {.name = def.name, .uuid = *def.uuid}; }
    StorageVolRef ref(const conf::VolumeDef& volume) const { return {.pool = def.name, .name = volume.name, .key = volume.key}; }
  };
  absl::StatusOr<Pool*> Find(const StoragePoolRef& ref) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Pool*> FindActive(const StoragePoolRef& ref) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Pool*> FindInactive(const StoragePoolRef& ref) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The pool and the volume that a client means, by their names.
  absl::StatusOr<std::pair<Pool*, conf::VolumeDef*>> Find(const StorageVolRef& volume) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The pool that `xml` describes: the one that is there, or a new one of the standard size.
  absl::StatusOr<Pool*> Read(const std::string& xml) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<StorageVolRef> Add(Pool& pool, conf::VolumeDef volume) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<VolumeContents*> MakeContents(Pool& pool, const conf::VolumeDef& volume) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What all volumes take, or may take when the uploads that go on have ended.
  uint64_t ContentBytes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  driver::StoragePoolEventBus& events_;
  absl::Mutex mutex_;
  std::map<std::string, Pool> pools_ ABSL_GUARDED_BY(mutex_);  // by name
  const std::shared_ptr<std::atomic<uint64_t>> uploading_bytes_ = std::make_shared<std::atomic<uint64_t>>(0);
};

}  // namespace pleiad::test

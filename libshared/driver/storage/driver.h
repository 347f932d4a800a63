// SPDX-License-Identifier: Apache-2.0
// storage/driver.h: calls about storage pools and the volumes in them.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on a pool: NO_STORAGE_POOL (49); on a volume: NO_STORAGE_VOL (50).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"
#include "libshared/rpc/stream_end.h"

namespace pleiad::driver {

struct StoragePoolInfo {
  int32_t state = 0;                                     // virStoragePoolState
  uint64_t capacity = 0, allocation = 0, available = 0;  // bytes
};

struct StorageVolInfo {
  int32_t type = 0;                       // virStorageVolType
  uint64_t capacity = 0, allocation = 0;  // bytes
};

class StorageDriver {
 public:
  virtual ~StorageDriver() = default;

  // virConnectListAllStoragePoolsFlags.
  virtual absl::StatusOr<std::vector<StoragePoolRef>> ListAllPools(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllStoragePools");
  }
  // The document of sources that a pool of that type could have, as `source_spec` narrows it.
  virtual absl::StatusOr<std::string> FindPoolSources(const Caller& /*caller*/, const std::string& /*type*/,
                                                      const std::optional<std::string>& /*source_spec*/, uint32_t /*flags*/) {
    return Lacks("virConnectFindStoragePoolSources");
  }
  virtual absl::StatusOr<std::string> PoolCapabilities(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectGetStoragePoolCapabilities");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolLookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virStoragePoolLookupByName");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolLookupByUuid(const Caller& /*caller*/, const Uuid& /*uuid*/) {
    return Lacks("virStoragePoolLookupByUUID");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolLookupByVolume(const Caller& /*caller*/, const StorageVolRef& /*volume*/) {
    return Lacks("virStoragePoolLookupByVolume");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolLookupByTargetPath(const Caller& /*caller*/, const std::string& /*path*/) {
    return Lacks("virStoragePoolLookupByTargetPath");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolCreateXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolCreateXML");
  }
  virtual absl::StatusOr<StoragePoolRef> PoolDefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolDefineXML");
  }
  virtual absl::Status PoolBuild(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolBuild");
  }
  virtual absl::Status PoolCreate(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolCreate");
  }
  virtual absl::Status PoolDestroy(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolDestroy");
  }
  // Its contents, for good.
  virtual absl::Status PoolDelete(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolDelete");
  }
  virtual absl::Status PoolUndefine(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolUndefine");
  }
  virtual absl::Status PoolRefresh(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolRefresh");
  }
  virtual absl::StatusOr<std::string> PoolXmlDesc(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, uint32_t /*flags*/) {
    return Lacks("virStoragePoolGetXMLDesc");
  }
  virtual absl::StatusOr<StoragePoolInfo> PoolInfo(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolGetInfo");
  }
  virtual absl::StatusOr<bool> PoolAutostart(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolGetAutostart");
  }
  virtual absl::Status SetPoolAutostart(const Caller& /*caller*/, const StoragePoolRef& /*pool*/, bool /*autostart*/) {
    return Lacks("virStoragePoolSetAutostart");
  }
  virtual absl::StatusOr<bool> PoolIsActive(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolIsActive");
  }
  virtual absl::StatusOr<bool> PoolIsPersistent(const Caller& /*caller*/, const StoragePoolRef& /*pool*/) {
    return Lacks("virStoragePoolIsPersistent");
  }
  virtual absl::StatusOr<std::vector<StorageVolRef>> ListAllVolumes(const Caller& /*caller*/, const StoragePoolRef& /*pool*/,
                                                                    uint32_t /*flags*/) {
    return Lacks("virStoragePoolListAllVolumes");
  }
  virtual absl::StatusOr<StorageVolRef> VolumeLookupByName(const Caller& /*caller*/, const StoragePoolRef& /*pool*/,
                                                           const std::string& /*name*/) {
    return Lacks("virStorageVolLookupByName");
  }
  virtual absl::StatusOr<StorageVolRef> VolumeLookupByKey(const Caller& /*caller*/, const std::string& /*key*/) {
    return Lacks("virStorageVolLookupByKey");
  }
  virtual absl::StatusOr<StorageVolRef> VolumeLookupByPath(const Caller& /*caller*/, const std::string& /*path*/) {
    return Lacks("virStorageVolLookupByPath");
  }
  virtual absl::StatusOr<StorageVolRef> VolumeCreateXml(const Caller& /*caller*/, const StoragePoolRef& /*pool*/,
                                                        const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virStorageVolCreateXML");
  }
  virtual absl::StatusOr<StorageVolRef> VolumeCreateXmlFrom(const Caller& /*caller*/, const StoragePoolRef& /*pool*/,
                                                            const std::string& /*xml*/, const StorageVolRef& /*source*/,
                                                            uint32_t /*flags*/) {
    return Lacks("virStorageVolCreateXMLFrom");
  }
  virtual absl::Status VolumeDelete(const Caller& /*caller*/, const StorageVolRef& /*volume*/, uint32_t /*flags*/) {
    return Lacks("virStorageVolDelete");
  }
  // virStorageVolWipeAlgorithm.
  virtual absl::Status VolumeWipe(const Caller& /*caller*/, const StorageVolRef& /*volume*/, uint32_t algorithm,
                                  uint32_t /*flags*/) {
    return Lacks(algorithm == 0 ? "virStorageVolWipe" : "virStorageVolWipePattern");
  }
  virtual absl::Status VolumeResize(const Caller& /*caller*/, const StorageVolRef& /*volume*/, uint64_t /*capacity*/,
                                    uint32_t /*flags*/) {
    return Lacks("virStorageVolResize");
  }
  virtual absl::StatusOr<std::string> VolumeXmlDesc(const Caller& /*caller*/, const StorageVolRef& /*volume*/,
                                                    uint32_t /*flags*/) {
    return Lacks("virStorageVolGetXMLDesc");
  }
  // virStorageVolInfoFlags.
  virtual absl::StatusOr<StorageVolInfo> VolumeInfo(const Caller& /*caller*/, const StorageVolRef& /*volume*/,
                                                    uint32_t /*flags*/) {
    return Lacks("virStorageVolGetInfoFlags");
  }
  virtual absl::StatusOr<std::string> VolumePath(const Caller& /*caller*/, const StorageVolRef& /*volume*/) {
    return Lacks("virStorageVolGetPath");
  }
  // `length` 0 is as far as there are bytes.
  virtual absl::StatusOr<rpc::StreamEnd> VolumeUpload(const Caller& /*caller*/, const StorageVolRef& /*volume*/,
                                                      uint64_t /*offset*/, uint64_t /*length*/, uint32_t /*flags*/) {
    return Lacks("virStorageVolUpload");
  }
  virtual absl::StatusOr<rpc::StreamEnd> VolumeDownload(const Caller& /*caller*/, const StorageVolRef& /*volume*/,
                                                        uint64_t /*offset*/, uint64_t /*length*/, uint32_t /*flags*/) {
    return Lacks("virStorageVolDownload");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kStorage, api); }
};

}  // namespace pleiad::driver

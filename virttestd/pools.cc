// SPDX-License-Identifier: Apache-2.0
#include "virttestd/pools.h"

#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/flag_pairs.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
using store::PassesPair;

constexpr uint32_t kListInactive = 1, kListActive = 2, kListPersistent = 4,
                   kListTransient = 8;  // virConnectListAllStoragePoolsFlags
constexpr uint32_t kListAutostart = 16, kListNoAutostart = 32, kListTypes = 0x1fffc0;
constexpr int32_t kStateInactive = 0, kStateRunning = 2;  // virStoragePoolState
constexpr uint64_t kPoolBytes = uint64_t{100} << 30;
constexpr char kLogicalSources[] = R"(<sources>
  <source>
    <device path='/dev/sda20'/>
    <name>testvg1</name>
    <format type='lvm2'/>
  </source>
  <source>
    <device path='/dev/sda21'/>
    <name>testvg2</name>
    <format type='lvm2'/>
  </source>
</sources>
)";

uint32_t TypeFlag(conf::PoolType type) { return uint32_t{64} << static_cast<uint32_t>(type); }

}  // namespace

absl::Status Pools::Add(const std::string& xml) {
  ASSIGN_OR_RETURN(const StoragePoolRef ref, PoolDefineXml(Caller(), xml, 0));
  return PoolCreate(Caller(), ref, 0);
}

// ---- finding --------------------------------------------------------------------------------------------------------

absl::StatusOr<Pools::Pool*> Pools::Find(const StoragePoolRef& ref) {
  for (auto& [name, pool] : pools_) {
    if (*pool.def.uuid == ref.uuid) return &pool;
  }
  return Error(ErrorDomain::kStorage, ErrorCode::kNoStoragePool, "no storage pool with matching uuid '%s' (%s)",
               ref.uuid.ToString(), ref.name);
}

absl::StatusOr<Pools::Pool*> Pools::FindActive(const StoragePoolRef& ref) {
  ASSIGN_OR_RETURN(Pool* const pool, Find(ref));
  if (pool->active) return pool;
  return Error(ErrorDomain::kStorage, ErrorCode::kOperationInvalid, "storage pool '%s' is not active", pool->def.name);
}

absl::StatusOr<Pools::Pool*> Pools::FindInactive(const StoragePoolRef& ref) {
  ASSIGN_OR_RETURN(Pool* const pool, Find(ref));
  if (!pool->active) return pool;
  return Error(ErrorDomain::kStorage, ErrorCode::kOperationInvalid, "storage pool '%s' is active", pool->def.name);
}

absl::StatusOr<std::vector<StoragePoolRef>> Pools::ListAllPools(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0x1fffff, flags, "testConnectListAllStoragePools"));
  std::vector<StoragePoolRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, pool] : pools_) {
    const bool of_type = (flags & kListTypes) == 0 || (flags & TypeFlag(pool.def.type)) != 0;
    if (of_type && PassesPair(flags, kListActive, kListInactive, pool.active) &&
        PassesPair(flags, kListPersistent, kListTransient, pool.persistent) &&
        PassesPair(flags, kListAutostart, kListNoAutostart, pool.autostart)) {
      refs.push_back(pool.ref());
    }
  }
  return refs;
}

// Two volume groups, and one directory of any server.
absl::StatusOr<std::string> Pools::FindPoolSources(const Caller&, const std::string& type,
                                                   const std::optional<std::string>& source_spec, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectFindStoragePoolSources"));
  if (type == "logical") return kLogicalSources;
  if (type != "netfs") return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "unknown storage pool type %s", type);
  conf::PoolSource source;
  if (source_spec) {
    ASSIGN_OR_RETURN(source, conf::ParsePoolSource(*source_spec, conf::PoolType::kNetfs));
  }
  if (source.hosts.size() != 1) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "hostname must be specified for netfs sources");
  }
  conf::PoolSource found;
  found.hosts = source.hosts;
  found.dir = "/testshare";
  found.format = "nfs";
  return conf::FormatPoolSources(conf::PoolType::kNetfs, {found});
}

absl::StatusOr<StoragePoolRef> Pools::PoolLookupByName(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  const auto found = pools_.find(name);
  if (found != pools_.end()) return found->second.ref();
  return Error(ErrorDomain::kStorage, ErrorCode::kNoStoragePool, "no storage pool with matching name '%s'", name);
}

absl::StatusOr<StoragePoolRef> Pools::PoolLookupByUuid(const Caller&, const Uuid& uuid) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, pool] : pools_) {
    if (*pool.def.uuid == uuid) return pool.ref();
  }
  return Error(ErrorDomain::kStorage, ErrorCode::kNoStoragePool, "no storage pool with matching uuid '%s'", uuid.ToString());
}

absl::StatusOr<StoragePoolRef> Pools::PoolLookupByTargetPath(const Caller&, const std::string& path) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, pool] : pools_) {
    if (pool.active && pool.def.target_path == path) return pool.ref();
  }
  return Error(ErrorDomain::kStorage, ErrorCode::kNoStoragePool, "no storage pool with matching target path '%s'", path);
}

absl::StatusOr<StoragePoolRef> Pools::PoolLookupByVolume(const Caller& caller, const StorageVolRef& volume) {
  return PoolLookupByName(caller, volume.pool);
}

// ---- pools ----------------------------------------------------------------------------------------------------------

absl::StatusOr<Pools::Pool*> Pools::Read(const std::string& xml) {
  ASSIGN_OR_RETURN(conf::PoolDef def, conf::ParsePool(xml));
  conf::CompletePool(def);
  const auto same_name = pools_.find(def.name);
  if (same_name != pools_.end() && *same_name->second.def.uuid != *def.uuid) {
    return Error(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "pool '%s' already exists with uuid %s", def.name,
                 same_name->second.def.uuid->ToString());
  }
  for (const auto& [name, pool] : pools_) {
    if (*pool.def.uuid != *def.uuid || name == def.name) continue;
    return Error(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "pool '%s' is already defined with uuid %s", name,
                 def.uuid->ToString());
  }
  Pool& pool = pools_[def.name];
  def.capacity_bytes = def.available_bytes = kPoolBytes;
  if (!pool.active) pool.def = std::move(def);
  return &pool;
}

absl::StatusOr<StoragePoolRef> Pools::PoolCreateXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolCreateXML"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, Read(xml));
  if (pool->active) {
    return Error(ErrorDomain::kStorage, ErrorCode::kOperationInvalid, "pool is already active as '%s'", pool->def.name);
  }
  pool->active = true;
  events_.Emit({pool->ref(), driver::kPoolStarted});
  return pool->ref();
}

absl::StatusOr<StoragePoolRef> Pools::PoolDefineXml(const Caller&, const std::string& xml, uint32_t flags) {
  constexpr uint32_t kValidate = 1;  // VIR_STORAGE_POOL_DEFINE_VALIDATE
  RETURN_IF_ERROR(CheckFlags(kValidate, flags, "testStoragePoolDefineXML"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, Read(xml));
  pool->persistent = true;
  events_.Emit({pool->ref(), driver::kPoolDefined});
  return pool->ref();
}

absl::Status Pools::PoolBuild(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolBuild"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, FindInactive(ref));
  events_.Emit({pool->ref(), driver::kPoolCreated});
  return absl::OkStatus();
}

absl::Status Pools::PoolCreate(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolCreate"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, FindInactive(ref));
  pool->active = true;
  events_.Emit({pool->ref(), driver::kPoolStarted});
  return absl::OkStatus();
}

absl::Status Pools::PoolDestroy(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, FindActive(ref));
  pool->active = false;
  events_.Emit({pool->ref(), driver::kPoolStopped});
  if (!pool->persistent) pools_.erase(pool->def.name);
  return absl::OkStatus();
}

absl::Status Pools::PoolDelete(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolDelete"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, FindInactive(ref));
  events_.Emit({pool->ref(), driver::kPoolDeleted});
  return absl::OkStatus();
}

absl::Status Pools::PoolUndefine(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, FindInactive(ref));
  events_.Emit({pool->ref(), driver::kPoolUndefined});
  pools_.erase(std::string(pool->def.name));
  return absl::OkStatus();
}

absl::Status Pools::PoolRefresh(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolRefresh"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, FindActive(ref));
  events_.Emit({pool->ref(), driver::ContentChange{}});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Pools::PoolXmlDesc(const Caller&, const StoragePoolRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testStoragePoolGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  return conf::FormatPool(pool->def);
}

absl::StatusOr<driver::StoragePoolInfo> Pools::PoolInfo(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  return driver::StoragePoolInfo{.state = pool->active ? kStateRunning : kStateInactive,
                                 .capacity = pool->def.capacity_bytes,
                                 .allocation = pool->def.allocation_bytes,
                                 .available = pool->def.available_bytes};
}

absl::StatusOr<bool> Pools::PoolAutostart(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  return pool->autostart;
}

absl::Status Pools::SetPoolAutostart(const Caller&, const StoragePoolRef& ref, bool autostart) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Pool* const pool, Find(ref));
  if (!pool->persistent) return MakeError(ErrorDomain::kStorage, ErrorCode::kInvalidArg, "pool has no config file");
  pool->autostart = autostart;
  return absl::OkStatus();
}

absl::StatusOr<bool> Pools::PoolIsActive(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  return pool->active;
}

absl::StatusOr<bool> Pools::PoolIsPersistent(const Caller&, const StoragePoolRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Pool* const pool, Find(ref));
  return pool->persistent;
}

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
// storage/rpc.cc: procedures about storage pools and volumes.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/driver/storage/driver.h"
#include "libshared/rpc/wire/storage.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Driver = StorageDriver;

constexpr uint32_t kListInactive = 1, kListActive = 2;  // virConnectListAllStoragePoolsFlags
constexpr uint32_t kMaxPools = 16384, kMaxVolumes = 16384;

void BindPoolLists(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const ObjectLists<StoragePoolRef> lists(
      access, kStoragePoolGetattr, "virConnectListAllStoragePools",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAllPools(caller, flags); });
  lists.BindNames<wire::ConnectNumOfStoragePools, wire::ConnectListStoragePools>(  // 71, 72
      table, kConnectSearchStoragePools, kListActive, kMaxPools, "REMOTE_STORAGE_POOL_LIST_MAX");
  lists.BindNames<wire::ConnectNumOfDefinedStoragePools, wire::ConnectListDefinedStoragePools>(  // 73, 74
      table, kConnectSearchStoragePools, kListInactive, kMaxPools, "REMOTE_STORAGE_POOL_LIST_MAX");
  lists.BindAll<wire::ConnectListAllStoragePools>(table, kConnectSearchStoragePools);  // 281
  table.Bind<wire::ConnectFindStoragePoolSources>(driver, &Driver::FindPoolSources, {kConnectDetectStoragePools},
                                                  Run::kWorker);                                                         // 75
  BindLookup<wire::StoragePoolLookupByName>(table, access, driver, &Driver::PoolLookupByName, kStoragePoolGetattr);      // 84
  BindLookup<wire::StoragePoolLookupByUuid>(table, access, driver, &Driver::PoolLookupByUuid, kStoragePoolGetattr);      // 85
  BindLookup<wire::StoragePoolLookupByVolume>(table, access, driver, &Driver::PoolLookupByVolume, kStoragePoolGetattr);  // 86
  BindLookup<wire::StoragePoolLookupByTargetPath>(table, access, driver, &Driver::PoolLookupByTargetPath,
                                                  kStoragePoolGetattr);                                                  // 391
  table.Bind<wire::ConnectGetStoragePoolCapabilities>(driver, &Driver::PoolCapabilities, {kConnectRead}, Run::kWorker);  // 403
}

void BindPools(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const auto described = [](const Caller&, const auto& args) { return DescribedPool(args.xml); };
  BindAbout<wire::StoragePoolCreateXml>(table, access, described, driver, &Driver::PoolCreateXml,
                                        {kStoragePoolStart, kStoragePoolWrite});  // 76
  BindAbout<wire::StoragePoolDefineXml>(table, access, described, driver, &Driver::PoolDefineXml,
                                        {kStoragePoolWrite, kStoragePoolSave});                                     // 77
  table.Bind<wire::StoragePoolCreate>(driver, &Driver::PoolCreate, {kStoragePoolStart}, Run::kWorker);              // 78
  table.Bind<wire::StoragePoolBuild>(driver, &Driver::PoolBuild, {kStoragePoolFormat}, Run::kWorker);               // 79
  table.Bind<wire::StoragePoolDestroy>(driver, &Driver::PoolDestroy, {kStoragePoolStop}, Run::kWorker);             // 80
  table.Bind<wire::StoragePoolDelete>(driver, &Driver::PoolDelete, {kStoragePoolFormat}, Run::kWorker);             // 81
  table.Bind<wire::StoragePoolUndefine>(driver, &Driver::PoolUndefine, {kStoragePoolDelete}, Run::kWorker);         // 82
  table.Bind<wire::StoragePoolRefresh>(driver, &Driver::PoolRefresh, {kStoragePoolRefresh}, Run::kWorker);          // 83
  table.Bind<wire::StoragePoolGetInfo>(driver, &Driver::PoolInfo, {kStoragePoolRead});                              // 87
  table.Bind<wire::StoragePoolGetXmlDesc>(driver, &Driver::PoolXmlDesc, {kStoragePoolRead});                        // 88
  table.Bind<wire::StoragePoolGetAutostart>(driver, &Driver::PoolAutostart, {kStoragePoolRead});                    // 89
  table.Bind<wire::StoragePoolSetAutostart>(driver, &Driver::SetPoolAutostart, {kStoragePoolWrite}, Run::kWorker);  // 90
  table.Bind<wire::StoragePoolIsActive>(driver, &Driver::PoolIsActive, {kStoragePoolRead});                         // 154
  table.Bind<wire::StoragePoolIsPersistent>(driver, &Driver::PoolIsPersistent, {kStoragePoolRead});                 // 155
}

absl::StatusOr<std::vector<StorageVolRef>> VisibleVolumes(Driver& driver, const ObjectLists<StorageVolRef>& visible,
                                                          const Caller& caller, const StoragePoolRef& pool, uint32_t flags) {
  ASSIGN_OR_RETURN(auto volumes, driver.ListAllVolumes(caller, pool, flags));
  return visible.Visible(caller, std::move(volumes));
}

void BindVolumeLists(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const ObjectLists<StorageVolRef> visible(access, kStorageVolGetattr, "virStoragePoolListAllVolumes", nullptr);
  table.Handle<wire::StoragePoolNumOfVolumes>(  // 91
      [&driver, visible](const Caller& caller, const wire::StoragePoolNumOfVolumesArgs& args) -> absl::StatusOr<int32_t> {
        ASSIGN_OR_RETURN(const auto volumes, VisibleVolumes(driver, visible, caller, args.pool, 0));
        return static_cast<int32_t>(volumes.size());
      },
      {kStoragePoolSearchVols}, visible.run());
  table.Handle<wire::StoragePoolListVolumes>(  // 92
      [&driver, visible](const Caller& caller,
                         const wire::StoragePoolListVolumesArgs& args) -> absl::StatusOr<std::vector<std::string>> {
        RETURN_IF_ERROR(CheckCount(args.maxnames, kMaxVolumes, "maxnames", "REMOTE_STORAGE_VOL_LIST_MAX"));
        ASSIGN_OR_RETURN(const auto volumes, VisibleVolumes(driver, visible, caller, args.pool, 0));
        std::vector<std::string> names;
        for (const StorageVolRef& volume : volumes) {
          if (names.size() < static_cast<size_t>(args.maxnames)) names.push_back(volume.name);
        }
        return names;
      },
      {kStoragePoolSearchVols}, visible.run());
  table.Handle<wire::StoragePoolListAllVolumes>(  // 282
      [&driver, visible](const Caller& caller,
                         const wire::StoragePoolListAllVolumesArgs& args) -> absl::StatusOr<wire::StoragePoolListAllVolumesRet> {
        ASSIGN_OR_RETURN(auto volumes, VisibleVolumes(driver, visible, caller, args.pool, args.flags));
        return ListReply<wire::StoragePoolListAllVolumesRet>(std::move(volumes), args.need_results != 0);
      },
      {kStoragePoolSearchVols}, visible.run());
  BindLookup<wire::StorageVolLookupByName>(table, access, driver, &Driver::VolumeLookupByName, kStorageVolGetattr);  // 95
  BindLookup<wire::StorageVolLookupByKey>(table, access, driver, &Driver::VolumeLookupByKey, kStorageVolGetattr);    // 96
  BindLookup<wire::StorageVolLookupByPath>(table, access, driver, &Driver::VolumeLookupByPath, kStorageVolGetattr,
                                           Run::kWorker);  // 97
}

void BindVolumes(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const auto described = [&driver](const Caller& caller, const auto& args) -> absl::StatusOr<StorageVolRef> {
    ASSIGN_OR_RETURN(const StoragePoolRef pool, driver.PoolLookupByUuid(caller, args.pool.uuid));
    return DescribedVolume(args.xml, pool);
  };
  BindAbout<wire::StorageVolCreateXml>(table, access, described, driver, &Driver::VolumeCreateXml, {kStorageVolCreate});  // 93
  table.Bind<wire::StorageVolDelete>(driver, &Driver::VolumeDelete, {kStorageVolDelete}, Run::kWorker);                   // 94
  table.Handle<wire::StorageVolGetInfo>(                                                                                  // 98
      [&driver](const Caller& caller, const wire::StorageVolGetInfoArgs& args) { return driver.VolumeInfo(caller, args.vol, 0); },
      {kStorageVolRead}, Run::kWorker);
  table.Bind<wire::StorageVolGetXmlDesc>(driver, &Driver::VolumeXmlDesc, {kStorageVolRead}, Run::kWorker);  // 99
  table.Bind<wire::StorageVolGetPath>(driver, &Driver::VolumePath, {kStorageVolRead});                      // 100
  BindAbout<wire::StorageVolCreateXmlFrom>(table, access, described, driver, &Driver::VolumeCreateXmlFrom,
                                           {kStorageVolCreate});  // 125
  table.Handle<wire::StorageVolWipe>(                             // 165
      [&driver](const Caller& caller, const wire::StorageVolWipeArgs& args) {
        return driver.VolumeWipe(caller, args.vol, /*algorithm=*/0, args.flags);
      },
      {kStorageVolFormat}, Run::kWorker);
  table.BindStream<wire::StorageVolUpload>(driver, &Driver::VolumeUpload, {kStorageVolDataWrite});          // 208
  table.BindStream<wire::StorageVolDownload>(driver, &Driver::VolumeDownload, {kStorageVolDataRead});       // 209
  table.Bind<wire::StorageVolWipePattern>(driver, &Driver::VolumeWipe, {kStorageVolFormat}, Run::kWorker);  // 259
  table.Bind<wire::StorageVolResize>(driver, &Driver::VolumeResize, {kStorageVolResize}, Run::kWorker);     // 260
  table.Bind<wire::StorageVolGetInfoFlags>(driver, &Driver::VolumeInfo, {kStorageVolRead}, Run::kWorker);   // 378
}

}  // namespace

void BindStorageProcedures(rpc::Table& table, StorageDriver& driver, rpc::AccessCheck* access) {
  BindPoolLists(table, driver, access);
  BindPools(table, driver, access);
  BindVolumeLists(table, driver, access);
  BindVolumes(table, driver, access);
}

}  // namespace pleiad::driver

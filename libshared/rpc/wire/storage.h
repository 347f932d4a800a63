// SPDX-License-Identifier: Apache-2.0
// wire/storage.h: calls on storage pools and volumes:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectNumOfStoragePoolsRet {
  int32_t num = 0;
};

struct ConnectListStoragePoolsArgs {
  int32_t maxnames = 0;
};

struct ConnectListStoragePoolsRet {
  xdr::List<std::string, 16384> names;
};

struct ConnectNumOfDefinedStoragePoolsRet {
  int32_t num = 0;
};

struct ConnectListDefinedStoragePoolsArgs {
  int32_t maxnames = 0;
};

struct ConnectListDefinedStoragePoolsRet {
  xdr::List<std::string, 16384> names;
};

struct ConnectFindStoragePoolSourcesArgs {
  std::string type;
  std::optional<std::string> src_spec;
  uint32_t flags = 0;
};

struct ConnectFindStoragePoolSourcesRet {
  std::string xml;
};

struct StoragePoolLookupByUuidArgs {
  Uuid uuid;
};

struct StoragePoolLookupByUuidRet {
  NonnullStoragePool pool;
};

struct StoragePoolLookupByNameArgs {
  std::string name;
};

struct StoragePoolLookupByNameRet {
  NonnullStoragePool pool;
};

struct StoragePoolLookupByVolumeArgs {
  NonnullStorageVol vol;
};

struct StoragePoolLookupByVolumeRet {
  NonnullStoragePool pool;
};

struct StoragePoolLookupByTargetPathArgs {
  std::string path;
};

struct StoragePoolLookupByTargetPathRet {
  NonnullStoragePool pool;
};

struct StoragePoolCreateXmlArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct StoragePoolCreateXmlRet {
  NonnullStoragePool pool;
};

struct StoragePoolDefineXmlArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct StoragePoolDefineXmlRet {
  NonnullStoragePool pool;
};

struct StoragePoolBuildArgs {
  NonnullStoragePool pool;
  uint32_t flags = 0;
};

struct StoragePoolUndefineArgs {
  NonnullStoragePool pool;
};

struct StoragePoolCreateArgs {
  NonnullStoragePool pool;
  uint32_t flags = 0;
};

struct StoragePoolDestroyArgs {
  NonnullStoragePool pool;
};

struct StoragePoolDeleteArgs {
  NonnullStoragePool pool;
  uint32_t flags = 0;
};

struct StoragePoolRefreshArgs {
  NonnullStoragePool pool;
  uint32_t flags = 0;
};

struct StoragePoolGetXmlDescArgs {
  NonnullStoragePool pool;
  uint32_t flags = 0;
};

struct StoragePoolGetXmlDescRet {
  std::string xml;
};

struct StoragePoolGetInfoArgs {
  NonnullStoragePool pool;
};

struct StoragePoolGetInfoRet {
  uint8_t state = 0;
  uint64_t capacity = 0;
  uint64_t allocation = 0;
  uint64_t available = 0;
};

struct StoragePoolGetAutostartArgs {
  NonnullStoragePool pool;
};

struct StoragePoolGetAutostartRet {
  int32_t autostart = 0;
};

struct StoragePoolSetAutostartArgs {
  NonnullStoragePool pool;
  int32_t autostart = 0;
};

struct StoragePoolNumOfVolumesArgs {
  NonnullStoragePool pool;
};

struct StoragePoolNumOfVolumesRet {
  int32_t num = 0;
};

struct StoragePoolListVolumesArgs {
  NonnullStoragePool pool;
  int32_t maxnames = 0;
};

struct StoragePoolListVolumesRet {
  xdr::List<std::string, 16384> names;
};

struct StorageVolLookupByNameArgs {
  NonnullStoragePool pool;
  std::string name;
};

struct StorageVolLookupByNameRet {
  NonnullStorageVol vol;
};

struct StorageVolLookupByKeyArgs {
  std::string key;
};

struct StorageVolLookupByKeyRet {
  NonnullStorageVol vol;
};

struct StorageVolLookupByPathArgs {
  std::string path;
};

struct StorageVolLookupByPathRet {
  NonnullStorageVol vol;
};

struct StorageVolCreateXmlArgs {
  NonnullStoragePool pool;
  std::string xml;
  uint32_t flags = 0;
};

struct StorageVolCreateXmlRet {
  NonnullStorageVol vol;
};

struct StorageVolCreateXmlFromArgs {
  NonnullStoragePool pool;
  std::string xml;
  NonnullStorageVol clonevol;
  uint32_t flags = 0;
};

struct StorageVolCreateXmlFromRet {
  NonnullStorageVol vol;
};

struct StorageVolDeleteArgs {
  NonnullStorageVol vol;
  uint32_t flags = 0;
};

struct StorageVolWipeArgs {
  NonnullStorageVol vol;
  uint32_t flags = 0;
};

struct StorageVolWipePatternArgs {
  NonnullStorageVol vol;
  uint32_t algorithm = 0;
  uint32_t flags = 0;
};

struct StorageVolGetXmlDescArgs {
  NonnullStorageVol vol;
  uint32_t flags = 0;
};

struct StorageVolGetXmlDescRet {
  std::string xml;
};

struct StorageVolGetInfoArgs {
  NonnullStorageVol vol;
};

struct StorageVolGetInfoRet {
  int8_t type = 0;
  uint64_t capacity = 0;
  uint64_t allocation = 0;
};

struct StorageVolGetInfoFlagsArgs {
  NonnullStorageVol vol;
  uint32_t flags = 0;
};

struct StorageVolGetInfoFlagsRet {
  int8_t type = 0;
  uint64_t capacity = 0;
  uint64_t allocation = 0;
};

struct StorageVolGetPathArgs {
  NonnullStorageVol vol;
};

struct StorageVolGetPathRet {
  std::string name;
};

struct StorageVolResizeArgs {
  NonnullStorageVol vol;
  uint64_t capacity = 0;
  uint32_t flags = 0;
};

struct StoragePoolIsActiveArgs {
  NonnullStoragePool pool;
};

struct StoragePoolIsActiveRet {
  int32_t active = 0;
};

struct StoragePoolIsPersistentArgs {
  NonnullStoragePool pool;
};

struct StoragePoolIsPersistentRet {
  int32_t persistent = 0;
};

struct StorageVolUploadArgs {
  NonnullStorageVol vol;
  uint64_t offset = 0;
  uint64_t length = 0;
  uint32_t flags = 0;
};

struct StorageVolDownloadArgs {
  NonnullStorageVol vol;
  uint64_t offset = 0;
  uint64_t length = 0;
  uint32_t flags = 0;
};

struct ConnectListAllStoragePoolsArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllStoragePoolsRet {
  xdr::List<NonnullStoragePool, 16384> pools;
  uint32_t ret = 0;
};

struct StoragePoolListAllVolumesArgs {
  NonnullStoragePool pool;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct StoragePoolListAllVolumesRet {
  xdr::List<NonnullStorageVol, 16384> vols;
  uint32_t ret = 0;
};

struct ConnectGetStoragePoolCapabilitiesArgs {
  uint32_t flags = 0;
};

struct ConnectGetStoragePoolCapabilitiesRet {
  std::string capabilities;
};

using ConnectNumOfStoragePools = Procedure<Program::kRemote, 71, None, ConnectNumOfStoragePoolsRet>;
using ConnectListStoragePools = Procedure<Program::kRemote, 72, ConnectListStoragePoolsArgs, ConnectListStoragePoolsRet>;
using ConnectNumOfDefinedStoragePools = Procedure<Program::kRemote, 73, None, ConnectNumOfDefinedStoragePoolsRet>;
using ConnectListDefinedStoragePools = Procedure<Program::kRemote, 74, ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsRet>;
using ConnectFindStoragePoolSources = Procedure<Program::kRemote, 75, ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesRet>;
using StoragePoolCreateXml = Procedure<Program::kRemote, 76, StoragePoolCreateXmlArgs, StoragePoolCreateXmlRet>;
using StoragePoolDefineXml = Procedure<Program::kRemote, 77, StoragePoolDefineXmlArgs, StoragePoolDefineXmlRet>;
using StoragePoolCreate = Procedure<Program::kRemote, 78, StoragePoolCreateArgs, None>;
using StoragePoolBuild = Procedure<Program::kRemote, 79, StoragePoolBuildArgs, None>;
using StoragePoolDestroy = Procedure<Program::kRemote, 80, StoragePoolDestroyArgs, None>;
using StoragePoolDelete = Procedure<Program::kRemote, 81, StoragePoolDeleteArgs, None>;
using StoragePoolUndefine = Procedure<Program::kRemote, 82, StoragePoolUndefineArgs, None>;
using StoragePoolRefresh = Procedure<Program::kRemote, 83, StoragePoolRefreshArgs, None>;
using StoragePoolLookupByName = Procedure<Program::kRemote, 84, StoragePoolLookupByNameArgs, StoragePoolLookupByNameRet>;
using StoragePoolLookupByUuid = Procedure<Program::kRemote, 85, StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidRet>;
using StoragePoolLookupByVolume = Procedure<Program::kRemote, 86, StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeRet>;
using StoragePoolGetInfo = Procedure<Program::kRemote, 87, StoragePoolGetInfoArgs, StoragePoolGetInfoRet>;
using StoragePoolGetXmlDesc = Procedure<Program::kRemote, 88, StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescRet>;
using StoragePoolGetAutostart = Procedure<Program::kRemote, 89, StoragePoolGetAutostartArgs, StoragePoolGetAutostartRet>;
using StoragePoolSetAutostart = Procedure<Program::kRemote, 90, StoragePoolSetAutostartArgs, None>;
using StoragePoolNumOfVolumes = Procedure<Program::kRemote, 91, StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesRet>;
using StoragePoolListVolumes = Procedure<Program::kRemote, 92, StoragePoolListVolumesArgs, StoragePoolListVolumesRet>;
using StorageVolCreateXml = Procedure<Program::kRemote, 93, StorageVolCreateXmlArgs, StorageVolCreateXmlRet>;
using StorageVolDelete = Procedure<Program::kRemote, 94, StorageVolDeleteArgs, None>;
using StorageVolLookupByName = Procedure<Program::kRemote, 95, StorageVolLookupByNameArgs, StorageVolLookupByNameRet>;
using StorageVolLookupByKey = Procedure<Program::kRemote, 96, StorageVolLookupByKeyArgs, StorageVolLookupByKeyRet>;
using StorageVolLookupByPath = Procedure<Program::kRemote, 97, StorageVolLookupByPathArgs, StorageVolLookupByPathRet>;
using StorageVolGetInfo = Procedure<Program::kRemote, 98, StorageVolGetInfoArgs, StorageVolGetInfoRet>;
using StorageVolGetXmlDesc = Procedure<Program::kRemote, 99, StorageVolGetXmlDescArgs, StorageVolGetXmlDescRet>;
using StorageVolGetPath = Procedure<Program::kRemote, 100, StorageVolGetPathArgs, StorageVolGetPathRet>;
using StorageVolCreateXmlFrom = Procedure<Program::kRemote, 125, StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromRet>;
using StoragePoolIsActive = Procedure<Program::kRemote, 154, StoragePoolIsActiveArgs, StoragePoolIsActiveRet>;
using StoragePoolIsPersistent = Procedure<Program::kRemote, 155, StoragePoolIsPersistentArgs, StoragePoolIsPersistentRet>;
using StorageVolWipe = Procedure<Program::kRemote, 165, StorageVolWipeArgs, None>;
using StorageVolUpload = Procedure<Program::kRemote, 208, StorageVolUploadArgs, None>;
using StorageVolDownload = Procedure<Program::kRemote, 209, StorageVolDownloadArgs, None>;
using StorageVolWipePattern = Procedure<Program::kRemote, 259, StorageVolWipePatternArgs, None>;
using StorageVolResize = Procedure<Program::kRemote, 260, StorageVolResizeArgs, None>;
using ConnectListAllStoragePools = Procedure<Program::kRemote, 281, ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsRet>;
using StoragePoolListAllVolumes = Procedure<Program::kRemote, 282, StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesRet>;
using StorageVolGetInfoFlags = Procedure<Program::kRemote, 378, StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsRet>;
using StoragePoolLookupByTargetPath = Procedure<Program::kRemote, 391, StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathRet>;
using ConnectGetStoragePoolCapabilities = Procedure<Program::kRemote, 403, ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesRet>;

}  // namespace pleiad::rpc::wire

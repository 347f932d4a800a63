// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/api_names.h"

#include <algorithm>
#include <span>

namespace pleiad::rpc {
namespace {
struct Name {
  int number;
  const char* api;
};

// By number.
constexpr Name kRemote[] = {
    {1, "virConnectOpen"}, {2, "virConnectClose"}, {3, "virConnectGetType"}, {4, "virConnectGetVersion"},
    {5, "virConnectGetMaxVcpus"}, {6, "virNodeGetInfo"}, {7, "virConnectGetCapabilities"}, {8, "virDomainAttachDevice"},
    {9, "virDomainCreate"}, {10, "virDomainCreateXML"}, {11, "virDomainDefineXML"}, {12, "virDomainDestroy"},
    {13, "virDomainDetachDevice"}, {14, "virDomainGetXMLDesc"}, {15, "virDomainGetAutostart"}, {16, "virDomainGetInfo"},
    {17, "virDomainGetMaxMemory"}, {18, "virDomainGetMaxVcpus"}, {19, "virDomainGetOSType"}, {20, "virDomainGetVcpus"},
    {21, "virConnectListDefinedDomains"}, {22, "virDomainLookupByID"}, {23, "virDomainLookupByName"},
    {24, "virDomainLookupByUUID"}, {25, "virConnectNumOfDefinedDomains"}, {26, "virDomainPinVcpu"}, {27, "virDomainReboot"},
    {28, "virDomainResume"}, {29, "virDomainSetAutostart"}, {30, "virDomainSetMaxMemory"}, {31, "virDomainSetMemory"},
    {32, "virDomainSetVcpus"}, {33, "virDomainShutdown"}, {34, "virDomainSuspend"}, {35, "virDomainUndefine"},
    {36, "virConnectListDefinedNetworks"}, {37, "virConnectListDomains"}, {38, "virConnectListNetworks"},
    {39, "virNetworkCreate"}, {40, "virNetworkCreateXML"}, {41, "virNetworkDefineXML"}, {42, "virNetworkDestroy"},
    {43, "virNetworkGetXMLDesc"}, {44, "virNetworkGetAutostart"}, {45, "virNetworkGetBridgeName"},
    {46, "virNetworkLookupByName"}, {47, "virNetworkLookupByUUID"}, {48, "virNetworkSetAutostart"},
    {49, "virNetworkUndefine"}, {50, "virConnectNumOfDefinedNetworks"}, {51, "virConnectNumOfDomains"},
    {52, "virConnectNumOfNetworks"}, {53, "virDomainCoreDump"}, {54, "virDomainRestore"}, {55, "virDomainSave"},
    {56, "virDomainGetSchedulerType"}, {57, "virDomainGetSchedulerParameters"}, {58, "virDomainSetSchedulerParameters"},
    {59, "virConnectGetHostname"}, {60, "virConnectSupportsFeature"}, {61, "virDomainMigratePrepare"},
    {62, "virDomainMigratePerform"}, {63, "virDomainMigrateFinish"}, {64, "virDomainBlockStats"},
    {65, "virDomainInterfaceStats"}, {71, "virConnectNumOfStoragePools"}, {72, "virConnectListStoragePools"},
    {73, "virConnectNumOfDefinedStoragePools"}, {74, "virConnectListDefinedStoragePools"},
    {75, "virConnectFindStoragePoolSources"}, {76, "virStoragePoolCreateXML"}, {77, "virStoragePoolDefineXML"},
    {78, "virStoragePoolCreate"}, {79, "virStoragePoolBuild"}, {80, "virStoragePoolDestroy"}, {81, "virStoragePoolDelete"},
    {82, "virStoragePoolUndefine"}, {83, "virStoragePoolRefresh"}, {84, "virStoragePoolLookupByName"},
    {85, "virStoragePoolLookupByUUID"}, {86, "virStoragePoolLookupByVolume"}, {87, "virStoragePoolGetInfo"},
    {88, "virStoragePoolGetXMLDesc"}, {89, "virStoragePoolGetAutostart"}, {90, "virStoragePoolSetAutostart"},
    {91, "virStoragePoolNumOfVolumes"}, {92, "virStoragePoolListVolumes"}, {93, "virStorageVolCreateXML"},
    {94, "virStorageVolDelete"}, {95, "virStorageVolLookupByName"}, {96, "virStorageVolLookupByKey"},
    {97, "virStorageVolLookupByPath"}, {98, "virStorageVolGetInfo"}, {99, "virStorageVolGetXMLDesc"},
    {100, "virStorageVolGetPath"}, {101, "virNodeGetCellsFreeMemory"}, {102, "virNodeGetFreeMemory"},
    {103, "virDomainBlockPeek"}, {104, "virDomainMemoryPeek"}, {105, "virConnectDomainEventRegister"},
    {106, "virConnectDomainEventDeregister"}, {108, "virDomainMigratePrepare2"}, {109, "virDomainMigrateFinish2"},
    {110, "virConnectGetURI"}, {111, "virNodeNumOfDevices"}, {112, "virNodeListDevices"}, {113, "virNodeDeviceLookupByName"},
    {114, "virNodeDeviceGetXMLDesc"}, {115, "virNodeDeviceGetParent"}, {116, "virNodeDeviceNumOfCaps"},
    {117, "virNodeDeviceListCaps"}, {118, "virNodeDeviceDettach"}, {119, "virNodeDeviceReAttach"},
    {120, "virNodeDeviceReset"}, {121, "virDomainGetSecurityLabel"}, {122, "virNodeGetSecurityModel"},
    {123, "virNodeDeviceCreateXML"}, {124, "virNodeDeviceDestroy"}, {125, "virStorageVolCreateXMLFrom"},
    {126, "virConnectNumOfInterfaces"}, {127, "virConnectListInterfaces"}, {128, "virInterfaceLookupByName"},
    {129, "virInterfaceLookupByMACString"}, {130, "virInterfaceGetXMLDesc"}, {131, "virInterfaceDefineXML"},
    {132, "virInterfaceUndefine"}, {133, "virInterfaceCreate"}, {134, "virInterfaceDestroy"},
    {135, "virConnectDomainXMLFromNative"}, {136, "virConnectDomainXMLToNative"}, {137, "virConnectNumOfDefinedInterfaces"},
    {138, "virConnectListDefinedInterfaces"}, {139, "virConnectNumOfSecrets"}, {140, "virConnectListSecrets"},
    {141, "virSecretLookupByUUID"}, {142, "virSecretDefineXML"}, {143, "virSecretGetXMLDesc"}, {144, "virSecretSetValue"},
    {145, "virSecretGetValue"}, {146, "virSecretUndefine"}, {147, "virSecretLookupByUsage"},
    {148, "virDomainMigratePrepareTunnel"}, {149, "virConnectIsSecure"}, {150, "virDomainIsActive"},
    {151, "virDomainIsPersistent"}, {152, "virNetworkIsActive"}, {153, "virNetworkIsPersistent"},
    {154, "virStoragePoolIsActive"}, {155, "virStoragePoolIsPersistent"}, {156, "virInterfaceIsActive"},
    {157, "virConnectGetLibVersion"}, {158, "virConnectCompareCPU"}, {159, "virDomainMemoryStats"},
    {160, "virDomainAttachDeviceFlags"}, {161, "virDomainDetachDeviceFlags"}, {162, "virConnectBaselineCPU"},
    {163, "virDomainGetJobInfo"}, {164, "virDomainAbortJob"}, {165, "virStorageVolWipe"},
    {166, "virDomainMigrateSetMaxDowntime"}, {167, "virConnectDomainEventRegisterAny"},
    {168, "virConnectDomainEventDeregisterAny"}, {174, "virDomainUpdateDeviceFlags"}, {175, "virNWFilterLookupByName"},
    {176, "virNWFilterLookupByUUID"}, {177, "virNWFilterGetXMLDesc"}, {178, "virConnectNumOfNWFilters"},
    {179, "virConnectListNWFilters"}, {180, "virNWFilterDefineXML"}, {181, "virNWFilterUndefine"},
    {182, "virDomainManagedSave"}, {183, "virDomainHasManagedSaveImage"}, {184, "virDomainManagedSaveRemove"},
    {185, "virDomainSnapshotCreateXML"}, {186, "virDomainSnapshotGetXMLDesc"}, {187, "virDomainSnapshotNum"},
    {188, "virDomainSnapshotListNames"}, {189, "virDomainSnapshotLookupByName"}, {190, "virDomainHasCurrentSnapshot"},
    {191, "virDomainSnapshotCurrent"}, {192, "virDomainRevertToSnapshot"}, {193, "virDomainSnapshotDelete"},
    {194, "virDomainGetBlockInfo"}, {196, "virDomainCreateWithFlags"}, {197, "virDomainSetMemoryParameters"},
    {198, "virDomainGetMemoryParameters"}, {199, "virDomainSetVcpusFlags"}, {200, "virDomainGetVcpusFlags"},
    {201, "virDomainOpenConsole"}, {202, "virDomainIsUpdated"}, {203, "virConnectGetSysinfo"},
    {204, "virDomainSetMemoryFlags"}, {205, "virDomainSetBlkioParameters"}, {206, "virDomainGetBlkioParameters"},
    {207, "virDomainMigrateSetMaxSpeed"}, {208, "virStorageVolUpload"}, {209, "virStorageVolDownload"},
    {210, "virDomainInjectNMI"}, {211, "virDomainScreenshot"}, {212, "virDomainGetState"}, {213, "virDomainMigrateBegin3"},
    {214, "virDomainMigratePrepare3"}, {215, "virDomainMigratePrepareTunnel3"}, {216, "virDomainMigratePerform3"},
    {217, "virDomainMigrateFinish3"}, {218, "virDomainMigrateConfirm3"}, {219, "virDomainSetSchedulerParametersFlags"},
    {220, "virInterfaceChangeBegin"}, {221, "virInterfaceChangeCommit"}, {222, "virInterfaceChangeRollback"},
    {223, "virDomainGetSchedulerParametersFlags"}, {225, "virDomainPinVcpuFlags"}, {226, "virDomainSendKey"},
    {227, "virNodeGetCPUStats"}, {228, "virNodeGetMemoryStats"}, {229, "virDomainGetControlInfo"},
    {230, "virDomainGetVcpuPinInfo"}, {231, "virDomainUndefineFlags"}, {232, "virDomainSaveFlags"},
    {233, "virDomainRestoreFlags"}, {234, "virDomainDestroyFlags"}, {235, "virDomainSaveImageGetXMLDesc"},
    {236, "virDomainSaveImageDefineXML"}, {237, "virDomainBlockJobAbort"}, {238, "virDomainGetBlockJobInfo"},
    {239, "virDomainBlockJobSetSpeed"}, {240, "virDomainBlockPull"}, {242, "virDomainMigrateGetMaxSpeed"},
    {243, "virDomainBlockStatsFlags"}, {244, "virDomainSnapshotGetParent"}, {245, "virDomainReset"},
    {246, "virDomainSnapshotNumChildren"}, {247, "virDomainSnapshotListChildrenNames"}, {249, "virDomainOpenGraphics"},
    {250, "virNodeSuspendForDuration"}, {251, "virDomainBlockResize"}, {252, "virDomainSetBlockIoTune"},
    {253, "virDomainGetBlockIoTune"}, {254, "virDomainSetNumaParameters"}, {255, "virDomainGetNumaParameters"},
    {256, "virDomainSetInterfaceParameters"}, {257, "virDomainGetInterfaceParameters"}, {258, "virDomainShutdownFlags"},
    {259, "virStorageVolWipePattern"}, {260, "virStorageVolResize"}, {261, "virDomainPMSuspendForDuration"},
    {262, "virDomainGetCPUStats"}, {263, "virDomainGetDiskErrors"}, {264, "virDomainSetMetadata"},
    {265, "virDomainGetMetadata"}, {266, "virDomainBlockRebase"}, {267, "virDomainPMWakeup"},
    {271, "virDomainSnapshotIsCurrent"}, {272, "virDomainSnapshotHasMetadata"}, {273, "virConnectListAllDomains"},
    {274, "virDomainListAllSnapshots"}, {275, "virDomainSnapshotListAllChildren"}, {277, "virDomainGetHostname"},
    {278, "virDomainGetSecurityLabelList"}, {279, "virDomainPinEmulator"}, {280, "virDomainGetEmulatorPinInfo"},
    {281, "virConnectListAllStoragePools"}, {282, "virStoragePoolListAllVolumes"}, {283, "virConnectListAllNetworks"},
    {284, "virConnectListAllInterfaces"}, {285, "virConnectListAllNodeDevices"}, {286, "virConnectListAllNWFilters"},
    {287, "virConnectListAllSecrets"}, {288, "virNodeSetMemoryParameters"}, {289, "virNodeGetMemoryParameters"},
    {290, "virDomainBlockCommit"}, {291, "virNetworkUpdate"}, {293, "virNodeGetCPUMap"}, {294, "virDomainFSTrim"},
    {295, "virDomainSendProcessSignal"}, {296, "virDomainOpenChannel"}, {297, "virNodeDeviceLookupSCSIHostByWWN"},
    {298, "virDomainGetJobStats"}, {299, "virDomainMigrateGetCompressionCache"},
    {300, "virDomainMigrateSetCompressionCache"}, {301, "virNodeDeviceDetachFlags"}, {302, "virDomainMigrateBegin3Params"},
    {303, "virDomainMigratePrepare3Params"}, {304, "virDomainMigratePrepareTunnel3Params"},
    {305, "virDomainMigratePerform3Params"}, {306, "virDomainMigrateFinish3Params"}, {307, "virDomainMigrateConfirm3Params"},
    {308, "virDomainSetMemoryStatsPeriod"}, {309, "virDomainCreateXMLWithFiles"}, {310, "virDomainCreateWithFiles"},
    {312, "virConnectGetCPUModelNames"}, {313, "virConnectNetworkEventRegisterAny"},
    {314, "virConnectNetworkEventDeregisterAny"}, {316, "virConnectDomainEventRegisterAny"},
    {317, "virConnectDomainEventDeregisterAny"}, {334, "virDomainCoreDumpWithFormat"}, {335, "virDomainFSFreeze"},
    {336, "virDomainFSThaw"}, {337, "virDomainGetTime"}, {338, "virDomainSetTime"}, {340, "virNodeGetFreePages"},
    {341, "virNetworkGetDHCPLeases"}, {342, "virConnectGetDomainCapabilities"}, {343, "virDomainOpenGraphicsFD"},
    {344, "virConnectGetAllDomainStats"}, {345, "virDomainBlockCopy"}, {347, "virNodeAllocPages"},
    {349, "virDomainGetFSInfo"}, {350, "virDomainDefineXMLFlags"}, {351, "virDomainGetIOThreadInfo"},
    {352, "virDomainPinIOThread"}, {353, "virDomainInterfaceAddresses"}, {355, "virDomainAddIOThread"},
    {356, "virDomainDelIOThread"}, {357, "virDomainSetUserPassword"}, {358, "virDomainRename"},
    {360, "virConnectRegisterCloseCallback"}, {361, "virConnectUnregisterCloseCallback"},
    {364, "virDomainMigrateStartPostCopy"}, {365, "virDomainGetPerfEvents"}, {366, "virDomainSetPerfEvents"},
    {368, "virConnectStoragePoolEventRegisterAny"}, {369, "virConnectStoragePoolEventDeregisterAny"},
    {371, "virDomainGetGuestVcpus"}, {372, "virDomainSetGuestVcpus"}, {374, "virConnectNodeDeviceEventRegisterAny"},
    {375, "virConnectNodeDeviceEventDeregisterAny"}, {378, "virStorageVolGetInfoFlags"},
    {380, "virConnectSecretEventRegisterAny"}, {381, "virConnectSecretEventDeregisterAny"}, {384, "virDomainSetVcpu"},
    {386, "virDomainSetBlockThreshold"}, {387, "virDomainMigrateGetMaxDowntime"}, {388, "virDomainManagedSaveGetXMLDesc"},
    {389, "virDomainManagedSaveDefineXML"}, {390, "virDomainSetLifecycleAction"}, {391, "virStoragePoolLookupByTargetPath"},
    {392, "virDomainDetachDeviceAlias"}, {393, "virConnectCompareHypervisorCPU"}, {394, "virConnectBaselineHypervisorCPU"},
    {395, "virNodeGetSEVInfo"}, {396, "virDomainGetLaunchSecurityInfo"}, {397, "virNWFilterBindingLookupByPortDev"},
    {398, "virNWFilterBindingGetXMLDesc"}, {399, "virNWFilterBindingCreateXML"}, {400, "virNWFilterBindingDelete"},
    {401, "virConnectListAllNWFilterBindings"}, {402, "virDomainSetIOThreadParams"},
    {403, "virConnectGetStoragePoolCapabilities"}, {404, "virNetworkListAllPorts"}, {405, "virNetworkPortLookupByUUID"},
    {406, "virNetworkPortCreateXML"}, {407, "virNetworkPortGetParameters"}, {408, "virNetworkPortSetParameters"},
    {409, "virNetworkPortGetXMLDesc"}, {410, "virNetworkPortDelete"}, {411, "virDomainCheckpointCreateXML"},
    {412, "virDomainCheckpointGetXMLDesc"}, {413, "virDomainListAllCheckpoints"},
    {414, "virDomainCheckpointListAllChildren"}, {415, "virDomainCheckpointLookupByName"},
    {416, "virDomainCheckpointGetParent"}, {417, "virDomainCheckpointDelete"}, {418, "virDomainGetGuestInfo"},
    {419, "virConnectSetIdentity"}, {420, "virDomainAgentSetResponseTimeout"}, {421, "virDomainBackupBegin"},
    {422, "virDomainBackupGetXMLDesc"}, {424, "virDomainAuthorizedSSHKeysGet"}, {425, "virDomainAuthorizedSSHKeysSet"},
    {426, "virDomainGetMessages"}, {427, "virDomainStartDirtyRateCalc"}, {428, "virNodeDeviceDefineXML"},
    {429, "virNodeDeviceUndefine"}, {430, "virNodeDeviceCreate"}, {431, "virNWFilterDefineXMLFlags"},
    {432, "virNetworkDefineXMLFlags"}, {433, "virNodeDeviceGetAutostart"}, {434, "virNodeDeviceSetAutostart"},
    {435, "virNodeDeviceIsPersistent"}, {436, "virNodeDeviceIsActive"}, {437, "virNetworkCreateXMLFlags"},
    {439, "virDomainSetLaunchSecurityState"}, {440, "virDomainSaveParams"}, {441, "virDomainRestoreParams"},
    {442, "virDomainAbortJobFlags"}, {443, "virDomainFDAssociate"}, {444, "virNetworkSetMetadata"},
    {445, "virNetworkGetMetadata"}, {447, "virNodeDeviceUpdate"}, {448, "virDomainGraphicsReload"},
    {449, "virDomainGetAutostartOnce"}, {450, "virDomainSetAutostartOnce"}, {451, "virDomainSetThrottleGroup"},
    {452, "virDomainDelThrottleGroup"},
};
constexpr Name kQemu[] = {
    {1, "virDomainQemuMonitorCommand"}, {2, "virDomainQemuAttach"}, {3, "virDomainQemuAgentCommand"},
    {4, "virConnectDomainQemuMonitorEventRegister"}, {5, "virConnectDomainQemuMonitorEventDeregister"},
    {7, "virDomainQemuMonitorCommandWithFiles"},
};
constexpr Name kLxc[] = {
    {1, "virDomainLxcOpenNamespace"},
};

std::string_view Find(std::span<const Name> names, int number) {
  const auto found = std::ranges::lower_bound(names, number, {}, &Name::number);
  return found != names.end() && found->number == number ? found->api : std::string_view("unknown");
}

struct Prefix {
  std::string_view text;
  ErrorDomain domain;
};
// The longer ones first: the first that fits counts.
constexpr Prefix kDomains[] = {
    {"virDomainSnapshot", ErrorDomain::kDomainSnapshot},
    {"virDomainCheckpoint", ErrorDomain::kDomainCheckpoint},
    {"virNetwork", ErrorDomain::kNetwork},
    {"virStorage", ErrorDomain::kStorage},
    {"virSecret", ErrorDomain::kSecret},
    {"virNodeDevice", ErrorDomain::kNodedev},
    {"virNodeListDevices", ErrorDomain::kNodedev},
    {"virNodeNumOfDevices", ErrorDomain::kNodedev},
    {"virNWFilter", ErrorDomain::kNwfilter},
    {"virInterface", ErrorDomain::kInterface},
};
// Calls on the connection are named for what they list, or whose events they ask for.
constexpr Prefix kListed[] = {
    {"Network", ErrorDomain::kNetwork},    {"StoragePool", ErrorDomain::kStorage}, {"Secret", ErrorDomain::kSecret},
    {"NodeDevice", ErrorDomain::kNodedev}, {"NWFilter", ErrorDomain::kNwfilter},   {"Interface", ErrorDomain::kInterface},
};
}  // namespace

std::string_view ApiName(Program program, int number) {
  switch (program) {
    case Program::kRemote: return Find(kRemote, number);
    case Program::kQemu: return Find(kQemu, number);
    case Program::kLxc: return Find(kLxc, number);
    default: return "unknown";
  }
}

ErrorDomain ApiDomain(Program program, int number) {
  const std::string_view api = ApiName(program, number);
  for (const Prefix& prefix : kDomains) {
    if (api.starts_with(prefix.text)) return prefix.domain;
  }
  if (api.starts_with("virConnect")) {
    for (const Prefix& listed : kListed) {
      if (api.find(listed.text) != api.npos) return listed.domain;
    }
  }
  return ErrorDomain::kDomain;
}

}  // namespace pleiad::rpc

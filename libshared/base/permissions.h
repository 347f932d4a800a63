// SPDX-License-Identifier: Apache-2.0
// permissions.h: the permissions that calls about networks, storage, node devices, secrets, filters and host interfaces ask
// for, by the names of libvirt's access control: "network-port.read" is kNetworkPortRead. Those of domains and of the
// connection are in caller.h.
#pragma once

#include "libshared/base/caller.h"

namespace pleiad::permission {

#define PLEIAD_PERMISSION(constant, object, name) \
  inline constexpr Permission constant { ObjectKind::object, name }
PLEIAD_PERMISSION(kConnectSearchNetworks, kConnect, "search-networks");
PLEIAD_PERMISSION(kConnectSearchInterfaces, kConnect, "search-interfaces");
PLEIAD_PERMISSION(kConnectSearchStoragePools, kConnect, "search-storage-pools");
PLEIAD_PERMISSION(kConnectSearchNodeDevices, kConnect, "search-node-devices");
PLEIAD_PERMISSION(kConnectSearchSecrets, kConnect, "search-secrets");
PLEIAD_PERMISSION(kConnectSearchNwfilters, kConnect, "search-nwfilters");
PLEIAD_PERMISSION(kConnectSearchNwfilterBindings, kConnect, "search-nwfilter-bindings");
PLEIAD_PERMISSION(kConnectDetectStoragePools, kConnect, "detect-storage-pools");
PLEIAD_PERMISSION(kConnectInterfaceTransaction, kConnect, "interface-transaction");

PLEIAD_PERMISSION(kNetworkGetattr, kNetwork, "getattr");
PLEIAD_PERMISSION(kNetworkRead, kNetwork, "read");
PLEIAD_PERMISSION(kNetworkWrite, kNetwork, "write");
PLEIAD_PERMISSION(kNetworkSave, kNetwork, "save");
PLEIAD_PERMISSION(kNetworkDelete, kNetwork, "delete");
PLEIAD_PERMISSION(kNetworkStart, kNetwork, "start");
PLEIAD_PERMISSION(kNetworkStop, kNetwork, "stop");
PLEIAD_PERMISSION(kNetworkSearchPorts, kNetwork, "search-ports");

PLEIAD_PERMISSION(kNetworkPortGetattr, kNetworkPort, "getattr");
PLEIAD_PERMISSION(kNetworkPortRead, kNetworkPort, "read");
PLEIAD_PERMISSION(kNetworkPortWrite, kNetworkPort, "write");
PLEIAD_PERMISSION(kNetworkPortCreate, kNetworkPort, "create");
PLEIAD_PERMISSION(kNetworkPortDelete, kNetworkPort, "delete");

PLEIAD_PERMISSION(kInterfaceGetattr, kInterface, "getattr");
PLEIAD_PERMISSION(kInterfaceRead, kInterface, "read");
PLEIAD_PERMISSION(kInterfaceWrite, kInterface, "write");
PLEIAD_PERMISSION(kInterfaceSave, kInterface, "save");
PLEIAD_PERMISSION(kInterfaceDelete, kInterface, "delete");
PLEIAD_PERMISSION(kInterfaceStart, kInterface, "start");
PLEIAD_PERMISSION(kInterfaceStop, kInterface, "stop");

PLEIAD_PERMISSION(kStoragePoolGetattr, kStoragePool, "getattr");
PLEIAD_PERMISSION(kStoragePoolRead, kStoragePool, "read");
PLEIAD_PERMISSION(kStoragePoolWrite, kStoragePool, "write");
PLEIAD_PERMISSION(kStoragePoolSave, kStoragePool, "save");
PLEIAD_PERMISSION(kStoragePoolDelete, kStoragePool, "delete");
PLEIAD_PERMISSION(kStoragePoolStart, kStoragePool, "start");
PLEIAD_PERMISSION(kStoragePoolStop, kStoragePool, "stop");
PLEIAD_PERMISSION(kStoragePoolRefresh, kStoragePool, "refresh");
PLEIAD_PERMISSION(kStoragePoolSearchVols, kStoragePool, "search-storage-vols");
PLEIAD_PERMISSION(kStoragePoolFormat, kStoragePool, "format");

PLEIAD_PERMISSION(kStorageVolGetattr, kStorageVol, "getattr");
PLEIAD_PERMISSION(kStorageVolRead, kStorageVol, "read");
PLEIAD_PERMISSION(kStorageVolCreate, kStorageVol, "create");
PLEIAD_PERMISSION(kStorageVolDelete, kStorageVol, "delete");
PLEIAD_PERMISSION(kStorageVolFormat, kStorageVol, "format");
PLEIAD_PERMISSION(kStorageVolResize, kStorageVol, "resize");
PLEIAD_PERMISSION(kStorageVolDataRead, kStorageVol, "data-read");
PLEIAD_PERMISSION(kStorageVolDataWrite, kStorageVol, "data-write");

PLEIAD_PERMISSION(kNodeDeviceGetattr, kNodeDevice, "getattr");
PLEIAD_PERMISSION(kNodeDeviceRead, kNodeDevice, "read");
PLEIAD_PERMISSION(kNodeDeviceWrite, kNodeDevice, "write");
PLEIAD_PERMISSION(kNodeDeviceSave, kNodeDevice, "save");
PLEIAD_PERMISSION(kNodeDeviceStart, kNodeDevice, "start");
PLEIAD_PERMISSION(kNodeDeviceStop, kNodeDevice, "stop");
PLEIAD_PERMISSION(kNodeDeviceDetach, kNodeDevice, "detach");
PLEIAD_PERMISSION(kNodeDeviceDelete, kNodeDevice, "delete");

PLEIAD_PERMISSION(kSecretGetattr, kSecret, "getattr");
PLEIAD_PERMISSION(kSecretRead, kSecret, "read");
PLEIAD_PERMISSION(kSecretWrite, kSecret, "write");
PLEIAD_PERMISSION(kSecretReadSecure, kSecret, "read-secure");
PLEIAD_PERMISSION(kSecretSave, kSecret, "save");
PLEIAD_PERMISSION(kSecretDelete, kSecret, "delete");

PLEIAD_PERMISSION(kNwfilterGetattr, kNwfilter, "getattr");
PLEIAD_PERMISSION(kNwfilterRead, kNwfilter, "read");
PLEIAD_PERMISSION(kNwfilterWrite, kNwfilter, "write");
PLEIAD_PERMISSION(kNwfilterSave, kNwfilter, "save");
PLEIAD_PERMISSION(kNwfilterDelete, kNwfilter, "delete");

PLEIAD_PERMISSION(kNwfilterBindingGetattr, kNwfilterBinding, "getattr");
PLEIAD_PERMISSION(kNwfilterBindingRead, kNwfilterBinding, "read");
PLEIAD_PERMISSION(kNwfilterBindingCreate, kNwfilterBinding, "create");
PLEIAD_PERMISSION(kNwfilterBindingDelete, kNwfilterBinding, "delete");
#undef PLEIAD_PERMISSION

}  // namespace pleiad::permission

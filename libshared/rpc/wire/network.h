// SPDX-License-Identifier: Apache-2.0
// wire/network.h: calls on networks and their ports:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectNumOfNetworksRet {
  int32_t num = 0;
};

struct ConnectListNetworksArgs {
  int32_t maxnames = 0;
};

struct ConnectListNetworksRet {
  xdr::List<std::string, 16384> names;
};

struct ConnectNumOfDefinedNetworksRet {
  int32_t num = 0;
};

struct ConnectListDefinedNetworksArgs {
  int32_t maxnames = 0;
};

struct ConnectListDefinedNetworksRet {
  xdr::List<std::string, 16384> names;
};

struct NetworkLookupByUuidArgs {
  Uuid uuid;
};

struct NetworkLookupByUuidRet {
  NonnullNetwork net;
};

struct NetworkLookupByNameArgs {
  std::string name;
};

struct NetworkLookupByNameRet {
  NonnullNetwork net;
};

struct NetworkCreateXmlArgs {
  std::string xml;
};

struct NetworkCreateXmlRet {
  NonnullNetwork net;
};

struct NetworkCreateXmlFlagsArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct NetworkCreateXmlFlagsRet {
  NonnullNetwork net;
};

struct NetworkDefineXmlArgs {
  std::string xml;
};

struct NetworkDefineXmlRet {
  NonnullNetwork net;
};

struct NetworkDefineXmlFlagsArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct NetworkDefineXmlFlagsRet {
  NonnullNetwork net;
};

struct NetworkUndefineArgs {
  NonnullNetwork net;
};

struct NetworkUpdateArgs {
  NonnullNetwork net;
  uint32_t command = 0;
  uint32_t section = 0;
  int32_t parent_index = 0;
  std::string xml;
  uint32_t flags = 0;
};

struct NetworkCreateArgs {
  NonnullNetwork net;
};

struct NetworkDestroyArgs {
  NonnullNetwork net;
};

struct NetworkGetXmlDescArgs {
  NonnullNetwork net;
  uint32_t flags = 0;
};

struct NetworkGetXmlDescRet {
  std::string xml;
};

struct NetworkGetBridgeNameArgs {
  NonnullNetwork net;
};

struct NetworkGetBridgeNameRet {
  std::string name;
};

struct NetworkGetAutostartArgs {
  NonnullNetwork net;
};

struct NetworkGetAutostartRet {
  int32_t autostart = 0;
};

struct NetworkSetAutostartArgs {
  NonnullNetwork net;
  int32_t autostart = 0;
};

struct NetworkIsActiveArgs {
  NonnullNetwork net;
};

struct NetworkIsActiveRet {
  int32_t active = 0;
};

struct NetworkIsPersistentArgs {
  NonnullNetwork net;
};

struct NetworkIsPersistentRet {
  int32_t persistent = 0;
};

struct ConnectListAllNetworksArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllNetworksRet {
  xdr::List<NonnullNetwork, 16384> nets;
  uint32_t ret = 0;
};

struct NetworkSetMetadataArgs {
  NonnullNetwork network;
  int32_t type = 0;
  std::optional<std::string> metadata;
  std::optional<std::string> key;
  std::optional<std::string> uri;
  uint32_t flags = 0;
};

struct NetworkGetMetadataArgs {
  NonnullNetwork network;
  int32_t type = 0;
  std::optional<std::string> uri;
  uint32_t flags = 0;
};

struct NetworkGetMetadataRet {
  std::string metadata;
};

struct NetworkDhcpLease {
  std::string iface;
  int64_t expirytime = 0;
  int32_t type = 0;
  std::optional<std::string> mac;
  std::optional<std::string> iaid;
  std::string ipaddr;
  uint32_t prefix = 0;
  std::optional<std::string> hostname;
  std::optional<std::string> clientid;
};

struct NetworkGetDhcpLeasesArgs {
  NonnullNetwork net;
  std::optional<std::string> mac;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct NetworkGetDhcpLeasesRet {
  xdr::List<NetworkDhcpLease, 65536> leases;
  uint32_t ret = 0;
};

struct NetworkListAllPortsArgs {
  NonnullNetwork network;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct NetworkListAllPortsRet {
  xdr::List<NonnullNetworkPort, 16384> ports;
  uint32_t ret = 0;
};

struct NetworkPortLookupByUuidArgs {
  NonnullNetwork network;
  Uuid uuid;
};

struct NetworkPortLookupByUuidRet {
  NonnullNetworkPort port;
};

struct NetworkPortCreateXmlArgs {
  NonnullNetwork network;
  std::string xml;
  uint32_t flags = 0;
};

struct NetworkPortCreateXmlRet {
  NonnullNetworkPort port;
};

struct NetworkPortSetParametersArgs {
  NonnullNetworkPort port;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct NetworkPortGetParametersArgs {
  NonnullNetworkPort port;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct NetworkPortGetParametersRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct NetworkPortGetXmlDescArgs {
  NonnullNetworkPort port;
  uint32_t flags = 0;
};

struct NetworkPortGetXmlDescRet {
  std::string xml;
};

struct NetworkPortDeleteArgs {
  NonnullNetworkPort port;
  uint32_t flags = 0;
};

using ConnectListDefinedNetworks = Procedure<Program::kRemote, 36, ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksRet>;
using ConnectListNetworks = Procedure<Program::kRemote, 38, ConnectListNetworksArgs, ConnectListNetworksRet>;
using NetworkCreate = Procedure<Program::kRemote, 39, NetworkCreateArgs, None>;
using NetworkCreateXml = Procedure<Program::kRemote, 40, NetworkCreateXmlArgs, NetworkCreateXmlRet>;
using NetworkDefineXml = Procedure<Program::kRemote, 41, NetworkDefineXmlArgs, NetworkDefineXmlRet>;
using NetworkDestroy = Procedure<Program::kRemote, 42, NetworkDestroyArgs, None>;
using NetworkGetXmlDesc = Procedure<Program::kRemote, 43, NetworkGetXmlDescArgs, NetworkGetXmlDescRet>;
using NetworkGetAutostart = Procedure<Program::kRemote, 44, NetworkGetAutostartArgs, NetworkGetAutostartRet>;
using NetworkGetBridgeName = Procedure<Program::kRemote, 45, NetworkGetBridgeNameArgs, NetworkGetBridgeNameRet>;
using NetworkLookupByName = Procedure<Program::kRemote, 46, NetworkLookupByNameArgs, NetworkLookupByNameRet>;
using NetworkLookupByUuid = Procedure<Program::kRemote, 47, NetworkLookupByUuidArgs, NetworkLookupByUuidRet>;
using NetworkSetAutostart = Procedure<Program::kRemote, 48, NetworkSetAutostartArgs, None>;
using NetworkUndefine = Procedure<Program::kRemote, 49, NetworkUndefineArgs, None>;
using ConnectNumOfDefinedNetworks = Procedure<Program::kRemote, 50, None, ConnectNumOfDefinedNetworksRet>;
using ConnectNumOfNetworks = Procedure<Program::kRemote, 52, None, ConnectNumOfNetworksRet>;
using NetworkIsActive = Procedure<Program::kRemote, 152, NetworkIsActiveArgs, NetworkIsActiveRet>;
using NetworkIsPersistent = Procedure<Program::kRemote, 153, NetworkIsPersistentArgs, NetworkIsPersistentRet>;
using ConnectListAllNetworks = Procedure<Program::kRemote, 283, ConnectListAllNetworksArgs, ConnectListAllNetworksRet>;
using NetworkUpdate = Procedure<Program::kRemote, 291, NetworkUpdateArgs, None>;
using NetworkGetDhcpLeases = Procedure<Program::kRemote, 341, NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesRet>;
using NetworkListAllPorts = Procedure<Program::kRemote, 404, NetworkListAllPortsArgs, NetworkListAllPortsRet>;
using NetworkPortLookupByUuid = Procedure<Program::kRemote, 405, NetworkPortLookupByUuidArgs, NetworkPortLookupByUuidRet>;
using NetworkPortCreateXml = Procedure<Program::kRemote, 406, NetworkPortCreateXmlArgs, NetworkPortCreateXmlRet>;
using NetworkPortGetParameters = Procedure<Program::kRemote, 407, NetworkPortGetParametersArgs, NetworkPortGetParametersRet>;
using NetworkPortSetParameters = Procedure<Program::kRemote, 408, NetworkPortSetParametersArgs, None>;
using NetworkPortGetXmlDesc = Procedure<Program::kRemote, 409, NetworkPortGetXmlDescArgs, NetworkPortGetXmlDescRet>;
using NetworkPortDelete = Procedure<Program::kRemote, 410, NetworkPortDeleteArgs, None>;
using NetworkDefineXmlFlags = Procedure<Program::kRemote, 432, NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsRet>;
using NetworkCreateXmlFlags = Procedure<Program::kRemote, 437, NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsRet>;
using NetworkSetMetadata = Procedure<Program::kRemote, 444, NetworkSetMetadataArgs, None>;
using NetworkGetMetadata = Procedure<Program::kRemote, 445, NetworkGetMetadataArgs, NetworkGetMetadataRet>;

}  // namespace pleiad::rpc::wire

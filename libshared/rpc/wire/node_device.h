// SPDX-License-Identifier: Apache-2.0
// wire/node_device.h: calls on node devices:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct NodeDeviceLookupByNameArgs {
  std::string name;
};

struct NodeDeviceLookupByNameRet {
  NonnullNodeDevice dev;
};

struct NodeDeviceLookupScsiHostByWwnArgs {
  std::string wwnn;
  std::string wwpn;
  uint32_t flags = 0;
};

struct NodeDeviceLookupScsiHostByWwnRet {
  NonnullNodeDevice dev;
};

struct NodeDeviceGetXmlDescArgs {
  std::string name;
  uint32_t flags = 0;
};

struct NodeDeviceGetXmlDescRet {
  std::string xml;
};

struct NodeDeviceGetParentArgs {
  std::string name;
};

struct NodeDeviceGetParentRet {
  std::optional<std::string> parent_name;
};

struct NodeDeviceNumOfCapsArgs {
  std::string name;
};

struct NodeDeviceNumOfCapsRet {
  int32_t num = 0;
};

struct NodeDeviceListCapsArgs {
  std::string name;
  int32_t maxnames = 0;
};

struct NodeDeviceListCapsRet {
  xdr::List<std::string, 65536> names;
};

struct NodeDeviceDettachArgs {
  std::string name;
};

struct NodeDeviceDetachFlagsArgs {
  std::string name;
  std::optional<std::string> driver_name;
  uint32_t flags = 0;
};

struct NodeDeviceReAttachArgs {
  std::string name;
};

struct NodeDeviceResetArgs {
  std::string name;
};

struct NodeDeviceCreateXmlArgs {
  std::string xml_desc;
  uint32_t flags = 0;
};

struct NodeDeviceCreateXmlRet {
  NonnullNodeDevice dev;
};

struct NodeDeviceDestroyArgs {
  std::string name;
};

struct NodeDeviceDefineXmlArgs {
  std::string xml_desc;
  uint32_t flags = 0;
};

struct NodeDeviceDefineXmlRet {
  NonnullNodeDevice dev;
};

struct NodeDeviceUndefineArgs {
  std::string name;
  uint32_t flags = 0;
};

struct NodeDeviceCreateArgs {
  std::string name;
  uint32_t flags = 0;
};

struct NodeDeviceGetAutostartArgs {
  std::string name;
};

struct NodeDeviceGetAutostartRet {
  int32_t autostart = 0;
};

struct NodeDeviceSetAutostartArgs {
  std::string name;
  int32_t autostart = 0;
};

struct NodeDeviceIsPersistentArgs {
  std::string name;
};

struct NodeDeviceIsPersistentRet {
  int32_t persistent = 0;
};

struct NodeDeviceIsActiveArgs {
  std::string name;
};

struct NodeDeviceIsActiveRet {
  int32_t active = 0;
};

struct NodeDeviceUpdateArgs {
  std::string name;
  std::string xml_desc;
  uint32_t flags = 0;
};

struct ConnectListAllNodeDevicesArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllNodeDevicesRet {
  xdr::List<NonnullNodeDevice, 65536> devices;
  uint32_t ret = 0;
};

using NodeDeviceLookupByName = Procedure<Program::kRemote, 113, NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet>;
using NodeDeviceGetXmlDesc = Procedure<Program::kRemote, 114, NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet>;
using NodeDeviceGetParent = Procedure<Program::kRemote, 115, NodeDeviceGetParentArgs, NodeDeviceGetParentRet>;
using NodeDeviceNumOfCaps = Procedure<Program::kRemote, 116, NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsRet>;
using NodeDeviceListCaps = Procedure<Program::kRemote, 117, NodeDeviceListCapsArgs, NodeDeviceListCapsRet>;
using NodeDeviceDettach = Procedure<Program::kRemote, 118, NodeDeviceDettachArgs, None>;
using NodeDeviceReAttach = Procedure<Program::kRemote, 119, NodeDeviceReAttachArgs, None>;
using NodeDeviceReset = Procedure<Program::kRemote, 120, NodeDeviceResetArgs, None>;
using NodeDeviceCreateXml = Procedure<Program::kRemote, 123, NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlRet>;
using NodeDeviceDestroy = Procedure<Program::kRemote, 124, NodeDeviceDestroyArgs, None>;
using ConnectListAllNodeDevices = Procedure<Program::kRemote, 285, ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet>;
using NodeDeviceLookupScsiHostByWwn = Procedure<Program::kRemote, 297, NodeDeviceLookupScsiHostByWwnArgs, NodeDeviceLookupScsiHostByWwnRet>;
using NodeDeviceDetachFlags = Procedure<Program::kRemote, 301, NodeDeviceDetachFlagsArgs, None>;
using NodeDeviceDefineXml = Procedure<Program::kRemote, 428, NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlRet>;
using NodeDeviceUndefine = Procedure<Program::kRemote, 429, NodeDeviceUndefineArgs, None>;
using NodeDeviceCreate = Procedure<Program::kRemote, 430, NodeDeviceCreateArgs, None>;
using NodeDeviceGetAutostart = Procedure<Program::kRemote, 433, NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartRet>;
using NodeDeviceSetAutostart = Procedure<Program::kRemote, 434, NodeDeviceSetAutostartArgs, None>;
using NodeDeviceIsPersistent = Procedure<Program::kRemote, 435, NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentRet>;
using NodeDeviceIsActive = Procedure<Program::kRemote, 436, NodeDeviceIsActiveArgs, NodeDeviceIsActiveRet>;
using NodeDeviceUpdate = Procedure<Program::kRemote, 447, NodeDeviceUpdateArgs, None>;

}  // namespace pleiad::rpc::wire

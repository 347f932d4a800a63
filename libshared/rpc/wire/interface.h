// SPDX-License-Identifier: Apache-2.0
// wire/interface.h: calls on host interfaces:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectNumOfInterfacesRet {
  int32_t num = 0;
};

struct ConnectListInterfacesArgs {
  int32_t maxnames = 0;
};

struct ConnectListInterfacesRet {
  xdr::List<std::string, 16384> names;
};

struct ConnectNumOfDefinedInterfacesRet {
  int32_t num = 0;
};

struct ConnectListDefinedInterfacesArgs {
  int32_t maxnames = 0;
};

struct ConnectListDefinedInterfacesRet {
  xdr::List<std::string, 16384> names;
};

struct InterfaceLookupByNameArgs {
  std::string name;
};

struct InterfaceLookupByNameRet {
  NonnullInterface iface;
};

struct InterfaceLookupByMacStringArgs {
  std::string mac;
};

struct InterfaceLookupByMacStringRet {
  NonnullInterface iface;
};

struct InterfaceGetXmlDescArgs {
  NonnullInterface iface;
  uint32_t flags = 0;
};

struct InterfaceGetXmlDescRet {
  std::string xml;
};

struct InterfaceDefineXmlArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct InterfaceDefineXmlRet {
  NonnullInterface iface;
};

struct InterfaceUndefineArgs {
  NonnullInterface iface;
};

struct InterfaceCreateArgs {
  NonnullInterface iface;
  uint32_t flags = 0;
};

struct InterfaceDestroyArgs {
  NonnullInterface iface;
  uint32_t flags = 0;
};

struct InterfaceChangeBeginArgs {
  uint32_t flags = 0;
};

struct InterfaceChangeCommitArgs {
  uint32_t flags = 0;
};

struct InterfaceChangeRollbackArgs {
  uint32_t flags = 0;
};

struct InterfaceIsActiveArgs {
  NonnullInterface iface;
};

struct InterfaceIsActiveRet {
  int32_t active = 0;
};

struct ConnectListAllInterfacesArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllInterfacesRet {
  xdr::List<NonnullInterface, 16384> ifaces;
  uint32_t ret = 0;
};

using ConnectNumOfInterfaces = Procedure<Program::kRemote, 126, None, ConnectNumOfInterfacesRet>;
using ConnectListInterfaces = Procedure<Program::kRemote, 127, ConnectListInterfacesArgs, ConnectListInterfacesRet>;
using InterfaceLookupByName = Procedure<Program::kRemote, 128, InterfaceLookupByNameArgs, InterfaceLookupByNameRet>;
using InterfaceLookupByMacString = Procedure<Program::kRemote, 129, InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringRet>;
using InterfaceGetXmlDesc = Procedure<Program::kRemote, 130, InterfaceGetXmlDescArgs, InterfaceGetXmlDescRet>;
using InterfaceDefineXml = Procedure<Program::kRemote, 131, InterfaceDefineXmlArgs, InterfaceDefineXmlRet>;
using InterfaceUndefine = Procedure<Program::kRemote, 132, InterfaceUndefineArgs, None>;
using InterfaceCreate = Procedure<Program::kRemote, 133, InterfaceCreateArgs, None>;
using InterfaceDestroy = Procedure<Program::kRemote, 134, InterfaceDestroyArgs, None>;
using ConnectNumOfDefinedInterfaces = Procedure<Program::kRemote, 137, None, ConnectNumOfDefinedInterfacesRet>;
using ConnectListDefinedInterfaces = Procedure<Program::kRemote, 138, ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesRet>;
using InterfaceIsActive = Procedure<Program::kRemote, 156, InterfaceIsActiveArgs, InterfaceIsActiveRet>;
using InterfaceChangeBegin = Procedure<Program::kRemote, 220, InterfaceChangeBeginArgs, None>;
using InterfaceChangeCommit = Procedure<Program::kRemote, 221, InterfaceChangeCommitArgs, None>;
using InterfaceChangeRollback = Procedure<Program::kRemote, 222, InterfaceChangeRollbackArgs, None>;
using ConnectListAllInterfaces = Procedure<Program::kRemote, 284, ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet>;

}  // namespace pleiad::rpc::wire

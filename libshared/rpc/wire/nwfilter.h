// SPDX-License-Identifier: Apache-2.0
// wire/nwfilter.h: calls on network filters and their bindings:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectNumOfNwfiltersRet {
  int32_t num = 0;
};

struct ConnectListNwfiltersArgs {
  int32_t maxnames = 0;
};

struct ConnectListNwfiltersRet {
  xdr::List<std::string, 16384> names;
};

struct NwfilterLookupByUuidArgs {
  Uuid uuid;
};

struct NwfilterLookupByUuidRet {
  NonnullNwfilter nwfilter;
};

struct NwfilterLookupByNameArgs {
  std::string name;
};

struct NwfilterLookupByNameRet {
  NonnullNwfilter nwfilter;
};

struct NwfilterDefineXmlArgs {
  std::string xml;
};

struct NwfilterDefineXmlRet {
  NonnullNwfilter nwfilter;
};

struct NwfilterDefineXmlFlagsArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct NwfilterDefineXmlFlagsRet {
  NonnullNwfilter nwfilter;
};

struct NwfilterUndefineArgs {
  NonnullNwfilter nwfilter;
};

struct NwfilterGetXmlDescArgs {
  NonnullNwfilter nwfilter;
  uint32_t flags = 0;
};

struct NwfilterGetXmlDescRet {
  std::string xml;
};

struct ConnectListAllNwfiltersArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllNwfiltersRet {
  xdr::List<NonnullNwfilter, 16384> filters;
  uint32_t ret = 0;
};

struct NwfilterBindingLookupByPortDevArgs {
  std::string name;
};

struct NwfilterBindingLookupByPortDevRet {
  NonnullNwfilterBinding nwfilter;
};

struct NwfilterBindingCreateXmlArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct NwfilterBindingCreateXmlRet {
  NonnullNwfilterBinding nwfilter;
};

struct NwfilterBindingDeleteArgs {
  NonnullNwfilterBinding nwfilter;
};

struct NwfilterBindingGetXmlDescArgs {
  NonnullNwfilterBinding nwfilter;
  uint32_t flags = 0;
};

struct NwfilterBindingGetXmlDescRet {
  std::string xml;
};

struct ConnectListAllNwfilterBindingsArgs {
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectListAllNwfilterBindingsRet {
  xdr::List<NonnullNwfilterBinding, 16384> bindings;
  uint32_t ret = 0;
};

using NwfilterLookupByName = Procedure<Program::kRemote, 175, NwfilterLookupByNameArgs, NwfilterLookupByNameRet>;
using NwfilterLookupByUuid = Procedure<Program::kRemote, 176, NwfilterLookupByUuidArgs, NwfilterLookupByUuidRet>;
using NwfilterGetXmlDesc = Procedure<Program::kRemote, 177, NwfilterGetXmlDescArgs, NwfilterGetXmlDescRet>;
using ConnectNumOfNwfilters = Procedure<Program::kRemote, 178, None, ConnectNumOfNwfiltersRet>;
using ConnectListNwfilters = Procedure<Program::kRemote, 179, ConnectListNwfiltersArgs, ConnectListNwfiltersRet>;
using NwfilterDefineXml = Procedure<Program::kRemote, 180, NwfilterDefineXmlArgs, NwfilterDefineXmlRet>;
using NwfilterUndefine = Procedure<Program::kRemote, 181, NwfilterUndefineArgs, None>;
using ConnectListAllNwfilters = Procedure<Program::kRemote, 286, ConnectListAllNwfiltersArgs, ConnectListAllNwfiltersRet>;
using NwfilterBindingLookupByPortDev = Procedure<Program::kRemote, 397, NwfilterBindingLookupByPortDevArgs, NwfilterBindingLookupByPortDevRet>;
using NwfilterBindingGetXmlDesc = Procedure<Program::kRemote, 398, NwfilterBindingGetXmlDescArgs, NwfilterBindingGetXmlDescRet>;
using NwfilterBindingCreateXml = Procedure<Program::kRemote, 399, NwfilterBindingCreateXmlArgs, NwfilterBindingCreateXmlRet>;
using NwfilterBindingDelete = Procedure<Program::kRemote, 400, NwfilterBindingDeleteArgs, None>;
using ConnectListAllNwfilterBindings = Procedure<Program::kRemote, 401, ConnectListAllNwfilterBindingsArgs, ConnectListAllNwfilterBindingsRet>;
using NwfilterDefineXmlFlags = Procedure<Program::kRemote, 431, NwfilterDefineXmlFlagsArgs, NwfilterDefineXmlFlagsRet>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/admin.h: the admin program, spoken on the admin sockets:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct AdminNonnullServer {
  std::string name;
};

struct AdminNonnullClient {
  AdminNonnullServer srv;
  uint64_t id = 0;
  int64_t timestamp = 0;
  uint32_t transport = 0;
};

struct AdminConnectOpenArgs {
  uint32_t flags = 0;
};

struct AdminConnectGetLibVersionRet {
  uint64_t lib_ver = 0;
};

struct AdminConnectListServersArgs {
  uint32_t need_results = 0;
  uint32_t flags = 0;
};

struct AdminConnectListServersRet {
  xdr::List<AdminNonnullServer, 16384> servers;
  uint32_t ret = 0;
};

struct AdminConnectLookupServerArgs {
  std::string name;
  uint32_t flags = 0;
};

struct AdminConnectLookupServerRet {
  AdminNonnullServer srv;
};

struct AdminServerGetThreadpoolParametersArgs {
  AdminNonnullServer srv;
  uint32_t flags = 0;
};

struct AdminServerGetThreadpoolParametersRet {
  xdr::List<TypedParam, 32> params;
};

struct AdminServerSetThreadpoolParametersArgs {
  AdminNonnullServer srv;
  xdr::List<TypedParam, 32> params;
  uint32_t flags = 0;
};

struct AdminServerListClientsArgs {
  AdminNonnullServer srv;
  uint32_t need_results = 0;
  uint32_t flags = 0;
};

struct AdminServerListClientsRet {
  xdr::List<AdminNonnullClient, 16384> clients;
  uint32_t ret = 0;
};

struct AdminServerLookupClientArgs {
  AdminNonnullServer srv;
  uint64_t id = 0;
  uint32_t flags = 0;
};

struct AdminServerLookupClientRet {
  AdminNonnullClient clnt;
};

struct AdminClientGetInfoArgs {
  AdminNonnullClient clnt;
  uint32_t flags = 0;
};

struct AdminClientGetInfoRet {
  xdr::List<TypedParam, 64> params;
};

struct AdminClientCloseArgs {
  AdminNonnullClient clnt;
  uint32_t flags = 0;
};

struct AdminServerGetClientLimitsArgs {
  AdminNonnullServer srv;
  uint32_t flags = 0;
};

struct AdminServerGetClientLimitsRet {
  xdr::List<TypedParam, 32> params;
};

struct AdminServerSetClientLimitsArgs {
  AdminNonnullServer srv;
  xdr::List<TypedParam, 32> params;
  uint32_t flags = 0;
};

struct AdminServerUpdateTlsFilesArgs {
  AdminNonnullServer srv;
  uint32_t flags = 0;
};

struct AdminConnectGetLoggingOutputsArgs {
  uint32_t flags = 0;
};

struct AdminConnectGetLoggingOutputsRet {
  std::string outputs;
  uint32_t noutputs = 0;
};

struct AdminConnectGetLoggingFiltersArgs {
  uint32_t flags = 0;
};

struct AdminConnectGetLoggingFiltersRet {
  std::optional<std::string> filters;
  uint32_t nfilters = 0;
};

struct AdminConnectSetLoggingOutputsArgs {
  std::optional<std::string> outputs;
  uint32_t flags = 0;
};

struct AdminConnectSetLoggingFiltersArgs {
  std::optional<std::string> filters;
  uint32_t flags = 0;
};

struct AdminConnectSetDaemonTimeoutArgs {
  uint32_t timeout = 0;
  uint32_t flags = 0;
};

struct AdminConnectDaemonShutdownArgs {
  uint32_t flags = 0;
};

using AdminConnectOpen = Procedure<Program::kAdmin, 1, AdminConnectOpenArgs, None>;
using AdminConnectClose = Procedure<Program::kAdmin, 2, None, None>;
using AdminConnectGetLibVersion = Procedure<Program::kAdmin, 3, None, AdminConnectGetLibVersionRet>;
using AdminConnectListServers = Procedure<Program::kAdmin, 4, AdminConnectListServersArgs, AdminConnectListServersRet>;
using AdminConnectLookupServer = Procedure<Program::kAdmin, 5, AdminConnectLookupServerArgs, AdminConnectLookupServerRet>;
using AdminServerGetThreadpoolParameters = Procedure<Program::kAdmin, 6, AdminServerGetThreadpoolParametersArgs, AdminServerGetThreadpoolParametersRet>;
using AdminServerSetThreadpoolParameters = Procedure<Program::kAdmin, 7, AdminServerSetThreadpoolParametersArgs, None>;
using AdminServerListClients = Procedure<Program::kAdmin, 8, AdminServerListClientsArgs, AdminServerListClientsRet>;
using AdminServerLookupClient = Procedure<Program::kAdmin, 9, AdminServerLookupClientArgs, AdminServerLookupClientRet>;
using AdminClientGetInfo = Procedure<Program::kAdmin, 10, AdminClientGetInfoArgs, AdminClientGetInfoRet>;
using AdminClientClose = Procedure<Program::kAdmin, 11, AdminClientCloseArgs, None>;
using AdminServerGetClientLimits = Procedure<Program::kAdmin, 12, AdminServerGetClientLimitsArgs, AdminServerGetClientLimitsRet>;
using AdminServerSetClientLimits = Procedure<Program::kAdmin, 13, AdminServerSetClientLimitsArgs, None>;
using AdminConnectGetLoggingOutputs = Procedure<Program::kAdmin, 14, AdminConnectGetLoggingOutputsArgs, AdminConnectGetLoggingOutputsRet>;
using AdminConnectGetLoggingFilters = Procedure<Program::kAdmin, 15, AdminConnectGetLoggingFiltersArgs, AdminConnectGetLoggingFiltersRet>;
using AdminConnectSetLoggingOutputs = Procedure<Program::kAdmin, 16, AdminConnectSetLoggingOutputsArgs, None>;
using AdminConnectSetLoggingFilters = Procedure<Program::kAdmin, 17, AdminConnectSetLoggingFiltersArgs, None>;
using AdminServerUpdateTlsFiles = Procedure<Program::kAdmin, 18, AdminServerUpdateTlsFilesArgs, None>;
using AdminConnectSetDaemonTimeout = Procedure<Program::kAdmin, 19, AdminConnectSetDaemonTimeoutArgs, None>;
using AdminConnectDaemonShutdown = Procedure<Program::kAdmin, 20, AdminConnectDaemonShutdownArgs, None>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/node.h: calls about the host:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct NodeCpuStat {
  std::string field;
  uint64_t value = 0;
};

struct NodeMemoryStat {
  std::string field;
  uint64_t value = 0;
};

struct NodeGetInfoRet {
  std::array<int8_t, 32> model{};
  uint64_t memory = 0;
  int32_t cpus = 0;
  int32_t mhz = 0;
  int32_t nodes = 0;
  int32_t sockets = 0;
  int32_t cores = 0;
  int32_t threads = 0;
};

struct NodeGetCpuStatsArgs {
  int32_t cpu_num = 0;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct NodeGetCpuStatsRet {
  xdr::List<NodeCpuStat, 16> params;
  int32_t nparams = 0;
};

struct NodeGetMemoryStatsArgs {
  int32_t nparams = 0;
  int32_t cell_num = 0;
  uint32_t flags = 0;
};

struct NodeGetMemoryStatsRet {
  xdr::List<NodeMemoryStat, 16> params;
  int32_t nparams = 0;
};

struct NodeGetCellsFreeMemoryArgs {
  int32_t start_cell = 0;
  int32_t maxcells = 0;
};

struct NodeGetCellsFreeMemoryRet {
  xdr::List<uint64_t, 1024> cells;
};

struct NodeGetFreeMemoryRet {
  uint64_t free_mem = 0;
};

struct NodeGetSecurityModelRet {
  xdr::List<int8_t, 257> model;
  xdr::List<int8_t, 257> doi;
};

struct NodeNumOfDevicesArgs {
  std::optional<std::string> cap;
  uint32_t flags = 0;
};

struct NodeNumOfDevicesRet {
  int32_t num = 0;
};

struct NodeListDevicesArgs {
  std::optional<std::string> cap;
  int32_t maxnames = 0;
  uint32_t flags = 0;
};

struct NodeListDevicesRet {
  xdr::List<std::string, 65536> names;
};

struct NodeSuspendForDurationArgs {
  uint32_t target = 0;
  uint64_t duration = 0;
  uint32_t flags = 0;
};

struct NodeSetMemoryParametersArgs {
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct NodeGetMemoryParametersArgs {
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct NodeGetMemoryParametersRet {
  xdr::List<TypedParam, 64> params;
  int32_t nparams = 0;
};

struct NodeGetCpuMapArgs {
  int32_t need_map = 0;
  int32_t need_online = 0;
  uint32_t flags = 0;
};

struct NodeGetCpuMapRet {
  xdr::Opaque<2048> cpumap;
  uint32_t online = 0;
  int32_t ret = 0;
};

struct NodeGetFreePagesArgs {
  xdr::List<uint32_t, 1024> pages;
  int32_t start_cell = 0;
  uint32_t cell_count = 0;
  uint32_t flags = 0;
};

struct NodeGetFreePagesRet {
  xdr::List<uint64_t, 1024> counts;
};

struct NodeAllocPagesArgs {
  xdr::List<uint32_t, 1024> page_sizes;
  xdr::List<uint64_t, 1024> page_counts;
  int32_t start_cell = 0;
  uint32_t cell_count = 0;
  uint32_t flags = 0;
};

struct NodeAllocPagesRet {
  int32_t ret = 0;
};

struct NodeGetSevInfoArgs {
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct NodeGetSevInfoRet {
  xdr::List<TypedParam, 64> params;
  int32_t nparams = 0;
};

using NodeGetInfo = Procedure<Program::kRemote, 6, None, NodeGetInfoRet>;
using NodeGetCellsFreeMemory = Procedure<Program::kRemote, 101, NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryRet>;
using NodeGetFreeMemory = Procedure<Program::kRemote, 102, None, NodeGetFreeMemoryRet>;
using NodeNumOfDevices = Procedure<Program::kRemote, 111, NodeNumOfDevicesArgs, NodeNumOfDevicesRet>;
using NodeListDevices = Procedure<Program::kRemote, 112, NodeListDevicesArgs, NodeListDevicesRet>;
using NodeGetSecurityModel = Procedure<Program::kRemote, 122, None, NodeGetSecurityModelRet>;
using NodeGetCpuStats = Procedure<Program::kRemote, 227, NodeGetCpuStatsArgs, NodeGetCpuStatsRet>;
using NodeGetMemoryStats = Procedure<Program::kRemote, 228, NodeGetMemoryStatsArgs, NodeGetMemoryStatsRet>;
using NodeSuspendForDuration = Procedure<Program::kRemote, 250, NodeSuspendForDurationArgs, None>;
using NodeSetMemoryParameters = Procedure<Program::kRemote, 288, NodeSetMemoryParametersArgs, None>;
using NodeGetMemoryParameters = Procedure<Program::kRemote, 289, NodeGetMemoryParametersArgs, NodeGetMemoryParametersRet>;
using NodeGetCpuMap = Procedure<Program::kRemote, 293, NodeGetCpuMapArgs, NodeGetCpuMapRet>;
using NodeGetFreePages = Procedure<Program::kRemote, 340, NodeGetFreePagesArgs, NodeGetFreePagesRet>;
using NodeAllocPages = Procedure<Program::kRemote, 347, NodeAllocPagesArgs, NodeAllocPagesRet>;
using NodeGetSevInfo = Procedure<Program::kRemote, 395, NodeGetSevInfoArgs, NodeGetSevInfoRet>;

}  // namespace pleiad::rpc::wire

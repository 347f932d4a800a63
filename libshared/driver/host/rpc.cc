// SPDX-License-Identifier: Apache-2.0
// host/rpc.cc: procedures about the connection, the hypervisor and the host.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/refused_rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/node.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

// What a connection to this daemon can do whatever the driver: passing descriptors, strings as parameters, keepalive,
// event callbacks by id, telling of its close, and networks updated in the order that the client wrote.
bool FrontSupports(int32_t feature) {
  switch (feature) {
    case 8:   // VIR_DRV_FEATURE_FD_PASSING
    case 9:   // VIR_DRV_FEATURE_TYPED_PARAM_STRING
    case 10:  // VIR_DRV_FEATURE_PROGRAM_KEEPALIVE
    case 11:  // VIR_DRV_FEATURE_XML_MIGRATABLE
    case 14:  // VIR_DRV_FEATURE_REMOTE_EVENT_CALLBACK
    case 15:  // VIR_DRV_FEATURE_REMOTE_CLOSE_CALLBACK
    case 16:  // VIR_DRV_FEATURE_NETWORK_UPDATE_HAS_CORRECT_ORDER
      return true;
    default:
      return false;
  }
}

absl::StatusOr<int32_t> SupportsFeature(HostDriver& host, const Caller& caller, int32_t feature) {
  if (FrontSupports(feature)) return 1;
  ASSIGN_OR_RETURN(const bool supported, host.SupportsFeature(caller, feature));
  return supported ? 1 : 0;
}

absl::StatusOr<wire::NodeGetInfoRet> GetNodeInfo(HostDriver& host, const Caller& caller) {
  ASSIGN_OR_RETURN(const NodeInfo info, host.GetNodeInfo(caller));
  wire::NodeGetInfoRet ret{.memory = info.memory_kib,
                           .cpus = info.cpus,
                           .mhz = info.mhz,
                           .nodes = info.nodes,
                           .sockets = info.sockets,
                           .cores = info.cores,
                           .threads = info.threads};
  std::copy_n(info.model.begin(), std::min(info.model.size(), ret.model.size() - 1), ret.model.begin());
  return ret;
}

absl::StatusOr<wire::NodeGetCpuMapRet> GetCpuMap(HostDriver& host, const Caller& caller, const wire::NodeGetCpuMapArgs& args) {
  ASSIGN_OR_RETURN(NodeCpuMap map, host.GetNodeCpuMap(caller, args.flags));
  wire::NodeGetCpuMapRet ret;
  ret.ret = map.total;
  if (args.need_map) ret.cpumap.bytes = std::move(map.online_map);
  if (args.need_online) ret.online = map.online;
  return ret;
}

absl::StatusOr<std::vector<uint64_t>> GetCellsFreeMemory(HostDriver& host, const Caller& caller,
                                                         const wire::NodeGetCellsFreeMemoryArgs& args) {
  RETURN_IF_ERROR(CheckCount(args.maxcells, 1024, "maxcells", "REMOTE_NODE_MAX_CELLS"));
  if (args.maxcells == 0) {
    return PlainError(ErrorDomain::kDomain, ErrorCode::kInvalidArg,
                      "maxCells in virNodeGetCellsFreeMemory must be greater than zero");
  }
  return host.NodeCellsFreeMemory(caller, args.start_cell, args.maxcells);
}

absl::StatusOr<std::vector<uint64_t>> GetFreePages(HostDriver& host, const Caller& caller,
                                                   const wire::NodeGetFreePagesArgs& args) {
  if (args.pages.items.empty())
    return PlainError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "npages in virNodeGetFreePages must not be zero");
  if (uint64_t{args.cell_count} * args.pages.items.size() > 1024) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "the result won't fit into REMOTE_NODE_MAX_CELLS");
  }
  return host.NodeFreePages(caller, args.pages.items, args.start_cell, args.cell_count, args.flags);
}

absl::StatusOr<wire::NodeGetSecurityModelRet> GetSecurityModel(HostDriver& host, const Caller& caller) {
  ASSIGN_OR_RETURN(const SecurityModel model, host.NodeSecurityModel(caller));
  wire::NodeGetSecurityModelRet ret;
  PutChars(ret.model, model.model);
  PutChars(ret.doi, model.doi);
  return ret;
}

absl::StatusOr<std::string> BaselineCpu(HostDriver& host, const Caller& caller, const wire::ConnectBaselineCpuArgs& args) {
  if (args.xml_cpus.items.empty())
    return PlainError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "xmlCPUs in virConnectBaselineCPU must not be NULL");
  return host.BaselineCpu(caller, args.xml_cpus.items, args.flags);
}

void BindConnect(rpc::Table& table, HostDriver& host) {
  table.Bind<wire::ConnectOpen>(host, &HostDriver::Open, {kConnectGetattr}, Run::kInline);                  // 1
  table.Handle<wire::ConnectClose>([](const Caller&, const wire::None&) { return absl::OkStatus(); }, {});  // 2
  table.Bind<wire::ConnectGetType>(host, &HostDriver::Type, {kConnectGetattr}, Run::kInline);               // 3
  table.Bind<wire::ConnectGetVersion>(host, &HostDriver::Version, {kConnectGetattr}, Run::kWorker);         // 4
  table.Bind<wire::ConnectGetMaxVcpus>(host, &HostDriver::MaxVcpus, {kConnectRead}, Run::kWorker);          // 5
  table.Bind<wire::ConnectGetCapabilities>(host, &HostDriver::Capabilities, {kConnectRead}, Run::kWorker);  // 7
  table.Bind<wire::ConnectGetHostname>(host, &HostDriver::Hostname, {kConnectGetattr}, Run::kWorker);       // 59
  table.Handle<wire::ConnectSupportsFeature>(                                                               // 60
      [&host](const Caller& caller, const wire::ConnectSupportsFeatureArgs& args) {
        return SupportsFeature(host, caller, args.feature);
      },
      {kConnectGetattr}, Run::kInline);
  table.Bind<wire::ConnectGetUri>(host, &HostDriver::Uri, {kConnectGetattr}, Run::kInline);                             // 110
  table.Bind<wire::ConnectDomainXmlFromNative>(host, &HostDriver::DomainXmlFromNative, {kConnectWrite}, Run::kWorker);  // 135
  table.Bind<wire::ConnectDomainXmlToNative>(host, &HostDriver::DomainXmlToNative, {kConnectWrite}, Run::kWorker);      // 136
  // The hypervisor is on this host; whether the way to it is secure is the client's knowledge.
  table.Handle<wire::ConnectIsSecure>([](const Caller&, const wire::None&) { return absl::StatusOr<int32_t>(1); }, {});  // 149
  table.Bind<wire::ConnectGetLibVersion>(host, &HostDriver::LibVersion, {kConnectGetattr}, Run::kInline);                // 157
  table.Bind<wire::ConnectGetSysinfo>(host, &HostDriver::Sysinfo, {kConnectRead}, Run::kWorker);                         // 203
  // Nothing happens to a local hypervisor that would close the connection by itself, so that there is nothing to keep.
  table.Handle<wire::ConnectRegisterCloseCallback>([](const Caller&, const wire::None&) { return absl::OkStatus(); },
                                                   {kConnectGetattr});  // 360
  table.Handle<wire::ConnectUnregisterCloseCallback>([](const Caller&, const wire::None&) { return absl::OkStatus(); },
                                                     {kConnectGetattr});  // 361
}

void BindCpuModels(rpc::Table& table, HostDriver& host) {
  table.Bind<wire::ConnectCompareCpu>(host, &HostDriver::CompareCpu, {kConnectRead}, Run::kWorker);  // 158
  table.Handle<wire::ConnectBaselineCpu>(                                                            // 162
      [&host](const Caller& caller, const wire::ConnectBaselineCpuArgs& args) { return BaselineCpu(host, caller, args); },
      {kConnectRead}, Run::kWorker);
  table.BindList<wire::ConnectGetCpuModelNames>(host, &HostDriver::CpuModelNames, {kConnectRead}, Run::kWorker);  // 312
  table.Handle<wire::ConnectGetDomainCapabilities>(                                                               // 342
      [&host](const Caller& caller, const wire::ConnectGetDomainCapabilitiesArgs& args) {
        return host.DomainCapabilities(caller, {args.emulatorbin, args.arch, args.machine, args.virttype}, args.flags);
      },
      {kConnectWrite}, Run::kWorker);
  table.Handle<wire::ConnectCompareHypervisorCpu>(  // 393
      [&host](const Caller& caller, const wire::ConnectCompareHypervisorCpuArgs& args) {
        return host.CompareHypervisorCpu(caller, {args.emulator, args.arch, args.machine, args.virttype}, args.xml_cpu,
                                         args.flags);
      },
      {kConnectWrite}, Run::kWorker);
  table.Handle<wire::ConnectBaselineHypervisorCpu>(  // 394
      [&host](const Caller& caller, const wire::ConnectBaselineHypervisorCpuArgs& args) {
        return host.BaselineHypervisorCpu(caller, {args.emulator, args.arch, args.machine, args.virttype}, args.xml_cpus.items,
                                          args.flags);
      },
      {kConnectWrite}, Run::kWorker);
}

void BindNode(rpc::Table& table, HostDriver& host) {
  table.Handle<wire::NodeGetInfo>(  // 6
      [&host](const Caller& caller, const wire::None&) { return GetNodeInfo(host, caller); }, {kConnectRead}, Run::kInline);
  table.Handle<wire::NodeGetCellsFreeMemory>(  // 101
      [&host](const Caller& caller, const wire::NodeGetCellsFreeMemoryArgs& args) {
        return GetCellsFreeMemory(host, caller, args);
      },
      {kConnectRead}, Run::kInline);
  table.Bind<wire::NodeGetFreeMemory>(host, &HostDriver::NodeFreeMemory, {kConnectRead}, Run::kInline);  // 102
  table.Handle<wire::NodeGetSecurityModel>(                                                              // 122
      [&host](const Caller& caller, const wire::None&) { return GetSecurityModel(host, caller); }, {kConnectRead}, Run::kInline);
  table.Handle<wire::NodeGetCpuStats>(  // 227
      [&host](const Caller& caller, const wire::NodeGetCpuStatsArgs& args) {
        return ParamsReply<wire::NodeGetCpuStatsRet>(args, [&](uint32_t) {
          // How many there are is the same for every CPU, also for one that is not there.
          return host.NodeCpuStats(caller, args.nparams == 0 ? -1 : args.cpu_num, args.flags);
        });
      },
      {kConnectRead}, Run::kInline);
  table.Handle<wire::NodeGetMemoryStats>(  // 228
      [&host](const Caller& caller, const wire::NodeGetMemoryStatsArgs& args) {
        return ParamsReply<wire::NodeGetMemoryStatsRet>(
            args, [&](uint32_t) { return host.NodeMemoryStats(caller, args.cell_num, args.flags); });
      },
      {kConnectRead}, Run::kInline);
  table.Handle<wire::NodeGetMemoryParameters>(  // 289
      [&host](const Caller& caller, const wire::NodeGetMemoryParametersArgs& args) {
        return ParamsReply<wire::NodeGetMemoryParametersRet>(
            args, [&](uint32_t flags) { return host.NodeMemoryParameters(caller, flags); });
      },
      {kConnectRead}, Run::kWorker);
  table.Handle<wire::NodeGetCpuMap>(  // 293
      [&host](const Caller& caller, const wire::NodeGetCpuMapArgs& args) { return GetCpuMap(host, caller, args); },
      {kConnectRead}, Run::kInline);
  table.Handle<wire::NodeGetFreePages>(  // 340
      [&host](const Caller& caller, const wire::NodeGetFreePagesArgs& args) { return GetFreePages(host, caller, args); },
      {kConnectRead}, Run::kWorker);
  Refuse<wire::NodeSuspendForDuration>(table, {kConnectPmControl});  // 250
  Refuse<wire::NodeSetMemoryParameters>(table, {kConnectWrite});     // 288
  Refuse<wire::NodeAllocPages>(table, {kConnectWrite});              // 347
  Refuse<wire::NodeGetSevInfo>(table, {kConnectRead});               // 395
}

}  // namespace

void BindHostProcedures(rpc::Table& table, HostDriver& host) {
  BindConnect(table, host);
  BindCpuModels(table, host);
  BindNode(table, host);
}

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// domain/tuning_rpc.cc: procedures that read and change what a domain may use: memory, virtual CPUs, weights, metadata.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_block.h"
#include "libshared/rpc/wire/domain_config.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Tuning = DomainTuning;

constexpr uint32_t kMemoryMaximum = 4;                // VIR_DOMAIN_MEM_MAXIMUM
constexpr uint32_t kVcpuMaximum = 4, kVcpuGuest = 8;  // virDomainVcpuFlags
constexpr uint32_t kMaxVcpuInfo = 16384;
constexpr int64_t kMaxCpuMapBytes = 8388608;

absl::Status CheckMaps(int64_t maps, int64_t bytes_each, std::string_view name) {
  RETURN_IF_ERROR(CheckCount(maps, kMaxVcpuInfo, name, "REMOTE_VCPUINFO_MAX"));
  if (bytes_each < 0) return MakeError(ErrorDomain::kRpc, ErrorCode::kRpc, "maplen must be non-negative");
  if (maps * bytes_each > kMaxCpuMapBytes)
    return Error(ErrorDomain::kRpc, ErrorCode::kRpc, "%s * maplen > REMOTE_CPUMAPS_MAX", name);
  return absl::OkStatus();
}

absl::StatusOr<wire::DomainGetVcpusRet> GetVcpus(Tuning& tuning, const Caller& caller, const wire::DomainGetVcpusArgs& args) {
  RETURN_IF_ERROR(CheckMaps(args.maxinfo, args.maplen, "maxinfo"));
  ASSIGN_OR_RETURN(VcpuList list, tuning.Vcpus(caller, args.dom, args.maxinfo));
  const size_t count = std::min<size_t>(list.vcpus.size(), static_cast<size_t>(args.maxinfo));
  list.vcpus.resize(count);
  list.affinities.resize(count);
  wire::DomainGetVcpusRet ret;
  RETURN_IF_ERROR(rpc::binding::Assign(ret.info, std::move(list.vcpus)));
  ret.cpumaps.bytes = JoinCpuMaps(list.affinities, static_cast<size_t>(args.maplen));
  return ret;
}

absl::StatusOr<wire::DomainGetVcpuPinInfoRet> GetVcpuPins(Tuning& tuning, const Caller& caller,
                                                          const wire::DomainGetVcpuPinInfoArgs& args) {
  RETURN_IF_ERROR(CheckMaps(args.ncpumaps, args.maplen, "ncpumaps"));
  ASSIGN_OR_RETURN(auto maps, tuning.VcpuPinInfo(caller, args.dom, args.ncpumaps, args.flags));
  maps.resize(std::min<size_t>(maps.size(), static_cast<size_t>(args.ncpumaps)));
  return wire::DomainGetVcpuPinInfoRet{.cpumaps = {JoinCpuMaps(maps, static_cast<size_t>(args.maplen))},
                                       .num = static_cast<int32_t>(maps.size())};
}

absl::StatusOr<wire::DomainGetEmulatorPinInfoRet> GetEmulatorPins(Tuning& tuning, const Caller& caller,
                                                                  const wire::DomainGetEmulatorPinInfoArgs& args) {
  RETURN_IF_ERROR(CheckMaps(1, args.maplen, "1"));
  ASSIGN_OR_RETURN(auto map, tuning.EmulatorPinInfo(caller, args.dom, args.flags));
  return wire::DomainGetEmulatorPinInfoRet{.cpumaps = {JoinCpuMaps({map}, static_cast<size_t>(args.maplen))}, .ret = 1};
}

void BindMemoryAndVcpus(rpc::Table& table, Tuning& tuning) {
  table.Handle<wire::DomainGetMaxVcpus>(  // 18
      [&tuning](const Caller& caller, const wire::DomainGetMaxVcpusArgs& args) {
        return tuning.VcpuCount(caller, args.dom, kAffectLive | kVcpuMaximum);
      },
      {kDomainRead}, Run::kInline);
  table.Handle<wire::DomainGetVcpus>(  // 20
      [&tuning](const Caller& caller, const wire::DomainGetVcpusArgs& args) { return GetVcpus(tuning, caller, args); },
      {kDomainRead}, Run::kWorker);
  table.Handle<wire::DomainPinVcpu>(  // 26
      [&tuning](const Caller& caller, const wire::DomainPinVcpuArgs& args) {
        return tuning.PinVcpu(caller, args.dom, args.vcpu, args.cpumap.bytes, kAffectLive);
      },
      {kDomainWrite}, Run::kWorker);
  table.Handle<wire::DomainSetMaxMemory>(  // 30
      [&tuning](const Caller& caller, const wire::DomainSetMaxMemoryArgs& args) {
        return tuning.SetMemory(caller, args.dom, args.memory, kMemoryMaximum);
      },
      {kDomainWrite}, Run::kWorker);
  table.Handle<wire::DomainSetMemory>(  // 31
      [&tuning](const Caller& caller, const wire::DomainSetMemoryArgs& args) {
        return tuning.SetMemory(caller, args.dom, args.memory, kAffectLive);
      },
      {kDomainWrite}, Run::kWorker);
  table.Handle<wire::DomainSetVcpus>(  // 32
      [&tuning](const Caller& caller, const wire::DomainSetVcpusArgs& args) {
        return tuning.SetVcpus(caller, args.dom, args.nvcpus, kAffectLive);
      },
      {kDomainWrite}, Run::kWorker);
  Permissions set_vcpus = Changing();
  set_vcpus.push_back(kDomainWrite.When(kVcpuGuest));
  table.Bind<wire::DomainSetVcpusFlags>(tuning, &Tuning::SetVcpus, set_vcpus, Run::kWorker);  // 199
  // The agent counts the guest's own, therefore a worker.
  table.Bind<wire::DomainGetVcpusFlags>(tuning, &Tuning::VcpuCount, {kDomainRead, kDomainWrite.When(kVcpuGuest)},
                                        Run::kWorker);                                           // 200
  table.Bind<wire::DomainSetMemoryFlags>(tuning, &Tuning::SetMemory, Changing(), Run::kWorker);  // 204
  table.Bind<wire::DomainSetVcpu>(tuning, &Tuning::SetVcpu, Changing(), Run::kWorker);           // 384
}

void BindPinning(rpc::Table& table, Tuning& tuning) {
  table.Bind<wire::DomainPinVcpuFlags>(tuning, &Tuning::PinVcpu, Changing(), Run::kWorker);  // 225
  table.Handle<wire::DomainGetVcpuPinInfo>(                                                  // 230
      [&tuning](const Caller& caller, const wire::DomainGetVcpuPinInfoArgs& args) { return GetVcpuPins(tuning, caller, args); },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainPinEmulator>(tuning, &Tuning::PinEmulator, Changing(), Run::kWorker);  // 279
  table.Handle<wire::DomainGetEmulatorPinInfo>(                                                 // 280
      [&tuning](const Caller& caller, const wire::DomainGetEmulatorPinInfoArgs& args) {
        return GetEmulatorPins(tuning, caller, args);
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainPinIothread>(tuning, &Tuning::PinIothread, Changing(), Run::kWorker);  // 352
  table.Handle<wire::DomainGetIothreadInfo>(                                                    // 351
      [&tuning](const Caller& caller,
                const wire::DomainGetIothreadInfoArgs& args) -> absl::StatusOr<wire::DomainGetIothreadInfoRet> {
        ASSIGN_OR_RETURN(auto threads, tuning.Iothreads(caller, args.dom, args.flags));
        wire::DomainGetIothreadInfoRet ret{.info = {}, .ret = static_cast<uint32_t>(threads.size())};
        RETURN_IF_ERROR(rpc::binding::Assign(ret.info, std::move(threads)));
        return ret;
      },
      {kDomainRead}, Run::kWorker);
}

void BindIothreads(rpc::Table& table, Tuning& tuning) {
  table.Bind<wire::DomainAddIothread>(tuning, &Tuning::AddIothread, Changing(), Run::kWorker);                  // 355
  table.Bind<wire::DomainDelIothread>(tuning, &Tuning::DeleteIothread, Changing(), Run::kWorker);               // 356
  table.Bind<wire::DomainSetIothreadParams>(tuning, &Tuning::SetIothreadParameters, Changing(), Run::kWorker);  // 402
}

void BindParameters(rpc::Table& table, Tuning& tuning) {
  table.Bind<wire::DomainGetSchedulerType>(tuning, &Tuning::GetSchedulerType, {kDomainRead}, Run::kWorker);  // 56
  table.Handle<wire::DomainGetSchedulerParameters>(                                                          // 57
      [&tuning](const Caller& caller, const wire::DomainGetSchedulerParametersArgs& args) {
        return ParamsReply<wire::DomainGetSchedulerParametersRet>(
            args, [&](uint32_t flags) { return tuning.SchedulerParameters(caller, args.dom, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Handle<wire::DomainSetSchedulerParameters>(  // 58
      [&tuning](const Caller& caller, const wire::DomainSetSchedulerParametersArgs& args) {
        return tuning.SetSchedulerParameters(caller, args.dom, args.params.items, 0);
      },
      {kDomainWrite}, Run::kWorker);
  table.Bind<wire::DomainSetMemoryParameters>(tuning, &Tuning::SetMemoryParameters, Changing(), Run::kWorker);  // 197
  table.Handle<wire::DomainGetMemoryParameters>(                                                                // 198
      [&tuning](const Caller& caller,
                const wire::DomainGetMemoryParametersArgs& args) -> absl::StatusOr<wire::DomainGetMemoryParametersRet> {
        if (args.nparams == 0)
          return CountReply<wire::DomainGetMemoryParametersRet>(
              tuning.MemoryParameterCount(caller, args.dom, args.flags & ~kStringOkay));
        return ParamsReply<wire::DomainGetMemoryParametersRet>(
            args, [&](uint32_t flags) { return tuning.MemoryParameters(caller, args.dom, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetBlkioParameters>(tuning, &Tuning::SetBlkioParameters, Changing(), Run::kWorker);  // 205
  table.Handle<wire::DomainGetBlkioParameters>(                                                               // 206
      [&tuning](const Caller& caller,
                const wire::DomainGetBlkioParametersArgs& args) -> absl::StatusOr<wire::DomainGetBlkioParametersRet> {
        if (args.nparams == 0)
          return CountReply<wire::DomainGetBlkioParametersRet>(
              tuning.BlkioParameterCount(caller, args.dom, args.flags & ~kStringOkay));
        return ParamsReply<wire::DomainGetBlkioParametersRet>(
            args, [&](uint32_t flags) { return tuning.BlkioParameters(caller, args.dom, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetSchedulerParametersFlags>(tuning, &Tuning::SetSchedulerParameters, Changing(), Run::kWorker);  // 219
  table.Handle<wire::DomainGetSchedulerParametersFlags>(                                                                   // 223
      [&tuning](const Caller& caller, const wire::DomainGetSchedulerParametersFlagsArgs& args) {
        return ParamsReply<wire::DomainGetSchedulerParametersFlagsRet>(
            args, [&](uint32_t flags) { return tuning.SchedulerParameters(caller, args.dom, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetBlockIoTune>(tuning, &Tuning::SetBlockIoTune, Changing(), Run::kWorker);  // 252
  table.Handle<wire::DomainGetBlockIoTune>(                                                           // 253
      [&tuning](const Caller& caller, const wire::DomainGetBlockIoTuneArgs& args) {
        return ParamsReply<wire::DomainGetBlockIoTuneRet>(
            args, [&](uint32_t flags) { return tuning.BlockIoTune(caller, args.dom, args.disk, flags); });
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetNumaParameters>(tuning, &Tuning::SetNumaParameters, Changing(), Run::kWorker);  // 254
  table.Handle<wire::DomainGetNumaParameters>(                                                              // 255
      [&tuning](const Caller& caller, const wire::DomainGetNumaParametersArgs& args) {
        return ParamsReply<wire::DomainGetNumaParametersRet>(
            args, [&](uint32_t flags) { return tuning.NumaParameters(caller, args.dom, flags); });
      },
      {kDomainRead}, Run::kWorker);
}

void BindDeviceLimits(rpc::Table& table, Tuning& tuning) {
  table.Bind<wire::DomainSetInterfaceParameters>(tuning, &Tuning::SetInterfaceParameters, Changing(), Run::kWorker);  // 256
  table.Handle<wire::DomainGetInterfaceParameters>(                                                                   // 257
      [&tuning](const Caller& caller, const wire::DomainGetInterfaceParametersArgs& args) {
        // How many there are is the same for every device, also for one that is not there.
        return ParamsReply<wire::DomainGetInterfaceParametersRet>(args, [&](uint32_t flags) {
          return tuning.InterfaceParameters(caller, args.dom, args.nparams == 0 ? "" : args.device, flags);
        });
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetBlockThreshold>(tuning, &Tuning::SetBlockThreshold, {kDomainWrite}, Run::kWorker);  // 386
  table.Bind<wire::DomainSetThrottleGroup>(tuning, &Tuning::SetThrottleGroup, Changing(), Run::kWorker);        // 451
  table.Bind<wire::DomainDelThrottleGroup>(tuning, &Tuning::DeleteThrottleGroup, Changing(), Run::kWorker);     // 452
}

void BindMetadataAndPerf(rpc::Table& table, Tuning& tuning) {
  table.Bind<wire::DomainSetMetadata>(tuning, &Tuning::SetMetadata, Changing(), Run::kWorker);          // 264
  table.Bind<wire::DomainGetMetadata>(tuning, &Tuning::Metadata, {kDomainRead}, Run::kInline);          // 265
  table.Bind<wire::DomainGetPerfEvents>(tuning, &Tuning::PerfEvents, {kDomainRead}, Run::kWorker);      // 365
  table.Bind<wire::DomainSetPerfEvents>(tuning, &Tuning::SetPerfEvents, {kDomainWrite}, Run::kWorker);  // 366
}

}  // namespace

void BindTuningProcedures(rpc::Table& table, DomainTuning& tuning) {
  BindMemoryAndVcpus(table, tuning);
  BindPinning(table, tuning);
  BindIothreads(table, tuning);
  BindParameters(table, tuning);
  BindDeviceLimits(table, tuning);
  BindMetadataAndPerf(table, tuning);
}

}  // namespace pleiad::driver

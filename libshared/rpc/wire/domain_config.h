// SPDX-License-Identifier: Apache-2.0
// wire/domain_config.h: calls that change what a domain has:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct VcpuInfo {
  uint32_t number = 0;
  int32_t state = 0;
  uint64_t cpu_time = 0;
  int32_t cpu = 0;
};

struct DomainGetSchedulerParametersArgs {
  NonnullDomain dom;
  int32_t nparams = 0;
};

struct DomainGetSchedulerParametersRet {
  xdr::List<TypedParam, 16> params;
};

struct DomainGetSchedulerParametersFlagsArgs {
  NonnullDomain dom;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetSchedulerParametersFlagsRet {
  xdr::List<TypedParam, 16> params;
};

struct DomainSetSchedulerParametersArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 16> params;
};

struct DomainSetSchedulerParametersFlagsArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainSetMemoryParametersArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainGetMemoryParametersArgs {
  NonnullDomain dom;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetMemoryParametersRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct DomainSetNumaParametersArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainGetNumaParametersArgs {
  NonnullDomain dom;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetNumaParametersRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct DomainSetPerfEventsArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainGetPerfEventsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetPerfEventsRet {
  xdr::List<TypedParam, 64> params;
};

struct DomainSetInterfaceParametersArgs {
  NonnullDomain dom;
  std::string device;
  xdr::List<TypedParam, 16> params;
  uint32_t flags = 0;
};

struct DomainGetInterfaceParametersArgs {
  NonnullDomain dom;
  std::string device;
  int32_t nparams = 0;
  uint32_t flags = 0;
};

struct DomainGetInterfaceParametersRet {
  xdr::List<TypedParam, 16> params;
  int32_t nparams = 0;
};

struct DomainSetMaxMemoryArgs {
  NonnullDomain dom;
  uint64_t memory = 0;
};

struct DomainSetMemoryArgs {
  NonnullDomain dom;
  uint64_t memory = 0;
};

struct DomainSetMemoryFlagsArgs {
  NonnullDomain dom;
  uint64_t memory = 0;
  uint32_t flags = 0;
};

struct DomainSetMemoryStatsPeriodArgs {
  NonnullDomain dom;
  int32_t period = 0;
  uint32_t flags = 0;
};

struct DomainSetVcpusArgs {
  NonnullDomain dom;
  uint32_t nvcpus = 0;
};

struct DomainSetVcpusFlagsArgs {
  NonnullDomain dom;
  uint32_t nvcpus = 0;
  uint32_t flags = 0;
};

struct DomainGetVcpusFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetVcpusFlagsRet {
  int32_t num = 0;
};

struct DomainPinVcpuArgs {
  NonnullDomain dom;
  uint32_t vcpu = 0;
  xdr::Opaque<2048> cpumap;
};

struct DomainPinVcpuFlagsArgs {
  NonnullDomain dom;
  uint32_t vcpu = 0;
  xdr::Opaque<2048> cpumap;
  uint32_t flags = 0;
};

struct DomainGetVcpuPinInfoArgs {
  NonnullDomain dom;
  int32_t ncpumaps = 0;
  int32_t maplen = 0;
  uint32_t flags = 0;
};

struct DomainGetVcpuPinInfoRet {
  xdr::Opaque<8388608> cpumaps;
  int32_t num = 0;
};

struct DomainPinEmulatorArgs {
  NonnullDomain dom;
  xdr::Opaque<2048> cpumap;
  uint32_t flags = 0;
};

struct DomainGetEmulatorPinInfoArgs {
  NonnullDomain dom;
  int32_t maplen = 0;
  uint32_t flags = 0;
};

struct DomainGetEmulatorPinInfoRet {
  xdr::Opaque<8388608> cpumaps;
  int32_t ret = 0;
};

struct DomainGetVcpusArgs {
  NonnullDomain dom;
  int32_t maxinfo = 0;
  int32_t maplen = 0;
};

struct DomainGetVcpusRet {
  xdr::List<VcpuInfo, 16384> info;
  xdr::Opaque<8388608> cpumaps;
};

struct DomainGetMaxVcpusArgs {
  NonnullDomain dom;
};

struct DomainGetMaxVcpusRet {
  int32_t num = 0;
};

struct DomainIothreadInfo {
  uint32_t iothread_id = 0;
  xdr::Opaque<2048> cpumap;
};

struct DomainGetIothreadInfoArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetIothreadInfoRet {
  xdr::List<DomainIothreadInfo, 16384> info;
  uint32_t ret = 0;
};

struct DomainPinIothreadArgs {
  NonnullDomain dom;
  uint32_t iothreads_id = 0;
  xdr::Opaque<2048> cpumap;
  uint32_t flags = 0;
};

struct DomainAddIothreadArgs {
  NonnullDomain dom;
  uint32_t iothread_id = 0;
  uint32_t flags = 0;
};

struct DomainDelIothreadArgs {
  NonnullDomain dom;
  uint32_t iothread_id = 0;
  uint32_t flags = 0;
};

struct DomainSetIothreadParamsArgs {
  NonnullDomain dom;
  uint32_t iothread_id = 0;
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainAttachDeviceArgs {
  NonnullDomain dom;
  std::string xml;
};

struct DomainAttachDeviceFlagsArgs {
  NonnullDomain dom;
  std::string xml;
  uint32_t flags = 0;
};

struct DomainDetachDeviceArgs {
  NonnullDomain dom;
  std::string xml;
};

struct DomainDetachDeviceFlagsArgs {
  NonnullDomain dom;
  std::string xml;
  uint32_t flags = 0;
};

struct DomainUpdateDeviceFlagsArgs {
  NonnullDomain dom;
  std::string xml;
  uint32_t flags = 0;
};

struct DomainDetachDeviceAliasArgs {
  NonnullDomain dom;
  std::string alias;
  uint32_t flags = 0;
};

struct DomainSetMetadataArgs {
  NonnullDomain dom;
  int32_t type = 0;
  std::optional<std::string> metadata;
  std::optional<std::string> key;
  std::optional<std::string> uri;
  uint32_t flags = 0;
};

struct DomainGetMetadataArgs {
  NonnullDomain dom;
  int32_t type = 0;
  std::optional<std::string> uri;
  uint32_t flags = 0;
};

struct DomainGetMetadataRet {
  std::string metadata;
};

struct DomainSetVcpuArgs {
  NonnullDomain dom;
  std::string cpumap;
  int32_t state = 0;
  uint32_t flags = 0;
};

struct DomainGetLaunchSecurityInfoArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetLaunchSecurityInfoRet {
  xdr::List<TypedParam, 64> params;
};

struct DomainSetLaunchSecurityStateArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainStartDirtyRateCalcArgs {
  NonnullDomain dom;
  int32_t seconds = 0;
  uint32_t flags = 0;
};

using DomainAttachDevice = Procedure<Program::kRemote, 8, DomainAttachDeviceArgs, None>;
using DomainDetachDevice = Procedure<Program::kRemote, 13, DomainDetachDeviceArgs, None>;
using DomainGetMaxVcpus = Procedure<Program::kRemote, 18, DomainGetMaxVcpusArgs, DomainGetMaxVcpusRet>;
using DomainGetVcpus = Procedure<Program::kRemote, 20, DomainGetVcpusArgs, DomainGetVcpusRet>;
using DomainPinVcpu = Procedure<Program::kRemote, 26, DomainPinVcpuArgs, None>;
using DomainSetMaxMemory = Procedure<Program::kRemote, 30, DomainSetMaxMemoryArgs, None>;
using DomainSetMemory = Procedure<Program::kRemote, 31, DomainSetMemoryArgs, None>;
using DomainSetVcpus = Procedure<Program::kRemote, 32, DomainSetVcpusArgs, None>;
using DomainGetSchedulerParameters = Procedure<Program::kRemote, 57, DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersRet>;
using DomainSetSchedulerParameters = Procedure<Program::kRemote, 58, DomainSetSchedulerParametersArgs, None>;
using DomainAttachDeviceFlags = Procedure<Program::kRemote, 160, DomainAttachDeviceFlagsArgs, None>;
using DomainDetachDeviceFlags = Procedure<Program::kRemote, 161, DomainDetachDeviceFlagsArgs, None>;
using DomainUpdateDeviceFlags = Procedure<Program::kRemote, 174, DomainUpdateDeviceFlagsArgs, None>;
using DomainSetMemoryParameters = Procedure<Program::kRemote, 197, DomainSetMemoryParametersArgs, None>;
using DomainGetMemoryParameters = Procedure<Program::kRemote, 198, DomainGetMemoryParametersArgs, DomainGetMemoryParametersRet>;
using DomainSetVcpusFlags = Procedure<Program::kRemote, 199, DomainSetVcpusFlagsArgs, None>;
using DomainGetVcpusFlags = Procedure<Program::kRemote, 200, DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet>;
using DomainSetMemoryFlags = Procedure<Program::kRemote, 204, DomainSetMemoryFlagsArgs, None>;
using DomainSetSchedulerParametersFlags = Procedure<Program::kRemote, 219, DomainSetSchedulerParametersFlagsArgs, None>;
using DomainGetSchedulerParametersFlags = Procedure<Program::kRemote, 223, DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet>;
using DomainPinVcpuFlags = Procedure<Program::kRemote, 225, DomainPinVcpuFlagsArgs, None>;
using DomainGetVcpuPinInfo = Procedure<Program::kRemote, 230, DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoRet>;
using DomainSetNumaParameters = Procedure<Program::kRemote, 254, DomainSetNumaParametersArgs, None>;
using DomainGetNumaParameters = Procedure<Program::kRemote, 255, DomainGetNumaParametersArgs, DomainGetNumaParametersRet>;
using DomainSetInterfaceParameters = Procedure<Program::kRemote, 256, DomainSetInterfaceParametersArgs, None>;
using DomainGetInterfaceParameters = Procedure<Program::kRemote, 257, DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersRet>;
using DomainSetMetadata = Procedure<Program::kRemote, 264, DomainSetMetadataArgs, None>;
using DomainGetMetadata = Procedure<Program::kRemote, 265, DomainGetMetadataArgs, DomainGetMetadataRet>;
using DomainPinEmulator = Procedure<Program::kRemote, 279, DomainPinEmulatorArgs, None>;
using DomainGetEmulatorPinInfo = Procedure<Program::kRemote, 280, DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoRet>;
using DomainSetMemoryStatsPeriod = Procedure<Program::kRemote, 308, DomainSetMemoryStatsPeriodArgs, None>;
using DomainGetIothreadInfo = Procedure<Program::kRemote, 351, DomainGetIothreadInfoArgs, DomainGetIothreadInfoRet>;
using DomainPinIothread = Procedure<Program::kRemote, 352, DomainPinIothreadArgs, None>;
using DomainAddIothread = Procedure<Program::kRemote, 355, DomainAddIothreadArgs, None>;
using DomainDelIothread = Procedure<Program::kRemote, 356, DomainDelIothreadArgs, None>;
using DomainGetPerfEvents = Procedure<Program::kRemote, 365, DomainGetPerfEventsArgs, DomainGetPerfEventsRet>;
using DomainSetPerfEvents = Procedure<Program::kRemote, 366, DomainSetPerfEventsArgs, None>;
using DomainSetVcpu = Procedure<Program::kRemote, 384, DomainSetVcpuArgs, None>;
using DomainDetachDeviceAlias = Procedure<Program::kRemote, 392, DomainDetachDeviceAliasArgs, None>;
using DomainGetLaunchSecurityInfo = Procedure<Program::kRemote, 396, DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoRet>;
using DomainSetIothreadParams = Procedure<Program::kRemote, 402, DomainSetIothreadParamsArgs, None>;
using DomainStartDirtyRateCalc = Procedure<Program::kRemote, 427, DomainStartDirtyRateCalcArgs, None>;
using DomainSetLaunchSecurityState = Procedure<Program::kRemote, 439, DomainSetLaunchSecurityStateArgs, None>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/connect.h: calls about the connection and its hypervisor:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectOpenArgs {
  std::optional<std::string> name;
  uint32_t flags = 0;
};

struct ConnectSupportsFeatureArgs {
  int32_t feature = 0;
};

struct ConnectSupportsFeatureRet {
  int32_t supported = 0;
};

struct ConnectGetTypeRet {
  std::string type;
};

struct ConnectGetVersionRet {
  uint64_t hv_ver = 0;
};

struct ConnectGetLibVersionRet {
  uint64_t lib_ver = 0;
};

struct ConnectGetHostnameRet {
  std::string hostname;
};

struct ConnectGetSysinfoArgs {
  uint32_t flags = 0;
};

struct ConnectGetSysinfoRet {
  std::string sysinfo;
};

struct ConnectGetUriRet {
  std::string uri;
};

struct ConnectGetMaxVcpusArgs {
  std::optional<std::string> type;
};

struct ConnectGetMaxVcpusRet {
  int32_t max_vcpus = 0;
};

struct ConnectGetCapabilitiesRet {
  std::string capabilities;
};

struct ConnectGetDomainCapabilitiesArgs {
  std::optional<std::string> emulatorbin;
  std::optional<std::string> arch;
  std::optional<std::string> machine;
  std::optional<std::string> virttype;
  uint32_t flags = 0;
};

struct ConnectGetDomainCapabilitiesRet {
  std::string capabilities;
};

struct ConnectDomainXmlFromNativeArgs {
  std::string native_format;
  std::string native_config;
  uint32_t flags = 0;
};

struct ConnectDomainXmlFromNativeRet {
  std::string domain_xml;
};

struct ConnectDomainXmlToNativeArgs {
  std::string native_format;
  std::string domain_xml;
  uint32_t flags = 0;
};

struct ConnectDomainXmlToNativeRet {
  std::string native_config;
};

struct ConnectIsSecureRet {
  int32_t secure = 0;
};

struct ConnectCompareCpuArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct ConnectCompareCpuRet {
  int32_t result = 0;
};

struct ConnectBaselineCpuArgs {
  xdr::List<std::string, 256> xml_cpus;
  uint32_t flags = 0;
};

struct ConnectBaselineCpuRet {
  std::string cpu;
};

struct ConnectGetCpuModelNamesArgs {
  std::string arch;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct ConnectGetCpuModelNamesRet {
  xdr::List<std::string, 8192> models;
  int32_t ret = 0;
};

struct ConnectCompareHypervisorCpuArgs {
  std::optional<std::string> emulator;
  std::optional<std::string> arch;
  std::optional<std::string> machine;
  std::optional<std::string> virttype;
  std::string xml_cpu;
  uint32_t flags = 0;
};

struct ConnectCompareHypervisorCpuRet {
  int32_t result = 0;
};

struct ConnectBaselineHypervisorCpuArgs {
  std::optional<std::string> emulator;
  std::optional<std::string> arch;
  std::optional<std::string> machine;
  std::optional<std::string> virttype;
  xdr::List<std::string, 256> xml_cpus;
  uint32_t flags = 0;
};

struct ConnectBaselineHypervisorCpuRet {
  std::string cpu;
};

struct ConnectSetIdentityArgs {
  xdr::List<TypedParam, 20> params;
  uint32_t flags = 0;
};

using ConnectOpen = Procedure<Program::kRemote, 1, ConnectOpenArgs, None>;
using ConnectClose = Procedure<Program::kRemote, 2, None, None>;
using ConnectGetType = Procedure<Program::kRemote, 3, None, ConnectGetTypeRet>;
using ConnectGetVersion = Procedure<Program::kRemote, 4, None, ConnectGetVersionRet>;
using ConnectGetMaxVcpus = Procedure<Program::kRemote, 5, ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusRet>;
using ConnectGetCapabilities = Procedure<Program::kRemote, 7, None, ConnectGetCapabilitiesRet>;
using ConnectGetHostname = Procedure<Program::kRemote, 59, None, ConnectGetHostnameRet>;
using ConnectSupportsFeature = Procedure<Program::kRemote, 60, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet>;
using ConnectGetUri = Procedure<Program::kRemote, 110, None, ConnectGetUriRet>;
using ConnectDomainXmlFromNative = Procedure<Program::kRemote, 135, ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeRet>;
using ConnectDomainXmlToNative = Procedure<Program::kRemote, 136, ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeRet>;
using ConnectIsSecure = Procedure<Program::kRemote, 149, None, ConnectIsSecureRet>;
using ConnectGetLibVersion = Procedure<Program::kRemote, 157, None, ConnectGetLibVersionRet>;
using ConnectCompareCpu = Procedure<Program::kRemote, 158, ConnectCompareCpuArgs, ConnectCompareCpuRet>;
using ConnectBaselineCpu = Procedure<Program::kRemote, 162, ConnectBaselineCpuArgs, ConnectBaselineCpuRet>;
using ConnectGetSysinfo = Procedure<Program::kRemote, 203, ConnectGetSysinfoArgs, ConnectGetSysinfoRet>;
using ConnectGetCpuModelNames = Procedure<Program::kRemote, 312, ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesRet>;
using ConnectGetDomainCapabilities = Procedure<Program::kRemote, 342, ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesRet>;
using ConnectRegisterCloseCallback = Procedure<Program::kRemote, 360, None, None>;
using ConnectUnregisterCloseCallback = Procedure<Program::kRemote, 361, None, None>;
using ConnectCompareHypervisorCpu = Procedure<Program::kRemote, 393, ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuRet>;
using ConnectBaselineHypervisorCpu = Procedure<Program::kRemote, 394, ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuRet>;
using ConnectSetIdentity = Procedure<Program::kRemote, 419, ConnectSetIdentityArgs, None>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// host/driver.h: what a hypervisor's connection tells of itself and of the host. A method that a driver does not
// override answers NO_SUPPORT (3). The API's name in each default is what the error says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/typed_param.h"
#include "libshared/driver/domain/types.h"

namespace pleiad::driver {

// The answer of a method that a driver lacks; `api` is the public name of the call.
inline absl::Status Unsupported(const char* api) { return UnsupportedCall(ErrorDomain::kDomain, api); }

struct NodeInfo {
  std::string model;  // at most 31 bytes
  uint64_t memory_kib = 0;
  int32_t cpus = 0, mhz = 0, nodes = 0, sockets = 0, cores = 0, threads = 0;
};

struct NodeStat {
  std::string field;
  uint64_t value = 0;
};

struct NodeCpuMap {
  CpuMap online_map;
  uint32_t online = 0;
  int32_t total = 0;
};

struct SecurityModel {
  std::string model, doi;
};

// Which hypervisor a question about capabilities is for; absent parts are the driver's default.
struct HypervisorChoice {
  std::optional<std::string> emulator, arch, machine, virt_type;
};

class HostDriver {
 public:
  virtual ~HostDriver() = default;

  // `uri` is what the client asked for, e.g. "qemu:///system"; it was checked to name this driver.
  //   Errors  INVALID_ARG, AUTH_FAILED (a system connection on a session daemon and the like)
  virtual absl::Status Open(const Caller&, const std::optional<std::string>& uri, uint32_t flags) = 0;
  virtual absl::StatusOr<std::string> Uri(const Caller&) = 0;
  virtual absl::StatusOr<std::string> Type(const Caller&) = 0;     // "QEMU"
  virtual absl::StatusOr<uint64_t> Version(const Caller&) = 0;     // of the hypervisor: major * 1000000 + minor * 1000 + release
  virtual absl::StatusOr<uint64_t> LibVersion(const Caller&) = 0;  // the libvirt version whose behaviour this daemon has
  virtual absl::StatusOr<bool> SupportsFeature(const Caller&, int32_t /*feature*/) { return false; }
  virtual absl::StatusOr<std::string> Hostname(const Caller&) { return Unsupported("virConnectGetHostname"); }
  virtual absl::StatusOr<std::string> Capabilities(const Caller&) { return Unsupported("virConnectGetCapabilities"); }
  virtual absl::StatusOr<std::string> DomainCapabilities(const Caller&, const HypervisorChoice&, uint32_t /*flags*/) {
    return Unsupported("virConnectGetDomainCapabilities");
  }
  virtual absl::StatusOr<int32_t> MaxVcpus(const Caller&, const std::optional<std::string>& /*virt_type*/) {
    return Unsupported("virConnectGetMaxVcpus");
  }
  virtual absl::StatusOr<std::string> Sysinfo(const Caller&, uint32_t /*flags*/) { return Unsupported("virConnectGetSysinfo"); }
  virtual absl::StatusOr<std::string> DomainXmlFromNative(const Caller&, const std::string& /*format*/,
                                                          const std::string& /*config*/, uint32_t /*flags*/) {
    return Unsupported("virConnectDomainXMLFromNative");
  }
  virtual absl::StatusOr<std::string> DomainXmlToNative(const Caller&, const std::string& /*format*/, const std::string& /*xml*/,
                                                        uint32_t /*flags*/) {
    return Unsupported("virConnectDomainXMLToNative");
  }
  virtual absl::StatusOr<int32_t> CompareCpu(const Caller&, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virConnectCompareCPU");
  }
  virtual absl::StatusOr<std::string> BaselineCpu(const Caller&, const std::vector<std::string>& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virConnectBaselineCPU");
  }
  virtual absl::StatusOr<int32_t> CompareHypervisorCpu(const Caller&, const HypervisorChoice&, const std::string& /*xml*/,
                                                       uint32_t /*flags*/) {
    return Unsupported("virConnectCompareHypervisorCPU");
  }
  virtual absl::StatusOr<std::string> BaselineHypervisorCpu(const Caller&, const HypervisorChoice&,
                                                            const std::vector<std::string>& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virConnectBaselineHypervisorCPU");
  }
  virtual absl::StatusOr<std::vector<std::string>> CpuModelNames(const Caller&, const std::string& /*arch*/, uint32_t /*flags*/) {
    return Unsupported("virConnectGetCPUModelNames");
  }

  virtual absl::StatusOr<NodeInfo> GetNodeInfo(const Caller&) { return Unsupported("virNodeGetInfo"); }
  virtual absl::StatusOr<std::vector<NodeStat>> NodeCpuStats(const Caller&, int32_t /*cpu, -1 for all*/, uint32_t /*flags*/) {
    return Unsupported("virNodeGetCPUStats");
  }
  virtual absl::StatusOr<std::vector<NodeStat>> NodeMemoryStats(const Caller&, int32_t /*cell, -1 for all*/, uint32_t /*flags*/) {
    return Unsupported("virNodeGetMemoryStats");
  }
  virtual absl::StatusOr<NodeCpuMap> GetNodeCpuMap(const Caller&, uint32_t /*flags*/) { return Unsupported("virNodeGetCPUMap"); }
  virtual absl::StatusOr<uint64_t> NodeFreeMemory(const Caller&) { return Unsupported("virNodeGetFreeMemory"); }  // bytes
  virtual absl::StatusOr<std::vector<uint64_t>> NodeCellsFreeMemory(const Caller&, int32_t /*start_cell*/,
                                                                    int32_t /*max_cells*/) {
    return Unsupported("virNodeGetCellsFreeMemory");
  }
  virtual absl::StatusOr<std::vector<uint64_t>> NodeFreePages(const Caller&, const std::vector<uint32_t>& /*page_sizes_kib*/,
                                                              int32_t /*start_cell*/, uint32_t /*cell_count*/,
                                                              uint32_t /*flags*/) {
    return Unsupported("virNodeGetFreePages");
  }
  virtual absl::StatusOr<TypedParams> NodeMemoryParameters(const Caller&, uint32_t /*flags*/) {
    return Unsupported("virNodeGetMemoryParameters");
  }
  virtual absl::StatusOr<SecurityModel> NodeSecurityModel(const Caller&) { return Unsupported("virNodeGetSecurityModel"); }
};

}  // namespace pleiad::driver

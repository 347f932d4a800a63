// SPDX-License-Identifier: Apache-2.0
// domain/tuning.h: changing memory, virtual CPUs, scheduling, titles and metadata, live or in the definition.
// A method that a driver does not override answers NO_SUPPORT (3). Errors common to all calls on a domain: NO_DOMAIN (42)
// when it is unknown, OPERATION_INVALID (55) when its state does not allow the call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/driver/domain/types.h"
#include "libshared/driver/host/driver.h"

namespace pleiad::driver {

class DomainTuning {
 public:
  virtual ~DomainTuning() = default;

  // virDomainMemoryModFlags.
  virtual absl::Status SetMemory(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*memory_kib*/,
                                 uint32_t /*flags*/) {
    return Unsupported("virDomainSetMemoryFlags");
  }
  // virDomainVcpuFlags.
  virtual absl::Status SetVcpus(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*count*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetVcpusFlags");
  }
  // Plugs or unplugs those virtual CPUs; `vcpus` is a list such as "1,3-4".
  virtual absl::Status SetVcpu(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*vcpus*/,
                               int32_t /*state*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetVcpu");
  }
  virtual absl::StatusOr<int32_t> VcpuCount(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetVcpusFlags");
  }
  virtual absl::StatusOr<VcpuList> Vcpus(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*max_info*/) {
    return Unsupported("virDomainGetVcpus");
  }
  virtual absl::StatusOr<std::vector<CpuMap>> VcpuPinInfo(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                          int32_t /*max_vcpus*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetVcpuPinInfo");
  }
  virtual absl::Status PinVcpu(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*vcpu*/, const CpuMap& /*cpus*/,
                               uint32_t /*flags*/) {
    return Unsupported("virDomainPinVcpuFlags");
  }
  virtual absl::StatusOr<CpuMap> EmulatorPinInfo(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetEmulatorPinInfo");
  }
  virtual absl::Status PinEmulator(const Caller& /*caller*/, const DomainRef& /*domain*/, const CpuMap& /*cpus*/,
                                   uint32_t /*flags*/) {
    return Unsupported("virDomainPinEmulator");
  }
  virtual absl::StatusOr<std::vector<IothreadInfo>> Iothreads(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                              uint32_t /*flags*/) {
    return Unsupported("virDomainGetIOThreadInfo");
  }
  virtual absl::Status PinIothread(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*iothread*/,
                                   const CpuMap& /*cpus*/, uint32_t /*flags*/) {
    return Unsupported("virDomainPinIOThread");
  }
  virtual absl::Status AddIothread(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*iothread*/,
                                   uint32_t /*flags*/) {
    return Unsupported("virDomainAddIOThread");
  }
  virtual absl::Status DeleteIothread(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*iothread*/,
                                      uint32_t /*flags*/) {
    return Unsupported("virDomainDelIOThread");
  }
  virtual absl::Status SetIothreadParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*iothread*/,
                                             const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetIOThreadParams");
  }
  virtual absl::StatusOr<SchedulerType> GetSchedulerType(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetSchedulerType");
  }
  virtual absl::StatusOr<TypedParams> SchedulerParameters(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                          uint32_t /*flags*/) {
    return Unsupported("virDomainGetSchedulerParametersFlags");
  }
  virtual absl::Status SetSchedulerParameters(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                              const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetSchedulerParametersFlags");
  }
  virtual absl::StatusOr<TypedParams> MemoryParameters(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                       uint32_t /*flags*/) {
    return Unsupported("virDomainGetMemoryParameters");
  }
  // How many there are, for who asks for no more: that is known without looking at the host.
  virtual absl::StatusOr<int32_t> MemoryParameterCount(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                       uint32_t /*flags*/) {
    return Unsupported("virDomainGetMemoryParameters");
  }
  virtual absl::Status SetMemoryParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, const TypedParams& /*params*/,
                                           uint32_t /*flags*/) {
    return Unsupported("virDomainSetMemoryParameters");
  }
  virtual absl::StatusOr<int32_t> BlkioParameterCount(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetBlkioParameters");
  }
  virtual absl::Status SetBlkioParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, const TypedParams& /*params*/,
                                          uint32_t /*flags*/) {
    return Unsupported("virDomainSetBlkioParameters");
  }
  virtual absl::StatusOr<TypedParams> BlkioParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetBlkioParameters");
  }
  virtual absl::StatusOr<TypedParams> NumaParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetNumaParameters");
  }
  virtual absl::Status SetNumaParameters(const Caller& /*caller*/, const DomainRef& /*domain*/, const TypedParams& /*params*/,
                                         uint32_t /*flags*/) {
    return Unsupported("virDomainSetNumaParameters");
  }
  // Limits of a disk's I/O. Without a disk the values mean nothing: it is asked how many there are.
  virtual absl::StatusOr<TypedParams> BlockIoTune(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                  const std::optional<std::string>& /*disk*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetBlockIoTune");
  }
  virtual absl::Status SetBlockIoTune(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                                      const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetBlockIoTune");
  }
  // Bandwidth of an interface, by its MAC address or host device.
  virtual absl::StatusOr<TypedParams> InterfaceParameters(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                          const std::string& /*device*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetInterfaceParameters");
  }
  virtual absl::Status SetInterfaceParameters(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                              const std::string& /*device*/, const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetInterfaceParameters");
  }
  virtual absl::Status SetThrottleGroup(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*group*/,
                                        const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetThrottleGroup");
  }
  virtual absl::Status DeleteThrottleGroup(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                           const std::optional<std::string>& /*group*/, uint32_t /*flags*/) {
    return Unsupported("virDomainDelThrottleGroup");
  }
  virtual absl::StatusOr<TypedParams> PerfEvents(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetPerfEvents");
  }
  virtual absl::Status SetPerfEvents(const Caller& /*caller*/, const DomainRef& /*domain*/, const TypedParams& /*params*/,
                                     uint32_t /*flags*/) {
    return Unsupported("virDomainSetPerfEvents");
  }
  // One event when the device's image is written beyond so many bytes.
  virtual absl::Status SetBlockThreshold(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*device*/,
                                         uint64_t /*bytes*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetBlockThreshold");
  }
  // virDomainMetadataType.
  virtual absl::Status SetMetadata(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*type*/,
                                   const std::optional<std::string>& /*metadata*/, const std::optional<std::string>& /*key*/,
                                   const std::optional<std::string>& /*uri*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetMetadata");
  }
  virtual absl::StatusOr<std::string> Metadata(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*type*/,
                                               const std::optional<std::string>& /*uri*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetMetadata");
  }
};

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// tuning.h: what a domain may use: memory, virtual CPUs, their places, weights and limits; its title and metadata.
#pragma once

#include "libshared/driver/domain/tuning.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Tuning final : public driver::DomainTuning {
 public:
  explicit Tuning(const Context& context) : context_(context) {}  // outlives this object

  absl::Status SetMemory(const Caller&, const DomainRef& ref, uint64_t memory_kib, uint32_t flags) override;
  absl::Status SetVcpus(const Caller&, const DomainRef& ref, uint32_t count, uint32_t flags) override;
  absl::StatusOr<int32_t> VcpuCount(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::VcpuList> Vcpus(const Caller&, const DomainRef& ref, int32_t max_info) override;
  absl::StatusOr<std::vector<driver::CpuMap>> VcpuPinInfo(const Caller&, const DomainRef& ref, int32_t max_vcpus,
                                                          uint32_t flags) override;
  absl::Status PinVcpu(const Caller&, const DomainRef& ref, uint32_t vcpu, const driver::CpuMap& cpus, uint32_t flags) override;
  absl::StatusOr<driver::CpuMap> EmulatorPinInfo(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status PinEmulator(const Caller&, const DomainRef& ref, const driver::CpuMap& cpus, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::IothreadInfo>> Iothreads(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetVcpu(const Caller&, const DomainRef& ref, const std::string& vcpus, int32_t state, uint32_t flags) override;
  absl::Status AddIothread(const Caller&, const DomainRef& ref, uint32_t iothread, uint32_t flags) override;
  absl::Status DeleteIothread(const Caller&, const DomainRef& ref, uint32_t iothread, uint32_t flags) override;
  absl::Status SetIothreadParameters(const Caller&, const DomainRef& ref, uint32_t iothread, const TypedParams& params,
                                     uint32_t flags) override;
  absl::Status PinIothread(const Caller&, const DomainRef& ref, uint32_t iothread, const driver::CpuMap& cpus,
                           uint32_t flags) override;
  absl::StatusOr<driver::SchedulerType> GetSchedulerType(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<TypedParams> SchedulerParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetSchedulerParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> MemoryParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<int32_t> MemoryParameterCount(const Caller&, const DomainRef&, uint32_t) override { return 3; }
  absl::Status SetMemoryParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<int32_t> BlkioParameterCount(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<TypedParams> BlkioParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetBlkioParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> NumaParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetNumaParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> BlockIoTune(const Caller&, const DomainRef& ref, const std::optional<std::string>& disk,
                                          uint32_t flags) override;
  absl::Status SetBlockIoTune(const Caller&, const DomainRef& ref, const std::string& disk, const TypedParams& params,
                              uint32_t flags) override;
  absl::StatusOr<TypedParams> InterfaceParameters(const Caller&, const DomainRef& ref, const std::string& device,
                                                  uint32_t flags) override;
  absl::Status SetInterfaceParameters(const Caller&, const DomainRef& ref, const std::string& device, const TypedParams& params,
                                      uint32_t flags) override;
  absl::StatusOr<TypedParams> PerfEvents(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetPerfEvents(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::Status SetBlockThreshold(const Caller&, const DomainRef& ref, const std::string& device, uint64_t bytes,
                                 uint32_t flags) override;
  absl::Status SetMetadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& metadata,
                           const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Metadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& uri,
                                       uint32_t flags) override;

 private:
  const Context& context_;
};

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
// tuning.h: changing a domain's memory, virtual CPUs, pinning, titles and metadata, while it runs or for its next start.
// What limits resources is in resource_tuning.cc, CPU time in cpu_tuning.cc, disks in block_tuning.cc, I/O threads in
// iothreads.cc.
#pragma once

#include <string>
#include <vector>

#include "libshared/driver/domain/tuning.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Tuning final : public driver::DomainTuning {
 public:
  explicit Tuning(const QemuContext& context) : context_(context) {}

  absl::Status SetMemory(const Caller& caller, const DomainRef& ref, uint64_t memory_kib, uint32_t flags) override;
  absl::Status SetVcpus(const Caller& caller, const DomainRef& ref, uint32_t count, uint32_t flags) override;
  absl::StatusOr<int32_t> VcpuCount(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::VcpuList> Vcpus(const Caller& caller, const DomainRef& ref, int32_t max_info) override;
  absl::StatusOr<std::vector<driver::CpuMap>> VcpuPinInfo(const Caller& caller, const DomainRef& ref, int32_t max_vcpus,
                                                          uint32_t flags) override;
  absl::Status PinVcpu(const Caller& caller, const DomainRef& ref, uint32_t vcpu, const driver::CpuMap& cpus,
                       uint32_t flags) override;
  absl::StatusOr<driver::CpuMap> EmulatorPinInfo(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status PinEmulator(const Caller& caller, const DomainRef& ref, const driver::CpuMap& cpus, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::IothreadInfo>> Iothreads(const Caller& caller, const DomainRef& ref,
                                                              uint32_t flags) override;
  absl::Status PinIothread(const Caller& caller, const DomainRef& ref, uint32_t iothread, const driver::CpuMap& cpus,
                           uint32_t flags) override;
  absl::StatusOr<driver::SchedulerType> GetSchedulerType(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<TypedParams> SchedulerParameters(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetSchedulerParameters(const Caller& caller, const DomainRef& ref, const TypedParams& params,
                                      uint32_t flags) override;
  absl::StatusOr<int32_t> MemoryParameterCount(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<TypedParams> MemoryParameters(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetMemoryParameters(const Caller& caller, const DomainRef& ref, const TypedParams& params,
                                   uint32_t flags) override;
  absl::StatusOr<int32_t> BlkioParameterCount(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<TypedParams> BlkioParameters(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetBlkioParameters(const Caller& caller, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> NumaParameters(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetNumaParameters(const Caller& caller, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> BlockIoTune(const Caller& caller, const DomainRef& ref, const std::optional<std::string>& disk_name,
                                          uint32_t flags) override;
  absl::Status SetBlockIoTune(const Caller& caller, const DomainRef& ref, const std::string& disk_name, const TypedParams& params,
                              uint32_t flags) override;
  absl::Status SetMetadata(const Caller& caller, const DomainRef& ref, int32_t type, const std::optional<std::string>& metadata,
                           const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Metadata(const Caller& caller, const DomainRef& ref, int32_t type,
                                       const std::optional<std::string>& uri, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu

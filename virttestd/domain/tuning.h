// SPDX-License-Identifier: Apache-2.0
// tuning.h: what a domain may use: memory, virtual CPUs, their places, weights and limits; its title and metadata.
#pragma once

#include <functional>

#include "libshared/driver/domain/driver.h"
#include "virttestd/node.h"

namespace pleiad::test {

class Tuning final : public driver::DomainTuning {
 public:
  Tuning(Node& node, driver::DomainEventBus& events) : node_(node), events_(events) {}  // outlive this object

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
  absl::StatusOr<driver::SchedulerType> GetSchedulerType(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<TypedParams> SchedulerParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetSchedulerParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::StatusOr<TypedParams> MemoryParameters(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<int32_t> MemoryParameterCount(const Caller&, const DomainRef&, uint32_t) override { return 3; }
  absl::Status SetMemoryParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) override;
  absl::Status SetMetadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& metadata,
                           const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Metadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& uri,
                                       uint32_t flags) override;

 private:
  using Edit = std::function<absl::Status(conf::DomainDef& def, bool live)>;
  // Makes the same change to each definition that the flags choose; all or nothing.
  absl::Status Change(const DomainRef& ref, uint32_t flags, const Edit& edit);
  absl::StatusOr<DefPtr> Definition(const DomainRef& ref, uint32_t flags) const;

  Node& node_;
  driver::DomainEventBus& events_;
};

}  // namespace pleiad::test

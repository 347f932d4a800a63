// SPDX-License-Identifier: Apache-2.0
// qemu_host.h: what a connection to this driver tells of itself, of the host and of its emulators.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libshared/driver/host/driver.h"
#include "libshared/host/host.h"
#include "virtqemud/capabilities/domain_capabilities.h"
#include "virtqemud/capabilities/host_capabilities.h"
#include "virtqemud/capabilities/host_cpu.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Which connections this instance takes.
enum class InstanceKind { kSystem, kSession, kEmbedded };

class QemuHost final : public driver::HostDriver {
 public:
  QemuHost(const QemuContext& context, InstanceKind kind, const std::optional<Uuid>& host_uuid);

  absl::Status Open(const Caller& caller, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Uri(const Caller& caller) override;
  absl::StatusOr<std::string> Type(const Caller& caller) override;
  absl::StatusOr<uint64_t> Version(const Caller& caller) override;
  absl::StatusOr<uint64_t> LibVersion(const Caller& caller) override;
  absl::StatusOr<std::string> Hostname(const Caller& caller) override;
  absl::StatusOr<std::string> Capabilities(const Caller& caller) override;
  absl::StatusOr<std::string> DomainCapabilities(const Caller& caller, const driver::HypervisorChoice& choice,
                                                 uint32_t flags) override;
  absl::StatusOr<std::string> Sysinfo(const Caller& caller, uint32_t flags) override;
  absl::StatusOr<int32_t> CompareCpu(const Caller& caller, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<std::string> BaselineCpu(const Caller& caller, const std::vector<std::string>& xml, uint32_t flags) override;
  absl::StatusOr<int32_t> CompareHypervisorCpu(const Caller& caller, const driver::HypervisorChoice& choice,
                                               const std::string& xml, uint32_t flags) override;
  absl::StatusOr<std::string> BaselineHypervisorCpu(const Caller& caller, const driver::HypervisorChoice& choice,
                                                    const std::vector<std::string>& xml, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> CpuModelNames(const Caller& caller, const std::string& arch, uint32_t flags) override;
  absl::StatusOr<int32_t> MaxVcpus(const Caller& caller, const std::optional<std::string>& virt_type) override;
  absl::StatusOr<std::string> DomainXmlToNative(const Caller& caller, const std::string& format, const std::string& xml,
                                                uint32_t flags) override;

  absl::StatusOr<driver::NodeInfo> GetNodeInfo(const Caller& caller) override;
  absl::StatusOr<std::vector<driver::NodeStat>> NodeCpuStats(const Caller& caller, int32_t cpu, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::NodeStat>> NodeMemoryStats(const Caller& caller, int32_t cell, uint32_t flags) override;
  absl::StatusOr<driver::NodeCpuMap> GetNodeCpuMap(const Caller& caller, uint32_t flags) override;
  absl::StatusOr<uint64_t> NodeFreeMemory(const Caller& caller) override;
  absl::StatusOr<std::vector<uint64_t>> NodeCellsFreeMemory(const Caller& caller, int32_t start_cell, int32_t max_cells) override;
  absl::StatusOr<std::vector<uint64_t>> NodeFreePages(const Caller& caller, const std::vector<uint32_t>& page_sizes_kib,
                                                      int32_t start_cell, uint32_t cell_count, uint32_t flags) override;
  absl::StatusOr<TypedParams> NodeMemoryParameters(const Caller& caller, uint32_t flags) override;
  absl::StatusOr<driver::SecurityModel> NodeSecurityModel(const Caller& caller) override;

 private:
  const QemuContext& context_;
  const InstanceKind kind_;
  host::Host host_;
  HostCapabilities host_capabilities_;
  qemu::DomainCapabilities domain_capabilities_;
  HostCpu host_cpu_;
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// host.h: what the pretended node tells of itself.
#pragma once

#include "libshared/conf/cpu/x86_compare.h"
#include "libshared/driver/host/driver.h"
#include "virttestd/node.h"

namespace pleiad::test {

class Host final : public driver::HostDriver {
 public:
  explicit Host(Node& node) : node_(node) {}  // outlives this object

  absl::Status Open(const Caller&, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Uri(const Caller&) override;
  absl::StatusOr<std::string> Type(const Caller&) override { return "TEST"; }
  absl::StatusOr<uint64_t> Version(const Caller&) override { return 2; }
  absl::StatusOr<uint64_t> LibVersion(const Caller&) override { return 9000000; }
  absl::StatusOr<bool> SupportsFeature(const Caller&, int32_t feature) override;
  absl::StatusOr<std::string> Hostname(const Caller&) override;
  absl::StatusOr<std::string> Capabilities(const Caller&) override;
  absl::StatusOr<std::string> DomainCapabilities(const Caller&, const driver::HypervisorChoice& choice, uint32_t flags) override;
  absl::StatusOr<int32_t> CompareCpu(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<std::string> BaselineCpu(const Caller&, const std::vector<std::string>& xml, uint32_t flags) override;
  absl::StatusOr<int32_t> CompareHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice, const std::string& xml,
                                               uint32_t flags) override;
  absl::StatusOr<std::string> BaselineHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice,
                                                    const std::vector<std::string>& xml, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> CpuModelNames(const Caller&, const std::string& arch, uint32_t flags) override;
  absl::StatusOr<int32_t> MaxVcpus(const Caller&, const std::optional<std::string>& virt_type) override;
  absl::StatusOr<std::string> Sysinfo(const Caller&, uint32_t flags) override;
  absl::StatusOr<driver::NodeInfo> GetNodeInfo(const Caller&) override;
  absl::StatusOr<std::vector<driver::NodeStat>> NodeCpuStats(const Caller&, int32_t cpu, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::NodeStat>> NodeMemoryStats(const Caller&, int32_t cell, uint32_t flags) override;
  absl::StatusOr<driver::NodeCpuMap> GetNodeCpuMap(const Caller&, uint32_t flags) override;
  absl::StatusOr<uint64_t> NodeFreeMemory(const Caller&) override;
  absl::StatusOr<std::vector<uint64_t>> NodeCellsFreeMemory(const Caller&, int32_t start_cell, int32_t max_cells) override;
  absl::StatusOr<std::vector<uint64_t>> NodeFreePages(const Caller&, const std::vector<uint32_t>& page_sizes_kib,
                                                      int32_t start_cell, uint32_t cell_count, uint32_t flags) override;
  absl::StatusOr<driver::SecurityModel> NodeSecurityModel(const Caller&) override;

 private:
  Node& node_;
};

// The path of "test:///default" or "test+unix:///home/me/node.xml?socket=...": which node a client asks for.
//   Errors  NO_CONNECT (5) when the URI is another driver's; INVALID_ARG (8) without a path
absl::StatusOr<std::string> NodePathOf(const std::string& uri);
inline constexpr char kDefaultNodePath[] = "/default";

// INVALID_ARG for a hypervisor that is not this one.
absl::Status CheckChoice(const driver::HypervisorChoice& choice);
// What the pretended host has and its guests can have: some models are less than it and some are more.
const conf::X86Processor& PretendedProcessor();

// The document that virConnectGetCapabilities gives of `node`.
std::string FormatNodeCapabilities(const Node& node);

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/qemu_host.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/sysinfo.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/domain/definition.h"
#include "virtqemud/domain/firmware_choice.h"

namespace pleiad::qemu {
namespace {
HostCapabilities::Options CapabilitiesOptions(const QemuContext& context, const std::optional<Uuid>& host_uuid) {
  // A session changes no owners: it has the model that does nothing, and that alone.
  HostCapabilities::Options options{.uuid = host_uuid, .security_models = {conf::CapsSecurityModel{.model = "none", .base_labels = {}}}};
  if (context.config.user) options.security_models = DacSecurityModels(*context.config.user, context.config.group.value_or(0));
  return options;
}

std::vector<driver::NodeStat> ToNodeStats(const std::vector<host::Stat>& stats) {
  std::vector<driver::NodeStat> out;
  for (const host::Stat& stat : stats) out.push_back({.field = stat.name, .value = stat.value});
  return out;
}

EmulatorChoice ToChoice(const driver::HypervisorChoice& choice) {
  return {.emulator = choice.emulator, .arch = choice.arch, .machine = choice.machine, .virt_type = choice.virt_type};
}

absl::Status NoFlags(uint32_t flags, const char* api) { return RejectFlagsOutside(0, flags, api, ErrorDomain::kQemu); }
}  // namespace

QemuHost::QemuHost(const QemuContext& context, InstanceKind kind, const std::optional<Uuid>& host_uuid)
    : context_(context), kind_(kind), host_capabilities_(host_, context.capabilities, CapabilitiesOptions(context, host_uuid)),
      domain_capabilities_(host_, context.capabilities), host_cpu_(host_, context.capabilities) {}

absl::Status QemuHost::Open(const Caller&, const std::optional<std::string>& uri, uint32_t) {
  if (!uri || uri->empty()) return absl::OkStatus();
  std::string_view rest = *uri;
  const size_t colon = rest.find(':');
  std::string_view scheme = rest.substr(0, colon);
  scheme = scheme.substr(0, scheme.find('+'));
  if (scheme != "qemu") {
    return Error(ErrorDomain::kQemu, ErrorCode::kNoConnect, "%s", *uri);
  }
  // qemu://host/system?parameters: only the path is for the driver.
  rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const size_t slash = rest.find('/');
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash);
  }
  const std::string_view path = rest.substr(0, rest.find('?'));
  // Root's session is the system's instance: the stock client dials that for both.
  const bool fits = path == "/session" || (path == "/system" && kind_ != InstanceKind::kSession);
  if (fits) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "unexpected qemu URI path '%s', try qemu:///%s", std::string(path),
               kind_ == InstanceKind::kSession ? "session" : "system");
}

absl::StatusOr<std::string> QemuHost::Uri(const Caller&) { return kind_ == InstanceKind::kSession ? "qemu:///session" : "qemu:///system"; }
absl::StatusOr<std::string> QemuHost::Type(const Caller&) { return "QEMU"; }
absl::StatusOr<uint64_t> QemuHost::LibVersion(const Caller&) { return host::kLibraryVersion; }

absl::StatusOr<uint64_t> QemuHost::Version(const Caller&) {
  ASSIGN_OR_RETURN(const EmulatorPtr emulator, context_.capabilities.GetForArch(HostArch()));
  return uint64_t{emulator->version};
}

absl::StatusOr<std::string> QemuHost::Hostname(const Caller&) { return host_.hostname(); }
absl::StatusOr<std::string> QemuHost::Capabilities(const Caller&) { return host_capabilities_.Xml(); }

absl::StatusOr<int32_t> QemuHost::MaxVcpus(const Caller&, const std::optional<std::string>& virt_type) {
  if (!virt_type || virt_type->empty() || *virt_type == "qemu" || *virt_type == "QEMU") return 16;
  if (*virt_type == "kvm" || *virt_type == "KVM") {
    if (host_.kvm().opened) return static_cast<int32_t>(host_.kvm().max_vcpus);
    return MakeError(ErrorDomain::kQemu, ErrorCode::kSystemError, "Unable to open /dev/kvm");
  }
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "unknown type '%s'", *virt_type);
}

absl::StatusOr<std::string> QemuHost::DomainXmlToNative(const Caller&, const std::string& format, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "qemuConnectDomainXMLToNative"));
  if (format != "qemu-argv") {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "unsupported config type %s", format);
  }
  ASSIGN_OR_RETURN(conf::DomainDef def, ReadDefinition(context_, xml, /*validate=*/false));
  ASSIGN_OR_RETURN(const EmulatorPtr emulator, context_.capabilities.Get(def.devices.emulator));
  RETURN_IF_ERROR(ChooseFirmware(context_, def));
  AssignAliases(def);
  const std::string folder = context_.store.paths().lib + "/domain--1-" + def.name.substr(0, 20);
  ASSIGN_OR_RETURN(const CommandLine command, BuildCommandLine(def, {.emulator = *emulator,
                                                                     .config = context_.config,
                                                                     .paths = context_.store.paths(),
                                                                     .privileged = context_.privileged,
                                                                     .folder = folder,
                                                                     .monitor_path = folder + "/monitor.sock",
                                                                     .incoming = {},
                                                                     .tap_fds = {},
                                                                     .vhost_fds = {},
                                                                     .standalone = true}));
  return FormatCommandLine(command, /*one_line=*/true) + "\n";
}

// ---- capabilities and CPUs ------------------------------------------------------------------------------------------

absl::StatusOr<std::string> QemuHost::DomainCapabilities(const Caller&, const driver::HypervisorChoice& choice, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "qemuConnectGetDomainCapabilities"));
  return domain_capabilities_.Xml(ToChoice(choice));
}

absl::StatusOr<std::string> QemuHost::Sysinfo(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "qemuConnectGetSysinfo"));
  return host::ReadSysinfo(host_.root());
}

absl::StatusOr<int32_t> QemuHost::CompareCpu(const Caller&, const std::string& xml, uint32_t flags) { return host_cpu_.Compare(xml, flags); }

absl::StatusOr<std::string> QemuHost::BaselineCpu(const Caller&, const std::vector<std::string>& xml, uint32_t flags) {
  return host_cpu_.Baseline(xml, flags);
}

absl::StatusOr<int32_t> QemuHost::CompareHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice, const std::string& xml,
                                                       uint32_t flags) {
  return host_cpu_.CompareHypervisor(ToChoice(choice), xml, flags);
}

absl::StatusOr<std::string> QemuHost::BaselineHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice,
                                                            const std::vector<std::string>& xml, uint32_t flags) {
  return host_cpu_.BaselineHypervisor(ToChoice(choice), xml, flags);
}

absl::StatusOr<std::vector<std::string>> QemuHost::CpuModelNames(const Caller&, const std::string& arch, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "qemuConnectGetCPUModelNames"));
  return host_cpu_.ModelNames(arch);
}

// ---- the host -------------------------------------------------------------------------------------------------------

absl::StatusOr<driver::NodeInfo> QemuHost::GetNodeInfo(const Caller&) {
  const host::NodeInfo info = host_.node_info();
  return driver::NodeInfo{.model = info.model.substr(0, 31),
                          .memory_kib = info.memory_kib,
                          .cpus = static_cast<int32_t>(info.cpus),
                          .mhz = static_cast<int32_t>(info.mhz),
                          .nodes = static_cast<int32_t>(info.nodes),
                          .sockets = static_cast<int32_t>(info.sockets),
                          .cores = static_cast<int32_t>(info.cores),
                          .threads = static_cast<int32_t>(info.threads)};
}

absl::StatusOr<std::vector<driver::NodeStat>> QemuHost::NodeCpuStats(const Caller&, int32_t cpu, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "virHostCPUGetStats"));
  ASSIGN_OR_RETURN(const std::vector<host::Stat> stats, host_.CpuStats(cpu));
  return ToNodeStats(stats);
}

absl::StatusOr<std::vector<driver::NodeStat>> QemuHost::NodeMemoryStats(const Caller&, int32_t cell, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "virHostMemGetStats"));
  ASSIGN_OR_RETURN(const std::vector<host::Stat> stats, host_.MemoryStats(cell));
  return ToNodeStats(stats);
}

absl::StatusOr<driver::NodeCpuMap> QemuHost::GetNodeCpuMap(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "virHostCPUGetMap"));
  const host::CpuMap map = host_.cpus();
  const uint32_t total = map.present.empty() ? 0 : static_cast<uint32_t>(map.present.Last() + 1);
  return driver::NodeCpuMap{.online_map = map.online.ToBytes((total + 7) / 8),
                            .online = static_cast<uint32_t>(map.online.Count()),
                            .total = static_cast<int32_t>(total)};
}

absl::StatusOr<uint64_t> QemuHost::NodeFreeMemory(const Caller&) { return host_.FreeMemory(); }

absl::StatusOr<std::vector<uint64_t>> QemuHost::NodeCellsFreeMemory(const Caller&, int32_t start_cell, int32_t max_cells) {
  return host::ReadCellsFreeMemory(host_.root(), host_.topology(), start_cell, max_cells);
}

absl::StatusOr<std::vector<uint64_t>> QemuHost::NodeFreePages(const Caller&, const std::vector<uint32_t>& page_sizes_kib, int32_t start_cell,
                                                              uint32_t cell_count, uint32_t flags) {
  RETURN_IF_ERROR(NoFlags(flags, "virHostMemGetFreePages"));
  return host::ReadFreePages(host_.root(), host_.topology(), page_sizes_kib, start_cell, cell_count);
}

absl::StatusOr<TypedParams> QemuHost::NodeMemoryParameters(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(4 /* VIR_TYPED_PARAM_STRING_OKAY */, flags, "virHostMemGetParameters", ErrorDomain::kQemu));
  return host::ReadMemoryParameters(host_.root());
}

absl::StatusOr<driver::SecurityModel> QemuHost::NodeSecurityModel(const Caller&) {
  // The first driver that confines guests; DAC alone is "none" to this call, as in libvirt.
  return driver::SecurityModel{.model = "none", .doi = "0"};
}

}  // namespace pleiad::qemu

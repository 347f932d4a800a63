// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/probe.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>
#include <cerrno>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "virtqemud/capabilities/probe_answers.h"
#include "virtqemud/capabilities/probe_session.h"
#include "virtqemud/capabilities/schema_paths.h"

namespace pleiad::qemu {
namespace {
namespace json = boost::json;

// The devices whose properties decide what a command line may say; those the emulator lacks are not asked for.
// Debian splits the -gl devices into modules of their own, and QEMU aborts when asked about one whose other half is missing.
constexpr const char* kDevicesWithProperties[] = {
    "AC97", "ICH9-LPC", "ES1370", "PIIX4_PM", "VGA", "bochs-display", "cirrus-vga", "fw_cfg", "hda-duplex", "i8042", "ich9-ahci",
    "ich9-intel-hda", "ide-hd", "ide-cd", "intel-iommu", "isa-debugcon", "kvm-pit", "mch", "memory-backend-file", "memory-backend-memfd",
    "memory-backend-ram", "nec-usb-xhci", "nvdimm", "nvme", "pci-bridge", "pcie-root-port", "pxb", "pxb-pcie", "q35-pcihost",
    "i440FX-pcihost", "qemu-xhci", "qxl", "qxl-vga", "ramfb", "rng-egd", "rng-random", "scsi-block", "scsi-cd", "scsi-disk", "scsi-generic", "scsi-hd",
    "sev-guest", "tpm-crb", "tpm-tis", "usb-host", "usb-net", "usb-redir", "usb-storage", "vfio-pci", "vhost-scsi-pci", "vhost-user-fs-pci",
    "vhost-user-fs-device", "vhost-user-gpu", "vhost-user-vga", "vhost-vsock-pci", "vhost-vsock-device", "virtio-9p-pci",
    "virtio-balloon-pci", "virtio-balloon-ccw", "virtio-balloon-device", "virtio-blk-pci", "virtio-blk-ccw", "virtio-blk-device",
    "virtio-crypto-pci", "virtio-gpu-pci", "virtio-vga", "virtio-input-host-pci",
    "virtio-iommu-pci", "virtio-mem-pci", "virtio-net-pci", "virtio-net-ccw", "virtio-net-device", "virtio-pmem-pci", "virtio-rng-pci",
    "virtio-scsi-pci", "virtio-scsi-ccw", "virtio-serial-pci", "vmcoreinfo", "vmgenid", "vmware-svga", "smmuv3", "spapr-pci-host-bridge",
    "spapr-vty", "ccid-card-passthru", "i6300esb", "ipmi-bmc-sim", "pvpanic-pci", "usb-audio", "usb-mtp",
};

absl::Status CheckBinary(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) return SystemError(ErrorDomain::kQemu, errno, "Cannot check QEMU binary " + path);
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return SystemError(ErrorDomain::kQemu, EISDIR, "QEMU binary " + path + " is not executable");
  }
  if (::access(path.c_str(), X_OK) != 0) return SystemError(ErrorDomain::kQemu, errno, "QEMU binary " + path + " is not executable");
  return absl::OkStatus();
}

QmpRequest Expand(const std::string& name, json::object properties = {}, const char* type = "static") {
  json::object model{{"name", name}};
  if (!properties.empty()) model["props"] = std::move(properties);
  return {"query-cpu-model-expansion", {{"type", type}, {"model", std::move(model)}}};
}

// "Broadwell-v2" is a spelling of what another name stands for already.
bool IsVersioned(const std::string& name) {
  const size_t dash = name.rfind("-v");
  return dash != std::string::npos && dash + 2 < name.size() &&
         std::all_of(name.begin() + static_cast<ptrdiff_t>(dash) + 2, name.end(), [](unsigned char c) { return std::isdigit(c); });
}

absl::Status AskGeneral(QmpSession& session, EmulatorCapabilities& caps) {
  const std::vector<QmpRequest> questions = {
      {"query-target", {}},          {"query-machines", {}},           {"qom-list-types", {}},
      {"query-commands", {}},        {"query-command-line-options", {}}, {"query-qmp-schema", {}},
      {"query-migrate-capabilities", {}}, {"query-tpm-models", {}},    {"query-tpm-types", {}},
      {"query-gic-capabilities", {}}, {"query-sev-capabilities", {}}};
  ASSIGN_OR_RETURN(const auto answers, session.Ask(questions));
  TakeGreeting(session.greeting(), caps);
  TakeTarget(answers[0], caps);
  TakeMachines(answers[1], caps);
  caps.devices = NameSet(NamesOf(answers[2], "name"));
  caps.commands = NameSet(NamesOf(answers[3], "name"));
  TakeOptions(answers[4], caps);
  caps.schema = NameSet(KnownSchemaPaths(answers[5]));
  caps.migration_capabilities = NameSet(NamesOf(answers[6], "capability"));
  caps.tpm_models = NamesOf(answers[7], "");
  caps.tpm_types = NamesOf(answers[8], "");
  TakeGic(answers[9], caps);
  TakeSev(answers[10], caps);
  return absl::OkStatus();
}

absl::Status AskProperties(QmpSession& session, EmulatorCapabilities& caps) {
  std::vector<std::string> devices;
  std::vector<QmpRequest> questions;
  for (const char* device : kDevicesWithProperties) {
    if (!caps.HasDevice(device)) continue;
    devices.emplace_back(device);
    const bool object = std::string_view(device).starts_with("memory-backend-") || std::string_view(device).starts_with("rng-") ||
                        std::string_view(device) == "sev-guest";
    questions.push_back({object ? "qom-list-properties" : "device-list-properties", {{"typename", device}}});
  }
  ASSIGN_OR_RETURN(const auto answers, session.Ask(questions));
  std::vector<std::string> names;
  for (size_t i = 0; i < answers.size(); ++i) {
    for (const std::string& property : NamesOf(answers[i], "name")) names.push_back(devices[i] + "." + property);
  }
  caps.properties = NameSet(std::move(names));
  return absl::OkStatus();
}

// CPUs as this accelerator has them. The named models themselves are asked for without KVM, which would give all of them
// the host's vendor and a few features of its own.
absl::Status AskCpus(QmpSession& session, Accelerator accelerator, EmulatorCapabilities& caps) {
  const bool kvm = accelerator == Accelerator::kKvm;
  AcceleratorFacts& facts = kvm ? caps.kvm : caps.tcg;
  facts.works = true;
  ASSIGN_OR_RETURN(auto answers, session.Ask({{"query-cpu-definitions", {}}}));
  facts.cpus = CpuDefinitionsOf(answers[0]);
  if (!conf::IsX86(caps.arch)) return absl::OkStatus();
  // Without "migratable" off, the host's CPU is shown without features that bar migration, such as invtsc.
  std::vector<std::string> names = {kvm ? "host" : "max"};
  std::vector<QmpRequest> questions = {Expand(names[0], {{"migratable", false}})};
  if (kvm) {
    names.emplace_back();
    questions.push_back(Expand("host", {{"hv-passthrough", true}}, "full"));
  }
  for (const CpuDefinition& cpu : facts.cpus) {
    if (kvm || IsVersioned(cpu.name) || cpu.name == "host" || cpu.name == "max" || cpu.name == "base") continue;
    names.push_back(cpu.name);
    questions.push_back(Expand(cpu.name));
  }
  ASSIGN_OR_RETURN(answers, session.Ask(questions));
  facts.host = ExpansionOf(names[0], answers[0]);
  if (kvm) caps.hyperv = HypervFeaturesOf(answers[1]);
  for (size_t i = kvm ? 2 : 1; i < answers.size(); ++i) {
    if (auto model = ExpansionOf(names[i], answers[i])) caps.cpu_models.push_back(*std::move(model));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> KvmIsOn(QmpSession& session) {
  ASSIGN_OR_RETURN(const auto answers, session.Ask({{"query-kvm", {}}}));
  if (!answers[0].is_object()) return false;
  const json::value* enabled = answers[0].get_object().if_contains("enabled");
  return enabled != nullptr && enabled->is_bool() && enabled->get_bool();
}
}  // namespace

absl::StatusOr<EmulatorCapabilities> ProbeEmulator(const std::string& path, const ProbeOptions& options) {
  RETURN_IF_ERROR(CheckBinary(path));
  const absl::Time deadline = absl::Now() + options.timeout;
  EmulatorCapabilities caps;
  caps.path = path;
  ASSIGN_OR_RETURN(auto session, QmpSession::Start(path, options.allow_kvm ? "kvm:tcg" : "tcg", deadline));
  RETURN_IF_ERROR(AskGeneral(*session, caps));
  if (caps.arch.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "emulator '%s' is for the unknown architecture '%s'", path, caps.target);
  }
  RETURN_IF_ERROR(AskProperties(*session, caps));
  ASSIGN_OR_RETURN(const bool kvm, KvmIsOn(*session));
  RETURN_IF_ERROR(AskCpus(*session, kvm ? Accelerator::kKvm : Accelerator::kTcg, caps));
  if (!kvm) return caps;
  ASSIGN_OR_RETURN(session, QmpSession::Start(path, "tcg", deadline));
  RETURN_IF_ERROR(AskCpus(*session, Accelerator::kTcg, caps));
  return caps;
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// The small devices: which boards and emulators have them.
#include <algorithm>

#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::MachineFamily;

constexpr size_t kMaxVncPassword = 8;  // VNC's own

// The emulator's device that makes a model; null when QEMU has none, "" when nothing needs to be asked.
const char* VideoDevice(conf::VideoType type) {
  using conf::VideoType;
  switch (type) {
    case VideoType::kVga:
      return "VGA";
    case VideoType::kCirrus:
      return "cirrus-vga";
    case VideoType::kVmvga:
      return "vmware-svga";
    case VideoType::kQxl:
      return "qxl";
    case VideoType::kBochs:
      return "bochs-display";
    case VideoType::kRamfb:
      return "ramfb";
    case VideoType::kXen:
    case VideoType::kVbox:
    case VideoType::kParallels:
    case VideoType::kGop:
      return nullptr;
    default:
      return "";
  }
}

absl::Status CheckVideo(const CheckInput& in, const conf::VideoDef& video) {
  const char* device = VideoDevice(video.type);
  const char* name = xml::NameOf(conf::kVideoTypes, video.type);
  if (!device || (*device && !in.emulator.HasDevice(device)))
    return Unsupported("domain configuration does not support video model '%s'", name);
  if (video.type == conf::VideoType::kNone && in.def.devices.videos.size() > 1) {
    return Unsupported("a 'none' video type must be the only video device defined for the domain");
  }
  const bool virtio = video.type == conf::VideoType::kVirtio, qxl = video.type == conf::VideoType::kQxl;
  if (video.heads > 1 && !virtio && !qxl) return Unsupported("video type '%s' doesn't support multiple 'heads'", name);
  if (video.acceleration && conf::IsYes(video.acceleration->accel3d) && !virtio) {
    return Unsupported("3d acceleration is supported only with 'virtio' video device");
  }
  if (video.vgamem != 0 && video.vgamem < 1024) return Unsupported("value for 'vgamem' must be at least 1 MiB (1024 KiB)");
  return absl::OkStatus();
}

absl::Status CheckPanic(const CheckInput& in, const conf::PanicDef& panic) {
  switch (panic.model) {
    case conf::PanicModel::kIsa:
      return in.emulator.HasDevice("pvpanic") ? absl::OkStatus()
                                              : Unsupported("the QEMU binary does not support the ISA panic device");
    case conf::PanicModel::kPseries:
      return in.machine.Is(MachineFamily::kPseries) ? absl::OkStatus()
                                                    : Unsupported("only pSeries guests support panic device of model 'pseries'");
    case conf::PanicModel::kHyperv:
      if (!in.machine.x86) return Unsupported("only i686 and x86_64 guests support panic device of model 'hyperv'");
      if (panic.info.HasAddress()) return Unsupported("setting the panic device address is not supported for model 'hyperv'");
      return absl::OkStatus();
    case conf::PanicModel::kS390:
      return in.machine.s390 ? absl::OkStatus() : Unsupported("only S390 guests support panic device of model 's390'");
    case conf::PanicModel::kPvpanic:
      return Unsupported("unknown panic model 'pvpanic'");
    case conf::PanicModel::kDefault:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status CheckIommu(const CheckInput& in, const conf::IommuDef& iommu) {
  const bool q35 = in.machine.Is(MachineFamily::kQ35), virt = in.machine.Is(MachineFamily::kArmVirt);
  switch (iommu.model) {
    case conf::IommuModel::kIntel:
      if (!q35) return Unsupported("IOMMU device: 'intel' is only supported with Q35 machines");
      break;
    case conf::IommuModel::kSmmuv3:
      if (!virt) return Unsupported("IOMMU device: 'smmuv3' is only supported with ARM Virt machines");
      break;
    case conf::IommuModel::kVirtio:
      if (!q35 && !virt) return Unsupported("IOMMU device: 'virtio' is only supported with Q35 and ARM Virt machines");
      if (!in.def.features.acpi) return Unsupported("IOMMU device: 'virtio' requires ACPI");
      break;
  }
  if (conf::IsOn(iommu.intremap) && in.def.features.ioapic != conf::IoapicDriver::kQemu) {
    return Unsupported("IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')");
  }
  if (conf::IsOn(iommu.eim) && !conf::IsOn(iommu.intremap))
    return Unsupported("IOMMU eim requires interrupt remapping to be enabled");
  return absl::OkStatus();
}

absl::Status CheckInputDevice(const CheckInput& in, const conf::InputDef& input) {
  const bool ps2 = input.bus == conf::InputBus::kPs2;
  if (input.bus == conf::InputBus::kXen)
    return MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, "unsupported input bus xen");
  if (ps2 && input.type == conf::InputType::kTablet) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, "ps2 bus does not support tablet input device");
  }
  if (ps2 && !in.emulator.HasDevice("i8042")) return Unsupported("ps2 is not supported by this QEMU binary");
  if (input.type == conf::InputType::kPassthrough && input.bus != conf::InputBus::kVirtio) {
    return Unsupported("only bus 'virtio' is supported for 'passthrough' input devices");
  }
  return absl::OkStatus();
}

absl::Status CheckTpm(const CheckInput& in, const conf::TpmDef& tpm) {
  if (tpm.model == conf::TpmModel::kCrb && tpm.backend == conf::TpmBackend::kEmulator && tpm.version == conf::TpmVersion::k12) {
    return Unsupported("Unsupported interface 'tpm-crb' for TPM 1.2");
  }
  if (tpm.model == conf::TpmModel::kDefault) return absl::OkStatus();
  const auto& known = in.emulator.tpm_models;
  const char* name = xml::NameOf(conf::kTpmModels, tpm.model);
  if (std::find(known.begin(), known.end(), name) != known.end()) return absl::OkStatus();
  return Unsupported("The QEMU executable %s does not support TPM model %s", in.emulator.path, name);
}

absl::Status CheckConsole(const CheckInput& in, const conf::ChardevDef& console) {
  using conf::ChardevTarget;
  switch (console.target) {
    case ChardevTarget::kXen:
    case ChardevTarget::kUml:
    case ChardevTarget::kLxc:
    case ChardevTarget::kOpenvz:
      return Unsupported("unsupported console target type %s",
                         xml::NameOf(conf::ChardevTargets(conf::ChardevKind::kConsole), console.target));
    case ChardevTarget::kSclp:
      return in.emulator.HasDevice("sclpconsole") ? absl::OkStatus()
                                                  : Unsupported("sclpconsole is not supported in this QEMU binary");
    case ChardevTarget::kSclplm:
      return in.emulator.HasDevice("sclplmconsole") ? absl::OkStatus()
                                                    : Unsupported("sclplmconsole is not supported in this QEMU binary");
    default:
      return absl::OkStatus();
  }
}

absl::Status CheckControllerThread(const CheckInput& in, const conf::ControllerDef& controller) {
  using conf::ControllerModel;
  if (controller.driver.iothread == 0) return absl::OkStatus();
  const ControllerModel model = controller.model;
  const bool virtio = model == ControllerModel::kVirtioScsi || model == ControllerModel::kVirtioTransitional ||
                      model == ControllerModel::kVirtioNonTransitional;
  if (!virtio) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlError,
                     "'iothread' attribute only supported for virtio scsi controllers");
  }
  if (HasIoThread(in.def.io_threads, controller.driver.iothread)) return absl::OkStatus();
  return Unsupported("controller iothread '%u' not defined in iothreadid", controller.driver.iothread);
}

absl::Status CheckController(const conf::ControllerDef& controller) {
  using conf::ControllerModel;
  if (controller.model == ControllerModel::kQusb1 || controller.model == ControllerModel::kQusb2) {
    return Unsupported("USB controller model type 'qusb1' or 'qusb2' is not supported in qemu");
  }
  if (controller.model == ControllerModel::kBuslogic) return Unsupported("Unsupported controller model: buslogic");
  return absl::OkStatus();
}

absl::Status CheckGraphics(const conf::GraphicsDef& graphics) {
  if (graphics.type == conf::GraphicsType::kRdp) return Unsupported("rdp graphics are not supported with this QEMU");
  if (graphics.type == conf::GraphicsType::kDesktop) return Unsupported("desktop graphics are not supported with this QEMU");
  if (graphics.type == conf::GraphicsType::kVnc && graphics.auth.password.size() > kMaxVncPassword) {
    return Unsupported("VNC password is %u characters long, only %u permitted", graphics.auth.password.size(), kMaxVncPassword);
  }
  return absl::OkStatus();
}

// Those that a domain has once at most, or that only one architecture has.
absl::Status CheckSingles(const CheckInput& in) {
  const conf::Devices& d = in.def.devices;
  if (d.watchdog && d.watchdog->model == conf::WatchdogModel::kDiag288 && !in.machine.s390) {
    return Unsupported("diag288 model of watchdog is allowed for s390 and s390x only");
  }
  if (d.smartcards.size() > 1) return Unsupported("this QEMU binary lacks multiple smartcard support");
  if (d.nvram && !in.machine.ppc64) return Unsupported("nvram device is only supported for PPC64");
  if (!d.parallels.empty() && (in.machine.ppc64 || in.machine.s390)) return Unsupported("parallel ports are not supported");
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckDevices(const CheckInput& in) {
  const conf::Devices& d = in.def.devices;
  for (const conf::ControllerDef& controller : d.controllers) {
    RETURN_IF_ERROR(CheckController(controller));
    RETURN_IF_ERROR(CheckControllerThread(in, controller));
  }
  for (const conf::TpmDef& tpm : d.tpms) RETURN_IF_ERROR(CheckTpm(in, tpm));
  for (const conf::ChardevDef& console : d.consoles) RETURN_IF_ERROR(CheckConsole(in, console));
  for (const conf::InputDef& input : d.inputs) RETURN_IF_ERROR(CheckInputDevice(in, input));
  for (const conf::GraphicsDef& graphics : d.graphics) RETURN_IF_ERROR(CheckGraphics(graphics));
  for (const conf::VideoDef& video : d.videos) RETURN_IF_ERROR(CheckVideo(in, video));
  for (const conf::PanicDef& panic : d.panics) RETURN_IF_ERROR(CheckPanic(in, panic));
  if (d.iommu) RETURN_IF_ERROR(CheckIommu(in, *d.iommu));
  return CheckSingles(in);
}

}  // namespace pleiad::qemu

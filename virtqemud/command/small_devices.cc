// SPDX-License-Identifier: Apache-2.0
// small_devices.cc: devices of a few lines each: watchdog, balloon, entropy, panic notifiers, vsock, the pseries' NVRAM.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/chardev_backend.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
conf::VirtioModel VirtioModelOf(conf::MemballoonModel model) {
  if (model == conf::MemballoonModel::kVirtioTransitional) return conf::VirtioModel::kVirtioTransitional;
  if (model == conf::MemballoonModel::kVirtioNonTransitional) return conf::VirtioModel::kVirtioNonTransitional;
  return conf::VirtioModel::kDefault;
}

absl::Status AddRngBackend(Builder& b, const conf::RngDef& rng) {
  const std::string id = "obj" + rng.info.alias;
  switch (rng.backend) {
    case conf::RngBackend::kRandom:
      b.Object(JsonObject("qom-type", "rng-random").String("id", id).String("filename", rng.device));
      return absl::OkStatus();
    case conf::RngBackend::kBuiltin:
      b.Object(JsonObject("qom-type", "rng-builtin").String("id", id));
      return absl::OkStatus();
    case conf::RngBackend::kEgd: {
      ASSIGN_OR_RETURN(std::string option, ChardevOption(rng.source, "char" + rng.info.alias));
      b.Add("-chardev", std::move(option));
      b.Object(JsonObject("qom-type", "rng-egd").String("id", id).String("chardev", "char" + rng.info.alias));
      return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

absl::Status AddRng(Builder& b, const conf::RngDef& rng) {
  RETURN_IF_ERROR(AddRngBackend(b, rng));
  JsonObject device = VirtioDevice("virtio-rng", rng.info, rng.virtio, rng.model);
  device.String("rng", "obj" + rng.info.alias).String("id", rng.info.alias);
  if (rng.rate_bytes) device.Number("max-bytes", rng.rate_bytes).Number("period", rng.rate_period ? rng.rate_period : 1000);
  RETURN_IF_ERROR(AddAddress(b, rng.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}

absl::Status AddPanic(Builder& b, const conf::PanicDef& panic) {
  switch (panic.model) {
    case conf::PanicModel::kIsa: {
      JsonObject device("driver", "pvpanic");
      if (const auto* isa = panic.info.As<conf::IsaAddress>(); isa && isa->iobase) device.Number("ioport", isa->iobase);
      b.Device(std::move(device));
      return absl::OkStatus();
    }
    case conf::PanicModel::kPvpanic: {
      JsonObject device("driver", "pvpanic-pci");
      RETURN_IF_ERROR(AddAddress(b, panic.info, device));
      b.Device(std::move(device));
      return absl::OkStatus();
    }
    default:
      return absl::OkStatus();  // the board's or the processor's own (pseries, s390, hyperv: hv-crash with the CPU)
  }
}

const char* WatchdogDriver(conf::WatchdogModel model) {
  switch (model) {
    case conf::WatchdogModel::kI6300esb: return "i6300esb";
    case conf::WatchdogModel::kIb700: return "ib700";
    case conf::WatchdogModel::kDiag288: return "diag288";
    case conf::WatchdogModel::kItco: return nullptr;  // in the chipset
  }
  return nullptr;
}

// A dump is the daemon's to take: the guest is paused for it.
const char* ActionText(conf::WatchdogAction action) {
  return action == conf::WatchdogAction::kDump ? "pause" : xml::NameOf(conf::kWatchdogActions, action);
}
}  // namespace

absl::Status AddWatchdog(Builder& b) {
  if (!b.def.devices.watchdog) return absl::OkStatus();
  const conf::WatchdogDef& watchdog = *b.def.devices.watchdog;
  if (const char* driver = WatchdogDriver(watchdog.model)) {
    JsonObject device("driver", driver);
    device.String("id", watchdog.info.alias);
    RETURN_IF_ERROR(AddAddress(b, watchdog.info, device));
    b.Device(std::move(device));
  } else {
    b.Add("-global", "ICH9-LPC.noreboot=off");
  }
  b.Add("-watchdog-action", ActionText(watchdog.action));
  return absl::OkStatus();
}

absl::Status AddMemballoon(Builder& b) {
  if (!b.def.devices.memballoon || b.def.devices.memballoon->model == conf::MemballoonModel::kNone) return absl::OkStatus();
  const conf::MemballoonDef& balloon = *b.def.devices.memballoon;
  if (balloon.model == conf::MemballoonModel::kXen) return Unsupported("memballoon model '%s' not supported", "xen");
  JsonObject device = VirtioDevice("virtio-balloon", balloon.info, balloon.virtio, VirtioModelOf(balloon.model));
  device.String("id", balloon.info.alias).Given("deflate-on-oom", balloon.autodeflate).Given("free-page-reporting", balloon.free_page_reporting);
  RETURN_IF_ERROR(AddAddress(b, balloon.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}

absl::Status AddRngs(Builder& b) {
  for (const conf::RngDef& rng : b.def.devices.rngs) RETURN_IF_ERROR(AddRng(b, rng));
  return absl::OkStatus();
}

absl::Status AddPanics(Builder& b) {
  for (const conf::PanicDef& panic : b.def.devices.panics) RETURN_IF_ERROR(AddPanic(b, panic));
  return absl::OkStatus();
}

absl::Status AddNvram(Builder& b) {
  if (!b.def.devices.nvram) return absl::OkStatus();
  if (!IsPseries(b.def)) return Unsupported("nvram device is only supported for PPC64");
  const auto* address = b.def.devices.nvram->info.As<conf::SpaprVioAddress>();
  b.Add("-global", absl::StrFormat("spapr-nvram.reg=0x%x", address && address->reg ? *address->reg : 0x3000));
  return absl::OkStatus();
}

absl::Status AddVsock(Builder& b) {
  if (!b.def.devices.vsock) return absl::OkStatus();
  const conf::VsockDef& vsock = *b.def.devices.vsock;
  JsonObject device = VirtioDevice("vhost-vsock", vsock.info, vsock.virtio, vsock.model);
  device.String("id", vsock.info.alias).Number("guest-cid", vsock.cid).String("vhostfd", std::to_string(b.context.vsock_fd));
  RETURN_IF_ERROR(AddAddress(b, vsock.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

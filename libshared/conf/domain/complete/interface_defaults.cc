// SPDX-License-Identifier: Apache-2.0
// Network cards; see device_defaults.h.
#include "absl/strings/str_format.h"
#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

std::string DefaultModel(const EmulatorFacts& facts, const MachineKind& machine) {
  switch (machine.family) {
    case MachineFamily::kArmVirt:
    case MachineFamily::kRiscvVirt:
    case MachineFamily::kS390Ccw: return "virtio";
    case MachineFamily::kVersatile: return "smc91c111";
    default: break;
  }
  if (machine.arm) return "lan9118";
  for (const char* model : {"rtl8139", "e1000"}) {
    if (facts.HasDevice(model)) return model;
  }
  return "virtio";
}

}  // namespace

void CompleteInterfaces(Devices& d, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options) {
  for (InterfaceDef& nic : d.interfaces) {
    if (nic.mac.address.empty()) {
      const uint32_t suffix = options.new_mac_suffix();
      nic.mac.address = absl::StrFormat("52:54:00:%02x:%02x:%02x", suffix >> 16 & 0xff, suffix >> 8 & 0xff, suffix & 0xff);
    }
    // A device of the host's is what it is.
    if (nic.model.empty() && nic.type != InterfaceType::kHostdev) nic.model = DefaultModel(facts, machine);
    if (nic.type == InterfaceType::kDirect && nic.source.mode == DirectMode::kDefault) nic.source.mode = DirectMode::kVepa;
  }
}

}  // namespace pleiad::conf

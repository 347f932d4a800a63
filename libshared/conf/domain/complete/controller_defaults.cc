// SPDX-License-Identifier: Apache-2.0
// Controllers; see device_defaults.h.
#include <algorithm>
#include <utility>
#include <vector>

#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

bool IsIch9(const ControllerDef& c) {
  return c.model == ControllerModel::kIch9Ehci1 || c.model == ControllerModel::kIch9Uhci1 || c.model == ControllerModel::kIch9Uhci2 ||
         c.model == ControllerModel::kIch9Uhci3;
}

// A USB 2 controller and the companions that follow it are one, of one index.
bool ContinuesGroup(const ControllerDef& before, const ControllerDef& c) {
  return before.type == ControllerType::kUsb && IsIch9(before) && IsIch9(c) && before.model != c.model &&
         (c.master_start_port || before.master_start_port);
}

int FreeIndex(const std::vector<ControllerDef>& controllers, ControllerType type) {
  int index = 0;
  const auto taken = [&](const ControllerDef& c) { return c.type == type && c.index == index; };
  while (std::any_of(controllers.begin(), controllers.end(), taken)) ++index;
  return index;
}

void NumberControllers(std::vector<ControllerDef>& controllers) {
  const ControllerDef* last_usb = nullptr;
  for (ControllerDef& c : controllers) {
    if (c.index < 0) {
      const bool companion = c.type == ControllerType::kUsb && last_usb && ContinuesGroup(*last_usb, c);
      c.index = companion ? last_usb->index : FreeIndex(controllers, c.type);
    }
    if (c.type == ControllerType::kUsb) last_usb = &c;
  }
}

// Within the places that controllers of a type have, they stand in the order of their index, a master before its companions.
void SortByType(std::vector<ControllerDef>& controllers) {
  const auto before = [](const ControllerDef& a, const ControllerDef& b) {
    if (a.index != b.index) return a.index < b.index;
    return !a.master_start_port && b.master_start_port;
  };
  std::vector<ControllerDef> sorted;
  for (ControllerDef& c : controllers) {
    // After the last of its type that does not come later; with none before, in front of the first that does.
    auto place = sorted.end();
    for (auto at = sorted.end(); at != sorted.begin();) {
      --at;
      if (at->type != c.type) continue;
      if (before(c, *at)) {
        place = at;
      } else {
        if (place == sorted.end()) place = at + 1;
        break;
      }
    }
    sorted.insert(place, std::move(c));
  }
  controllers = std::move(sorted);
}

}  // namespace

ControllerModel DefaultScsiModel(const EmulatorFacts& facts, const MachineKind& machine) {
  if (machine.Is(MachineFamily::kPseries)) return ControllerModel::kIbmvscsi;
  if (machine.s390) return ControllerModel::kVirtioScsi;
  return facts.HasDevice("lsi53c895a") ? ControllerModel::kLsilogic : ControllerModel::kVirtioScsi;
}

ControllerModel DefaultUsbModel(const EmulatorFacts& facts, const MachineKind& machine, bool implicit) {
  if (machine.s390) return ControllerModel::kNone;
  const bool modern = machine.ppc64 || machine.arm || machine.riscv || (machine.Is(MachineFamily::kQ35) && implicit);
  if (modern && facts.HasDevice("qemu-xhci")) return ControllerModel::kQemuXhci;
  if (modern && facts.HasDevice("nec-usb-xhci")) return ControllerModel::kNecXhci;
  return ControllerModel::kPiix3Uhci;
}

void CompleteControllers(Devices& d, const EmulatorFacts& facts, const MachineKind& machine) {
  NumberControllers(d.controllers);
  SortByType(d.controllers);
  for (ControllerDef& c : d.controllers) {
    if (c.model != ControllerModel::kDefault && c.model != ControllerModel::kAuto) continue;
    if (c.type == ControllerType::kScsi) c.model = DefaultScsiModel(facts, machine);
    if (c.type == ControllerType::kUsb) c.model = DefaultUsbModel(facts, machine, /*implicit=*/false);
  }
}

}  // namespace pleiad::conf

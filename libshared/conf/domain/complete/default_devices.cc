// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/default_devices.h"

#include <algorithm>
#include <optional>

#include "libshared/conf/domain/complete/bus_addresses.h"
#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

bool HasController(const Devices& d, ControllerType type, int index) {
  return std::any_of(d.controllers.begin(), d.controllers.end(), [&](const ControllerDef& c) { return c.type == type && c.index == index; });
}

ControllerDef& AddController(Devices& d, ControllerType type, int index, ControllerModel model = ControllerModel::kDefault) {
  ControllerDef& added = d.controllers.emplace_back();
  added.type = type;
  added.index = index;
  added.model = model;
  return added;
}

// Controllers 0 to `highest` of a type: QEMU numbers without gaps.
void AddUpTo(Devices& d, ControllerType type, int highest, ControllerModel model = ControllerModel::kDefault) {
  for (int index = 0; index <= highest; ++index) {
    if (!HasController(d, type, index)) AddController(d, type, index, model);
  }
}

int HighestDiskController(const Devices& d, DiskBus bus) {
  int highest = -1;
  for (const DiskDef& disk : d.disks) {
    const auto* address = disk.info.As<DriveAddress>();
    if (disk.target.bus == bus && address) highest = std::max(highest, static_cast<int>(address->controller));
  }
  return highest;
}

int HighestVirtioSerial(const Devices& d) {
  int highest = -1;
  for (const auto* list : {&d.channels, &d.consoles}) {
    for (const ChardevDef& chardev : *list) {
      if (chardev.target != ChardevTarget::kChannelVirtio && chardev.target != ChardevTarget::kVirtio) continue;
      const auto* address = chardev.info.As<VirtioSerialAddress>();
      highest = std::max(highest, address ? static_cast<int>(address->controller) : 0);
    }
  }
  return highest;
}

int HighestCcid(const Devices& d) {
  int highest = -1;
  for (const SmartcardDef& card : d.smartcards) {
    if (const auto* address = card.info.As<CcidAddress>()) highest = std::max(highest, static_cast<int>(address->controller));
  }
  return highest;
}

bool HasInput(const Devices& d, InputType type, InputBus bus) {
  return std::any_of(d.inputs.begin(), d.inputs.end(), [&](const InputDef& input) { return input.type == type && input.bus == bus; });
}

void AddInput(Devices& d, InputType type, InputBus bus) {
  // A tablet points as well as a mouse.
  if (HasInput(d, type, bus) || (type == InputType::kMouse && HasInput(d, InputType::kTablet, bus))) return;
  InputDef& input = d.inputs.emplace_back();
  input.type = type;
  input.bus = bus;
}

bool HasUsb(const Devices& d) {
  return std::any_of(d.controllers.begin(), d.controllers.end(),
                     [](const ControllerDef& c) { return c.type == ControllerType::kUsb && c.model != ControllerModel::kNone; });
}

void AddInputs(Devices& d, const MachineKind& machine) {
  if (machine.x86) {
    AddInput(d, InputType::kMouse, InputBus::kPs2);
    AddInput(d, InputType::kKeyboard, InputBus::kPs2);
  } else if (machine.ppc64 && !d.graphics.empty() && HasUsb(d)) {
    AddInput(d, InputType::kKeyboard, InputBus::kUsb);
    AddInput(d, InputType::kMouse, InputBus::kUsb);
  }
}

// Where sound goes when nobody says: to the spice client, else nowhere. With a local screen the emulator decides.
void AddAudio(Devices& d) {
  if (!d.audios.empty()) return;
  std::optional<AudioType> type;
  if (d.graphics.empty()) type = AudioType::kNone;
  for (const GraphicsDef& graphics : d.graphics) {
    if (graphics.type == GraphicsType::kVnc) type = AudioType::kNone;
    if (graphics.type == GraphicsType::kSpice) type = AudioType::kSpice;
  }
  if (!type) return;
  AudioDef& audio = d.audios.emplace_back();
  audio.type = *type;
  audio.id = 1;
}

void AddPanic(Devices& d, PanicModel model) {
  const auto same = [&](const PanicDef& panic) { return panic.model == model || panic.model == PanicModel::kDefault; };
  if (std::none_of(d.panics.begin(), d.panics.end(), same)) d.panics.emplace_back().model = model;
}

}  // namespace

void AddControllersForHostdevs(Devices& d, const EmulatorFacts& facts, const MachineKind& machine) {
  AssignScsiHostdevs(d);
  int highest = -1;
  for (const HostdevDef& hostdev : d.hostdevs) {
    const auto* address = hostdev.info.As<DriveAddress>();
    if (hostdev.type == HostdevType::kScsi && address) highest = std::max(highest, static_cast<int>(address->controller));
  }
  AddUpTo(d, ControllerType::kScsi, highest, DefaultScsiModel(facts, machine));
}

void AddBoardDevices(Devices& d, const EmulatorFacts& facts, const MachineKind& machine) {
  const auto usb = [](const ControllerDef& c) { return c.type == ControllerType::kUsb && c.index == 0; };
  if (machine.default_usb && std::none_of(d.controllers.begin(), d.controllers.end(), usb)) {
    AddController(d, ControllerType::kUsb, 0, DefaultUsbModel(facts, machine, /*implicit=*/true));
  }
  if (machine.Is(MachineFamily::kQ35) && !HasController(d, ControllerType::kSata, 0)) AddController(d, ControllerType::kSata, 0);
  if (machine.HasPci() && !HasController(d, ControllerType::kPci, 0)) {
    AddController(d, ControllerType::kPci, 0, machine.pcie_root ? ControllerModel::kPcieRoot : ControllerModel::kPciRoot);
  }
  if (machine.default_balloon && !d.memballoon) d.memballoon.emplace();
  if (machine.Is(MachineFamily::kPseries)) AddPanic(d, PanicModel::kPseries);
  if (machine.s390) AddPanic(d, PanicModel::kS390);
}

void AddPeripherals(Devices& d, const MachineKind& machine) {
  AddInputs(d, machine);
  if (!d.graphics.empty() && d.videos.empty()) d.videos.emplace_back();
  AddAudio(d);
}

void AddControllersForAddresses(Devices& d, const EmulatorFacts& facts, const MachineKind& machine) {
  AddUpTo(d, ControllerType::kScsi, HighestDiskController(d, DiskBus::kScsi), DefaultScsiModel(facts, machine));
  AddUpTo(d, ControllerType::kFdc, HighestDiskController(d, DiskBus::kFdc));
  AddUpTo(d, ControllerType::kIde, HighestDiskController(d, DiskBus::kIde));
  AddUpTo(d, ControllerType::kSata, HighestDiskController(d, DiskBus::kSata));
  AddUpTo(d, ControllerType::kVirtioSerial, HighestVirtioSerial(d));
  AddUpTo(d, ControllerType::kCcid, HighestCcid(d));
}

}  // namespace pleiad::conf

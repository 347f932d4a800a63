// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/complete.h"

#include <algorithm>

#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/bus_addresses.h"
#include "libshared/conf/domain/complete/check.h"
#include "libshared/conf/domain/complete/default_devices.h"
#include "libshared/conf/domain/complete/device_defaults.h"
#include "libshared/conf/domain/complete/general_defaults.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/complete/pci_addresses.h"
#include "libshared/conf/domain/complete/usb_addresses.h"
#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {

absl::Status CompleteDevices(DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options) {
  Devices& d = def.devices;
  CompleteDisks(d);
  RETURN_IF_ERROR(CompleteChardevs(d, machine));
  CompleteControllers(d, facts, machine);
  CompleteSmallDevices(d, facts, machine);
  AssignDriveAddresses(d);
  AddControllersForHostdevs(d, facts, machine);
  AddBoardDevices(d, facts, machine);
  AddPeripherals(d, machine);
  CompleteInterfaces(d, facts, machine, options);
  const auto is_primary = [](const VideoDef& video) { return video.primary; };
  if (std::count_if(d.videos.begin(), d.videos.end(), is_primary) > 1) return Unsupported("Only one primary video device is supported");
  CompleteVideos(d, facts, machine);
  return absl::OkStatus();
}

// PCI after all that adds controllers.
absl::Status AssignAddresses(DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options) {
  Devices& d = def.devices;
  RETURN_IF_ERROR(AssignCcidAddresses(d));
  AddControllersForAddresses(d, facts, machine);
  RETURN_IF_ERROR(AssignVirtioSerialAddresses(d));
  RETURN_IF_ERROR(AssignSpaprVioAddresses(d, machine));
  RETURN_IF_ERROR(AssignCcwAddresses(d, machine));
  AssignVirtioMmioAddresses(d, machine);
  RETURN_IF_ERROR(AssignPciAddresses(d, machine, options));
  RETURN_IF_ERROR(AssignUsbAddresses(d));
  return AssignDimmSlots(d, def.memory.slots);
}

}  // namespace

absl::Status CompleteDomain(DomainDef& def, const EmulatorFacts& facts, const CompleteOptions& options) {
  RETURN_IF_ERROR(CompleteIdentity(def, facts, options));
  const MachineKind machine = MachineKindOf(def);
  RETURN_IF_ERROR(CompleteDevices(def, facts, machine, options));
  RETURN_IF_ERROR(CompleteGeneral(def, facts, machine, options));
  RETURN_IF_ERROR(AssignAddresses(def, facts, machine, options));
  return CheckCompleted(def, facts, machine);
}

}  // namespace pleiad::conf

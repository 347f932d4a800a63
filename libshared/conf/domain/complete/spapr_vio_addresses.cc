// SPDX-License-Identifier: Apache-2.0
// Registers of the pseries machine's own devices; see bus_addresses.h.
#include <set>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

// Where each kind begins to look; QEMU's own choices, which guests know.
constexpr uint64_t kNetwork = 0x1000, kScsi = 0x2000, kNvram = 0x3000, kTpm = 0x4000, kSerial = 0x30000000, kStep = 0x1000;

absl::Status Assign(DeviceInfo& info, uint64_t first, std::set<uint64_t>& taken) {
  if (info.HasAddress() && !info.As<SpaprVioAddress>()) return absl::OkStatus();
  if (auto* given = info.As<SpaprVioAddress>(); given && given->reg) {
    if (taken.insert(*given->reg).second) return absl::OkStatus();
    return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "spapr-vio address %#x already in use", *given->reg);
  }
  uint64_t reg = first;
  while (!taken.insert(reg).second) reg += kStep;
  info.address = SpaprVioAddress{.reg = reg};
  return absl::OkStatus();
}

}  // namespace

absl::Status AssignSpaprVioAddresses(Devices& d, const MachineKind& machine) {
  if (!machine.Is(MachineFamily::kPseries)) return absl::OkStatus();
  std::set<uint64_t> taken;
  for (InterfaceDef& nic : d.interfaces) {
    if (nic.model == "spapr-vlan") RETURN_IF_ERROR(Assign(nic.info, kNetwork, taken));
  }
  for (ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kScsi && c.model == ControllerModel::kIbmvscsi) RETURN_IF_ERROR(Assign(c.info, kScsi, taken));
  }
  for (ChardevDef& serial : d.serials) {
    if (serial.target == ChardevTarget::kSpaprVioSerial) RETURN_IF_ERROR(Assign(serial.info, kSerial, taken));
  }
  if (d.nvram) RETURN_IF_ERROR(Assign(d.nvram->info, kNvram, taken));
  for (TpmDef& tpm : d.tpms) {
    if (tpm.model == TpmModel::kSpapr) RETURN_IF_ERROR(Assign(tpm.info, kTpm, taken));
  }
  // The first console is the first serial port once more.
  if (!d.serials.empty() && !d.consoles.empty() && d.consoles[0].target == ChardevTarget::kSerial) {
    if (d.serials[0].info.As<SpaprVioAddress>()) d.consoles[0].info.address = d.serials[0].info.address;
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// Serial and parallel ports and consoles; see device_defaults.h.
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

ChardevTarget DefaultSerialTarget(const ChardevDef& serial, const MachineKind& machine) {
  if (serial.info.As<UsbAddress>()) return ChardevTarget::kUsbSerial;
  if (serial.info.As<PciAddress>()) return ChardevTarget::kPciSerial;
  if (machine.x86) return ChardevTarget::kIsaSerial;
  switch (machine.family) {
    case MachineFamily::kPseries: return ChardevTarget::kSpaprVioSerial;
    case MachineFamily::kArmVirt:
    case MachineFamily::kRiscvVirt: return ChardevTarget::kSystemSerial;
    case MachineFamily::kS390Ccw: return ChardevTarget::kSclpSerial;
    default: return ChardevTarget::kNone;
  }
}

SerialModel DefaultSerialModel(ChardevTarget target, const MachineKind& machine) {
  switch (target) {
    case ChardevTarget::kIsaSerial: return SerialModel::kIsaSerial;
    case ChardevTarget::kUsbSerial: return SerialModel::kUsbSerial;
    case ChardevTarget::kPciSerial: return SerialModel::kPciSerial;
    case ChardevTarget::kSpaprVioSerial: return SerialModel::kSpaprVty;
    case ChardevTarget::kSystemSerial: return machine.riscv ? SerialModel::k16550a : SerialModel::kPl011;
    case ChardevTarget::kSclpSerial: return SerialModel::kSclpConsole;
    case ChardevTarget::kIsaDebug: return SerialModel::kIsaDebugcon;
    default: return SerialModel::kNone;
  }
}

void NumberPorts(std::vector<ChardevDef>& list) {
  int highest = -1;
  for (ChardevDef& chardev : list) {
    if (chardev.port < 0) chardev.port = highest + 1;
    highest = std::max(highest, chardev.port);
  }
}

bool IsSerialConsole(const ChardevDef& console) { return console.target == ChardevTarget::kNone || console.target == ChardevTarget::kSerial; }

// Serial ports that a guest takes for its console by itself.
bool CanBeConsole(const ChardevDef& serial) {
  return serial.target != ChardevTarget::kUsbSerial && serial.target != ChardevTarget::kPciSerial && serial.target != ChardevTarget::kIsaDebug;
}

ChardevDef ConsoleOf(const ChardevDef& serial) {
  ChardevDef console = serial;
  console.kind = ChardevKind::kConsole;
  console.target = ChardevTarget::kSerial;
  console.model = SerialModel::kNone;
  console.port = 0;
  console.info = DeviceInfo();
  return console;
}

ChardevDef SerialOf(const ChardevDef& console) {
  ChardevDef serial = console;
  serial.kind = ChardevKind::kSerial;
  serial.target = ChardevTarget::kNone;
  serial.port = 0;
  return serial;
}

absl::Status JoinConsoleAndSerial(Devices& d) {
  for (size_t i = 1; i < d.consoles.size(); ++i) {
    if (IsSerialConsole(d.consoles[i])) {
      return MakeError(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, "Only the first console can be a serial port");
    }
  }
  const bool serial_console = !d.consoles.empty() && IsSerialConsole(d.consoles[0]);
  if (d.serials.empty()) {
    if (!serial_console) return absl::OkStatus();
    d.serials.push_back(SerialOf(d.consoles[0]));
  }
  if (!CanBeConsole(d.serials[0])) return absl::OkStatus();
  if (serial_console) {
    d.consoles[0] = ConsoleOf(d.serials[0]);
  } else {
    d.consoles.insert(d.consoles.begin(), ConsoleOf(d.serials[0]));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CompleteChardevs(Devices& d, const MachineKind& machine) {
  // Consoles are numbered as the document has them, before the serial one is put in front.
  for (size_t i = 0; i < d.consoles.size(); ++i) d.consoles[i].port = static_cast<int>(i);
  RETURN_IF_ERROR(JoinConsoleAndSerial(d));
  for (ChardevDef& serial : d.serials) {
    if (serial.target == ChardevTarget::kNone) serial.target = DefaultSerialTarget(serial, machine);
    if (serial.model == SerialModel::kNone) serial.model = DefaultSerialModel(serial.target, machine);
  }
  NumberPorts(d.serials);
  NumberPorts(d.parallels);
  return absl::OkStatus();
}

}  // namespace pleiad::conf

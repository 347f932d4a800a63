// SPDX-License-Identifier: Apache-2.0
// chardevs.cc: serial and parallel ports, consoles and channels: -chardev for the host's end, -device for the guest's.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/chardev_backend.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::ChardevDef;
using conf::ChardevTarget;
using conf::ChardevType;
using conf::SerialModel;

std::string ChardevId(const ChardevDef& chardev) { return "char" + chardev.info.alias; }

// A channel's socket that the document does not name is in this run's folder for channels.
conf::ChardevSource SourceOf(const Builder& b, const ChardevDef& chardev) {
  conf::ChardevSource source = chardev.source;
  if (chardev.kind == conf::ChardevKind::kChannel && source.type == ChardevType::kUnix && source.path.empty()) {
    source.path = ChannelSocketPath(chardev, b.context.paths, b.context.folder);
    source.listen = true;
  }
  return source;
}

absl::Status AddBackend(Builder& b, const ChardevDef& chardev) {
  ASSIGN_OR_RETURN(std::string option,
                   ChardevOption(SourceOf(b, chardev), ChardevId(chardev), chardev.kind == conf::ChardevKind::kParallel));
  b.Add("-chardev", std::move(option));
  return absl::OkStatus();
}

const char* SerialDriver(SerialModel model) {
  switch (model) {
    case SerialModel::kIsaSerial: return "isa-serial";
    case SerialModel::kUsbSerial: return "usb-serial";
    case SerialModel::kPciSerial: return "pci-serial";
    case SerialModel::kSpaprVty: return "spapr-vty";
    case SerialModel::kSclpConsole: return "sclpconsole";
    case SerialModel::kSclplmConsole: return "sclplmconsole";
    case SerialModel::kIsaDebugcon: return "isa-debugcon";
    default: return nullptr;
  }
}

absl::StatusOr<JsonObject> SerialDevice(const Builder& b, const ChardevDef& serial) {
  const char* const driver = SerialDriver(serial.model);
  if (!driver) return InternalError("Serial device model '%s' is no device", xml::NameOf(conf::kSerialModels, serial.model));
  JsonObject device("driver", driver);
  device.String("chardev", ChardevId(serial)).String("id", serial.info.alias);
  if (serial.model == SerialModel::kIsaSerial) device.Number("index", serial.port < 0 ? 0 : static_cast<uint64_t>(serial.port));
  RETURN_IF_ERROR(AddAddress(b, serial.info, device));
  return device;
}

absl::StatusOr<JsonObject> VirtioSerialPort(const Builder& b, const ChardevDef& chardev) {
  const bool console = chardev.kind == conf::ChardevKind::kConsole;
  JsonObject device("driver", console ? "virtconsole" : "virtserialport");
  if (const auto* address = chardev.info.As<conf::VirtioSerialAddress>()) {
    const auto* controller = FindController(b.def, conf::ControllerType::kVirtioSerial, static_cast<int>(address->controller));
    if (!controller) return InternalError("Could not find virtio-serial controller with index %d required for device", address->controller);
    device.String("bus", absl::StrCat(controller->info.alias, ".", address->bus)).Number("nr", address->port);
  }
  device.String("chardev", ChardevId(chardev)).String("id", chardev.info.alias);
  if (console) return device;
  const bool spice = chardev.source.type == ChardevType::kSpicevmc || chardev.source.type == ChardevType::kQemuVdagent;
  if (!chardev.name.empty()) device.String("name", chardev.name);
  else if (spice) device.String("name", "com.redhat.spice.0");
  return device;
}

absl::Status AddConsole(Builder& b, const ChardevDef& console) {
  switch (console.target) {
    case ChardevTarget::kSclp:
    case ChardevTarget::kSclplm: {
      RETURN_IF_ERROR(AddBackend(b, console));
      JsonObject device("driver", console.target == ChardevTarget::kSclp ? "sclpconsole" : "sclplmconsole");
      b.Device(device.String("chardev", ChardevId(console)).String("id", console.info.alias));
      return absl::OkStatus();
    }
    case ChardevTarget::kVirtio: {
      RETURN_IF_ERROR(AddBackend(b, console));
      ASSIGN_OR_RETURN(JsonObject device, VirtioSerialPort(b, console));
      b.Device(std::move(device));
      return absl::OkStatus();
    }
    case ChardevTarget::kNone:
    case ChardevTarget::kSerial:
      return absl::OkStatus();  // a serial port seen from another side
    default:
      return Unsupported("unsupported console target type %s", xml::NameOf(conf::ChardevTargets(console.kind), console.target));
  }
}

absl::Status AddChannel(Builder& b, const ChardevDef& channel) {
  switch (channel.target) {
    case ChardevTarget::kGuestfwd: {
      RETURN_IF_ERROR(AddBackend(b, channel));
      JsonObject netdev("type", "user");
      std::vector<JsonObject> forwards;
      forwards.push_back(JsonObject("str", absl::StrCat("tcp:", channel.forward_address, ":", channel.forward_port, "-chardev:", ChardevId(channel))));
      b.Netdev(netdev.Objects("guestfwd", forwards).String("id", channel.info.alias));
      return absl::OkStatus();
    }
    case ChardevTarget::kChannelVirtio: {
      RETURN_IF_ERROR(AddBackend(b, channel));
      ASSIGN_OR_RETURN(JsonObject device, VirtioSerialPort(b, channel));
      b.Device(std::move(device));
      return absl::OkStatus();
    }
    default:
      return Unsupported("unsupported channel target type %s", xml::NameOf(conf::ChardevTargets(channel.kind), channel.target));
  }
}
}  // namespace

std::string ChannelSocketPath(const ChardevDef& channel, const QemuPaths& paths, const std::string& folder) {
  const std::string run = folder.substr(folder.rfind('/') + 1);
  return absl::StrCat(paths.channel, "/", run, "/", channel.name.empty() ? channel.info.alias : channel.name);
}

absl::Status AddSerials(Builder& b) {
  for (const ChardevDef& serial : b.def.devices.serials) {
    RETURN_IF_ERROR(AddBackend(b, serial));
    if (HasBuiltinSerial(b.def, serial)) {
      b.Add("-serial", "chardev:" + ChardevId(serial));
      continue;
    }
    ASSIGN_OR_RETURN(JsonObject device, SerialDevice(b, serial));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

absl::Status AddParallels(Builder& b) {
  for (const ChardevDef& parallel : b.def.devices.parallels) {
    RETURN_IF_ERROR(AddBackend(b, parallel));
    JsonObject device("driver", "isa-parallel");
    b.Device(device.String("chardev", ChardevId(parallel)).String("id", parallel.info.alias));
  }
  return absl::OkStatus();
}

absl::Status AddChannels(Builder& b) {
  for (const ChardevDef& channel : b.def.devices.channels) RETURN_IF_ERROR(AddChannel(b, channel));
  return absl::OkStatus();
}

absl::Status AddConsoles(Builder& b) {
  for (const ChardevDef& console : b.def.devices.consoles) RETURN_IF_ERROR(AddConsole(b, console));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

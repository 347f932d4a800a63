// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/device_capabilities.h"

#include <algorithm>

#include "libshared/host/features.h"

namespace pleiad::qemu {
namespace {
using conf::DomCapsEnum;
using conf::DomCapsPart;

// Boards without PCI have virtio in one form only.
std::vector<std::string> VirtioModels(const EmulatorCapabilities& caps) {
  if (!caps.HasDevice("virtio-blk-pci-transitional")) return {"virtio"};
  return {"virtio", "virtio-transitional", "virtio-non-transitional"};
}

// Names whose device the emulator has; a null device is there always.
struct Candidate {
  const char* name;
  const char* device;
};
std::vector<std::string> Present(const EmulatorCapabilities& caps, std::initializer_list<Candidate> candidates) {
  std::vector<std::string> names;
  for (const Candidate& candidate : candidates) {
    if (candidate.device == nullptr || caps.HasDevice(candidate.device)) names.emplace_back(candidate.name);
  }
  return names;
}

bool HasUsb(const EmulatorCapabilities& caps) {
  return caps.HasDevice("piix3-usb-uhci") || caps.HasDevice("piix4-usb-uhci") || caps.HasDevice("usb-ehci") || caps.HasDevice("ich9-usb-ehci1") ||
         caps.HasDevice("vt82c686b-usb-uhci") || caps.HasDevice("pci-ohci") || caps.HasDevice("nec-usb-xhci") || caps.HasDevice("qemu-xhci");
}

// Machines whose board has an IDE controller that documents may use.
bool HasIde(const MachineType& machine) {
  const std::string& name = machine.name;
  return name == "pc" || name.starts_with("pc-i440fx-") || name == "malta" || name == "sun4u" || name == "g3beige" || name == "mac99";
}

DomCapsPart Disk(const ResolvedChoice& choice) {
  const EmulatorCapabilities& caps = *choice.caps;
  const bool floppy = !choice.machine->name.starts_with("pseries");
  std::vector<std::string> devices = {"disk", "cdrom"}, buses;
  if (floppy) devices.push_back("floppy");
  devices.push_back("lun");
  if (HasIde(*choice.machine)) buses.push_back("ide");
  if (floppy) buses.push_back("fdc");
  buses.insert(buses.end(), {"scsi", "virtio"});
  if (HasUsb(caps)) buses.push_back("usb");
  if (caps.HasDevice("ich9-ahci")) buses.push_back("sata");
  return {.name = "disk", .supported = true, .values = {}, .enums = {{"diskDevice", devices}, {"bus", buses}, {"model", VirtioModels(caps)}}};
}

DomCapsPart Graphics(const EmulatorCapabilities& caps) {
  std::vector<std::string> types;
  if (caps.HasSchema("query-display-options/ret/+sdl")) types.push_back("sdl");
  if (caps.HasCommand("query-vnc")) types.push_back("vnc");
  if (caps.HasCommand("query-spice") || caps.HasOption("spice")) types.push_back("spice");
  if (caps.HasSchema("query-display-options/ret/+egl-headless")) types.push_back("egl-headless");
  if (caps.HasSchema("query-display-options/ret/+dbus")) types.push_back("dbus");
  return {.name = "graphics", .supported = true, .values = {}, .enums = {{"type", types}}};
}

DomCapsPart Video(const EmulatorCapabilities& caps) {
  std::vector<std::string> models = Present(caps, {{"vga", "VGA"}, {"cirrus", "cirrus-vga"}, {"vmvga", "vmware-svga"}, {"qxl", "qxl"}});
  if (caps.HasDevice("virtio-gpu-pci") || caps.HasDevice("virtio-gpu-ccw") || caps.HasDevice("virtio-gpu-device")) models.push_back("virtio");
  for (std::string& name : Present(caps, {{"none", nullptr}, {"bochs", "bochs-display"}, {"ramfb", "ramfb"}})) models.push_back(std::move(name));
  return {.name = "video", .supported = true, .values = {}, .enums = {{"modelType", models}}};
}

DomCapsPart Hostdev(const EmulatorCapabilities& caps, const host::Host& host) {
  std::vector<std::string> types;
  if (HasUsb(caps)) types.push_back("usb");
  types.insert(types.end(), {"pci", "scsi"});
  DomCapsEnum backends{"pciBackend", {}};
  if (caps.HasDevice("vfio-pci") && host::HasIommu(host.root()) && host.root().Exists("/dev/vfio/vfio")) backends.values = {"default", "vfio"};
  return {.name = "hostdev",
          .supported = true,
          .values = {},
          .enums = {{"mode", {"subsystem"}},
                    {"startupPolicy", {"default", "mandatory", "requisite", "optional"}},
                    {"subsysType", types},
                    {"capsType", {}},
                    backends}};
}

DomCapsPart Rng(const EmulatorCapabilities& caps) {
  const std::vector<std::string> backends = Present(caps, {{"random", "rng-random"}, {"egd", "rng-egd"}, {"builtin", "rng-builtin"}});
  return {.name = "rng", .supported = true, .values = {}, .enums = {{"model", VirtioModels(caps)}, {"backendModel", backends}}};
}

DomCapsPart Filesystem(const EmulatorCapabilities& caps) {
  std::vector<std::string> drivers = {"path", "handle"};
  if (caps.HasDevice("vhost-user-fs-device")) drivers.push_back("virtiofs");
  return {.name = "filesystem", .supported = true, .values = {}, .enums = {{"driverType", drivers}}};
}

// In libvirt's order, whatever the emulator's.
DomCapsPart Tpm(const EmulatorCapabilities& caps) {
  const auto has = [](const std::vector<std::string>& names, const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  std::vector<std::string> models, backends;
  for (const char* model : {"tpm-tis", "tpm-crb", "tpm-spapr", "spapr-tpm-proxy"}) {
    if (has(caps.tpm_models, model) || (std::string_view(model) == "spapr-tpm-proxy" && caps.HasDevice(model))) models.emplace_back(model);
  }
  if (has(caps.tpm_types, "passthrough")) backends.emplace_back("passthrough");
  if (has(caps.tpm_types, "emulator")) backends.insert(backends.end(), {"emulator", "external"});
  return {.name = "tpm",
          .supported = !models.empty(),
          .values = {},
          .enums = {{"model", models}, {"backendModel", backends}, {"backendVersion", {"1.2", "2.0"}}}};
}

DomCapsPart Redirdev(const EmulatorCapabilities& caps) {
  return {.name = "redirdev", .supported = caps.HasDevice("usb-redir"), .values = {}, .enums = {{"bus", {"usb"}}}};
}

DomCapsPart Channel(const EmulatorCapabilities& caps) {
  std::vector<std::string> types = {"pty", "unix"};
  if (caps.HasCommand("query-spice") || caps.HasOption("spice")) types.push_back("spicevmc");
  return {.name = "channel", .supported = true, .values = {}, .enums = {{"type", types}}};
}
}  // namespace

std::vector<DomCapsPart> DeviceCapabilitiesOf(const ResolvedChoice& choice, const host::Host& host) {
  const EmulatorCapabilities& caps = *choice.caps;
  return {Disk(choice), Graphics(caps), Video(caps), Hostdev(caps, host), Rng(caps), Filesystem(caps), Tpm(caps), Redirdev(caps), Channel(caps)};
}

}  // namespace pleiad::qemu

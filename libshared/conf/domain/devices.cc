// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/devices.h"

#include <set>
#include <string>
#include <utility>

#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/device_mapping.h"
#include "libshared/xml/node.h"

namespace pleiad::conf {
namespace {

void ChardevList(xml::Reader& m, ChardevKind kind, std::vector<ChardevDef>& list) {
  m.EachElement(xml::NameOf(kChardevKinds, kind), [&](xml::Reader& g) {
    ChardevDef& chardev = list.emplace_back();
    chardev.kind = kind;
    Fields(g, chardev);
  });
}
void ChardevList(xml::Writer& m, ChardevKind kind, std::vector<ChardevDef>& list) { m.List(xml::NameOf(kChardevKinds, kind), list); }

// Of a machine's serial ports the consoles are shown again, as what they are: the same device in another element.
void ConsoleList(xml::Reader& m, Devices& d) { ChardevList(m, ChardevKind::kConsole, d.consoles); }
void ConsoleList(xml::Writer& m, Devices& d) {
  for (size_t i = 0; i < d.consoles.size(); ++i) {
    ChardevDef console = d.consoles[i];
    if (console.target == ChardevTarget::kSerial && i < d.serials.size()) {
      console = d.serials[i];
      console.kind = ChardevKind::kConsole;
      console.target = ChardevTarget::kSerial;
    }
    m.Element("console", console);
  }
}

// A device of which a domain has at most one; libvirt says so in two kinds of error.
template <class T>
void Single(xml::Reader& m, const char* child, std::optional<T>& value, ErrorCode code, const char* refusal) {
  m.Element(child, value);
  const xml::Node first = m.node().FirstChild(child);
  if (first && first.Next(child)) m.Fail(MakeError(ErrorDomain::kDomain, code, refusal));
}
template <class T>
void Single(xml::Writer& m, const char* child, std::optional<T>& value, ErrorCode, const char*) {
  m.Element(child, value);
}

template <class Map>
void Describe(Map& m, Devices& d) {
  m.Text("emulator", d.emulator);
  m.List("disk", d.disks);
  m.List("controller", d.controllers);
  m.List("lease", d.leases);
  m.List("filesystem", d.filesystems);
  m.List("interface", d.interfaces);
  m.List("smartcard", d.smartcards);
  ChardevList(m, ChardevKind::kSerial, d.serials);
  ChardevList(m, ChardevKind::kParallel, d.parallels);
  ConsoleList(m, d);
  ChardevList(m, ChardevKind::kChannel, d.channels);
  m.List("input", d.inputs);
  m.List("tpm", d.tpms);
  m.List("graphics", d.graphics);
  m.List("sound", d.sounds);
  m.List("audio", d.audios);
  m.List("video", d.videos);
  m.List("hostdev", d.hostdevs);
  m.List("redirdev", d.redirdevs);
  Single(m, "redirfilter", d.redirfilter, ErrorCode::kInternalError, "only one set of redirection filter rule is supported");
  m.List("hub", d.hubs);
  Single(m, "watchdog", d.watchdog, ErrorCode::kInternalError, "only a single watchdog device is supported");
  Single(m, "memballoon", d.memballoon, ErrorCode::kInternalError, "only a single memory balloon device is supported");
  m.List("rng", d.rngs);
  Single(m, "nvram", d.nvram, ErrorCode::kInternalError, "only a single nvram device is supported");
  m.List("panic", d.panics);
  m.List("shmem", d.shmems);
  m.List("memory", d.memories);
  Single(m, "iommu", d.iommu, ErrorCode::kXmlError, "only a single IOMMU device is supported");
  Single(m, "vsock", d.vsock, ErrorCode::kXmlError, "only a single vsock device is supported");
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(d); !wrong.ok()) m.Fail(std::move(wrong));
  }
}

std::string SourceText(const DiskDef& disk) { return disk.source.path.empty() ? "(null)" : disk.source.path; }

absl::Status CheckTargets(const std::vector<DiskDef>& disks) {
  for (size_t i = 0; i < disks.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (disks[i].target.dev != disks[j].target.dev) continue;
      return XmlError("target '%s' duplicated for disk sources '%s' and '%s'", disks[i].target.dev, SourceText(disks[j]), SourceText(disks[i]));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckControllers(const std::vector<ControllerDef>& controllers) {
  std::set<std::pair<ControllerType, int>> seen;
  for (const ControllerDef& controller : controllers) {
    // USB controllers of one index are companions.
    if (controller.type == ControllerType::kUsb || controller.index < 0) continue;
    if (!seen.insert({controller.type, controller.index}).second) {
      return XmlError("Multiple '%s' controllers with index '%d'", std::string(xml::NameOf(kControllerTypes, controller.type)), controller.index);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAudios(const std::vector<AudioDef>& audios) {
  std::set<uint32_t> ids;
  for (const AudioDef& audio : audios) {
    if (!ids.insert(audio.id).second) return XmlError("audio ID %d is used multiple times", audio.id);
  }
  return absl::OkStatus();
}

absl::Status CheckInfos(const Devices& devices) {
  std::set<uint32_t> orders;
  std::set<std::string> aliases;
  absl::Status wrong;
  ForEachInfo(devices, [&](const DeviceInfo& info) {
    if (!wrong.ok()) return;
    if (info.boot.order != 0 && !orders.insert(info.boot.order).second) {
      wrong = Unsupported("boot order '%d' used for more than one device", info.boot.order);
    } else if (info.HasUserAlias() && !aliases.insert(info.alias).second) {
      wrong = Unsupported("non unique alias detected: %s", info.alias);
    }
  });
  return wrong;
}

// Reads the element `root` as a T and gives it back as one of the alternatives.
template <class T>
absl::StatusOr<DeviceDef> ReadAs(xml::Node root, const xml::Options& options, std::vector<std::string>* unknown, T device = {}) {
  RETURN_IF_ERROR(xml::Read(root, device, options, unknown));
  return DeviceDef(std::move(device));
}

template <ChardevKind Kind>
absl::StatusOr<DeviceDef> ReadChardev(xml::Node root, const xml::Options& options, std::vector<std::string>* unknown) {
  ChardevDef device;
  device.kind = Kind;
  return ReadAs<ChardevDef>(root, options, unknown, std::move(device));
}
template <class T>
absl::StatusOr<DeviceDef> ReadDevice(xml::Node root, const xml::Options& options, std::vector<std::string>* unknown) {
  return ReadAs<T>(root, options, unknown);
}

// The elements that are a device by themselves.
struct DeviceRow {
  const char* element;
  absl::StatusOr<DeviceDef> (*read)(xml::Node, const xml::Options&, std::vector<std::string>*);
};
constexpr DeviceRow kDeviceRows[] = {
    {"disk", ReadDevice<DiskDef>},
    {"controller", ReadDevice<ControllerDef>},
    {"lease", ReadDevice<LeaseDef>},
    {"filesystem", ReadDevice<FilesystemDef>},
    {"interface", ReadDevice<InterfaceDef>},
    {"smartcard", ReadDevice<SmartcardDef>},
    {"serial", ReadChardev<ChardevKind::kSerial>},
    {"parallel", ReadChardev<ChardevKind::kParallel>},
    {"console", ReadChardev<ChardevKind::kConsole>},
    {"channel", ReadChardev<ChardevKind::kChannel>},
    {"input", ReadDevice<InputDef>},
    {"tpm", ReadDevice<TpmDef>},
    {"graphics", ReadDevice<GraphicsDef>},
    {"sound", ReadDevice<SoundDef>},
    {"audio", ReadDevice<AudioDef>},
    {"video", ReadDevice<VideoDef>},
    {"hostdev", ReadDevice<HostdevDef>},
    {"redirdev", ReadDevice<RedirdevDef>},
    {"hub", ReadDevice<HubDef>},
    {"watchdog", ReadDevice<WatchdogDef>},
    {"memballoon", ReadDevice<MemballoonDef>},
    {"rng", ReadDevice<RngDef>},
    {"nvram", ReadDevice<NvramDeviceDef>},
    {"panic", ReadDevice<PanicDef>},
    {"shmem", ReadDevice<ShmemDef>},
    {"memory", ReadDevice<MemoryDeviceDef>},
    {"iommu", ReadDevice<IommuDef>},
    {"vsock", ReadDevice<VsockDef>},
};

// In the order of the variant's alternatives; a ChardevDef tells itself.
constexpr const char* kVariantElements[] = {"disk",   "controller", "lease",  "filesystem", "interface", "smartcard", nullptr,
                                            "input",  "tpm",        "graphics", "sound",    "audio",     "video",     "hostdev",
                                            "redirdev", "hub",      "watchdog", "memballoon", "rng",     "nvram",     "panic",
                                            "shmem",  "memory",     "iommu",  "vsock"};
static_assert(std::size(kVariantElements) == std::variant_size_v<DeviceDef>);
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(Devices)

absl::Status Check(const Devices& devices) {
  RETURN_IF_ERROR(CheckTargets(devices.disks));
  RETURN_IF_ERROR(CheckControllers(devices.controllers));
  RETURN_IF_ERROR(CheckAudios(devices.audios));
  return CheckInfos(devices);
}

const char* DeviceElement(const DeviceDef& device) {
  const auto* chardev = std::get_if<ChardevDef>(&device);
  return chardev ? xml::NameOf(kChardevKinds, chardev->kind) : kVariantElements[device.index()];
}

absl::StatusOr<DeviceDef> ParseDevice(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "device_definition"));
  const xml::Node root = document.root();
  for (const DeviceRow& row : kDeviceRows) {
    if (std::string_view(root.name()) == row.element) return row.read(root, options, unknown);
  }
  return XmlError("unknown device type '%s'", std::string(root.name()));
}

std::string FormatDevice(const DeviceDef& device, const xml::Options& options) {
  return std::visit([&](const auto& alternative) { return xml::Write(DeviceElement(device), alternative, options); }, device);
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/os_def.h"

#include <algorithm>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<Firmware> kFirmwares = {{Firmware::kBios, "bios"}, {Firmware::kEfi, "efi"}};
constexpr xml::EnumNames<FirmwareFeatureName> kFirmwareFeatures = {{FirmwareFeatureName::kEnrolledKeys, "enrolled-keys"},
                                                                   {FirmwareFeatureName::kSecureBoot, "secure-boot"}};
constexpr xml::EnumNames<LoaderType> kLoaderTypes = {{LoaderType::kRom, "rom"}, {LoaderType::kPflash, "pflash"}};
constexpr xml::EnumNames<BootDevice> kBootDevices = {
    {BootDevice::kFd, "fd"}, {BootDevice::kCdrom, "cdrom"}, {BootDevice::kHd, "hd"}, {BootDevice::kNetwork, "network"}};
constexpr xml::EnumNames<SmbiosMode> kSmbiosModes = {
    {SmbiosMode::kEmulate, "emulate"}, {SmbiosMode::kHost, "host"}, {SmbiosMode::kSysinfo, "sysinfo"}};

template <class Map>
static void Type(Map& m, Os& os) {
  m.Attribute("arch", os.arch);
  m.Attribute("machine", os.machine);
  if constexpr (Map::kReading) {
    m.Value(os.type);
  } else if (!os.type.empty()) {
    m.Value(os.type);
  }
}

template <class Map>
static void Fields(Map& m, FirmwareFeature& feature) {
  m.Attribute("enabled", feature.enabled, xml::kRequired);
  m.Attribute("name", feature.name, kFirmwareFeatures, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, Loader& loader) {
  m.Attribute("readonly", loader.readonly);
  m.Attribute("secure", loader.secure);
  m.Attribute("type", loader.type, kLoaderTypes, LoaderType::kNone);
  m.Attribute("stateless", loader.stateless);
  if constexpr (Map::kReading) {
    m.Value(loader.path);
  } else if (!loader.path.empty()) {
    m.Value(loader.path);
  }
}

template <class Map>
static void Fields(Map& m, Nvram& nvram) {
  m.Attribute("template", nvram.nvram_template);
  if constexpr (Map::kReading) {
    nvram.typed = m.HasAttribute("type");
    m.Attribute("type", nvram.source.type, kStorageTypes, StorageType::kFile);
    nvram.source.format = StorageFormat::kRaw;
    nvram.typed ? m.Element("source", nvram.source) : m.Value(nvram.source.path);
  } else if (nvram.typed) {
    m.Attribute("type", nvram.source.type, kStorageTypes, xml::kRequired);
    m.Element("source", nvram.source);
  } else if (!nvram.source.path.empty()) {
    m.Value(nvram.source.path);
  }
}

// Written when there is something in it: an nvram element without anything says that none was asked for.
static bool SaysSomething(const Nvram& nvram) { return nvram.typed || !nvram.nvram_template.empty() || !nvram.source.path.empty(); }

static void Boot(xml::Reader& m, Os& os) {
  m.EachElement("boot", [&](xml::Reader& g) { g.Attribute("dev", os.boot.emplace_back(), kBootDevices, xml::kRequired); });
}
static void Boot(xml::Writer& m, Os& os) {
  for (BootDevice device : os.boot) {
    m.Nest("boot", /*keep_empty=*/true, [&](xml::Writer& g) { g.Attribute("dev", device, kBootDevices, xml::kRequired); });
  }
}

// A timeout counts only where a menu is shown; it is a number of 16 bits.
template <class Map>
static void Menu(Map& m, BootMenu& menu) {
  m.Attribute("enable", menu.enable);
  if constexpr (Map::kReading) {
    std::string text;
    m.Attribute("timeout", text);
    uint32_t timeout = 0;
    if (!text.empty() && IsYes(menu.enable)) {
      if (!xml::FromText(text, timeout) || timeout > 65535) return m.Fail(Unsupported("invalid value for boot menu timeout, must be in range [0,65535]"));
      menu.timeout_ms = timeout;
    }
  } else {
    m.Attribute("timeout", menu.timeout_ms);
  }
}

template <class Map>
static void BiosFields(Map& m, Bios& bios) {
  if constexpr (Map::kReading) {
    // Anything but "yes" is no, as libvirt reads it.
    std::optional<std::string> serial, reboot;
    m.Attribute("useserial", serial);
    if (serial) bios.use_serial = *serial == "yes";
    m.Attribute("rebootTimeout", reboot);
    int32_t timeout = 0;
    if (reboot && (!xml::FromText(*reboot, timeout) || timeout < -1 || timeout > 65535)) {
      return m.Fail(Unsupported("invalid value for rebootTimeout, must be in range [-1,65535]"));
    }
    if (reboot) bios.reboot_timeout_ms = timeout;
  } else {
    m.Attribute("useserial", bios.use_serial);
    m.Attribute("rebootTimeout", bios.reboot_timeout_ms);
  }
}

template <class Map>
static void AcpiTable(Map& m, Os& os) {
  if constexpr (Map::kReading) {
    m.Group("acpi", [&](auto& g) {
      g.EachElement("table", [&](auto& t) {
        std::string type;
        t.Attribute("type", type);
        if (type != "slic") return t.Fail(XmlError("Unknown acpi table type: %s", type));
        t.Value(os.slic_table);
      });
    });
  } else if (!os.slic_table.empty()) {
    m.Group("acpi", [&](auto& g) {
      g.Nest("table", /*keep_empty=*/true, [&](auto& t) {
        t.Attribute("type", std::string("slic"));
        t.Value(os.slic_table);
      });
    });
  }
}

template <class Map>
static void Fields(Map& m, InitEnv& env) {
  m.Attribute("name", env.name, xml::kRequired);
  m.Value(env.value);
}

template <class Map>
static void Program(Map& m, Os& os) {
  m.Text("init", os.init);
  m.TextList("initarg", os.init_args);
  m.List("initenv", os.init_env);
  m.Text("initdir", os.init_dir);
  m.Text("inituser", os.init_user);
  m.Text("initgroup", os.init_group);
}

static void FirmwareMode(xml::Reader& m, Os& os) {
  std::string text;
  m.Attribute("firmware", text);
  if (!text.empty() && !xml::ValueOf(kFirmwares, text, os.firmware)) m.Fail(XmlError("unknown firmware value %s", text));
}
static void FirmwareMode(xml::Writer& m, Os& os) { m.Attribute("firmware", os.firmware, kFirmwares, Firmware::kNone); }

// One feature per name, ordered by it.
static void SettleFirmware(xml::Reader& m, Os& os) {
  auto& features = os.firmware_features;
  std::sort(features.begin(), features.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (size_t i = 1; i < features.size(); ++i) {
    if (features[i].name == features[i - 1].name) {
      return m.Fail(XmlError("duplicated firmware feature '%s'", xml::NameOf(kFirmwareFeatures, features[i].name)));
    }
  }
  if (os.nvram && !SaysSomething(*os.nvram)) os.nvram.reset();
}

template <class Map>
void Fields(Map& m, Os& os) {
  FirmwareMode(m, os);
  m.Group("type", [&](auto& g) { Type(g, os); });
  Program(m, os);
  // Only where a firmware is chosen by them; without that the check refuses them.
  if (Map::kReading || os.firmware != Firmware::kNone) m.Group("firmware", [&](auto& g) { g.List("feature", os.firmware_features); });
  m.Element("loader", os.loader);
  m.Element("nvram", os.nvram);
  m.Text("kernel", os.kernel);
  m.Text("initrd", os.initrd);
  m.Text("cmdline", os.cmdline);
  m.Text("dtb", os.dtb);
  m.Text("root", os.root);
  AcpiTable(m, os);
  Boot(m, os);
  m.Group("bootmenu", [&](auto& g) { Menu(g, os.boot_menu); });
  m.Group("bios", [&](auto& g) { BiosFields(g, os.bios); });
  m.Group("smbios", [&](auto& g) { ChosenAttribute(g, "mode", os.smbios, kSmbiosModes, SmbiosMode::kNone, "unknown smbios mode"); });
  if constexpr (Map::kReading) SettleFirmware(m, os);
}
template void Fields(xml::Reader&, Os&);
template void Fields(xml::Writer&, Os&);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// os_def.h: what a domain boots: machine, firmware, kernel, devices; for containers the program (<os>).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libshared/conf/choice.h"

namespace pleiad::conf {

enum class Firmware { kNone, kBios, kEfi };
enum class FirmwareFeatureName { kEnrolledKeys, kSecureBoot };
enum class LoaderType { kNone, kRom, kPflash };
enum class BootDevice { kFd, kCdrom, kHd, kNetwork };
enum class SmbiosMode { kNone, kEmulate, kHost, kSysinfo };

struct FirmwareFeature {
  FirmwareFeatureName name = FirmwareFeatureName::kSecureBoot;
  bool enabled = false;
};
struct Loader {
  std::string path;
  YesNo readonly, secure, stateless;
  LoaderType type = LoaderType::kNone;
};
// The variable store of a UEFI firmware: a file, or with `source_xml` what a disk's <source> can be.
struct Nvram {
  std::string path, nvram_template;
  std::string type;        // "file", "block", "network" when written with a <source>
  std::string source_xml;  // the <source> of types other than file
};
struct BootMenu {
  YesNo enable;
  std::optional<uint32_t> timeout_ms;
};
struct Bios {
  YesNo use_serial;
  std::optional<int32_t> reboot_timeout_ms;  // -1: no reboot
};
struct InitEnv {
  std::string name, value;
};

struct Os {
  std::string type;  // "hvm", "exe", "xen", "linux", "uml", "xenpvh"
  std::string arch, machine;
  Firmware firmware = Firmware::kNone;
  std::vector<FirmwareFeature> firmware_features;
  std::optional<Loader> loader;
  std::optional<Nvram> nvram;
  std::string kernel, initrd, cmdline, dtb, root;
  std::string slic_table;  // <acpi><table type='slic'>
  std::vector<BootDevice> boot;
  BootMenu boot_menu;
  Bios bios;
  SmbiosMode smbios = SmbiosMode::kNone;
  // Containers.
  std::string init, init_dir, init_user, init_group;
  std::vector<std::string> init_args;
  std::vector<InitEnv> init_env;
};
template <class Map>
void Fields(Map& m, Os& os);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// os_def.h: what a domain boots: machine, firmware, kernel, devices; for containers the program (<os>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/conf/choice.h"
#include "libshared/conf/domain/storage_source.h"

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
// The variable store of a UEFI firmware. Of type file it is written as its path alone unless the document said `typed`.
struct Nvram {
  StorageSource source;
  std::string nvram_template;  // the file it is made from
  bool typed = false;          // <nvram type='…'><source …/></nvram>

  const std::string& path() const { return source.path; }
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

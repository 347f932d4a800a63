// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/firmware.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>

#include "libshared/base/error.h"

namespace pleiad::conf {
namespace {

bool Contains(const std::vector<std::string>& list, std::string_view text) { return std::find(list.begin(), list.end(), text) != list.end(); }

// QEMU's name of an architecture.
std::string_view QemuArch(std::string_view arch) {
  if (arch == "i686") return "i386";
  if (arch == "armv7l" || arch == "armv6l") return "arm";
  return arch;
}

bool FitsMachine(const FirmwareDescriptor& firmware, const Os& os) {
  return std::any_of(firmware.targets.begin(), firmware.targets.end(), [&](const FirmwareTarget& target) {
    if (target.arch != QemuArch(os.arch)) return false;
    return std::any_of(target.machines.begin(), target.machines.end(),
                       [&](const std::string& pattern) { return fnmatch(pattern.c_str(), os.machine.c_str(), 0) == 0; });
  });
}

// What the user wants of a feature, if anything.
std::optional<bool> Wanted(const Os& os, FirmwareFeatureName name) {
  for (const FirmwareFeature& feature : os.firmware_features) {
    if (feature.name == name) return feature.enabled;
  }
  return std::nullopt;
}

bool FitsFeatures(const FirmwareDescriptor& firmware, const DomainDef& def) {
  const auto fits = [](std::optional<bool> wanted, bool has) { return !wanted || *wanted == has; };
  const bool secure = firmware.Has("secure-boot"), smm = firmware.Has("requires-smm");
  if (!fits(Wanted(def.os, FirmwareFeatureName::kEnrolledKeys), firmware.Has("enrolled-keys"))) return false;
  if (!fits(Wanted(def.os, FirmwareFeatureName::kSecureBoot), secure)) return false;
  // Secure boot that the user asked for must be more than a name.
  if (def.os.loader && IsYes(def.os.loader->secure) && !smm) return false;
  if (IsOff(def.features.smm) && smm) return false;
  if (def.launch_security && def.launch_security->type == LaunchSecurityType::kSev) {
    const bool encrypted_state = (def.launch_security->policy & 0x4) != 0;
    if (!firmware.Has("amd-sev") || (encrypted_state && !firmware.Has("amd-sev-es"))) return false;
  }
  return true;
}

bool FitsLoader(const FirmwareDescriptor& firmware, const Os& os) {
  const bool stateless = os.loader && IsYes(os.loader->stateless);
  if (firmware.device == "memory") return os.firmware == Firmware::kBios && !os.nvram;
  if (firmware.device != "flash" || firmware.executable_format != "raw") return false;
  if (firmware.mode == "stateless") return stateless && !os.nvram;
  return firmware.mode == "split" && !stateless && firmware.nvram_format == "raw";
}

bool Fits(const FirmwareDescriptor& firmware, const DomainDef& def) {
  const char* interface = def.os.firmware == Firmware::kEfi ? "uefi" : "bios";
  return Contains(firmware.interfaces, interface) && FitsMachine(firmware, def.os) && FitsLoader(firmware, def.os) && FitsFeatures(firmware, def);
}

void Apply(DomainDef& def, const FirmwareDescriptor& firmware, std::string_view nvram_dir) {
  Os& os = def.os;
  if (!os.loader) os.loader.emplace();
  os.loader->path = firmware.executable;
  os.loader->type = firmware.device == "memory" ? LoaderType::kRom : LoaderType::kPflash;
  if (os.loader->type == LoaderType::kPflash) os.loader->readonly = true;
  if (firmware.Has("requires-smm")) {
    os.loader->secure = true;
    def.features.smm = xml::OnOff{true};
  }
  if (!firmware.nvram_template.empty()) {
    if (!os.nvram) os.nvram.emplace();
    os.nvram->nvram_template = firmware.nvram_template;
    if (os.nvram->source.type == StorageType::kNone) os.nvram->source.type = StorageType::kFile;
    if (os.nvram->source.type == StorageType::kFile && os.nvram->source.path.empty()) {
      os.nvram->source.path = std::string(nvram_dir) + "/" + def.name + "_VARS.fd";
    }
  }
  // From here on it is as if the user had chosen.
  os.firmware = Firmware::kNone;
}

}  // namespace

const FirmwareDescriptor* FindFirmware(const DomainDef& def, const std::vector<FirmwareDescriptor>& descriptors) {
  const auto found = std::find_if(descriptors.begin(), descriptors.end(), [&](const FirmwareDescriptor& f) { return Fits(f, def); });
  return found == descriptors.end() ? nullptr : &*found;
}

absl::Status ChooseFirmware(DomainDef& def, const std::vector<FirmwareDescriptor>& descriptors, std::string_view nvram_dir) {
  if (def.os.firmware == Firmware::kNone) return absl::OkStatus();
  const FirmwareDescriptor* firmware = FindFirmware(def, descriptors);
  if (!firmware) {
    return Error(ErrorDomain::kDomain, ErrorCode::kOperationFailed, "Unable to find any firmware to satisfy '%s'",
                 def.os.firmware == Firmware::kEfi ? "efi" : "bios");
  }
  Apply(def, *firmware, nvram_dir);
  return absl::OkStatus();
}

}  // namespace pleiad::conf

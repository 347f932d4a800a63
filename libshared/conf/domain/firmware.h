// SPDX-License-Identifier: Apache-2.0
// firmware.h: chooses a UEFI (or BIOS) firmware for a domain that leaves the choice open (<os firmware='efi'>), from the
// descriptors that firmware packages install (QEMU's interop document firmware.json). It is chosen when the domain starts:
// the definition keeps what the user wrote, and a later start may find a newer build.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

struct FirmwareTarget {
  std::string arch;                   // QEMU's name: "x86_64", "aarch64", "arm"
  std::vector<std::string> machines;  // patterns of the shell's kind: "pc-q35-*"
};

// One descriptor. Those of kinds that we can't load (kernel, memory without a file) are read but never chosen.
struct FirmwareDescriptor {
  std::string file;  // where it was read
  std::vector<std::string> interfaces;  // "uefi", "bios"
  std::string device;                   // "flash", "memory", "kernel"
  std::string mode;                     // of flash: "split" (absent means it), "combined", "stateless"
  std::string executable, executable_format, nvram_template, nvram_format;
  std::vector<FirmwareTarget> targets;
  std::vector<std::string> features;    // "secure-boot", "enrolled-keys", "requires-smm", ...

  bool Has(std::string_view feature) const;
};

// Where descriptors are, the strongest first: a file hides files of its name in later folders, an empty one hides them for good.
// With `config_home`, a session's own folder comes first.
std::vector<std::string> FirmwareFolders(std::string_view config_home = {});

// Reads one descriptor.  Errors: INTERNAL_ERROR (1) with what is wrong.
absl::StatusOr<FirmwareDescriptor> ParseFirmwareDescriptor(std::string_view json);

// All descriptors of `folders` in the order of their file names, in which they are preferred. Unreadable ones are left out and
// named in `problems` if given.
std::vector<FirmwareDescriptor> LoadFirmwareDescriptors(const std::vector<std::string>& folders, std::vector<std::string>* problems = nullptr);

// The first that suits `def`, null when none does. `def` is complete.
const FirmwareDescriptor* FindFirmware(const DomainDef& def, const std::vector<FirmwareDescriptor>& descriptors);

// Fills in loader and variable store of a domain with automatic choice, as its running configuration has them; others are
// left alone. The variables are kept as `nvram_dir`/NAME_VARS.fd.
//   Errors  OPERATION_FAILED (9) "Unable to find any firmware to satisfy 'efi'"
absl::Status ChooseFirmware(DomainDef& def, const std::vector<FirmwareDescriptor>& descriptors, std::string_view nvram_dir);

}  // namespace pleiad::conf

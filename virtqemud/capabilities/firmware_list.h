// SPDX-License-Identifier: Apache-2.0
// firmware_list.h: which firmware there is for a machine, by QEMU's firmware descriptors (docs/interop/firmware.json):
// for the capabilities of domains. Which one a domain gets is decided where domains are completed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pleiad::qemu {

struct FirmwareDescriptor {
  std::string executable;
  bool uefi = false, bios = false;
  bool secure_boot = false;  // with SMM, which is what secure='yes' asks for
  std::vector<std::pair<std::string, std::string>> targets;  // architecture in libvirt's words, pattern of machines
};

class FirmwareList {
 public:
  // Folders from the vendor's to the administrator's: a file in a later one replaces that of the same name in an earlier
  // one, and an empty file hides it.
  explicit FirmwareList(std::vector<std::string> folders = {"/usr/share/qemu/firmware", "/etc/qemu/firmware"}) : folders_(std::move(folders)) {}

  // Those that fit and whose image is there, in the order of their files' names. Read anew each time: installing firmware takes no restart.
  std::vector<FirmwareDescriptor> For(std::string_view arch, std::string_view machine) const;

 private:
  std::vector<std::string> folders_;
};

}  // namespace pleiad::qemu

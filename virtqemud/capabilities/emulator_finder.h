// SPDX-License-Identifier: Apache-2.0
// emulator_finder.h: where the emulators of each architecture are. Looks at file names only; nothing is run.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pleiad::qemu {

class EmulatorFinder {
 public:
  // Folders in the order in which they are looked through.
  explicit EmulatorFinder(std::vector<std::string> folders = {"/usr/local/bin", "/usr/bin", "/usr/libexec", "/usr/libexec/qemu-kvm"});

  // The emulator for guests of `arch` (libvirt's name), or "" when there is none: qemu-system-TARGET, and for the host's
  // own architecture also what distributions call qemu-kvm.
  std::string Find(std::string_view arch) const;
  // Every architecture that has one, in the order of documents.
  std::vector<std::pair<std::string, std::string>> All() const;

 private:
  std::string FindFile(const std::string& name) const;
  std::vector<std::string> folders_;
};

// The host's architecture in libvirt's words.
std::string HostArch();

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/emulator_finder.h"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "libshared/conf/cpu/arch.h"

namespace pleiad::qemu {

std::string HostArch() {
  utsname names{};
  ::uname(&names);
  const std::string machine = names.machine;
  if (machine == "i386" || machine == "i486" || machine == "i586") return "i686";
  if (machine == "armv8l") return "armv7l";
  return machine;
}

EmulatorFinder::EmulatorFinder(std::vector<std::string> folders) : folders_(std::move(folders)) {}

std::string EmulatorFinder::FindFile(const std::string& name) const {
  for (const std::string& folder : folders_) {
    std::string path = folder + "/" + name;
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

std::string EmulatorFinder::Find(std::string_view arch) const {
  const conf::Arch* const known = conf::FindArch(arch);
  if (known == nullptr) return {};
  if (*known->qemu_target != '\0') {
    if (std::string path = FindFile(std::string("qemu-system-") + known->qemu_target); !path.empty()) return path;
  }
  if (arch != HostArch()) return {};
  for (const char* name : {"qemu-kvm", "kvm"}) {
    if (std::string path = FindFile(name); !path.empty()) return path;
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> EmulatorFinder::All() const {
  std::vector<std::pair<std::string, std::string>> found;
  for (const conf::Arch& arch : conf::AllArchs()) {
    if (std::string path = Find(arch.name); !path.empty()) found.emplace_back(arch.name, std::move(path));
  }
  return found;
}

}  // namespace pleiad::qemu

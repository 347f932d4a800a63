// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/firmware_choice.h"

#include <cstdlib>

#include "libshared/base/journal.h"
#include "libshared/conf/domain/firmware.h"

namespace pleiad::qemu {
namespace {
// A session's user may have descriptors of his own.
std::string ConfigHome(const QemuContext& context) {
  if (context.privileged) return {};
  if (const char* config_home = getenv("XDG_CONFIG_HOME"); config_home && *config_home) return config_home;
  const char* home = getenv("HOME");
  return home ? std::string(home) + "/.config" : std::string();
}
}  // namespace

absl::Status ChooseFirmware(const QemuContext& context, conf::DomainDef& live) {
  if (live.os.firmware == conf::Firmware::kNone) return absl::OkStatus();
  std::vector<std::string> problems;
  const auto descriptors = conf::LoadFirmwareDescriptors(conf::FirmwareFolders(ConfigHome(context)), &problems);
  for (const std::string& problem : problems) log::Warning(problem);
  return conf::ChooseFirmware(live, descriptors, context.store.paths().nvram);
}

}  // namespace pleiad::qemu

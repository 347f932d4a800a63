// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/chardev_lookup.h"

namespace pleiad::conf {

const ChardevDef* FindConsole(const DomainDef& def, const std::optional<std::string>& alias) {
  const std::vector<ChardevDef>* lists[] = {&def.devices.consoles, &def.devices.serials, &def.devices.parallels};
  for (const auto* list : lists) {
    for (const ChardevDef& chardev : *list) {
      if (!alias || chardev.info.alias == *alias) return &chardev;
    }
  }
  return nullptr;
}

const ChardevDef* FindChannel(const DomainDef& def, const std::optional<std::string>& name) {
  for (const ChardevDef& channel : def.devices.channels) {
    if (!name || channel.name == *name) return &channel;
  }
  return nullptr;
}

}  // namespace pleiad::conf

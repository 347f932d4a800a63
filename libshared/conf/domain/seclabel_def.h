// SPDX-License-Identifier: Apache-2.0
// seclabel_def.h: how a domain's process is labelled by a security driver (<seclabel>).
// What a device's image may have of it is in device_info.h.
#pragma once

#include <string>

#include "libshared/conf/choice.h"

namespace pleiad::conf {

enum class SecLabelType { kDefault, kNone, kDynamic, kStatic };

struct SecLabel {
  SecLabelType type = SecLabelType::kDynamic;
  std::string model;  // "selinux", "apparmor", "dac"; empty: the first driver's
  YesNo relabel;
  std::string label, image_label, base_label;
};
template <class Map>
void Fields(Map& m, SecLabel& label);

}  // namespace pleiad::conf

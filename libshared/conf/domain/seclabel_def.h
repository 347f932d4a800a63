// SPDX-License-Identifier: Apache-2.0
// seclabel_def.h: how a domain's process and one device's image are labelled by a security driver (<seclabel>).
#pragma once

#include <string>

#include "libshared/conf/tristate.h"

namespace pleiad::conf {

enum class SecLabelType { kDefault, kNone, kDynamic, kStatic };

struct SecLabel {
  SecLabelType type = SecLabelType::kDynamic;
  std::string model;  // "selinux", "apparmor", "dac"; empty: the first driver's
  Tristate relabel = Tristate::kAbsent;
  std::string label, image_label, base_label;
};
template <class Map>
void Fields(Map& m, SecLabel& label);

// Of a disk's source or a character device.
struct DeviceSecLabel {
  std::string model;
  Tristate relabel = Tristate::kAbsent;
  bool label_skip = false;  // runtime: the file could not be labelled
  std::string label;
};
template <class Map>
void Fields(Map& m, DeviceSecLabel& label);

}  // namespace pleiad::conf

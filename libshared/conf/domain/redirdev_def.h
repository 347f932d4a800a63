// SPDX-License-Identifier: Apache-2.0
// redirdev_def.h: <redirdev>, a USB device of the client's, and <redirfilter>, which of them the guest may have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

struct RedirdevDef {
  std::string bus = "usb";
  ChardevSource source;
  DeviceInfo info;
};

struct RedirFilterRule {
  // -1 is any
  int usb_class = -1, vendor = -1, product = -1, version = -1;
  bool allow = false;
};
struct RedirFilterDef {
  std::vector<RedirFilterRule> rules;
};

void Fields(xml::Reader&, RedirdevDef&);
void Fields(xml::Writer&, RedirdevDef&);
void Fields(xml::Reader&, RedirFilterDef&);
void Fields(xml::Writer&, RedirFilterDef&);

}  // namespace pleiad::conf

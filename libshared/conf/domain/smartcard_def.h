// SPDX-License-Identifier: Apache-2.0
// smartcard_def.h: <smartcard>: the host's reader, certificates of the host, or a client's card over a character device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

enum class SmartcardMode { kHost, kHostCertificates, kPassthrough };
inline constexpr xml::EnumNames<SmartcardMode> kSmartcardModes = {{SmartcardMode::kHost, "host"},
                                                                  {SmartcardMode::kHostCertificates, "host-certificates"},
                                                                  {SmartcardMode::kPassthrough, "passthrough"}};
struct SmartcardDef {
  SmartcardMode mode = SmartcardMode::kHost;
  std::vector<std::string> certificates;  // three
  std::string database;
  ChardevSource source;
  DeviceInfo info;
};

void Fields(xml::Reader&, SmartcardDef&);
void Fields(xml::Writer&, SmartcardDef&);
absl::Status Check(const SmartcardDef& smartcard);

}  // namespace pleiad::conf

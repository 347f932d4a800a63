// SPDX-License-Identifier: Apache-2.0
// sysinfo_def.h: the SMBIOS strings and firmware configuration entries a guest is given (<sysinfo>).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pleiad::conf {

enum class SysinfoType { kSmbios, kFwCfg };

struct SysinfoEntry {
  std::string name, value;
  std::string file;  // fwcfg: the value is this file's
};
// One SMBIOS table: its entries, of known names ("vendor", "serial", ...), in the order of kBiosNames etc.
using SysinfoTable = std::vector<SysinfoEntry>;

struct Sysinfo {
  SysinfoType type = SysinfoType::kSmbios;
  SysinfoTable bios, system, chassis;
  std::vector<SysinfoTable> base_boards;
  std::vector<std::string> oem_strings;
  std::vector<SysinfoEntry> fw_cfg;
};
template <class Map>
void Fields(Map& m, Sysinfo& sysinfo);

// The value of an entry, or null.
const std::string* FindEntry(const SysinfoTable& table, std::string_view name);

}  // namespace pleiad::conf

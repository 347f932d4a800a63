// SPDX-License-Identifier: Apache-2.0
// smbios.cc: -smbios and -fw_cfg: what the firmware tells the guest about the machine.
#include "absl/strings/str_cat.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
struct NamePair {
  const char* document;
  const char* qemu;
};

std::string Fields(int type, const conf::SysinfoTable& table, std::initializer_list<NamePair> names) {
  std::string out = absl::StrCat("type=", type);
  for (const NamePair& name : names) {
    if (const std::string* value = conf::FindEntry(table, name.document)) absl::StrAppend(&out, ",", name.qemu, "=", Escaped(*value));
  }
  return out;
}

void AddTable(Builder& b, int type, const conf::SysinfoTable& table, std::initializer_list<NamePair> names) {
  if (!table.empty()) b.Add("-smbios", Fields(type, table, names));
}

void AddTables(Builder& b, const conf::Sysinfo& info) {
  AddTable(b, 0, info.bios, {{"vendor", "vendor"}, {"version", "version"}, {"date", "date"}, {"release", "release"}});
  AddTable(b, 1, info.system,
           {{"manufacturer", "manufacturer"}, {"product", "product"}, {"version", "version"}, {"serial", "serial"}, {"uuid", "uuid"}, {"sku", "sku"}, {"family", "family"}});
  for (const conf::SysinfoTable& board : info.base_boards) {
    AddTable(b, 2, board,
             {{"manufacturer", "manufacturer"}, {"product", "product"}, {"version", "version"}, {"serial", "serial"}, {"asset", "asset"}, {"location", "location"}});
  }
  AddTable(b, 3, info.chassis, {{"manufacturer", "manufacturer"}, {"version", "version"}, {"serial", "serial"}, {"asset", "asset"}, {"sku", "sku"}});
  if (info.oem_strings.empty()) return;
  std::string value = "type=11";
  for (const std::string& text : info.oem_strings) absl::StrAppend(&value, ",value=", Escaped(text));
  b.Add("-smbios", value);
}

void AddFwCfg(Builder& b, const conf::Sysinfo& info) {
  for (const conf::SysinfoEntry& entry : info.fw_cfg) {
    b.Add("-fw_cfg", absl::StrCat("name=", Escaped(entry.name), entry.file.empty() ? ",string=" : ",file=",
                                  Escaped(entry.file.empty() ? entry.value : entry.file)));
  }
}
}  // namespace

void AddSmbios(Builder& b) {
  for (const conf::Sysinfo& info : b.def.sysinfo) {
    if (info.type == conf::SysinfoType::kSmbios && b.def.os.smbios == conf::SmbiosMode::kSysinfo) AddTables(b, info);
    if (info.type == conf::SysinfoType::kFwCfg) AddFwCfg(b, info);
  }
}

}  // namespace pleiad::qemu

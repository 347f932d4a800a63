// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/sysinfo_def.h"

#include <algorithm>
#include <initializer_list>

#include "libshared/base/uuid.h"
#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<SysinfoType> kSysinfoTypes = {{SysinfoType::kSmbios, "smbios"}, {SysinfoType::kFwCfg, "fwcfg"}};

// The entries of each table in the order in which documents have them; others are dropped.
using Names = std::initializer_list<const char*>;
constexpr Names kBiosNames = {"vendor", "version", "date", "release"};
constexpr Names kSystemNames = {"manufacturer", "product", "version", "serial", "uuid", "sku", "family"};
constexpr Names kBaseBoardNames = {"manufacturer", "product", "version", "serial", "asset", "location"};
constexpr Names kChassisNames = {"manufacturer", "version", "serial", "asset", "sku"};

template <class Map>
static void Fields(Map& m, SysinfoEntry& entry) {
  m.Attribute("name", entry.name);
  if constexpr (Map::kReading) {
    m.Value(entry.value);
  } else if (!entry.value.empty()) {
    m.Value(entry.value);
  }
}

// A firmware configuration entry has a value or a file.
template <class Map>
static void FwCfgEntry(Map& m, SysinfoEntry& entry) {
  m.Attribute("name", entry.name);
  m.Attribute("file", entry.file);
  if constexpr (Map::kReading) {
    m.Value(entry.value);
    if (m.failed()) return;
    if (entry.name.empty()) return m.Fail(XmlError("Firmware entry is missing 'name' attribute"));
    if (entry.value.empty() && entry.file.empty()) return m.Fail(XmlError("Firmware entry must have either value or 'file' attribute"));
  } else if (!entry.value.empty()) {
    m.Value(entry.value);
  }
}

static void Table(xml::Reader& m, SysinfoTable& table, Names names) {
  SysinfoTable entries;
  m.List("entry", entries);
  for (const char* name : names) {
    const std::string* value = FindEntry(entries, name);
    if (value && !value->empty()) table.push_back({.name = name, .value = *value, .file = {}});
  }
}
static void Table(xml::Writer& m, SysinfoTable& table, Names) { m.List("entry", table); }

// MM/DD/YYYY or with two digits of the year; no zero is needed in front.
static bool IsBiosDate(const std::string& text) {
  int part = 0, digits = 0, numbers[3] = {};
  for (char c : text) {
    if (c == '/') {
      if (digits == 0 || ++part > 2) return false;
      digits = 0;
    } else if (c >= '0' && c <= '9' && ++digits <= 4) {
      numbers[part] = numbers[part] * 10 + (c - '0');
    } else {
      return false;
    }
  }
  if (part != 2 || (digits != 2 && digits != 4)) return false;
  const bool year_known = digits == 2 || (numbers[2] >= 1900 && numbers[2] <= 9999);
  return numbers[0] >= 1 && numbers[0] <= 12 && numbers[1] >= 1 && numbers[1] <= 31 && year_known;
}

static absl::Status Detail(const char* text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, text); }

static void CheckTables(xml::Reader& m, const Sysinfo& sysinfo) {
  if (m.failed()) return;
  const std::string* date = FindEntry(sysinfo.bios, "date");
  if (date && !IsBiosDate(*date)) return m.Fail(Detail("Invalid BIOS 'date' format"));
  const std::string* uuid = FindEntry(sysinfo.system, "uuid");
  if (uuid && !Uuid::Parse(*uuid)) m.Fail(Detail("malformed <sysinfo> uuid element"));
}

static void BaseBoards(xml::Reader& m, Sysinfo& sysinfo) {
  m.EachElement("baseBoard", [&](xml::Reader& g) {
    SysinfoTable table;
    Table(g, table, kBaseBoardNames);
    if (!table.empty()) sysinfo.base_boards.push_back(std::move(table));
  });
}
static void BaseBoards(xml::Writer& m, Sysinfo& sysinfo) {
  for (SysinfoTable& table : sysinfo.base_boards) m.Group("baseBoard", [&](xml::Writer& g) { Table(g, table, kBaseBoardNames); });
}

static void FwCfg(xml::Reader& m, Sysinfo& sysinfo) {
  m.EachElement("entry", [&](xml::Reader& g) { FwCfgEntry(g, sysinfo.fw_cfg.emplace_back()); });
}
static void FwCfg(xml::Writer& m, Sysinfo& sysinfo) {
  for (SysinfoEntry& entry : sysinfo.fw_cfg) m.Nest("entry", /*keep_empty=*/true, [&](xml::Writer& g) { FwCfgEntry(g, entry); });
}

template <class Map>
void Fields(Map& m, Sysinfo& sysinfo) {
  m.Attribute("type", sysinfo.type, kSysinfoTypes, xml::kRequired);
  if (sysinfo.type == SysinfoType::kFwCfg) return FwCfg(m, sysinfo);
  m.Group("bios", [&](auto& g) { Table(g, sysinfo.bios, kBiosNames); });
  m.Group("system", [&](auto& g) { Table(g, sysinfo.system, kSystemNames); });
  BaseBoards(m, sysinfo);
  m.Group("chassis", [&](auto& g) { Table(g, sysinfo.chassis, kChassisNames); });
  m.Group("oemStrings", [&](auto& g) { g.TextList("entry", sysinfo.oem_strings); });
  if constexpr (Map::kReading) CheckTables(m, sysinfo);
}
template void Fields(xml::Reader&, Sysinfo&);
template void Fields(xml::Writer&, Sysinfo&);

const std::string* FindEntry(const SysinfoTable& table, std::string_view name) {
  for (const SysinfoEntry& entry : table) {
    if (entry.name == name) return &entry.value;
  }
  return nullptr;
}

}  // namespace pleiad::conf

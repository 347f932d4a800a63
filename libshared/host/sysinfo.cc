// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/sysinfo.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libshared/base/error.h"
#include "libshared/host/smbios.h"
#include "libshared/xml/writer.h"

namespace pleiad::host {

// One element with <entry name='…'> children, in the order of documents; entries without text are left out.
struct SysinfoPart {
  const char* element;
  std::vector<std::pair<const char*, std::string>> entries;

  bool empty() const {
    return std::all_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.second.empty(); });
  }
};
struct SysinfoDocument {
  std::vector<SysinfoPart> parts;
  std::vector<std::string> oem_strings;
};

static void Fields(xml::Writer& m, SysinfoPart& part) {
  for (const auto& [name, text] : part.entries) {
    if (text.empty()) continue;
    m.Nest("entry", /*keep_empty=*/true, [&, key = name, value = text](xml::Writer& w) {
      w.Attribute("name", std::string(key));
      w.Value(value);
    });
  }
}

static void Fields(xml::Writer& m, SysinfoDocument& document) {
  m.Attribute("type", std::string("smbios"));
  for (const SysinfoPart& part : document.parts) {
    if (!part.empty()) m.Element(part.element, part);
  }
  m.Group("oemStrings", [&](xml::Writer& w) { w.TextList("entry", document.oem_strings); });
}

namespace {
// The first 16 bytes are the UUID; its first three fields are little-endian since SMBIOS 2.6.
std::string UuidText(const SmbiosStructure& s) {
  if (s.size() < 0x18) return {};
  std::string text = absl::StrFormat("%08x-%04x-%04x-%02x%02x-", s.Dword(8), s.Word(12), s.Word(14), s.Byte(16), s.Byte(17));
  for (size_t i = 18; i < 24; ++i) absl::StrAppend(&text, absl::StrFormat("%02x", s.Byte(i)));
  return text;
}

SysinfoPart Bios(const SmbiosStructure& s) {
  const bool has_release = s.size() > 0x15 && s.Byte(0x14) != 0xff;
  return {"bios",
          {{"vendor", s.Text(4)}, {"version", s.Text(5)}, {"date", s.Text(8)}, {"release", has_release ? absl::StrCat(s.Byte(0x14), ".", s.Byte(0x15)) : ""}}};
}
SysinfoPart System(const SmbiosStructure& s) {
  return {"system",
          {{"manufacturer", s.Text(4)}, {"product", s.Text(5)}, {"version", s.Text(6)}, {"serial", s.Text(7)}, {"uuid", UuidText(s)}, {"sku", s.Text(0x19)}, {"family", s.Text(0x1a)}}};
}
SysinfoPart BaseBoard(const SmbiosStructure& s) {
  return {"baseBoard",
          {{"manufacturer", s.Text(4)}, {"product", s.Text(5)}, {"version", s.Text(6)}, {"serial", s.Text(7)}, {"asset", s.Text(8)}, {"location", s.Text(10)}}};
}
SysinfoPart Chassis(const SmbiosStructure& s) {
  const size_t sku = 0x15 + size_t{s.Byte(0x13)} * s.Byte(0x14);  // after the contained elements
  return {"chassis", {{"manufacturer", s.Text(4)}, {"version", s.Text(6)}, {"serial", s.Text(7)}, {"asset", s.Text(8)}, {"sku", s.Text(sku)}}};
}

std::string Pick(std::initializer_list<const char*> names, size_t number) {
  return number >= 1 && number <= names.size() ? names.begin()[number - 1] : "";
}

std::string ProcessorStatus(uint8_t status) {
  if ((status & 0x40) == 0) return "Unpopulated";
  const char* const states[] = {"Unknown", "Enabled", "Disabled By User", "Disabled By BIOS", "Idle", "", "", "Other"};
  return absl::StrCat("Populated, ", states[status & 7]);
}

std::string ProcessorFamily(uint8_t family) {
  constexpr struct {
    uint8_t number;
    const char* name;
  } kFamilies[] = {{0x01, "Other"}, {0x02, "Unknown"}, {0x28, "Core"}, {0x6b, "Zen"}, {0xb3, "Xeon"}, {0xb5, "Xeon MP"}, {0xbf, "Core 2 Duo"}, {0xc6, "Core i7"}, {0xcd, "Core i5"}, {0xce, "Core i3"}, {0xcf, "Core i9"}};
  for (const auto& row : kFamilies) {
    if (row.number == family) return row.name;
  }
  return {};
}

SysinfoPart Processor(const SmbiosStructure& s) {
  const uint32_t id = s.Dword(8);  // CPUID leaf 1, EAX
  const uint32_t family = (id >> 8 & 0xf) + ((id >> 8 & 0xf) == 0xf ? id >> 20 & 0xff : 0);
  const uint32_t model = (id >> 4 & 0xf) | (id >> 12 & 0xf0);
  const std::string signature = id == 0 ? "" : absl::StrFormat("Type %u, Family %u, Model %u, Stepping %u", id >> 12 & 3, family, model, id & 0xf);
  const auto mhz = [](uint16_t value) { return value == 0 ? std::string("Unknown") : absl::StrCat(value, " MHz"); };
  return {"processor",
          {{"socket_destination", s.Text(4)},
           {"type", Pick({"Other", "Unknown", "Central Processor", "Math Processor", "DSP Processor", "Video Processor"}, s.Byte(5))},
           {"family", ProcessorFamily(s.Byte(6))},
           {"manufacturer", s.Text(7)},
           {"signature", signature},
           {"version", s.Text(0x10)},
           {"external_clock", mhz(s.Word(0x12))},
           {"max_speed", mhz(s.Word(0x14))},
           {"status", ProcessorStatus(s.Byte(0x18))},
           {"serial_number", s.Text(0x20)},
           {"part_number", s.Text(0x22)}}};
}

// Mebibytes, except with the highest bit: kibibytes; 0x7fff says that the extended field has it.
std::string MemorySize(const SmbiosStructure& s) {
  uint64_t kib = uint64_t{s.Word(0x0c) & 0x7fffu} * (s.Word(0x0c) & 0x8000 ? 1 : 1024);
  if (s.Word(0x0c) == 0x7fff) kib = uint64_t{s.Dword(0x1c)} * 1024;
  if (kib % (1024 * 1024) == 0) return absl::StrCat(kib / (1024 * 1024), " GB");
  if (kib % 1024 == 0) return absl::StrCat(kib / 1024, " MB");
  return absl::StrCat(kib, " kB");
}

std::string MemoryType(uint8_t type) {
  constexpr struct {
    uint8_t number;
    const char* name;
  } kTypes[] = {{0x01, "Other"}, {0x02, "Unknown"}, {0x03, "DRAM"}, {0x07, "RAM"}, {0x0f, "SDRAM"}, {0x12, "DDR"}, {0x13, "DDR2"}, {0x18, "DDR3"}, {0x1a, "DDR4"}, {0x1b, "LPDDR"}, {0x1c, "LPDDR2"}, {0x1d, "LPDDR3"}, {0x1e, "LPDDR4"}, {0x22, "DDR5"}, {0x23, "LPDDR5"}};
  for (const auto& row : kTypes) {
    if (row.number == type) return row.name;
  }
  return {};
}

std::string MemoryDetail(uint16_t bits) {
  constexpr const char* kDetails[] = {nullptr, "Other", "Unknown", "Fast-paged", "Static Column", "Pseudo-static", "RAMBus", "Synchronous", "CMOS",
                                      "EDO", "Window DRAM", "Cache DRAM", "Non-Volatile", "Registered (Buffered)", "Unbuffered (Unregistered)", "LRDIMM"};
  std::string text;
  for (size_t bit = 1; bit < std::size(kDetails); ++bit) {
    if (bits >> bit & 1) absl::StrAppend(&text, text.empty() ? "" : " ", kDetails[bit]);
  }
  return text.empty() ? "None" : text;
}

SysinfoPart MemoryDevice(const SmbiosStructure& s) {
  return {"memory_device",
          {{"size", MemorySize(s)},
           {"form_factor", Pick({"Other", "Unknown", "SIMM", "SIP", "Chip", "DIP", "ZIP", "Proprietary Card", "DIMM", "TSOP", "Row Of Chips", "RIMM", "SODIMM", "SRIMM", "FB-DIMM", "Die"}, s.Byte(0x0e))},
           {"locator", s.Text(0x10)},
           {"bank_locator", s.Text(0x11)},
           {"type", MemoryType(s.Byte(0x12))},
           {"type_detail", MemoryDetail(s.Word(0x13))},
           {"speed", s.Word(0x15) == 0 ? "" : absl::StrCat(s.Word(0x15), " MT/s")},
           {"manufacturer", s.Text(0x17)},
           {"serial_number", s.Text(0x18)},
           {"part_number", s.Text(0x1a)}}};
}

SysinfoDocument FromTables(const std::vector<SmbiosStructure>& structures) {
  SysinfoDocument document;
  const auto add = [&](uint8_t type, SysinfoPart (*make)(const SmbiosStructure&), bool all) {
    for (const SmbiosStructure& s : structures) {
      // A slot without a module says nothing.
      if (s.type() != type || (type == 17 && s.Word(0x0c) == 0)) continue;
      document.parts.push_back(make(s));
      if (!all) return;
    }
  };
  add(0, Bios, false);
  add(1, System, false);
  add(2, BaseBoard, true);
  add(3, Chassis, false);
  add(4, Processor, true);
  add(17, MemoryDevice, true);
  for (const SmbiosStructure& s : structures) {
    if (s.type() == 11) document.oem_strings.insert(document.oem_strings.end(), s.strings().begin(), s.strings().end());
  }
  return document;
}

SysinfoDocument FromKernel(const Root& root) {
  const auto id = [&](const char* name) { return root.Line(absl::StrCat("/sys/class/dmi/id/", name)).value_or(""); };
  SysinfoDocument document;
  document.parts = {
      {"bios", {{"vendor", id("bios_vendor")}, {"version", id("bios_version")}, {"date", id("bios_date")}, {"release", id("bios_release")}}},
      {"system", {{"manufacturer", id("sys_vendor")}, {"product", id("product_name")}, {"version", id("product_version")}, {"serial", id("product_serial")}, {"uuid", id("product_uuid")}, {"sku", id("product_sku")}, {"family", id("product_family")}}},
      {"baseBoard", {{"manufacturer", id("board_vendor")}, {"product", id("board_name")}, {"version", id("board_version")}, {"serial", id("board_serial")}, {"asset", id("board_asset_tag")}}},
      {"chassis", {{"manufacturer", id("chassis_vendor")}, {"version", id("chassis_version")}, {"serial", id("chassis_serial")}, {"asset", id("chassis_asset_tag")}}}};
  return document;
}
}  // namespace

absl::StatusOr<std::string> ReadSysinfo(const Root& root) {
  const auto tables = root.Read("/sys/firmware/dmi/tables/DMI");
  SysinfoDocument document = tables.ok() ? FromTables(ParseSmbios(*tables)) : FromKernel(root);
  if (std::all_of(document.parts.begin(), document.parts.end(), [](const SysinfoPart& part) { return part.empty(); })) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "Host SMBIOS information is not available");
  }
  return xml::Write("sysinfo", document);
}

}  // namespace pleiad::host

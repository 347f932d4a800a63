// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/cpu_info.h"

#include <sys/utsname.h>

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace pleiad::host {
namespace {
uint32_t ToUint(const std::string& text) { return static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 0)); }

// One "key : value" line of x86's, s390's and arm's cpuinfo.
void TakeLine(const std::string& key, const std::string& value, CpuInfo& info) {
  if (key == "vendor_id") info.vendor_id = value;
  else if (key == "model name") info.model_name = value;
  else if (key == "cpu family") info.family = ToUint(value);
  else if (key == "model") info.model = ToUint(value);
  else if (key == "stepping") info.stepping = ToUint(value);
  else if (key == "microcode") info.microcode = ToUint(value);
  else if (key == "cpu MHz" || key == "clock" || key == "cpu MHz dynamic") info.mhz = ToUint(value);
  else if (key == "address sizes") info.physical_addr_bits = ToUint(value);
  else if (key == "flags" || key == "Features") info.flags = absl::StrSplit(value, ' ', absl::SkipEmpty());
}
}  // namespace

CpuInfo ReadCpuInfo(const Root& root) {
  CpuInfo info;
  utsname names{};
  if (::uname(&names) == 0) info.arch = names.machine;
  const auto text = root.Read("/proc/cpuinfo");
  if (!text.ok()) return info;
  for (absl::string_view line : absl::StrSplit(*text, '\n')) {
    if (line.empty()) break;  // the first processor's lines end here
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 1));
    TakeLine(std::string(absl::StripAsciiWhitespace(parts.first)), std::string(absl::StripAsciiWhitespace(parts.second)), info);
  }
  return info;
}

CpuMap ReadCpuMap(const Root& root) {
  CpuMap map;
  map.present = root.List("/sys/devices/system/cpu/present").value_or(Bitmap());
  map.online = root.List("/sys/devices/system/cpu/online").value_or(map.present);
  return map;
}

}  // namespace pleiad::host

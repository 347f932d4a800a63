// SPDX-License-Identifier: Apache-2.0
// cpu_info.h: what /proc/cpuinfo says of the first processor, and the machine's architecture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libshared/host/root.h"

namespace pleiad::host {

struct CpuInfo {
  std::string arch;        // as uname -m
  std::string vendor_id;   // "GenuineIntel"
  std::string model_name;  // "Intel(R) Xeon(R) Processor"
  uint32_t family = 0, model = 0, stepping = 0;
  uint32_t microcode = 0;
  uint32_t mhz = 0;                 // whole MHz, rounded down; 0 when unknown
  uint32_t physical_addr_bits = 0;  // 0 when unknown
  std::vector<std::string> flags;
};

CpuInfo ReadCpuInfo(const Root& root);

// Which CPUs there are and which take work. Source: /sys/devices/system/cpu/{present,online,possible}.
struct CpuMap {
  Bitmap present, online;
};
CpuMap ReadCpuMap(const Root& root);

}  // namespace pleiad::host

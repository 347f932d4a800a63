// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/cpu_stats.h"

#include <unistd.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::host {

absl::StatusOr<std::vector<Stat>> ReadCpuStats(const Root& root, int cpu) {
  if (cpu < -1) {
    return PlainError(ErrorDomain::kNone, ErrorCode::kInvalidArg, "cpuNum in virNodeGetCPUStats only accepts -1 as a negative value");
  }
  ASSIGN_OR_RETURN(const std::string text, root.Read("/proc/stat"));
  const std::string key = cpu < 0 ? "cpu " : absl::StrCat("cpu", cpu, " ");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key)) continue;
    uint64_t user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0;
    std::istringstream(line.substr(key.size())) >> user >> nice >> system >> idle >> iowait >> irq >> softirq;
    const uint64_t tick_ns = 1'000'000'000 / static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
    return std::vector<Stat>{{"kernel", (system + irq + softirq) * tick_ns},
                             {"user", (user + nice) * tick_ns},
                             {"idle", idle * tick_ns},
                             {"iowait", iowait * tick_ns}};
  }
  return PlainError(ErrorDomain::kNone, ErrorCode::kInvalidArg, "Invalid cpuNum in virHostCPUGetStatsLinux");
}

}  // namespace pleiad::host

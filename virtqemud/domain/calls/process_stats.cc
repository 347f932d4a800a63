// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/process_stats.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {
namespace {
std::string ReadProc(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[2048];
  const ssize_t n = fd ? read(fd.get(), buffer, sizeof buffer - 1) : -1;
  return n > 0 ? std::string(buffer, static_cast<size_t>(n)) : std::string();
}
}  // namespace

CpuTimes ReadCpuTimes(pid_t pid, pid_t tid) {
  std::string path = "/proc/" + std::to_string(pid);
  if (tid) path += "/task/" + std::to_string(tid);
  const std::string stat = ReadProc(path + "/stat");
  CpuTimes times;
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return times;
  unsigned long long user = 0, system = 0;
  // Fields 3 (state), 14 and 15 (times in clock ticks), 39 (CPU).
  const int found =
      sscanf(stat.c_str() + name_end + 1,
             " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %*d %*d %*u %*u %*d %*u %*u %*u %*u %*u "
             "%*u %*u %*u %*u %*u %*u %*u %*u %*d %d",
             &times.state, &user, &system, &times.last_cpu);
  if (found < 3) return {};
  const uint64_t tick_ns = 1'000'000'000 / static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
  times.user_ns = user * tick_ns;
  times.system_ns = system * tick_ns;
  times.total_ns = times.user_ns + times.system_ns;
  return times;
}

uint64_t ReadResidentKib(pid_t pid) {
  const std::string statm = ReadProc("/proc/" + std::to_string(pid) + "/statm");
  unsigned long long total = 0, resident = 0;
  if (sscanf(statm.c_str(), "%llu %llu", &total, &resident) != 2) return 0;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

}  // namespace pleiad::qemu

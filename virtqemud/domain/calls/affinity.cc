// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/affinity.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>

#include "libshared/base/error.h"

namespace pleiad::qemu {
namespace {
uint32_t HostCpuCount() { return static_cast<uint32_t>(sysconf(_SC_NPROCESSORS_CONF)); }
}  // namespace

Bitmap AllHostCpus() {
  Bitmap all;
  all.SetRange(0, HostCpuCount() - 1);
  return all;
}

driver::CpuMap ToMap(const Bitmap& cpus) { return cpus.ToBytes((HostCpuCount() + 7) / 8); }

absl::StatusOr<Bitmap> ParseCpuMap(const driver::CpuMap& cpus) {
  Bitmap map = Bitmap::FromBytes(cpus);
  if (map.empty()) return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "Empty cpu list for pinning");
  return map;
}

Bitmap AffinityOf(pid_t tid) {
  cpu_set_t set;
  Bitmap cpus;
  if (sched_getaffinity(tid, sizeof set, &set) < 0) return AllHostCpus();
  for (uint32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.Set(cpu);
  }
  return cpus;
}

absl::Status SetAffinity(pid_t tid, const Bitmap& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const uint32_t cpu : cpus.Bits()) {
    if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
  }
  if (sched_setaffinity(tid, sizeof set, &set) < 0)
    return SystemError(ErrorDomain::kQemu, errno, "cannot set CPU affinity on process " + std::to_string(tid));
  return absl::OkStatus();
}

Bitmap PinOf(const conf::DomainDef& def, const std::vector<conf::CpuPin>& pins, uint32_t id) {
  for (const conf::CpuPin& pin : pins) {
    if (pin.id == id) return pin.cpus;
  }
  return def.vcpus.cpuset.empty() ? AllHostCpus() : def.vcpus.cpuset;
}

void SetPin(std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& cpus) {
  std::erase_if(pins, [id](const conf::CpuPin& pin) { return pin.id == id; });
  pins.push_back({.id = id, .cpus = cpus});
  std::sort(pins.begin(), pins.end(), [](const conf::CpuPin& a, const conf::CpuPin& b) { return a.id < b.id; });
}

}  // namespace pleiad::qemu

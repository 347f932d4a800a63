// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/thread_placement.h"

#include <dirent.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
constexpr char kIoThreadPrefix[] = "IO iothread";  // QEMU names them so for debug-threads=on, as all our guests are started

absl::Status Place(pid_t thread, const Bitmap& cpus) {
  const size_t count = cpus.Last() + 1;
  const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(count), [](cpu_set_t* s) { CPU_FREE(s); });
  const size_t size = CPU_ALLOC_SIZE(count);
  if (!set) return SystemError(ErrorDomain::kQemu, ENOMEM, "cannot allocate a CPU set");
  CPU_ZERO_S(size, set.get());
  for (const uint32_t cpu : cpus.Bits()) CPU_SET_S(cpu, size, set.get());
  // A thread that has ended meanwhile needs no place.
  if (sched_setaffinity(thread, size, set.get()) == 0 || errno == ESRCH) return absl::OkStatus();
  return SystemError(ErrorDomain::kQemu, errno, "cannot set CPU affinity on process " + std::to_string(thread));
}

std::vector<pid_t> ThreadsOf(pid_t pid) {
  std::vector<pid_t> threads;
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(("/proc/" + std::to_string(pid) + "/task").c_str()), closedir);
  if (!dir) return threads;
  while (const dirent* entry = readdir(dir.get())) {
    if (const int thread = atoi(entry->d_name); thread > 0) threads.push_back(thread);
  }
  return threads;
}

// The number of an I/O thread; -1 for all others.
int IoThreadOf(pid_t pid, pid_t thread) {
  const auto name = ReadFile("/proc/" + std::to_string(pid) + "/task/" + std::to_string(thread) + "/comm", 64);
  if (!name.ok() || !name->starts_with(kIoThreadPrefix)) return -1;
  return atoi(name->c_str() + sizeof kIoThreadPrefix - 1);
}

const Bitmap* PinOf(const std::vector<conf::CpuPin>& pins, uint32_t id) {
  const auto pin = std::find_if(pins.begin(), pins.end(), [id](const conf::CpuPin& candidate) { return candidate.id == id; });
  return pin == pins.end() ? nullptr : &pin->cpus;
}
}  // namespace

absl::Status PlaceThreads(const DomainState& state) {
  const conf::DomainDef& def = state.def();
  const conf::CpuTune& tune = def.cpu_tune;
  const Bitmap& others = def.vcpus.cpuset;
  if (tune.vcpu_pins.empty() && tune.emulator_pin.empty() && tune.iothread_pins.empty() && others.empty())
    return absl::OkStatus();
  std::map<pid_t, uint32_t> vcpus;
  for (size_t i = 0; i < state.runtime.vcpu_threads.size(); ++i) vcpus[state.runtime.vcpu_threads[i]] = static_cast<uint32_t>(i);
  for (const pid_t thread : ThreadsOf(state.runtime.pid)) {
    const Bitmap* cpus = nullptr;
    if (const auto vcpu = vcpus.find(thread); vcpu != vcpus.end()) {
      cpus = PinOf(tune.vcpu_pins, vcpu->second);
    } else if (const int io = IoThreadOf(state.runtime.pid, thread); io >= 0) {
      cpus = PinOf(tune.iothread_pins, static_cast<uint32_t>(io));
    } else if (!tune.emulator_pin.empty()) {
      cpus = &tune.emulator_pin;
    }
    if (!cpus) cpus = &others;
    if (!cpus->empty()) RETURN_IF_ERROR(Place(thread, *cpus));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

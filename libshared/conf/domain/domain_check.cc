// SPDX-License-Identifier: Apache-2.0
// CheckDomain: the general parts of a completed definition against each other; devices.h has the devices' own.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "libshared/conf/domain/domain_def.h"
#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
constexpr int64_t kMinPeriod = 1000, kMaxPeriod = 1000000;
constexpr int64_t kMinQuota = 1000, kMaxQuota = UINT64_MAX >> 20;

absl::Status CheckMemory(const Memory& memory) {
  if (memory.total_kib == 0) return XmlError("Memory size must be specified via <memory> or in the <numa> configuration");
  if ((memory.max_kib != 0) != (memory.slots != 0)) {
    return XmlError("both maximum memory size and memory slot count must be specified");
  }
  if (memory.max_kib != 0 && memory.max_kib < memory.total_kib) {
    return XmlError("maximum memory size must be equal or greater than the actual memory size");
  }
  return absl::OkStatus();
}

absl::Status CheckCpus(const DomainDef& def) {
  uint32_t count = 0, last = 0;
  if (def.cpu) {
    for (const NumaCell& cell : def.cpu->numa.cells) {
      count += cell.cpus.Count();
      last = std::max(last, cell.cpus.Last());
    }
  }
  const auto internal = [](const char* text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, text); };
  if (count > def.vcpus.maximum) return internal("Number of CPUs in <numa> exceeds the <vcpu> count");
  if (last >= def.vcpus.maximum) return internal("CPU IDs in <numa> exceed the <vcpu> count");
  return absl::OkStatus();
}

absl::Status CheckNumaTune(const DomainDef& def) {
  const size_t cells = def.cpu ? def.cpu->numa.cells.size() : 0;
  for (const NumaMemNode& node : def.numa_tune.mem_nodes) {
    if (cells == 0) return XmlError("Element 'memnode' is invalid without any guest NUMA cells");
    if (node.cell >= cells) return XmlError("Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell");
  }
  return absl::OkStatus();
}

template <class T>
absl::Status CheckRange(const char* name, const std::optional<T>& value, int64_t min, int64_t max) {
  if (!value) return absl::OkStatus();
  const int64_t number = static_cast<int64_t>(*value);
  // Zero and, of quotas, less is no limit.
  if (number <= 0 || (number >= min && number <= max)) return absl::OkStatus();
  return Unsupported("Value of cputune '%s' must be in range [%d, %d]", name, min, max);
}

absl::Status CheckCpuTune(const CpuTune& tune) {
  RETURN_IF_ERROR(CheckRange("period", tune.period, kMinPeriod, kMaxPeriod));
  RETURN_IF_ERROR(CheckRange("global_period", tune.global_period, kMinPeriod, kMaxPeriod));
  RETURN_IF_ERROR(CheckRange("emulator_period", tune.emulator_period, kMinPeriod, kMaxPeriod));
  RETURN_IF_ERROR(CheckRange("iothread_period", tune.iothread_period, kMinPeriod, kMaxPeriod));
  RETURN_IF_ERROR(CheckRange("quota", tune.quota, kMinQuota, kMaxQuota));
  RETURN_IF_ERROR(CheckRange("global_quota", tune.global_quota, kMinQuota, kMaxQuota));
  RETURN_IF_ERROR(CheckRange("emulator_quota", tune.emulator_quota, kMinQuota, kMaxQuota));
  return CheckRange("iothread_quota", tune.iothread_quota, kMinQuota, kMaxQuota);
}

absl::Status CheckLifecycle(const DomainDef& def) {
  const auto dumps = [](LifecycleAction action) {
    return action == LifecycleAction::kCoredumpDestroy || action == LifecycleAction::kCoredumpRestart;
  };
  const auto refuse = [](const char* event, LifecycleAction action) {
    return Unsupported("Lifecycle event '%s' doesn't support '%s' action", event, xml::NameOf(kLifecycleActions, action));
  };
  if (dumps(def.on_poweroff)) return refuse("poweroff", def.on_poweroff);
  if (dumps(def.on_reboot)) return refuse("reboot", def.on_reboot);
  return absl::OkStatus();
}

absl::Status CheckTimers(const Clock& clock) {
  for (const Timer& timer : clock.timers) {
    if (timer.frequency_hz != 0 && timer.name != TimerName::kTsc) {
      return Unsupported("timer %s doesn't support setting of timer frequency", xml::NameOf(kTimerNames, timer.name));
    }
    if (timer.mode != TimerMode::kNone && timer.name != TimerName::kTsc) {
      return Unsupported("timer %s doesn't support setting of timer mode", xml::NameOf(kTimerNames, timer.name));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLoader(const Os& os) {
  if (os.firmware != Firmware::kNone) return absl::OkStatus();
  if (!os.firmware_features.empty()) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail,
                     "cannot use feature-based firmware autoselection when firmware autoselection is disabled");
  }
  const bool has_path = os.loader && !os.loader->path.empty();
  if ((os.loader || os.nvram) && !has_path) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "no loader path specified and firmware auto selection disabled");
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckDomain(const DomainDef& def) {
  RETURN_IF_ERROR(CheckMemory(def.memory));
  RETURN_IF_ERROR(CheckCpus(def));
  RETURN_IF_ERROR(CheckNumaTune(def));
  RETURN_IF_ERROR(CheckCpuTune(def.cpu_tune));
  RETURN_IF_ERROR(CheckLifecycle(def));
  RETURN_IF_ERROR(CheckTimers(def.clock));
  return CheckLoader(def.os);
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/service_settings.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/host/used_files.h"

namespace pleiad::qemu {
namespace {
constexpr uint64_t kMaxWeight = 10000;  // of cgroup v2; what version 1 allowed beyond is the most here
constexpr uint64_t kDefaultPeriodUs = 100000;

// What every QEMU may open; the devices of the definition come on top.
constexpr const char* kCommonDevices[] = {"/dev/null",    "/dev/full", "/dev/zero", "/dev/random",
                                          "/dev/urandom", "/dev/ptmx", "/dev/kvm",  "/dev/userfaultfd"};

bool IsDevice(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && (S_ISBLK(info.st_mode) || S_ISCHR(info.st_mode));
}

void AllowDevices(const conf::DomainDef& def, const QemuConfig& config, host::TransientService& service) {
  auto& allowed = service.device_allow;
  if (config.cgroup_device_acl.empty()) {
    for (const char* path : kCommonDevices) allowed.emplace_back(path, "rwm");
  } else {
    for (const std::string& path : config.cgroup_device_acl) allowed.emplace_back(path, "rwm");
  }
  allowed.emplace_back("char-pts", "rwm");
  for (const UsedFile& file : UsedFilesOf(def)) {
    if (IsDevice(file.path)) allowed.emplace_back(file.path, file.write ? "rwm" : "rm");
  }
  for (const conf::GraphicsDef& graphics : def.devices.graphics) {
    if (graphics.type == conf::GraphicsType::kEglHeadless || graphics.type == conf::GraphicsType::kSpice)
      allowed.emplace_back("char-drm", "rw");
  }
}

// Not getgrnam(), whose answer is overwritten by that of another start.
bool HasGroup(const char* name) {
  char buffer[16384];
  group entry {};
  group* found = nullptr;
  return getgrnam_r(name, &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr;
}

// The groups that own /dev/kvm and the render nodes, where the host has them.
void AddGroups(host::TransientService& service) {
  for (const char* name : {"kvm", "render"}) {
    if (HasGroup(name)) service.supplementary_groups.emplace_back(name);
  }
}

uint64_t PerSecond(int64_t quota_us, uint64_t period_us, uint64_t count) {
  return static_cast<uint64_t>(quota_us) * count * 1000000 / std::max<uint64_t>(period_us, 1);
}

void ShareCpus(const conf::DomainDef& def, host::TransientService& service) {
  const conf::CpuTune& tune = def.cpu_tune;
  if (tune.shares) service.cpu_weight = std::clamp<uint64_t>(*tune.shares, 1, kMaxWeight);
  // What each vCPU may use stands for all of them together: systemd bounds units, not threads.
  if (tune.global_quota.value_or(0) > 0) {
    service.cpu_quota_us = PerSecond(*tune.global_quota, tune.global_period.value_or(kDefaultPeriodUs), 1);
  } else if (tune.quota.value_or(0) > 0) {
    service.cpu_quota_us = PerSecond(*tune.quota, tune.period.value_or(kDefaultPeriodUs), def.vcpus.Current());
  }
  service.cpus = !tune.emulator_pin.empty() ? tune.emulator_pin : def.vcpus.cpuset;
}

void ShareMemory(const conf::DomainDef& def, host::TransientService& service) {
  const conf::MemTune& tune = def.mem_tune;
  const auto bytes = [](uint64_t kib) { return kib > UINT64_MAX / 1024 ? UINT64_MAX : kib * 1024; };
  if (tune.hard_limit_kib) service.memory_max = bytes(*tune.hard_limit_kib);
  if (tune.soft_limit_kib) service.memory_high = bytes(*tune.soft_limit_kib);
  if (tune.swap_hard_limit_kib) {
    const uint64_t memory = tune.hard_limit_kib.value_or(0);
    service.memory_swap_max = bytes(*tune.swap_hard_limit_kib - std::min(memory, *tune.swap_hard_limit_kib));
  }
  service.lock_memory = def.memory_backing.locked;
}

host::NumaPolicy PolicyOf(conf::NumaMode mode) {
  switch (mode) {
    case conf::NumaMode::kPreferred:
      return host::NumaPolicy::kPreferred;
    case conf::NumaMode::kInterleave:
      return host::NumaPolicy::kInterleave;
    default:
      return host::NumaPolicy::kBind;
  }
}

absl::Status PlaceMemory(const conf::DomainDef& def, host::TransientService& service) {
  const auto& memory = def.numa_tune.memory;
  if (!memory || memory->nodes.empty()) return absl::OkStatus();
  for (const uint32_t node : memory->nodes.Bits()) {
    if (access(absl::StrCat("/sys/devices/system/node/node", node).c_str(), F_OK) == 0) continue;
    // A host without NUMA has its memory on node 0.
    if (node == 0) return absl::OkStatus();
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "NUMA node %d is unavailable", node);
  }
  service.numa_policy = PolicyOf(memory->mode);
  service.numa_nodes = memory->nodes;
  return absl::OkStatus();
}

void LimitProcess(const QemuConfig& config, host::TransientService& service) {
  if (config.max_processes) service.limits.emplace_back("NPROC", config.max_processes);
  if (config.max_files) service.limits.emplace_back("NOFILE", config.max_files);
  service.limits.emplace_back("CORE", config.dump_guest_core ? UINT64_MAX : 0);
}

bool IsPlain(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == ':'; }
}  // namespace

std::string SliceOf(const std::string& partition) {
  std::string slice;
  for (const std::string& part : std::vector<std::string>(absl::StrSplit(partition, '/', absl::SkipEmpty()))) {
    if (!std::all_of(part.begin(), part.end(), IsPlain)) return "machine.slice";
    absl::StrAppend(&slice, slice.empty() ? "" : "-", part);
  }
  return slice.empty() ? "machine.slice" : slice + ".slice";
}

absl::Status FillServiceSettings(const conf::DomainDef& def, const QemuConfig& config, host::TransientService& service) {
  service.slice = SliceOf(def.partition);
  AllowDevices(def, config, service);
  AddGroups(service);
  ShareCpus(def, service);
  ShareMemory(def, service);
  LimitProcess(config, service);
  return PlaceMemory(def, service);
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// iothreads.cc: the calls of tuning.h on I/O threads.
//   Source  virsh -c test:///default iothreadadd, iothreadinfo, iothreadset, iothreaddel
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/param_check.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/cpu_maps.h"
#include "virttestd/domain/tuning.h"

namespace pleiad::test {
namespace {
std::vector<conf::IoThread>& ListOf(conf::DomainDef& def) {
  auto& list = def.io_threads.list;
  for (uint32_t id = 1; list.empty() && id <= def.io_threads.count; ++id)
    list.push_back({.id = id, .thread_pool_min = {}, .thread_pool_max = {}});
  return list;
}

auto Find(std::vector<conf::IoThread>& list, uint32_t id) {
  return std::find_if(list.begin(), list.end(), [id](const conf::IoThread& thread) { return thread.id == id; });
}

const TypedParams kPolling{{"poll_max_ns", uint64_t{0}}, {"poll_grow", uint32_t{0}}, {"poll_shrink", uint32_t{0}}};

absl::Status CheckId(uint32_t id) {
  if (id != 0) return absl::OkStatus();
  return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid value of 0 for iothread_id");
}
}  // namespace

absl::StatusOr<std::vector<driver::IothreadInfo>> Tuning::Iothreads(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetIOThreadInfo"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  conf::DomainDef copy = *def;
  std::vector<driver::IothreadInfo> threads;
  for (const conf::IoThread& thread : ListOf(copy)) {
    threads.push_back({.id = thread.id, .affinity = MapOf(PinOf(def->cpu_tune.iothread_pins, thread.id, AllCpus()))});
  }
  return threads;
}

absl::Status Tuning::AddIothread(const Caller&, const DomainRef& ref, uint32_t iothread, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainAddIOThread"));
  RETURN_IF_ERROR(CheckId(iothread));
  RETURN_IF_ERROR(context_.Change(ref, flags, [iothread](conf::DomainDef& def, bool) -> absl::Status {
    auto& list = ListOf(def);
    if (Find(list, iothread) != list.end()) {
      return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "an IOThread is already using iothread_id '%d'", iothread);
    }
    list.push_back({.id = iothread, .thread_pool_min = {}, .thread_pool_max = {}});
    def.io_threads.count = static_cast<uint32_t>(list.size());
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [iothread](DomainState& next) {
    next.polling.try_emplace(iothread);
    return absl::OkStatus();
  });
}

absl::Status Tuning::DeleteIothread(const Caller&, const DomainRef& ref, uint32_t iothread, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainDelIOThread"));
  RETURN_IF_ERROR(CheckId(iothread));
  RETURN_IF_ERROR(context_.Change(ref, flags, [iothread](conf::DomainDef& def, bool) -> absl::Status {
    auto& list = ListOf(def);
    const auto at = Find(list, iothread);
    if (at == list.end()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "cannot find IOThread '%d' in iothreadids list", iothread);
    }
    for (const conf::DiskDef& disk : def.devices.disks) {
      if (disk.driver.iothread != iothread) continue;
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "cannot remove IOThread %d since it is being used by disk '%s'",
                   iothread, disk.target.dev);
    }
    list.erase(at);
    def.io_threads.count = static_cast<uint32_t>(list.size());
    std::erase_if(def.cpu_tune.iothread_pins, [iothread](const conf::CpuPin& pin) { return pin.id == iothread; });
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [iothread](DomainState& next) {
    next.polling.erase(iothread);
    return absl::OkStatus();
  });
}

absl::Status Tuning::SetIothreadParameters(const Caller&, const DomainRef& ref, uint32_t iothread, const TypedParams& params,
                                           uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainAffectLive, flags, "testDomainSetIOThreadParams"));
  RETURN_IF_ERROR(CheckId(iothread));
  RETURN_IF_ERROR(CheckParams(params, kPolling));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    const auto at = next.polling.find(iothread);
    if (at == next.polling.end()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "cannot find IOThread '%d' in iothreadids", iothread);
    }
    for (const TypedParam& param : params) {
      if (param.name == "poll_max_ns") at->second.max_ns = std::get<uint64_t>(param.value);
      if (param.name == "poll_grow") at->second.grow = std::get<uint32_t>(param.value);
      if (param.name == "poll_shrink") at->second.shrink = std::get<uint32_t>(param.value);
    }
    return absl::OkStatus();
  });
}

absl::Status Tuning::PinIothread(const Caller&, const DomainRef& ref, uint32_t iothread, const driver::CpuMap& cpus,
                                 uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainPinIOThread"));
  ASSIGN_OR_RETURN(const Bitmap map, ReadMap(cpus, "iothread cpumap list"));
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) -> absl::Status {
    auto& list = ListOf(def);
    if (Find(list, iothread) == list.end()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "iothreadid %d not found", iothread);
    }
    SetPin(def.cpu_tune.iothread_pins, iothread, map);
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test

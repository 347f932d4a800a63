// SPDX-License-Identifier: Apache-2.0
// iothreads.cc: the calls of tuning.h on I/O threads.
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/calls/affinity.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/definition_change.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
std::vector<uint32_t> IdsOf(const conf::IoThreads& threads) {
  std::vector<uint32_t> ids;
  for (const conf::IoThread& thread : threads.list) ids.push_back(thread.id);
  for (uint32_t id = 1; threads.list.empty() && id <= threads.count; ++id) ids.push_back(id);
  return ids;
}

// A running domain has them as QEMU does, in its order.
absl::StatusOr<std::vector<driver::IothreadInfo>> Running(const QemuContext& context, const DomainPtr& domain) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const std::vector<IoThreadFacts> threads, QueryIoThreads(*monitor, context.MonitorDeadline()));
  std::vector<driver::IothreadInfo> list;
  for (const IoThreadFacts& thread : threads) list.push_back({.id = thread.id, .affinity = ToMap(AffinityOf(thread.thread_id))});
  return list;
}

absl::Status PinRunning(const QemuContext& context, const DomainPtr& domain, uint32_t id, const Bitmap& cpus) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const std::vector<IoThreadFacts> threads, QueryIoThreads(*monitor, context.MonitorDeadline()));
  const auto at = std::find_if(threads.begin(), threads.end(), [id](const IoThreadFacts& thread) { return thread.id == id; });
  if (at == threads.end()) return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "iothread %d not found", id);
  return SetAffinity(at->thread_id, cpus);
}
}  // namespace

absl::StatusOr<std::vector<driver::IothreadInfo>> Tuning::Iothreads(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainGetIOThreadInfo", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  if (ConcernsLive(*domain->snapshot(), flags)) return Running(context_, domain);
  std::vector<driver::IothreadInfo> list;
  for (const uint32_t id : IdsOf(def->io_threads))
    list.push_back({.id = id, .affinity = ToMap(PinOf(*def, def->cpu_tune.iothread_pins, id))});
  return list;
}

absl::Status Tuning::PinIothread(const Caller&, const DomainRef& ref, uint32_t iothread, const driver::CpuMap& cpus,
                                 uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainPinIOThread", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const Bitmap map, ParseCpuMap(cpus));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainPinIOThread"));
  if (change.config()) {
    const std::vector<uint32_t> ids = IdsOf(change.config()->io_threads);
    if (std::find(ids.begin(), ids.end(), iothread) == ids.end()) {
      return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "iothreadid %d not found", iothread);
    }
  }
  if (change.live()) RETURN_IF_ERROR(PinRunning(context_, change.domain(), iothread, map));
  change.Each([&](conf::DomainDef& def) { SetPin(def.cpu_tune.iothread_pins, iothread, map); });
  return change.Commit();
}

}  // namespace pleiad::qemu

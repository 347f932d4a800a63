// SPDX-License-Identifier: Apache-2.0
// context.h: what the families of calls of this driver share. QemuDriver owns all of it and outlives them.
#pragma once

#include <atomic>
#include <memory>

#include "libshared/driver/domain/driver.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "virtqemud/config.h"
#include "virtqemud/domain/domain.h"
#include "virtqemud/domain/domain_store.h"

namespace pleiad::qemu {

class CapabilitiesCache;
}  // namespace pleiad::qemu
namespace pleiad::security {
class FileOwners;
}  // namespace pleiad::security

namespace pleiad::qemu {

struct QemuContext {
  event::Loop& loop;
  event::WorkerPool& workers;
  bool privileged;  // a system instance, root
  const QemuConfig& config;
  Domains& domains;
  DomainStore& store;
  CapabilitiesCache& capabilities;
  ProcessStarter& starter;
  driver::DomainEventBus& events;
  security::FileOwners* files = nullptr;  // lends images to domains; null where they run as the daemon does

  void EmitLifecycle(const DomainRef& domain, int32_t event, int32_t detail) const {
    events.Emit({.domain = domain, .what = store::LifecycleEvent{.event = event, .detail = detail}});
  }
  absl::Time MonitorDeadline() const { return absl::Now() + config.monitor_timeout; }
};

}  // namespace pleiad::qemu

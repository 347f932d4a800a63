// SPDX-License-Identifier: Apache-2.0
// domain/driver.h: what a hypervisor's daemon gives its front ends: one object for each family of calls, and the events.
#pragma once

#include "libshared/driver/domain/block_jobs.h"
#include "libshared/driver/domain/checkpoints.h"
#include "libshared/driver/domain/devices.h"
#include "libshared/driver/domain/guest.h"
#include "libshared/driver/domain/inspect.h"
#include "libshared/driver/domain/lifecycle.h"
#include "libshared/driver/domain/migration.h"
#include "libshared/driver/domain/saved_state.h"
#include "libshared/driver/domain/snapshots.h"
#include "libshared/driver/domain/stats.h"
#include "libshared/driver/domain/tuning.h"
#include "libshared/driver/host/driver.h"
#include "libshared/store/domain_event.h"
#include "libshared/store/event_bus.h"

namespace pleiad::driver {

using DomainEventBus = store::EventBus<store::DomainEvent>;

// All outlive the front ends.
struct DomainDriver {
  HostDriver& host;
  DomainLifecycle& lifecycle;
  DomainInspect& inspect;
  DomainStats& stats;
  DomainTuning& tuning;
  DomainGuest& guest;
  DomainDevices& devices;
  DomainSavedState& saved_state;
  DomainSnapshots& snapshots;
  DomainCheckpoints& checkpoints;
  DomainBlockJobs& block_jobs;
  DomainMigration& migration;
  DomainEventBus& events;
};

}  // namespace pleiad::driver

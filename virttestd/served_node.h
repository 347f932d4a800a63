// SPDX-License-Identifier: Apache-2.0
// served_node.h: a pretended node with the drivers that answer for it and the fronts that tell of its events.
#pragma once

#include <memory>

#include "libshared/driver/domain/driver.h"
#include "libshared/driver/known_objects.h"
#include "virttestd/domain/block_jobs.h"
#include "virttestd/domain/checkpoints.h"
#include "virttestd/domain/devices.h"
#include "virttestd/domain/guest.h"
#include "virttestd/domain/inspect.h"
#include "virttestd/domain/jobs.h"
#include "virttestd/domain/lifecycle.h"
#include "virttestd/domain/migration.h"
#include "virttestd/domain/saved_state.h"
#include "virttestd/domain/snapshots.h"
#include "virttestd/domain/stats.h"
#include "virttestd/domain/tuning.h"
#include "virttestd/host.h"
#include "virttestd/node.h"

namespace pleiad::rpc {
class Table;
}

namespace pleiad::test {

class ServedNode {
 public:
  // All but the node outlive this. No access check: everybody may do everything.
  ServedNode(event::Loop& loop, rpc::AccessCheck* access, driver::ConnectionWatch& connections, std::unique_ptr<Node> pretended);

  // All its procedures. Outlives the table.
  void Bind(rpc::Table& table);
  // Where access rules find what clients name.
  driver::KnownObjects objects();
  driver::DomainDriver& driver() { return driver_; }
  // Calls that wait for a job's end come back.
  void CancelJobs() { jobs_.CancelAll(); }

 private:
  rpc::AccessCheck* const access_;
  const std::unique_ptr<Node> node_;
  driver::DomainEventBus events_;
  const Context context_;
  Host host_;
  Lifecycle lifecycle_;
  Jobs jobs_{context_};
  Inspect inspect_{context_, jobs_};
  Stats stats_{context_};
  Tuning tuning_{context_};
  Guest guest_{context_};
  Devices devices_{context_};
  SavedState saved_state_{context_, jobs_};
  Snapshots snapshots_{context_};
  Checkpoints checkpoints_{context_, jobs_};
  BlockJobs block_jobs_{context_};
  Migration migration_;
  driver::DomainDriver driver_;
};

}  // namespace pleiad::test

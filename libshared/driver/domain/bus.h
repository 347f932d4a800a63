// SPDX-License-Identifier: Apache-2.0
// domain/bus.h: a hypervisor's daemon on its bus: connects without holding the daemon up, owns its name, serves the driver.
// Where there is no bus, or the name is not to be had, the daemon goes on without, the log says why, and it is tried again.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "libshared/driver/connection_watch.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {

struct DomainBusService {
  dbus::Connection::Bus bus = dbus::Connection::Bus::kSystem;
  std::string address;  // of another bus, for tests
  std::string name;     // "org.libvirt.virtqemud"
  DomainBusOptions front;
  FrontWatch* watch = nullptr;                           // is told of callers that leave
  std::function<void(size_t peers)> count_changed = {};  // how many callers there are, for leaving when idle
};

// For the loop's thread. All outlive this; the workers are stopped before it ends.
class DomainBus {
 public:
  DomainBus(event::Loop& loop, event::WorkerPool& workers, DomainDriver& driver, DomainBusService service);

  bool is_up() const { return front_ != nullptr; }
  // The daemon leaves when idle: calls `done` when nobody can find it on the bus any more; Reclaim when it stays after all.
  void Release(std::function<void()> done) { connection_ ? connection_->ReleaseOwnName(std::move(done)) : done(); }
  void Reclaim() {
    if (connection_) connection_->ReclaimOwnName();
  }

 private:
  void Open();
  void OnOpened(absl::StatusOr<std::unique_ptr<dbus::Connection>> connection);

  event::Loop& loop_;
  event::WorkerPool& workers_;
  DomainDriver& driver_;
  DomainBusService service_;
  std::unique_ptr<dbus::Connection> connection_;
  std::unique_ptr<DomainBusFront> front_;
  event::Source retry_;
  absl::Duration pause_ = absl::ZeroDuration();
  std::shared_ptr<DomainBus*> alive_;
};

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// domain.h: a domain of this daemon: its published state, and what belongs to its running process: the monitor, the guest
// agent, the pidfd. And the table of all of them.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/event/loop.h"
#include "libshared/store/object_table.h"
#include "virtqemud/domain/domain_state.h"
#include "virtqemud/monitor/monitor.h"
#include "virtqemud/process/process_starter.h"

namespace pleiad::qemu {

class Agent;

class Domain : public store::Object<DomainState> {
 public:
  using Object::Object;

  // Null while no process runs. From any thread.
  std::shared_ptr<Monitor> monitor() const {
    absl::MutexLock lock(&mutex_);
    return monitor_;
  }
  void SetMonitor(std::shared_ptr<Monitor> monitor) {
    absl::MutexLock lock(&mutex_);
    monitor_.swap(monitor);
  }
  std::shared_ptr<Agent> agent() const {
    absl::MutexLock lock(&mutex_);
    return agent_;
  }
  void SetAgent(std::shared_ptr<Agent> agent) {
    absl::MutexLock lock(&mutex_);
    agent_.swap(agent);
  }
  // Sends `signal_number` to the running process; false when there is none.
  bool Signal(int signal_number) const;
  // Watches the process; `on_end` is called once, on the loop's thread. On the loop's thread.
  void Watch(event::Loop& loop, std::shared_ptr<DomainProcess> process, std::function<void()> on_end);
  void Unwatch();
  // Calls `fire` after `delay`; a later call takes the place of an earlier one. On the loop's thread.
  void After(event::Loop& loop, absl::Duration delay, std::function<void()> fire);
  // Ends all that goes on for the domain in this daemon; its process goes on. On the loop's thread.
  void LetGo();
  // A guest that shuts down is reset and goes on instead: a reboot by ACPI, which QEMU shows as a shutdown.
  std::atomic<bool> reboot_on_shutdown = false;
  // The reason that the next STOP event has (virDomainPausedReason); 0: it came by itself.
  std::atomic<int32_t> stop_reason = 0;
  // The reason of the end that is under way (virDomainShutoffReason); 0: none was asked for.
  std::atomic<int32_t> end_reason = 0;
  absl::Mutex record_mutex;  // held while the record on disk is written
  // Held while the domain becomes active, inactive, persistent, transient or gone, until all that belongs to it is done: who
  // starts it again, or ends the same run, finds the one before complete. Taken before record_mutex; never while QEMU is asked.
  absl::Mutex transition_mutex;

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<Monitor> monitor_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Agent> agent_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<DomainProcess> process_ ABSL_GUARDED_BY(mutex_);
  event::Source watch_, timer_;  // the loop's thread only
};

using DomainPtr = std::shared_ptr<Domain>;

class Domains {
 public:
  // The domain that `ref` names (by uuid).
  //   Errors  NO_DOMAIN "no domain with matching uuid 'UUID' (NAME)"
  absl::StatusOr<DomainPtr> Find(const DomainRef& ref) const;
  absl::StatusOr<DomainPtr> FindByName(const std::string& name) const;
  absl::StatusOr<DomainPtr> FindById(int32_t id) const;
  absl::StatusOr<DomainPtr> FindByUuid(const Uuid& uuid) const;
  // Null when there is none.
  DomainPtr Peek(const Uuid& uuid) const { return Cast(table_.FindByUuid(uuid)); }
  DomainPtr PeekName(const std::string& name) const { return Cast(table_.FindByName(name)); }
  std::vector<DomainPtr> All() const;
  size_t size() const { return table_.size(); }

  bool Insert(const DomainPtr& domain) { return table_.Insert(domain); }
  void Remove(const DomainPtr& domain) { table_.Remove(domain); }
  // See ObjectTable::Update.
  template <class Change>
  bool Update(const DomainPtr& domain, Change&& change) {
    return table_.Update(domain, std::forward<Change>(change));
  }

  // Takes the domain's job for the API call `api`, waiting at most 30 s, as libvirt does. Who waits occupies a worker, so
  // nobody waits for a QEMU that does not answer its monitor, and few for one that is late.
  //   Errors  OPERATION_TIMEOUT, NO_DOMAIN (it was undefined meanwhile)
  static absl::StatusOr<store::JobLock::Guard> BeginJob(const DomainPtr& domain, store::JobKind kind, const char* api);

  // The id of the next domain to run; ids grow and are not used again while this daemon runs.
  int32_t NextId() { return next_id_.fetch_add(1); }
  // Ids up to `id` are in use by domains that were running before this daemon.
  void ReserveId(int32_t id);

 private:
  static DomainPtr Cast(const store::ObjectTable<DomainState>::Entry& entry) { return std::static_pointer_cast<Domain>(entry); }
  store::ObjectTable<DomainState> table_;
  std::atomic<int32_t> next_id_ = 1;
};

// The monitor of a domain that must be running and answer.
//   Errors  OPERATION_INVALID "domain is not running"; OPERATION_TIMEOUT, naming the domain
absl::StatusOr<std::shared_ptr<Monitor>> MonitorOf(const DomainPtr& domain);

// The error of a call that needs a running domain: OPERATION_INVALID "domain is not running".
absl::Status NotRunning();

}  // namespace pleiad::qemu

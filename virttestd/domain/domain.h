// SPDX-License-Identifier: Apache-2.0
// domain.h: a domain that lives in memory: its definitions, the state it is in, and what a guest in it would have.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/domain_events.h"
#include "libshared/base/domain_flags.h"
#include "libshared/base/domain_values.h"
#include "libshared/base/object_ref.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/conf/snapshot/backup_def.h"
#include "libshared/conf/snapshot/checkpoint_def.h"
#include "libshared/conf/snapshot/snapshot_def.h"
#include "libshared/store/object_table.h"
#include "virttestd/domain/job.h"
#include "virttestd/domain/moment_tree.h"

namespace pleiad::test {

using DefPtr = std::shared_ptr<const conf::DomainDef>;

struct IothreadPolling {
  uint64_t max_ns = 32768;
  uint32_t grow = 0, shrink = 0;
};

// How fast a domain may be moved. Saves and dumps keep to it too, so that who wants to see them going on can slow them down.
struct MigrationLimits {
  static constexpr uint64_t kMostMib = INT64_MAX / kMib;
  uint64_t speed_mib = kMostMib;
  // As long as it runs:
  uint64_t postcopy_speed_mib = 0, downtime_ms = 300, cache_bytes = 64 * kMib;

  // Of so much memory: without a limit it takes a second at most.
  uint64_t BytesPerS(uint64_t memory_bytes) const {
    const bool unlimited = speed_mib == 0 || speed_mib >= kMemoryBytesPerS / kMib;
    return unlimited ? std::max(memory_bytes, kMemoryBytesPerS) : speed_mib * kMib;
  }
};

// How fast the guest writes its memory, as it was asked for last.
struct DirtyRate {
  int32_t seconds = 0;  // 0: it was not asked for
  uint32_t mode = vir::kDomainDirtyrateModePageSampling;
  absl::Time begun = {};
};

// What a guest would know.
struct Pretence {
  std::set<std::string> frozen;  // mount points
  int64_t clock_s = 627319920;
  uint32_t clock_ns = 0;
  std::set<uint32_t> offline_vcpus;
  std::map<std::string, std::vector<std::string>> ssh_keys;  // by user
};

struct DomainState {
  DefPtr config;  // the persistent definition; null: transient
  DefPtr live;    // what runs; null: inactive
  int32_t runtime_id = -1;
  int32_t state = vir::kDomainShutoff;
  int32_t reason = vir::kDomainShutoffUnknown;
  bool autostart = false, autostart_once = false;
  DefPtr managed_save;  // what the next start goes on from; null: nothing
  MomentTree<conf::SnapshotDef> snapshots;
  MomentTree<conf::CheckpointDef> checkpoints;
  std::map<uint32_t, IothreadPolling> polling;  // by the I/O thread's number
  std::map<std::string, uint64_t> disk_bytes;   // of resized disks, by their target
  Pretence guest;
  MigrationLimits migration;
  std::map<std::string, uint64_t> thresholds;  // bytes of disks' images, by their target
  DirtyRate dirty_rate;
  bool leaving = false;                           // its memory has gone elsewhere, where nobody has confirmed it yet
  std::shared_ptr<Job> job;                       // what goes on; null: nothing
  std::optional<JobReport> completed_job;         // until somebody has read it
  std::shared_ptr<const conf::BackupDef> backup;  // what the job is about; null: something else

  const DefPtr& def_ptr() const { return live ? live : config; }
  const conf::DomainDef& def() const { return *def_ptr(); }
  const std::string& name() const { return def().name; }
  const Uuid& uuid() const { return def().uuid; }
  int32_t id() const { return runtime_id; }
  bool active() const { return runtime_id >= 0; }
  bool persistent() const { return config != nullptr; }
  bool has_managed_save() const { return managed_save != nullptr; }
  bool has_snapshots() const { return !snapshots.empty(); }
  bool has_checkpoints() const { return !checkpoints.empty(); }
  // What a change is made to when it concerns the next start.
  const conf::DomainDef& next_def() const { return config ? *config : *live; }
  DomainRef ref() const { return {.name = name(), .uuid = uuid(), .id = runtime_id}; }

  void SetState(int32_t to, int32_t why) { state = to, reason = why; }
  void BecomeActive(int32_t id, DefPtr def, int32_t why);
  void BecomeInactive(int32_t why);
};

using Domain = store::Object<DomainState>;
using DomainPtr = std::shared_ptr<Domain>;

// The domains of one node.
class Domains {
 public:
  //   Errors  NO_DOMAIN (42)
  absl::StatusOr<DomainPtr> Find(const DomainRef& ref) const;
  absl::StatusOr<DomainPtr> FindByName(const std::string& name) const;
  absl::StatusOr<DomainPtr> FindById(int32_t id) const;
  absl::StatusOr<DomainPtr> FindByUuid(const Uuid& uuid) const;
  // OPERATION_INVALID when it does not run.
  absl::StatusOr<DomainPtr> FindActive(const DomainRef& ref) const;
  // Null when there is none.
  DomainPtr Peek(const Uuid& uuid) const { return table_.FindByUuid(uuid); }
  DomainPtr PeekName(const std::string& name) const { return table_.FindByName(name); }
  std::vector<DomainPtr> All() const { return table_.All(); }

  // False when the uuid or the name is taken.
  bool Insert(const DomainPtr& domain) { return table_.Insert(domain); }
  void Remove(const DomainPtr& domain) { table_.Remove(domain); }
  // See ObjectTable::Update.
  template <class Change>
  bool Update(const DomainPtr& domain, Change&& change) {
    return table_.Update(domain, std::forward<Change>(change));
  }
  // The state that a change starts from, checked and changed in one step: of two clients at once the second sees the first's.
  // A change that gives an error is not made.
  absl::Status Step(const DomainPtr& domain, const std::function<absl::Status(DomainState&)>& change);
  // Begins a run of `def`: of the domain that has its uuid, or of a new transient one.
  //   Errors  OPERATION_FAILED: its name or uuid is another's; OPERATION_INVALID: it runs
  absl::StatusOr<DomainPtr> Start(const DefPtr& def, int32_t reason);
  // What is wrong with a definition beside those that are there: a name or a uuid may stand for one domain only.
  absl::Status CheckUnique(const conf::DomainDef& def) const;
  int32_t NextId() { return next_id_.fetch_add(1); }

 private:
  store::ObjectTable<DomainState> table_;
  std::atomic<int32_t> next_id_ = 1;
};

// The error of a call that needs a running domain: OPERATION_INVALID "domain is not running".
absl::Status NotRunning();

// From a client's document to a definition with all that the test driver fills in.
absl::StatusOr<conf::DomainDef> ReadDefinition(const std::string& xml, bool validate);
// A MAC address of its own for one that has none.
void GiveAddress(conf::InterfaceDef& interface);
// "testnet0" and so on for those whose host side has no name.
void NameInterfaces(conf::Devices& devices);

}  // namespace pleiad::test

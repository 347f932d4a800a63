// SPDX-License-Identifier: Apache-2.0
// object_table.h: the objects of a driver by uuid, name and id. Each object publishes an immutable snapshot of its state;
// a reader takes the pointer and never waits for a writer. A change is made on a copy, which is then published whole.
//
// State has: std::string name() const; Uuid uuid() const; int32_t id() const (-1 when it has none).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/uuid.h"
#include "libshared/store/job.h"

namespace pleiad::store {

template <class State>
class ObjectTable;

// What a driver keeps beside the snapshot (a monitor, a process handle) hangs on a class derived from this.
template <class State>
class Object {
 public:
  using Snapshot = std::shared_ptr<const State>;

  explicit Object(Snapshot first) : snapshot_(std::move(first)) {}
  virtual ~Object() = default;

  // The state as of now; from any thread.
  Snapshot snapshot() const {
    absl::MutexLock lock(&mutex_);  // held for the copy of a pointer only
    return snapshot_;
  }
  JobLock& job() { return job_; }
  // Whether it has been taken out of its table: who waited for its job finds that there is nothing left to change.
  bool removed() const { return removed_.load(); }

 private:
  friend class ObjectTable<State>;
  void Set(Snapshot next) {
    absl::MutexLock lock(&mutex_);
    snapshot_.swap(next);  // the old one ends outside the lock
  }
  mutable absl::Mutex mutex_;
  Snapshot snapshot_ ABSL_GUARDED_BY(mutex_);
  JobLock job_;
  std::atomic<bool> removed_ = false;
};

template <class State>
class ObjectTable {
 public:
  using Entry = std::shared_ptr<Object<State>>;
  using Snapshot = typename Object<State>::Snapshot;

  // Null when there is none.
  Entry FindByUuid(const Uuid& uuid) const {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = by_uuid_.find(uuid);
    return found == by_uuid_.end() ? nullptr : found->second;
  }
  Entry FindByName(const std::string& name) const {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }
  Entry FindById(int32_t id) const {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  // False when the uuid or the name is taken.
  bool Insert(const Entry& entry) {
    const Snapshot state = entry->snapshot();
    absl::MutexLock lock(&mutex_);
    if (by_uuid_.contains(state->uuid()) || by_name_.contains(state->name())) return false;
    by_uuid_[state->uuid()] = entry;
    by_name_[state->name()] = entry;
    if (state->id() >= 0) by_id_[state->id()] = entry;
    return true;
  }

  // Applies `change` to a copy of the newest state and publishes that, also in the indexes; what two threads change at the same
  // time adds up. `change` is short and takes no lock: a job excludes long operations, this only orders their effects.
  // False, and nothing changed, when the new name is taken or the entry was removed.
  template <class Change>
  bool Update(const Entry& entry, Change&& change) {
    absl::MutexLock lock(&mutex_);
    const Snapshot old = entry->snapshot();
    if (auto found = by_uuid_.find(old->uuid()); found == by_uuid_.end() || found->second != entry) return false;
    auto next = std::make_shared<State>(*old);
    change(*next);
    if (old->name() != next->name()) {
      if (!by_name_.try_emplace(next->name(), entry).second) return false;
      by_name_.erase(old->name());
    }
    if (old->id() != next->id()) {
      if (old->id() >= 0) by_id_.erase(old->id());
      if (next->id() >= 0) by_id_[next->id()] = entry;
    }
    entry->Set(std::move(next));
    return true;
  }

  void Remove(const Entry& entry) {
    absl::MutexLock lock(&mutex_);
    const Snapshot state = entry->snapshot();
    if (auto found = by_uuid_.find(state->uuid()); found == by_uuid_.end() || found->second != entry) return;
    by_uuid_.erase(state->uuid());
    by_name_.erase(state->name());
    if (state->id() >= 0) by_id_.erase(state->id());
    entry->removed_ = true;
  }

  std::vector<Entry> All() const {
    absl::ReaderMutexLock lock(&mutex_);
    std::vector<Entry> all;
    all.reserve(by_uuid_.size());
    for (const auto& [uuid, entry] : by_uuid_) all.push_back(entry);
    return all;
  }
  size_t size() const {
    absl::ReaderMutexLock lock(&mutex_);
    return by_uuid_.size();
  }

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<Uuid, Entry> by_uuid_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Entry> by_name_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<int32_t, Entry> by_id_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::store

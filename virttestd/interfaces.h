// SPDX-License-Identifier: Apache-2.0
// interfaces.h: the pretended host's own network interfaces, and transactions over their definitions. Few and small, so one lock
// that is held for moments guards them all.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/interface/host_interface_def.h"
#include "libshared/driver/interface/driver.h"

namespace pleiad::test {

class Interfaces final : public driver::InterfaceDriver {
 public:
  // An interface that the node has from the start, active.
  absl::Status Add(const std::string& xml);

  absl::StatusOr<std::vector<InterfaceRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<InterfaceRef> LookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<InterfaceRef> LookupByMac(const Caller&, const std::string& mac) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const InterfaceRef& ref, uint32_t flags) override;
  absl::StatusOr<InterfaceRef> DefineXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status Undefine(const Caller&, const InterfaceRef& ref) override;
  absl::Status Create(const Caller&, const InterfaceRef& ref, uint32_t flags) override;
  absl::Status Destroy(const Caller&, const InterfaceRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> IsActive(const Caller&, const InterfaceRef& ref) override;
  absl::Status ChangeBegin(const Caller&, uint32_t flags) override;
  absl::Status ChangeCommit(const Caller&, uint32_t flags) override;
  absl::Status ChangeRollback(const Caller&, uint32_t flags) override;

 private:
  struct Entry {
    std::shared_ptr<const conf::HostInterfaceDef> def;
    bool active = false;
    InterfaceRef ref() const { return {.name = def->name, .mac = def->mac}; }
  };
  using Entries = std::map<std::string, Entry>;  // by name
  absl::StatusOr<Entry*> Find(const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Switch(const std::string& name, bool active);

  absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  std::optional<Entries> before_ ABSL_GUARDED_BY(mutex_);  // what a rollback brings back, while a transaction is open
};

}  // namespace pleiad::test

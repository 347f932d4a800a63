// SPDX-License-Identifier: Apache-2.0
// networks.h: virtual networks that live in memory: no bridge is made, no address given out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libshared/conf/network/network_def.h"
#include "libshared/driver/network/driver.h"
#include "libshared/driver/object_events.h"
#include "libshared/store/object_table.h"

namespace pleiad::test {

struct NetworkState {
  using DefPtr = std::shared_ptr<const conf::NetworkDef>;
  DefPtr def;
  DefPtr next;  // while it runs: what it will be at its next start; null when that is the same
  bool active = false, persistent = false, autostart = false;

  const std::string& name() const { return def->name; }
  const Uuid& uuid() const { return *def->uuid; }
  int32_t id() const { return -1; }
  NetworkRef ref() const { return {.name = name(), .uuid = uuid()}; }
};

class Networks final : public driver::NetworkDriver {
 public:
  explicit Networks(driver::NetworkEventBus& events) : events_(events) {}  // outlives this object
  // A network that the node has from the start, running and persistent.
  absl::Status Add(const std::string& xml);

  absl::StatusOr<std::vector<NetworkRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<NetworkRef> LookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<NetworkRef> LookupByUuid(const Caller&, const Uuid& uuid) override;
  absl::StatusOr<NetworkRef> CreateXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<NetworkRef> DefineXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status Create(const Caller&, const NetworkRef& ref) override;
  absl::Status Destroy(const Caller&, const NetworkRef& ref) override;
  absl::Status Undefine(const Caller&, const NetworkRef& ref) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const NetworkRef& ref, uint32_t flags) override;
  absl::StatusOr<std::string> BridgeName(const Caller&, const NetworkRef& ref) override;
  absl::StatusOr<bool> Autostart(const Caller&, const NetworkRef& ref) override;
  absl::Status SetAutostart(const Caller&, const NetworkRef& ref, bool autostart) override;
  absl::StatusOr<bool> IsActive(const Caller&, const NetworkRef& ref) override;
  absl::StatusOr<bool> IsPersistent(const Caller&, const NetworkRef& ref) override;

 private:
  using Network = store::Object<NetworkState>;
  using NetworkPtr = std::shared_ptr<Network>;
  absl::StatusOr<NetworkPtr> Find(const NetworkRef& ref) const;
  // Adds a network or changes the one of that uuid, as `change` says, which is told as `event`.
  template <class Change>
  absl::StatusOr<NetworkRef> Put(const std::string& xml, bool validate, driver::ObjectLifecycle event, Change change);
  // The state is checked and changed in one step.
  template <class Change>
  absl::Status Step(const NetworkRef& ref, std::optional<driver::ObjectLifecycle> event, Change change);

  driver::NetworkEventBus& events_;
  store::ObjectTable<NetworkState> table_;
};

}  // namespace pleiad::test

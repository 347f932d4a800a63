// SPDX-License-Identifier: Apache-2.0
// networks.h: virtual networks that live in memory: no bridge is made, no address given out.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libshared/base/status_macros.h"
#include "libshared/conf/network/network_def.h"
#include "libshared/conf/network/network_port_def.h"
#include "libshared/driver/network/driver.h"
#include "libshared/driver/object_events.h"
#include "libshared/store/object_table.h"

namespace pleiad::test {

struct NetworkState {
  using DefPtr = std::shared_ptr<const conf::NetworkDef>;
  DefPtr def;
  DefPtr next;  // while it runs: what it will be at its next start; null when that is the same
  bool active = false, persistent = false, autostart = false;
  std::map<Uuid, std::shared_ptr<const conf::NetworkPortDef>> ports;  // while it runs

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

  absl::Status Update(const Caller&, const NetworkRef& ref, uint32_t command, uint32_t section, int32_t parent_index,
                      const std::string& xml, uint32_t flags) override;
  absl::Status SetMetadata(const Caller&, const NetworkRef& ref, int32_t type, const std::optional<std::string>& metadata,
                           const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) override;
  absl::StatusOr<std::string> Metadata(const Caller&, const NetworkRef& ref, int32_t type, const std::optional<std::string>& uri,
                                       uint32_t flags) override;

  absl::StatusOr<std::vector<driver::DhcpLease>> DhcpLeases(const Caller&, const NetworkRef& ref,
                                                            const std::optional<std::string>& mac, uint32_t flags) override;
  absl::StatusOr<std::vector<NetworkPortRef>> ListAllPorts(const Caller&, const NetworkRef& ref, uint32_t flags) override;
  absl::StatusOr<NetworkPortRef> PortLookupByUuid(const Caller&, const NetworkRef& ref, const Uuid& uuid) override;
  absl::StatusOr<NetworkPortRef> PortCreateXml(const Caller&, const NetworkRef& ref, const std::string& xml,
                                               uint32_t flags) override;
  absl::Status PortDelete(const Caller&, const NetworkPortRef& port, uint32_t flags) override;
  absl::StatusOr<std::string> PortXmlDesc(const Caller&, const NetworkPortRef& port, uint32_t flags) override;
  absl::StatusOr<TypedParams> PortParameters(const Caller&, const NetworkPortRef& port, uint32_t flags) override;
  absl::Status SetPortParameters(const Caller&, const NetworkPortRef& port, const TypedParams& params, uint32_t flags) override;

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
  // Changes the definitions that `flags` (virNetworkUpdateFlags) choose: all of them, or none.
  template <class Change>
  absl::Status Edit(const NetworkRef& ref, uint32_t flags, Change change);
  absl::StatusOr<std::shared_ptr<const conf::NetworkPortDef>> FindPort(const NetworkPortRef& port) const;

  driver::NetworkEventBus& events_;
  store::ObjectTable<NetworkState> table_;
};

// ---- implementation --------------------------------------------------------------------------------------------------

template <class Change>
absl::Status Networks::Step(const NetworkRef& ref, std::optional<driver::ObjectLifecycle> event, Change change) {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  absl::Status status;
  const bool there = table_.Update(network, [&](NetworkState& next) {
    NetworkState changed = next;
    if (status = change(changed); status.ok()) next = std::move(changed);
  });
  if (!there && status.ok()) return Find(ref).status();
  // Nothing runs and nothing is defined: it is gone.
  const auto after = network->snapshot();
  if (!after->active && !after->persistent) table_.Remove(network);
  if (status.ok() && event) events_.Emit({after->ref(), *event});
  return status;
}

}  // namespace pleiad::test

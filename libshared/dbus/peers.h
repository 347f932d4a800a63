// SPDX-License-Identifier: Apache-2.0
// peers.h: who stands behind the unique names on the bus, and what they were let in for. The bus is asked once for each
// (GetConnectionCredentials), the policy once for reading and once for everything; the answers are kept until the peer leaves.
// For the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/caller.h"
#include "libshared/dbus/connection.h"

namespace pleiad::dbus {

// In Caller::connection_id of peers on the bus, so that they never are taken for clients of a socket.
inline constexpr uint64_t kBusConnectionBit = uint64_t{1} << 63;

class Peers {
 public:
  using Admitted = std::function<void(absl::StatusOr<Caller>)>;
  // The daemon's policy: may `caller` (for reading only if caller.read_only, else for everything) come in? Calls back once,
  // from any thread. Null: root and the daemon's own user may do everything, others nothing.
  using Policy = std::function<void(const Caller& caller, Admitted admitted)>;
  static constexpr absl::Duration kCredentialsDeadline = absl::Seconds(5);
  static constexpr size_t kMaxWaiting = 256;  // calls of one peer while it is not decided yet; further ones fail

  Peers(Connection& connection, event::Loop& loop, Policy policy);

  // Calls back with the caller behind `name`: at once when that is known. `for_reading`: it need not be able to do more.
  void Admit(const std::string& name, bool for_reading, Admitted admitted);
  // Runs `hook` when that peer leaves the bus, soon if it has left. From any thread.
  void OnGone(uint64_t connection_id, std::function<void()> hook);
  size_t count() const { return peers_.size(); }
  // Told of how many are let in or wait for that; whoever was refused keeps no daemon from leaving.
  void SetCountObserver(std::function<void(size_t)> observer) { observer_ = std::move(observer); }

 private:
  struct Peer {
    Caller caller;
    bool identified = false;
    // What was decided: for everything, for reading.
    std::optional<absl::StatusOr<Caller>> decided[2];
    std::vector<Admitted> waiting[2];
    std::vector<std::function<void()>> hooks;
  };
  void Identify(const std::string& name);
  void OnCredentials(const std::string& name, absl::Status status, Reader* reply);
  void Decide(const std::string& name, bool for_reading);
  void OnDecision(const std::string& name, uint64_t connection_id, bool for_reading, absl::StatusOr<Caller> caller);
  void Forget(const std::string& name);
  void ForgetAll();
  void CountChanged();

  Connection& connection_;
  event::Loop& loop_;
  Policy policy_;
  std::map<std::string, Peer> peers_;
  uint64_t next_id_ = 1;
  std::function<void(size_t)> observer_;
  std::shared_ptr<Peers*> alive_;  // a policy may answer late
};

}  // namespace pleiad::dbus

// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/peers.h"

#include <unistd.h>

#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/dbus/types.h"

namespace pleiad::dbus {
namespace {

// Fills in what GetConnectionCredentials tells: a{sv} with names that the D-Bus specification lists.
void ReadCredentials(Reader& reply, Caller& caller) {
  reply.Array("{sv}", [&] {
    reply.DictEntry("sv", [&] {
      const std::string name = reply.String();
      reply.Variant([&](const std::string& signature) {
        if (name == "UnixUserID" && signature == "u") {
          caller.uid = reply.Uint32();
        } else if (name == "ProcessID" && signature == "u") {
          caller.pid = static_cast<pid_t>(reply.Uint32());
        } else if (name == "UnixGroupIDs" && signature == "au") {
          reply.Array("u", [&] { caller.groups.push_back(reply.Uint32()); });
        } else {
          reply.Skip(signature);
        }
      });
    });
  });
}

void OwnUserOnly(const Caller& caller, const Peers::Admitted& admitted) {
  if (!caller.uid || (*caller.uid != 0 && *caller.uid != geteuid())) {
    return admitted(MakeError(ErrorDomain::kPolkit, ErrorCode::kAuthFailed, "access denied by policy"));
  }
  Caller accepted = caller;
  accepted.may_manage = !caller.read_only;
  admitted(std::move(accepted));
}

}  // namespace

Peers::Peers(Connection& connection, event::Loop& loop, Policy policy)
    : connection_(connection),
      loop_(loop),
      policy_(policy ? std::move(policy) : Policy(&OwnUserOnly)),
      alive_(std::make_shared<Peers*>(this)) {
  connection_.SetGoneHandler([this](const std::string& name) { Forget(name); });
  connection_.SetLostHandler([this] { ForgetAll(); });
}

void Peers::Admit(const std::string& name, bool for_reading, Admitted admitted) {
  const auto [at, is_new] = peers_.try_emplace(name);
  Peer& peer = at->second;
  if (is_new) {
    peer.caller.connection_id = kBusConnectionBit | next_id_++;
    peer.caller.dbus_name = name;
    CountChanged();
  }
  // Whoever may do everything may read.
  if (peer.decided[0] && peer.decided[0]->ok()) return admitted(*peer.decided[0]);
  if (peer.decided[for_reading]) return admitted(*peer.decided[for_reading]);
  // Somebody may think about a password for minutes, and calls that want no answer are not counted by the bus.
  if (peer.waiting[for_reading].size() >= kMaxWaiting) {
    return admitted(MakeError(ErrorDomain::kDbus, ErrorCode::kResourceBusy, "too many calls wait for the caller to be let in"));
  }
  const bool is_first = peer.waiting[for_reading].empty();
  peer.waiting[for_reading].push_back(std::move(admitted));
  if (is_new) return Identify(name);
  CountChanged();
  if (peer.identified && is_first) Decide(name, for_reading);
}

void Peers::Identify(const std::string& name) {
  connection_.CallAsync(
      {kBusService, kBusPath, "org.freedesktop.DBus", "GetConnectionCredentials"}, [&](Writer& w) { w.String(name); },
      kCredentialsDeadline, [this, name](absl::Status status, Reader* reply) { OnCredentials(name, std::move(status), reply); });
}

void Peers::OnCredentials(const std::string& name, absl::Status status, Reader* reply) {
  const auto at = peers_.find(name);
  if (at == peers_.end()) return;
  if (status.ok()) {
    ReadCredentials(*reply, at->second.caller);
    at->second.identified = true;
    for (const bool for_reading : {false, true}) {
      const auto still = peers_.find(name);
      if (still != peers_.end() && !still->second.waiting[for_reading].empty()) Decide(name, for_reading);
    }
    return;
  }
  // The next call asks anew.
  Peer peer = std::move(at->second);
  peers_.erase(at);
  CountChanged();
  for (auto& waiting : peer.waiting) {
    for (Admitted& admitted : waiting) admitted(status);
  }
}

void Peers::Decide(const std::string& name, bool for_reading) {
  Caller caller = peers_.at(name).caller;
  caller.read_only = for_reading;
  const uint64_t id = caller.connection_id;
  policy_(caller, [&loop = loop_, alive = std::weak_ptr(alive_), name, id, for_reading](absl::StatusOr<Caller> decided) {
    const auto tell = [alive, name, id, for_reading](absl::StatusOr<Caller> what) {
      if (const auto self = alive.lock()) (*self)->OnDecision(name, id, for_reading, std::move(what));
    };
    if (loop.OnLoopThread()) return tell(std::move(decided));
    loop.Post([tell, decided = std::move(decided)] { tell(decided); });
  });
}

// After a restart of the bus the same name may be somebody else's.
void Peers::OnDecision(const std::string& name, uint64_t connection_id, bool for_reading, absl::StatusOr<Caller> decided) {
  const auto at = peers_.find(name);
  if (at == peers_.end() || at->second.caller.connection_id != connection_id) return;
  Peer& peer = at->second;
  // A no is not kept: somebody may be let in later (a password, another rule).
  if (decided.ok()) peer.decided[for_reading] = decided;
  std::vector<Admitted> waiting;
  waiting.swap(peer.waiting[for_reading]);
  CountChanged();
  for (Admitted& admitted : waiting) admitted(decided);
}

void Peers::OnGone(uint64_t connection_id, std::function<void()> hook) {
  loop_.Post([alive = std::weak_ptr(alive_), connection_id, hook = std::move(hook)]() mutable {
    if (const auto self = alive.lock()) {
      for (auto& [name, peer] : (*self)->peers_) {
        if (peer.caller.connection_id == connection_id) return peer.hooks.push_back(std::move(hook));
      }
    }
    hook();
  });
}

void Peers::Forget(const std::string& name) {
  const auto at = peers_.find(name);
  if (at == peers_.end()) return;
  Peer peer = std::move(at->second);
  peers_.erase(at);
  CountChanged();
  for (const auto& hook : peer.hooks) hook();
}

void Peers::ForgetAll() {
  while (!peers_.empty()) Forget(std::string(peers_.begin()->first));
}

void Peers::CountChanged() {
  if (!observer_) return;
  observer_(static_cast<size_t>(std::ranges::count_if(peers_, [](const auto& entry) {
    const Peer& peer = entry.second;
    return !peer.identified || peer.decided[0] || peer.decided[1] || !peer.waiting[0].empty() || !peer.waiting[1].empty();
  })));
}

}  // namespace pleiad::dbus

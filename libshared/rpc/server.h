// SPDX-License-Identifier: Apache-2.0
// server.h: accepts clients on listening sockets and serves them from one table, on the loop's thread.
//
//   rpc::Table table;
//   table.Bind<wire::DomainGetXmlDesc>(driver, &DomainDriver::XmlDesc, {permission::kDomainRead}, rpc::Run::kInline);
//   rpc::Server server(loop, workers, table, {.authenticator = &authenticator});
//   server.Listen(std::move(socket), {.read_only = true});
//   loop.Run();
//
// Where the sockets come from (socket activation, plain ones) and the policies are daemon/'s.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/client_session.h"

namespace pleiad::rpc {

struct ServerOptions {
  size_t max_clients = 5000;  // further ones wait in the sockets' backlog
  // Clients that have not authenticated yet, those left out whom the kernel vouches for. Further ones wait, connected but
  // not read; for them the silent ones have to go.
  size_t max_anonymous_clients = 20;
  absl::Duration anonymous_patience = absl::Seconds(30);  // a silent one is dropped after this time
  absl::Duration crowded_patience = absl::Seconds(2);     // the same, while others wait
  ClientLimits client = {};
  KeepaliveLimits keepalive = {};
  Authenticator* authenticator = nullptr;  // null: whoever can connect is let in
  AccessCheck* access = nullptr;           // null: a client that is let in may do everything
  FrameRouter* router = nullptr;           // null: nothing is forwarded
  bool takes_clients = false;              // a proxy may hand its clients over (handover.h)
};

struct ListenerOptions {
  bool read_only = false;
  Authenticator* authenticator = nullptr;  // null: the server's
  // What carries the frames of a client that connects here; null: its socket. A null transport sends it away.
  std::function<std::unique_ptr<Transport>(UniqueFd socket)> make_transport = {};
};

// What an administrator sees of a client.
struct ClientInfo {
  uint64_t id;
  absl::Time connected_at;
  std::shared_ptr<const Caller> caller;
  Transport::Kind transport;
  std::string address;  // "192.0.2.1:34567"; empty for local clients
  bool authenticated;
  int calls_in_flight;
  size_t queued_bytes;
};

class Server {
 public:
  // All outlive the server, which lives on the loop's thread. The workers are stopped (destroyed) before the server.
  Server(event::Loop& loop, event::WorkerPool& workers, const Table& table, ServerOptions options);
  ~Server();

  // `socket` is listening already.
  void Listen(UniqueFd socket, ListenerOptions options);
  // Takes in all that wait at the sockets now.
  void AcceptAll();
  // Closes the sockets; their clients stay.
  void StopListening() { listeners_.clear(); }
  // Serves a connection that was accepted elsewhere.
  std::shared_ptr<ClientSession> Adopt(std::unique_ptr<Transport> transport, Caller caller) {
    return Adopt(std::move(transport), std::move(caller), options_.authenticator);
  }

  size_t client_count() const { return sessions_.size() + waiting_.size(); }
  size_t anonymous_count() const { return anonymous_ + waiting_.size(); }
  size_t calls_in_flight() const;
  std::vector<ClientInfo> Clients() const;
  // Null when there is none. For the loop's thread.
  std::shared_ptr<ClientSession> Find(uint64_t connection_id) const;
  // Runs `hook` on the loop's thread when the client of that connection (Caller::connection_id) is gone: how a driver ends
  // what a client started with autodestroy. At once, when it is gone already. From any thread.
  void OnClientClose(uint64_t connection_id, std::function<void()> hook);
  // Called when a client has come or gone, for leaving when idle.
  void SetActivityObserver(std::function<void()> observer) { activity_ = std::move(observer); }

  void SetClientLimits(size_t max_clients, size_t max_anonymous_clients);
  size_t max_clients() const { return options_.max_clients; }
  size_t max_anonymous_clients() const { return options_.max_anonymous_clients; }

  // Accepts and reads no more; running calls are answered. Then, or when `patience` is over, every client is closed and
  // `done` is called.
  void Drain(absl::Duration patience, std::function<void()> done);

 private:
  struct Listener {
    UniqueFd socket;
    ListenerOptions options;
    event::Source source;
  };

  struct Waiting {
    UniqueFd socket;
    Caller caller;
    ListenerOptions options;
  };
  // Of those that wait; beyond, one of the user with the most is dropped.
  static constexpr size_t kMaxWaiting = 256;

  // False when nobody waits there any more.
  bool Accept(Listener& listener);
  void Admit(Waiting client);
  std::shared_ptr<ClientSession> Adopt(std::unique_ptr<Transport> transport, Caller caller, Authenticator* authenticator);
  void MakeWait(Waiting client);
  void AdmitWaiting();
  void NameCaller(const std::shared_ptr<ClientSession>& session);
  void OnAnonymousTimer();
  Authenticator* AuthenticatorOf(const ListenerOptions& options) const;
  bool MayAccept() const { return !draining_ && client_count() < options_.max_clients; }
  void UpdateAccepting();
  void OnAuthenticated(ClientSession& session);
  void OnPolkitAsked(ClientSession& session);
  void OnWantsKeepalive();
  void OnClosed(ClientSession& session);
  void OnKeepaliveTimer();
  void CheckDrained();

  event::Loop& loop_;
  ServerOptions options_;
  SessionServices services_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  absl::flat_hash_map<uint64_t, std::shared_ptr<ClientSession>> sessions_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, std::weak_ptr<ClientSession>> by_id_ ABSL_GUARDED_BY(mutex_);
  size_t anonymous_ = 0;
  std::deque<Waiting> waiting_;
  event::Source anonymous_timer_;
  bool accepting_ = true;
  bool draining_ = false;
  event::Source keepalive_timer_;
  bool pinging_ = false;  // the timer is armed
  event::Source drain_timer_;
  event::Source shortage_timer_;
  std::function<void()> drained_;
  std::function<void()> activity_;
};

}  // namespace pleiad::rpc

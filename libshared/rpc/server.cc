// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/server.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "libshared/rpc/peer_credentials.h"

namespace pleiad::rpc {
namespace {
constexpr uint32_t kAccepting = EPOLLIN;
// Per turn of the loop, so that a crowd at the door does not keep those inside waiting.
constexpr int kAcceptsPerTurn = 16;
// Keepalive timers of many clients are served together.
constexpr absl::Duration kKeepaliveSlack = absl::Milliseconds(250);
constexpr absl::Duration kFdShortagePause = absl::Milliseconds(100);
}  // namespace

Server::Server(event::Loop& loop, event::WorkerPool& workers, const Table& table, ServerOptions options)
    : loop_(loop),
      options_(std::move(options)),
      services_{loop, workers, table, options_.authenticator, options_.access, options_.router, options_.client, options_.keepalive,
                [this](ClientSession& session) { OnAuthenticated(session); },
                [this](ClientSession& session, std::string_view) { OnClosed(session); }} {}

Server::~Server() {
  draining_ = true;
  activity_ = nullptr;
  drained_ = nullptr;
  while (!sessions_.empty()) sessions_.begin()->second->Close("the daemon ends");
}

void Server::Listen(UniqueFd socket, ListenerOptions options) {
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  auto listener = std::make_unique<Listener>(Listener{std::move(socket), options, {}});
  listener->source = loop_.AddIo(listener->socket.get(), accepting_ ? kAccepting : 0, [this, at = listener.get()](uint32_t) { Accept(*at); });
  listeners_.push_back(std::move(listener));
}

void Server::Accept(Listener& listener) {
  for (int i = 0; i < kAcceptsPerTurn && MayAccept(); ++i) {
    UniqueFd client(accept4(listener.socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client) {
      // Without a free descriptor the client can only wait, and asking again at once would spin.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        for (const auto& each : listeners_) each->source.SetEvents(0);
        accepting_ = false;
        shortage_timer_ = loop_.AddTimer(kFdShortagePause, [this] { UpdateAccepting(); });
      }
      return;
    }
    Caller caller;
    caller.read_only = listener.options.read_only;
    ReadPeerCredentials(client.get(), caller);
    Adopt(NewSocketTransport(std::move(client)), std::move(caller));
  }
}

std::shared_ptr<ClientSession> Server::Adopt(std::unique_ptr<Transport> transport, Caller caller) {
  auto session = std::make_shared<ClientSession>(services_, std::move(transport), std::move(caller));
  sessions_.emplace(session->id(), session);
  {
    const absl::MutexLock lock(&mutex_);
    by_id_.emplace(session->id(), session);
  }
  ++anonymous_;
  UpdateAccepting();
  if (activity_) activity_();
  return session;
}

// At a limit the listening sockets are left alone: clients wait in the backlog until another has gone.
void Server::UpdateAccepting() {
  if (accepting_ == MayAccept()) return;
  accepting_ = !accepting_;
  for (const auto& listener : listeners_) listener->source.SetEvents(accepting_ ? kAccepting : 0);
}

// Also called again when a client turns keepalive on.
void Server::OnAuthenticated(ClientSession&) {
  anonymous_ = static_cast<size_t>(std::ranges::count_if(sessions_, [](const auto& entry) { return !entry.second->authenticated(); }));
  UpdateAccepting();
  OnKeepaliveTimer();
}

void Server::OnClosed(ClientSession& session) {
  const uint64_t id = session.id();
  {
    const absl::MutexLock lock(&mutex_);
    by_id_.erase(id);
  }
  // The session is on the stack of this call.
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  if (!session.authenticated()) --anonymous_;
  loop_.Post([kept = std::move(found->second)] {});
  sessions_.erase(found);
  UpdateAccepting();
  if (activity_) activity_();
  if (draining_) CheckDrained();
}

// One timer for all clients: idle ones cost no timer of their own.
void Server::OnKeepaliveTimer() {
  const absl::Time now = absl::Now();
  absl::Time due = absl::InfiniteFuture();
  std::vector<std::shared_ptr<ClientSession>> sessions;
  sessions.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) sessions.push_back(session);
  for (const auto& session : sessions) due = std::min(due, session->OnKeepaliveTimer(now));
  if (due == absl::InfiniteFuture()) return;
  const absl::Duration delay = std::max(due - now, absl::ZeroDuration()) + std::min(kKeepaliveSlack, options_.keepalive.interval / 4);
  if (!keepalive_timer_) {
    keepalive_timer_ = loop_.AddTimer(delay, [this] { OnKeepaliveTimer(); });
  } else {
    keepalive_timer_.Arm(delay);
  }
}

size_t Server::calls_in_flight() const {
  size_t calls = 0;
  for (const auto& [id, session] : sessions_) calls += static_cast<size_t>(session->in_flight());
  return calls;
}

std::vector<ClientInfo> Server::Clients() const {
  std::vector<ClientInfo> clients;
  clients.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) {
    clients.push_back({id, session->connected_at(), session->caller(), session->authenticated(), session->in_flight(), session->connection().queued_bytes()});
  }
  std::ranges::sort(clients, {}, &ClientInfo::id);
  return clients;
}

std::shared_ptr<ClientSession> Server::Find(uint64_t connection_id) const {
  const auto found = sessions_.find(connection_id);
  return found == sessions_.end() ? nullptr : found->second;
}

void Server::OnClientClose(uint64_t connection_id, std::function<void()> hook) {
  std::shared_ptr<ClientSession> session;
  {
    const absl::MutexLock lock(&mutex_);
    if (const auto found = by_id_.find(connection_id); found != by_id_.end()) session = found->second.lock();
  }
  if (session) {
    session->OnClose(std::move(hook));
  } else {
    loop_.Post([hook = std::move(hook)] { hook(); });
  }
}

void Server::SetClientLimits(size_t max_clients, size_t max_anonymous_clients) {
  options_.max_clients = max_clients;
  options_.max_anonymous_clients = max_anonymous_clients;
  UpdateAccepting();
}

void Server::Drain(absl::Duration patience, std::function<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  UpdateAccepting();
  std::vector<std::shared_ptr<ClientSession>> sessions;
  for (const auto& [id, session] : sessions_) sessions.push_back(session);
  for (const auto& session : sessions) session->Drain();
  drain_timer_ = loop_.AddTimer(patience, [this] {
    while (!sessions_.empty()) sessions_.begin()->second->Close("the daemon ends");
  });
  CheckDrained();
}

void Server::CheckDrained() {
  if (!sessions_.empty() || !drained_) return;
  drain_timer_.Reset();
  loop_.Post(std::exchange(drained_, nullptr));
}

}  // namespace pleiad::rpc

// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/server.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "libshared/rpc/peer_credentials.h"
#include "libshared/rpc/peer_names.h"

namespace pleiad::rpc {
namespace {
constexpr uint32_t kAccepting = EPOLLIN;
// Per turn of the loop, so that a crowd at the door does not keep those inside waiting.
constexpr int kAcceptsPerTurn = 16;
// Keepalive timers of many clients are served together.
constexpr absl::Duration kKeepaliveSlack = absl::Milliseconds(250);
constexpr absl::Duration kFdShortagePause = absl::Milliseconds(100);
// The kernel says who it is, and no more is asked. It says nothing of those who come over a network.
bool IsVouchedFor(const Caller& caller, Authenticator* authenticator) {
  if (authenticator == nullptr || !caller.uid) return false;
  const std::vector<AuthType> types = authenticator->TypesFor(caller);
  return types.size() == 1 && types[0] == AuthType::kNone;
}

constexpr rlim_t kOwnDescriptors = 64;  // or a quarter of what the daemon may have

// Whether a client can have a descriptor. The last ones are for the daemon's own work: without any it can't even tell the
// watchdog that it lives, and would be killed with all its connections.
bool HasSpareDescriptor(int any) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return true;
  const UniqueFd lowest(fcntl(any, F_DUPFD_CLOEXEC, 0));
  return lowest && static_cast<rlim_t>(lowest.get()) + std::min(kOwnDescriptors, limit.rlim_cur / 4) < limit.rlim_cur;
}
}  // namespace

Server::Server(event::Loop& loop, event::WorkerPool& workers, const Table& table, ServerOptions options)
    : loop_(loop),
      options_(std::move(options)),
      services_{loop,
                workers,
                table,
                options_.access,
                options_.router,
                options_.takes_clients,
                options_.client,
                options_.keepalive,
                [this](ClientSession& session) { OnAuthenticated(session); },
                [this](ClientSession& session) { OnPolkitAsked(session); },
                [this] { OnWantsKeepalive(); },
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
  listener->source =
      loop_.AddIo(listener->socket.get(), accepting_ ? kAccepting : 0, [this, at = listener.get()](uint32_t) { Accept(*at); });
  listeners_.push_back(std::move(listener));
}

void Server::AcceptAll() {
  for (const auto& listener : listeners_) {
    while (Accept(*listener)) {
    }
  }
}

bool Server::Accept(Listener& listener) {
  for (int i = 0; i < kAcceptsPerTurn && MayAccept(); ++i) {
    const bool spare = HasSpareDescriptor(listener.socket.get());
    UniqueFd client(spare ? accept4(listener.socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1);
    if (!client) {
      // Without a free descriptor the client can only wait, and asking again at once would spin.
      if (!spare || errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        for (const auto& each : listeners_) each->source.SetEvents(0);
        accepting_ = false;
        shortage_timer_ = loop_.AddTimer(kFdShortagePause, [this] { UpdateAccepting(); });
      }
      return false;
    }
    Waiting waiting{std::move(client), {}, listener.options};
    waiting.caller.read_only = listener.options.read_only;
    ReadPeerCredentials(waiting.socket.get(), waiting.caller);
    if (anonymous_ >= options_.max_anonymous_clients && !IsVouchedFor(waiting.caller, AuthenticatorOf(listener.options))) {
      MakeWait(std::move(waiting));
    } else {
      Admit(std::move(waiting));
    }
  }
  return MayAccept();
}

Authenticator* Server::AuthenticatorOf(const ListenerOptions& options) const {
  return options.authenticator != nullptr ? options.authenticator : options_.authenticator;
}

void Server::Admit(Waiting client) {
  const bool named = FillKnownNames(client.caller);
  const auto& make = client.options.make_transport;
  auto transport = make ? make(std::move(client.socket)) : NewSocketTransport(std::move(client.socket));
  if (!transport) return;
  const auto session = Adopt(std::move(transport), std::move(client.caller), AuthenticatorOf(client.options));
  if (!named) NameCaller(session);
}

void Server::NameCaller(const std::shared_ptr<ClientSession>& session) {
  services_.workers.Submit([&loop = loop_, caller = *session->caller(), session = std::weak_ptr(session)]() mutable {
    LookUpNames(caller);
    loop.Post([session, caller = std::move(caller)] {
      const auto present = session.lock();
      if (!present) return;
      // It may have spoken for somebody else meanwhile.
      Caller now = *present->caller();
      if (now.uid == caller.uid && now.gid == caller.gid && FillKnownNames(now)) present->SetCaller(std::move(now));
    });
  });
}

// ---- clients that nobody knows yet ------------------------------------------------------------------------------------
// No user can take the places of all others: whoever has the most there loses one.
void Server::MakeWait(Waiting client) {
  waiting_.push_back(std::move(client));
  if (waiting_.size() > kMaxWaiting) {
    absl::flat_hash_map<uid_t, size_t> of_user;
    const auto user = [](const Waiting& waiting) { return waiting.caller.uid.value_or(static_cast<uid_t>(-1)); };
    for (const Waiting& waiting : waiting_) ++of_user[user(waiting)];
    const auto most = std::ranges::max_element(of_user, {}, [](const auto& entry) { return entry.second; })->first;
    waiting_.erase(std::ranges::find(waiting_, most, user));
  }
  OnAnonymousTimer();
  UpdateAccepting();
  if (activity_) activity_();
}

void Server::AdmitWaiting() {
  while (!waiting_.empty() && anonymous_ < options_.max_anonymous_clients && !draining_) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    Admit(std::move(next));
  }
}

// Drops those that have said nothing for too long, the longest first, and looks again when the next one is due.
void Server::OnAnonymousTimer() {
  const absl::Time now = absl::Now();
  std::vector<std::pair<absl::Time, std::shared_ptr<ClientSession>>> silent;
  for (const auto& [id, session] : sessions_) {
    if (!session->anonymous() || session->asking_polkit()) continue;
    // One that talks of other things instead has its time, too.
    silent.emplace_back(std::min(session->connection().last_received(), session->connected_at() + options_.anonymous_patience),
                        session);
  }
  std::ranges::sort(silent, {}, [](const auto& entry) { return entry.first; });
  absl::Time due = now + options_.anonymous_patience;
  for (const auto& [since, session] : silent) {
    const absl::Duration patience = waiting_.empty() ? options_.anonymous_patience : options_.crowded_patience;
    due = since + patience;
    if (now < due) break;
    session->Close("the client does not authenticate");  // admits one of those that wait
  }
  if (anonymous_ == 0) return;
  // A clock that was set back must not make it never.
  const absl::Duration delay = std::clamp(due - now, absl::Milliseconds(10), options_.anonymous_patience);
  if (!anonymous_timer_) {
    anonymous_timer_ = loop_.AddTimer(delay, [this] { OnAnonymousTimer(); });
  } else {
    anonymous_timer_.Arm(delay);
  }
}

std::shared_ptr<ClientSession> Server::Adopt(std::unique_ptr<Transport> transport, Caller caller, Authenticator* authenticator) {
  const bool vouched_for = IsVouchedFor(caller, authenticator);
  auto session = std::make_shared<ClientSession>(services_, std::move(transport), std::move(caller), authenticator);
  if (vouched_for) session->SetVouchedFor();
  sessions_.emplace(session->id(), session);
  if (vouched_for && authenticator->AdmitsAtOnce(*session->caller())) session->LetIn();
  {
    const absl::MutexLock lock(&mutex_);
    by_id_.emplace(session->id(), session);
  }
  if (session->anonymous() && ++anonymous_ == 1) OnAnonymousTimer();
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

// With thousands of clients that come at once, those that the kernel vouches for look at none of the others.
void Server::OnAuthenticated(ClientSession& session) {
  if (session.vouched_for()) return;
  anonymous_ = static_cast<size_t>(std::ranges::count_if(sessions_, [](const auto& entry) { return entry.second->anonymous(); }));
  AdmitWaiting();
  UpdateAccepting();
}

void Server::OnPolkitAsked(ClientSession& session) {
  if (session.vouched_for() || session.authenticated()) return;
  session.anonymous() ? ++anonymous_ : --anonymous_;
  AdmitWaiting();
  UpdateAccepting();
}

// A timer that runs already is due before the first ping of this client is.
void Server::OnWantsKeepalive() {
  if (!pinging_) OnKeepaliveTimer();
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
  if (session.anonymous()) --anonymous_;
  loop_.Post([kept = std::move(found->second)] {});
  sessions_.erase(found);
  AdmitWaiting();
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
  pinging_ = due != absl::InfiniteFuture();
  if (!pinging_) return;
  const absl::Duration delay =
      std::max(due - now, absl::ZeroDuration()) + std::min(kKeepaliveSlack, options_.keepalive.interval / 4);
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
    const Transport& transport = session->connection().transport();
    clients.push_back({id, session->connected_at(), session->caller(), transport.kind(), PeerAddress(transport.descriptor()),
                       session->authenticated(), session->in_flight(), session->connection().queued_bytes()});
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
  AdmitWaiting();
  UpdateAccepting();
}

void Server::Drain(absl::Duration patience, std::function<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  waiting_.clear();
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

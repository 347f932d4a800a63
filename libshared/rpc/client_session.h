// SPDX-License-Identifier: Apache-2.0
// client_session.h: one client of a server: its authentication, its calls, streams and events, and what ends with it.
// Functions are for the loop's thread unless they say otherwise.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <typeindex>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/authenticator.h"
#include "libshared/rpc/call.h"
#include "libshared/rpc/connection.h"
#include "libshared/rpc/splice.h"
#include "libshared/rpc/stream_pump.h"
#include "libshared/rpc/table.h"

namespace pleiad::rpc {

struct KeepaliveLimits {
  absl::Duration interval = absl::Seconds(5);  // zero: the server sends no pings
  int count = 5;                               // unanswered pings before a client is dropped, one interval after the last
};

struct ClientLimits {
  int max_in_flight = 64;            // calls on workers; then a client is not served until one has finished
  size_t max_held_bytes = 64 << 10;  // calls kept back by that; then the client is not read any more
  int max_streams = 256;
  Connection::Limits output = {};
};

// What all sessions of a server use; each member outlives the sessions, null members are absent.
struct SessionServices {
  event::Loop& loop;
  event::WorkerPool& workers;
  const Table& table;
  AccessCheck* access = nullptr;
  FrameRouter* router = nullptr;
  bool takes_clients = false;
  ClientLimits limits;
  KeepaliveLimits keepalive;
  std::function<void(ClientSession&)> authenticated;
  std::function<void(ClientSession&)> polkit_asked;  // or it has answered
  std::function<void()> wants_keepalive;             // a client answers pings from now on
  std::function<void(ClientSession&, std::string_view reason)> closed;
};

class ClientSession : public std::enable_shared_from_this<ClientSession>, private Connection::Handler, private StreamPump::Host {
 public:
  // Without an authenticator whoever can connect is let in.
  ClientSession(const SessionServices& services, std::unique_ptr<Transport> transport, Caller caller,
                Authenticator* authenticator);
  ~ClientSession() override;

  uint64_t id() const { return id_; }
  // From any thread. The object stays as it is; a change of identity makes a new one.
  std::shared_ptr<const Caller> caller() const;
  void SetCaller(Caller caller);
  bool authenticated() const { return authenticated_; }
  // Whether the limit of clients that nobody knows yet counts it: those of whom the kernel says enough are let in anyway.
  // One that waits for polkit, and so for a user's password, takes no place from those who are still to say who they are.
  bool anonymous() const { return !authenticated_ && !vouched_for_ && !asking_polkit_; }
  void SetVouchedFor() { vouched_for_ = true; }
  // Without authentication.
  void LetIn() { BecomeAuthenticated(); }
  bool vouched_for() const { return vouched_for_; }
  bool asking_polkit() const { return asking_polkit_; }
  bool opened() const { return opened_; }
  bool draining() const { return draining_; }
  bool read_only() const { return caller()->read_only; }
  absl::Time connected_at() const { return connected_at_; }
  int in_flight() const { return in_flight_; }
  size_t stream_count() const { return streams_.size(); }
  Connection& connection() { return connection_; }
  bool IsSecure() { return connection_.transport().IsSecure(); }

  // Sends an event, e.g. SendEvent<wire::DomainEventCallbackLifecycle>(message). Dropped when the client is gone.
  template <class Event>
  void SendEvent(const typename Event::Message& message) {
    if (connection_.closed()) return;
    const Header header{
        .program = static_cast<uint32_t>(Event::kProgram), .procedure = Event::kNumber, .type = MessageType::kMessage};
    xdr::Put(connection_.Begin(header), message);
    (void)connection_.End();
  }

  // Runs `hook` on the loop's thread when the client is gone (soon, if it is gone already). From any thread. Returns a number
  // for RemoveCloseHook.
  uint64_t OnClose(std::function<void()> hook);
  void RemoveCloseHook(uint64_t number);
  // A T that is made when first asked for and ends with the session: where a front end keeps its subscriptions.
  template <class T>
  T& Data();

  // Calls are answered by another table from now on, after another access check (null: none): where what a client opens
  // decides who answers it. Both outlive this.
  void UseTable(const Table& table, AccessCheck* access) {
    table_ = &table;
    access_ = access;
  }

  // For a splice, which answers calls in the daemon's place: an error, and its own reason for pausing the connection.
  void ReplyError(const Header& call, const absl::Status& status);
  static constexpr unsigned kSpliceFull = 16, kHandingOver = 32;
  bool wants_keepalive() const { return wants_keepalive_; }
  event::Loop& loop() { return services_.loop; }
  event::WorkerPool& workers() { return services_.workers; }

  // Ends the client at once.
  void Close(std::string_view reason) { connection_.Close(reason); }
  // Takes no more calls; ends when those that run are answered.
  void Drain();
  // Sends a ping or drops the client if that is due; returns when to look again. For the server's one timer.
  absl::Time OnKeepaliveTimer(absl::Time now);

 private:
  enum Pause : unsigned { kHeld = 1, kStreamFull = 2, kOutputFull = 4, kDraining = 8, kSasl = 64 };
  struct Held {
    std::string raw;
    std::vector<UniqueFd> descriptors;
  };
  struct Running;

  void OnFrame(Frame& frame) override;
  void OnDrained() override;
  void OnClosed(std::string_view reason) override;
  Connection& stream_connection() override { return connection_; }
  std::shared_ptr<void> KeepAlive() override { return shared_from_this(); }
  void StreamBacklogChanged() override;
  void StreamEnded(StreamPump& pump) override;

  void OnKeepalive(const Header& header);
  void Hold(Frame& frame);
  bool MustHold(bool is_stream) const;
  void ServeHeld();
  void ServeHeldSoon();
  void Route(Frame& frame);
  void RouteCall(Frame& frame);
  void RouteStream(Frame& frame);
  bool TakeAuthentication(const Frame& frame);
  void AskPolkit(const Header& header);
  void FinishPolkit(const Header& header, absl::StatusOr<Caller> decided);
  // What a step of SASL answers the client, made on a worker.
  struct SaslAnswer {
    bool complete = false;
    std::string payload;
  };
  using SaslWork = absl::AnyInvocable<absl::StatusOr<SaslAnswer>(SaslExchange&)>;
  bool Offers(AuthType type) const;
  void TakeSasl(const Frame& frame);
  void RunSasl(const Header& header, SaslWork work);
  void FinishSasl(const Header& header, absl::StatusOr<SaslAnswer> answer);
  bool TakeKeepaliveFeature(const Frame& frame);
  bool TakeHandover(Frame& frame);
  absl::Status TakeClient(Frame& frame);
  void BecomeAuthenticated();
  void StartCall(const Row& row, Frame& frame);
  void RunInline(const Row& row, const Header& header, DecodedCall& call, std::vector<UniqueFd> descriptors);
  void Submit(std::unique_ptr<Running> running);
  void RunOnWorker(const Row& row, const Header& header, std::unique_ptr<DecodedCall> call, std::vector<UniqueFd> descriptors);
  void Finish(Running& running);
  void AfterSuccess(const Row& row, const DecodedCall& call);
  void SettleStream(const Header& header, std::optional<StreamEnd> end, bool ok);
  void Reply(const Header& call, const DecodedCall& result, std::vector<UniqueFd> descriptors);
  std::shared_ptr<StreamPump> FindStream(const Header& header);
  void UpdateOutputPause();

  const SessionServices& services_;
  const Table* table_ = &services_.table;
  AccessCheck* access_ = services_.access;
  Authenticator* const authenticator_;
  const uint64_t id_;
  const absl::Time connected_at_ = absl::Now();
  Connection connection_;
  bool authenticated_ = false;
  bool vouched_for_ = false;
  bool opened_ = false;
  bool draining_ = false;
  bool asking_polkit_ = false;
  bool wants_keepalive_ = false;
  int unanswered_pings_ = 0;
  absl::Time last_ping_ = absl::InfinitePast();
  int in_flight_ = 0;
  size_t on_workers_ = 0;                             // of those in flight
  std::deque<std::unique_ptr<Running>> for_workers_;  // the others: no client takes all workers
  size_t held_bytes_ = 0, held_descriptors_ = 0;
  bool output_full_ = false;
  absl::Time turn_began_ = absl::InfinitePast();
  bool serving_posted_ = false;
  std::vector<Held> held_;
  std::vector<std::shared_ptr<StreamPump>> streams_;
  std::unique_ptr<FrameSplice> splice_;
  std::shared_ptr<SaslExchange> sasl_;  // while the client goes through it
  bool sasl_runs_ = false;              // on a worker
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> data_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<const Caller> caller_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<uint64_t, std::function<void()>>> hooks_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_hook_ ABSL_GUARDED_BY(mutex_) = 1;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
};

template <class T>
T& ClientSession::Data() {
  for (auto& [type, value] : data_) {
    if (type == typeid(T)) return *static_cast<T*>(value.get());
  }
  data_.emplace_back(typeid(T), std::make_shared<T>());
  return *static_cast<T*>(data_.back().second.get());
}

}  // namespace pleiad::rpc

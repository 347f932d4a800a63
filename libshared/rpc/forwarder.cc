// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/forwarder.h"

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "libshared/base/error.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/subscriptions.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {
namespace {
bool IsCall(const Header& header) { return header.type == MessageType::kCall || header.type == MessageType::kCallWithFds; }
bool IsRemote(const Header& header, int procedure) {
  return header.program == static_cast<uint32_t>(Program::kRemote) && header.procedure == procedure;
}

Header ErrorHeader(Header header) {
  header.type = header.IsStream() ? MessageType::kStream : MessageType::kReply;
  header.status = MessageStatus::kError;
  return header;
}

// What both modes share: upstream frames go to the client, and each side is read only as fast as the other takes it.
class Splice : public FrameSplice, protected Upstream::Client {
 public:
  Splice(ClientSession& session, UpstreamRouter& router, bool send_identity)
      : session_(session), router_(router), send_identity_(send_identity) {}
  ~Splice() override { OnClientClosed(); }

  void OnClientClosed() override {
    for (const auto& [route, upstream] : upstreams_) upstream->Cancel();
    upstreams_.clear();
  }
  void OnClientDrained() override {
    for (const auto& [route, upstream] : upstreams_) upstream->ResumeReading();
  }

 protected:
  struct Entry {
    std::string route;
    std::shared_ptr<Upstream> upstream;
  };

  Upstream* Find(std::string_view route) {
    const auto found = std::ranges::find(upstreams_, route, &Entry::route);
    return found == upstreams_.end() ? nullptr : found->upstream.get();
  }

  Upstream& Start(std::string route, std::optional<std::string> uri, std::string target) {
    auto caller = session_.caller();
    Upstream::Plan plan{.dial = [&router = router_, target = std::move(target), caller] { return router.Dial(target, *caller); },
                        .uri = std::move(uri),
                        .caller = caller,
                        .send_identity = send_identity_};
    auto upstream =
        std::make_shared<Upstream>(session_.loop(), session_.workers(), static_cast<Upstream::Client&>(*this), std::move(plan));
    upstreams_.push_back({std::move(route), upstream});
    upstream->Start();
    return *upstream;
  }

  void Pass(Upstream& upstream, Frame& frame) {
    upstream.Send(frame);
    if (upstream.IsCongested()) session_.connection().PauseReading(ClientSession::kSpliceFull);
  }

  void OnUpstreamFrame(Upstream& upstream, Frame& frame) override {
    if (!frame.descriptors.empty() && !session_.connection().transport().CanPassDescriptors()) {
      return session_.ReplyError(frame.header, NoDescriptorsError());
    }
    session_.connection().SendRaw(frame.raw, std::move(frame.descriptors));
    if (session_.connection().IsCongested()) upstream.PauseReading();
  }
  void OnUpstreamError(Upstream&, const Header& header, const absl::Status& status) override {
    if (!header.IsStream()) return session_.ReplyError(header, status);
    xdr::Put(session_.connection().Begin(ErrorHeader(header)), ToWireError(status));
    (void)session_.connection().End();
  }
  void OnUpstreamDrained(Upstream&) override {
    const bool congested = std::ranges::any_of(upstreams_, [](const Entry& entry) { return entry.upstream->IsCongested(); });
    if (!congested) session_.connection().ResumeReading(ClientSession::kSpliceFull);
  }
  // The next call tries anew. It keeps itself while it is on the stack.
  void OnUpstreamEnded(Upstream& upstream) override {
    std::erase_if(upstreams_, [&upstream](const Entry& entry) { return entry.upstream.get() == &upstream; });
    OnUpstreamDrained(upstream);
  }

  ClientSession& session_;
  UpstreamRouter& router_;
  const bool send_identity_;
  std::vector<Entry> upstreams_;
};

// One upstream for each daemon whose procedures the client uses, dialled when first needed; and again when it has ended and the
// client waits for its events.
class ProcedureSplice : public Splice {
 public:
  using Splice::Splice;
  void OnClientClosed() override {
    retry_.Reset();
    Splice::OnClientClosed();
  }
  bool Take(Frame& frame) override {
    const std::string_view route = router_.RouteOf(frame.header.program, frame.header.procedure);
    if (IsRemote(frame.header, wire::ConnectClose::kNumber) && IsCall(frame.header)) CloseAll();
    if (route.empty()) return false;
    Upstream* upstream = Find(route);
    if (upstream == nullptr && !IsCall(frame.header)) return true;  // a late message of a stream that is over
    if (upstream == nullptr && !router_.HasRoute(route)) return false;
    if (!session_.opened()) {
      session_.ReplyError(frame.header, MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "connection not open"));
      return true;
    }
    if (upstream == nullptr) upstream = &Dial(route);
    frame.raw = Of(route).OnCall(frame);
    Pass(*upstream, frame);
    return true;
  }

 private:
  // What the client has there (events, say) ends with its connection, though its socket may stay.
  void CloseAll() {
    retry_.Reset();
    known_.clear();
    for (const auto& [route, upstream] : std::exchange(upstreams_, {})) {
      upstream->CancelWith(MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "connection not open"));
    }
    session_.connection().ResumeReading(ClientSession::kSpliceFull);
  }

  Upstream& Dial(std::string_view route) {
    Upstream& upstream = Start(std::string(route), router_.UriOf(route), std::string(route));
    for (const std::string& call : Of(route).Replay()) {
      FrameReader reader;
      reader.Feed(call, {}, [&upstream](Frame& frame) {
        upstream.Send(frame);
        return true;
      });
    }
    return upstream;
  }

  Subscriptions& Of(std::string_view route) {
    const auto found = known_.find(route);
    return found != known_.end() ? found->second : known_[std::string(route)];
  }
  Subscriptions& SubscriptionsOf(const Upstream& upstream) {
    const auto entry = std::ranges::find(upstreams_, &upstream, [](const Entry& each) { return each.upstream.get(); });
    return Of(entry == upstreams_.end() ? std::string_view() : std::string_view(entry->route));
  }
  void OnUpstreamFrame(Upstream& upstream, Frame& frame) override {
    frame.raw = SubscriptionsOf(upstream).OnAnswer(frame);
    if (!frame.raw.empty()) return Splice::OnUpstreamFrame(upstream, frame);
    retry_delay_ = kFirstRetry;
  }
  void OnUpstreamError(Upstream& upstream, const Header& header, const absl::Status& status) override {
    if (!Subscriptions::IsOwn(header)) Splice::OnUpstreamError(upstream, header, status);
  }
  void OnUpstreamEnded(Upstream& upstream) override {
    Subscriptions& subscriptions = SubscriptionsOf(upstream);
    subscriptions.Forget();
    Splice::OnUpstreamEnded(upstream);
    if (!subscriptions.empty()) RetryLater();
  }

  void RetryLater() {
    retry_ = session_.loop().AddTimer(retry_delay_, [this] { Retry(); });
    retry_delay_ = std::min(retry_delay_ * 2, kLastRetry);
  }
  void Retry() {
    bool absent = false;
    for (const auto& [route, subscriptions] : known_) {
      if (subscriptions.empty() || Find(route) != nullptr) continue;
      router_.HasRoute(route) ? void(Dial(route)) : void(absent = true);
    }
    if (absent) RetryLater();
  }

  static constexpr absl::Duration kFirstRetry = absl::Milliseconds(200), kLastRetry = absl::Seconds(30);
  // By route: few.
  std::map<std::string, Subscriptions, std::less<>> known_;
  event::Source retry_;
  absl::Duration retry_delay_ = kFirstRetry;
};

// One upstream, which the URI of connect_open names.
class UriSplice : public Splice {
 public:
  using Splice::Splice;
  bool Take(Frame& frame) override {
    Upstream* upstream = Find("");
    if (upstream != nullptr) {
      Pass(*upstream, frame);
    } else if (IsRemote(frame.header, wire::ConnectOpen::kNumber) && IsCall(frame.header)) {
      Open(frame);
    } else if (IsRemote(frame.header, wire::ConnectClose::kNumber)) {
      Header header = frame.header;
      header.type = MessageType::kReply;
      session_.connection().Send(header, {});
    } else if (IsCall(frame.header)) {
      session_.ReplyError(frame.header,
                          MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "hypervisor connection not open"));
    }
    return true;
  }

 private:
  void Open(Frame& frame) {
    wire::ConnectOpenArgs args;
    xdr::Decoder d(frame.payload);
    xdr::Get(d, args);
    if (!d.ok()) return session_.ReplyError(frame.header, RpcError("Unable to decode message payload"));
    Pass(Start("", std::nullopt, args.name.value_or("")), frame);
  }
  void OnUpstreamFrame(Upstream& upstream, Frame& frame) override {
    const bool refused = IsRemote(frame.header, wire::ConnectOpen::kNumber) && frame.header.status == MessageStatus::kError;
    opened_ |= IsRemote(frame.header, wire::ConnectOpen::kNumber) && !refused;
    Splice::OnUpstreamFrame(upstream, frame);
    // The client may try another URI, which may be another daemon's.
    if (!refused || opened_) return;
    session_.loop().Post([kept = upstream.shared_from_this()] {});
    // What it sent behind the open, without waiting for the answer.
    upstream.CancelWith(MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "hypervisor connection not open"));
    upstreams_.clear();
    OnUpstreamDrained(upstream);
  }
  // A client whose daemon has gone would wait for events for ever: it is told by the end of its own connection.
  void OnUpstreamEnded(Upstream& upstream) override {
    Splice::OnUpstreamEnded(upstream);
    if (opened_) session_.connection().CloseWhenSent();
  }

  // The daemon may as well answer a local client itself.
  UniqueFd OfferClient() override {
    Connection& connection = session_.connection();
    if (!connection.transport().CanPassDescriptors() || session_.draining()) return UniqueFd();
    connection.PauseReading(ClientSession::kHandingOver);
    if (connection.Settle()) return UniqueFd(fcntl(connection.transport().descriptor(), F_DUPFD_CLOEXEC, 0));
    connection.ResumeReading(ClientSession::kHandingOver);
    return UniqueFd();
  }
  bool ClientWantsKeepalive() const override { return session_.wants_keepalive(); }
  void OnClientTaken() override { session_.connection().Abandon("the daemon has taken it over"); }
  void OnClientKept() override { session_.connection().ResumeReading(ClientSession::kHandingOver); }

  bool opened_ = false;
};
}  // namespace

Forwarder::Forwarder(UpstreamRouter& router, Mode mode, bool send_identity)
    : router_(router), mode_(mode), send_identity_(send_identity) {}

std::unique_ptr<FrameSplice> Forwarder::NewSplice(ClientSession& session) {
  if (mode_ == Mode::kByUri) return std::make_unique<UriSplice>(session, router_, send_identity_);
  return std::make_unique<ProcedureSplice>(session, router_, send_identity_);
}

}  // namespace pleiad::rpc

// SPDX-License-Identifier: Apache-2.0
// upstream.h: one connection from a daemon to another one on behalf of one client: dialled, authenticated, opened and told
// the client's identity by us, and then a pipe for whole frames. Used by forwarder.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/connection.h"

namespace pleiad::rpc {

class Upstream : public std::enable_shared_from_this<Upstream>, private Connection::Handler {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    // A frame for the client, as it came.
    virtual void OnUpstreamFrame(Upstream& upstream, Frame& frame) = 0;
    // A call that gets no answer from there.
    virtual void OnUpstreamError(Upstream& upstream, const Header& header, const absl::Status& status) = 0;
    // It takes more, or frames that waited have left.
    virtual void OnUpstreamDrained(Upstream& upstream) = 0;
    // It has ended, after errors for all that was unanswered.
    virtual void OnUpstreamEnded(Upstream& upstream) = 0;
    // The client's socket, to be given to the other daemon (handover.h). Null when it can't be; else the client is not read until
    // one of the two others is called.
    virtual UniqueFd OfferClient() { return UniqueFd(); }
    virtual bool ClientWantsKeepalive() const { return false; }
    virtual void OnClientTaken() {}
    virtual void OnClientKept() {}
  };
  struct Plan {
    // Runs on a worker and may wait.
    std::function<absl::StatusOr<UniqueFd>()> dial;
    // The URI for connect_open. Absent when the client's own call is to open it.
    std::optional<std::string> uri;
    // Whose identity is announced; none is, when the daemon is not root.
    std::shared_ptr<const Caller> caller;
    bool send_identity = false;
  };
  static constexpr size_t kMaxWaitingBytes = 256 << 10;
  // While an answer is owed and nothing comes, pings are sent; the upstream has failed when so many are not answered.
  static constexpr absl::Duration kPingInterval = absl::Seconds(5);
  static constexpr int kMaxPings = 5;

  Upstream(event::Loop& loop, event::WorkerPool& workers, Client& client, Plan plan);
  ~Upstream() override;
  void Start();

  // Passes the frame on, or keeps it until the connection is ready.
  void Send(Frame& frame);
  // The client should not be read meanwhile.
  bool IsCongested() const;
  void PauseReading() {
    if (connection_) connection_->PauseReading(1);
  }
  void ResumeReading() {
    if (connection_) connection_->ResumeReading(1);
  }
  // Says nothing any more.
  void Cancel();
  // The same, after errors for all that is unanswered.
  void CancelWith(const absl::Status& status);
  bool ended() const { return state_ == State::kEnded; }

 private:
  enum class State { kDialling, kListing, kAsking, kOpening, kHandingOver, kIdentifying, kReady, kEnded };
  struct Waiting {
    Header header;
    std::string raw;
    std::vector<UniqueFd> descriptors;
  };

  void OnFrame(Frame& frame) override;
  void TakeFrame(Frame& frame);
  void OnDrained() override;
  void OnClosed(std::string_view reason) override;

  void OnDialled(absl::StatusOr<UniqueFd> socket);
  void OnHandshake(Frame& frame);
  void OnAuthList(const Frame& frame);
  void Open();
  bool HandOver();
  void OnHandedOver(bool taken);
  void Identify();
  void AnswerOpen();
  void BecomeReady();
  void SendOwn(int procedure, std::string_view payload);
  void Pass(const Header& header, std::string_view raw, std::vector<UniqueFd> descriptors);
  void TrackCall(const Header& header);
  void TrackAnswer(const Header& header);
  void Fail(const absl::Status& status);
  void FailUnanswered(const absl::Status& status);
  void OnPingTimer();

  event::Loop& loop_;
  event::WorkerPool& workers_;
  Client* client_;
  Plan plan_;
  State state_ = State::kDialling;
  std::unique_ptr<Connection> connection_;
  std::vector<Waiting> waiting_;
  size_t waiting_bytes_ = 0, waiting_descriptors_ = 0;
  std::vector<Waiting> open_reply_;  // the client's own open is answered when the identity is known there
  // Calls and streams that the other side owes an answer, by serial.
  absl::flat_hash_map<uint32_t, Header> unanswered_;
  event::Source ping_timer_;
  bool ping_timer_armed_ = false;
  int unanswered_pings_ = 0;
};

// Connects to a UNIX socket; the error is the one that libvirt's clients know for a daemon that is not there.
absl::StatusOr<UniqueFd> DialUnix(const std::string& path);

}  // namespace pleiad::rpc

// SPDX-License-Identifier: Apache-2.0
// client.h: calls to another daemon, from code that may wait (workers):
//
//   ASSIGN_OR_RETURN(auto client, rpc::Client::Connect("network:///system", {}));
//   ASSIGN_OR_RETURN(auto found, client->Call<wire::NetworkLookupByName>({"default"}));   // found.net
//
// Socket activation starts the daemon if need be. Every wait has a deadline. Safe for several threads; calls of one client go
// one after the other.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/typed_param.h"
#include "libshared/base/unique_fd.h"
#include "libshared/event/loop.h"
#include "libshared/rpc/binding.h"
#include "libshared/rpc/message.h"
#include "libshared/rpc/transport.h"
#include "libshared/rpc/wire/procedure.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {

class ClientStream;

class Client {
 public:
  struct Options {
    absl::Duration timeout = absl::Seconds(30);  // of each call that has none of its own, and of opening
    bool read_only = false;
    TypedParams identity = {};  // announced after opening, when not empty (IdentityParams)
    // A daemon that is silent for so long is pinged, where it knows how; one that has left so many unanswered has ended for us.
    absl::Duration keepalive_interval = absl::Seconds(5);  // zero: never
    int keepalive_count = 5;
  };

  // Finds the socket that `uri` means (ClientAddress), and opens it. Errors: as Open, INVALID_ARG, NO_SUPPORT.
  static absl::StatusOr<std::unique_ptr<Client>> Connect(std::string_view uri, Options options);

  // Dials, authenticates and opens `uri`. Errors: kSystemError when nobody listens, kAuthFailed, and what the daemon says.
  static absl::StatusOr<std::unique_ptr<Client>> Open(const std::string& path, const std::string& uri, Options options);
  static absl::StatusOr<std::unique_ptr<Client>> Open(UniqueFd socket, const std::string& uri, Options options);
  ~Client();

  // The daemon's error as it sent it, kOperationTimeout, or kSystemError when the connection has ended; then every further
  // call fails, and a new client is to be opened.
  template <class Proc>
  absl::StatusOr<typename Proc::Ret> Call(const typename Proc::Args& args, absl::Duration timeout = absl::ZeroDuration()) {
    std::vector<UniqueFd> none;
    return CallWithDescriptors<Proc>(args, {}, none, timeout);
  }
  // Sends descriptors with the call, and receives those of the reply.
  template <class Proc>
  absl::StatusOr<typename Proc::Ret> CallWithDescriptors(const typename Proc::Args& args, std::vector<UniqueFd> descriptors,
                                                         std::vector<UniqueFd>& received,
                                                         absl::Duration timeout = absl::ZeroDuration());
  // A call that opens a stream. The client outlives it.
  template <class Proc>
  absl::StatusOr<std::unique_ptr<ClientStream>> OpenStream(const typename Proc::Args& args,
                                                           absl::Duration timeout = absl::ZeroDuration());

  // Calls `handle` with each event of that kind: on the loop's thread after Watch(), else on a thread that is making a call.
  // Before the first call that subscribes.
  template <class Event>
  void OnEvent(std::function<void(typename Event::Message)> handle);
  // Listens for events between calls, too, and calls `ended` when the connection has ended. The loop outlives the client,
  // which is destroyed on its thread.
  void Watch(event::Loop& loop, std::function<void()> ended);

 private:
  friend class ClientStream;
  struct Message {
    Header header;
    std::string payload;
    std::vector<UniqueFd> descriptors;
  };
  struct Watching;
  using EventKey = std::pair<uint32_t, int32_t>;

  Client(UniqueFd socket, Options options);
  absl::Status Handshake(const std::string& uri);
  absl::Time DeadlineOf(absl::Duration timeout) const {
    return absl::Now() + (timeout > absl::ZeroDuration() ? timeout : options_.timeout);
  }

  absl::StatusOr<Message> RoundTrip(Header header, std::string_view args, std::vector<UniqueFd> descriptors,
                                    absl::Duration timeout, bool opens_stream);
  absl::Status Write(const Header& header, std::string_view payload, std::vector<UniqueFd> descriptors, absl::Time deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits for something to read, or also to write, and reads what is there.
  absl::Status Wait(short events, absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Sort(Frame& frame) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DeliverEvent(const Frame& frame) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What is no part of a call: sent at once, or after the frame that is being sent.
  void WriteAside(std::string frame) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time NextPing() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Ping() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnPingTimer();
  void End() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnWatched();
  void AfterUnlock();

  const Options options_;
  const std::unique_ptr<Transport> transport_;
  const std::shared_ptr<Watching> watching_;
  absl::Mutex mutex_;
  FrameReader reader_ ABSL_GUARDED_BY(mutex_);
  uint32_t next_serial_ ABSL_GUARDED_BY(mutex_) = 0;
  uint32_t awaited_serial_ ABSL_GUARDED_BY(mutex_) = 0;
  bool awaiting_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Message> reply_ ABSL_GUARDED_BY(mutex_);
  std::map<uint32_t, std::deque<Message>> streams_ ABSL_GUARDED_BY(mutex_);
  std::map<EventKey, std::function<void(std::string_view)>> events_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;  // a frame, which nothing may come between
  std::string aside_ ABSL_GUARDED_BY(mutex_);
  bool pings_ ABSL_GUARDED_BY(mutex_) = false;  // the daemon knows keepalive
  int unanswered_pings_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_received_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time last_ping_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

// The client's end of a stream. Dropping one that was not finished aborts it.
class ClientStream {
 public:
  ~ClientStream();
  ClientStream(const ClientStream&) = delete;
  ClientStream& operator=(const ClientStream&) = delete;

  struct Piece {
    std::string data;
    int64_t hole = 0;
    bool end = false;
  };
  // The next data or hole, or the end of the data.
  absl::StatusOr<Piece> Read(absl::Duration timeout);
  absl::Status Write(std::string_view data, absl::Duration timeout);
  absl::Status WriteHole(int64_t length, absl::Duration timeout);
  // Waits for the daemon's word on it; its error is what became of the transfer.
  absl::Status Finish(absl::Duration timeout) { return Close(MessageStatus::kOk, timeout); }
  absl::Status Abort(absl::Duration timeout) { return Close(MessageStatus::kError, timeout); }
  // The reply of the call that opened it.
  template <class Ret>
  absl::StatusOr<Ret> Reply() const {
    xdr::Decoder d(reply_);
    Ret ret{};
    xdr::Get(d, ret);
    if (!d.ok()) return RpcError("Unable to decode message payload");
    return ret;
  }

 private:
  friend class Client;
  ClientStream(Client& client, const Header& header, std::string reply)
      : client_(client), header_(header), reply_(std::move(reply)) {}
  absl::Status Close(MessageStatus status, absl::Duration timeout);
  absl::StatusOr<Client::Message> Next(absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(client_.mutex_);

  Client& client_;
  Header header_;
  std::string reply_;
  bool open_ = true;
};

// ---- implementation --------------------------------------------------------------------------------------------------
namespace binding {
template <class Proc>
std::string EncodeArgs(const typename Proc::Args& args) {
  xdr::Encoder e;
  if constexpr (FieldCount<typename Proc::Args>() > 0) xdr::Put(e, args);
  return std::move(e.out());
}
template <class Proc>
constexpr Header CallHeader() {
  return {.program = static_cast<uint32_t>(Proc::kProgram), .procedure = Proc::kNumber};
}
}  // namespace binding

template <class Proc>
absl::StatusOr<typename Proc::Ret> Client::CallWithDescriptors(const typename Proc::Args& args, std::vector<UniqueFd> descriptors,
                                                               std::vector<UniqueFd>& received, absl::Duration timeout) {
  auto reply = RoundTrip(binding::CallHeader<Proc>(), binding::EncodeArgs<Proc>(args), std::move(descriptors), timeout,
                         /*opens_stream=*/false);
  if (!reply.ok()) return std::move(reply).status();
  received = std::move(reply->descriptors);
  typename Proc::Ret ret{};
  if constexpr (binding::FieldCount<typename Proc::Ret>() > 0) {
    xdr::Decoder d(reply->payload);
    xdr::Get(d, ret);
    if (!d.ok()) return RpcError("Unable to decode message payload");
  }
  return ret;
}

template <class Proc>
absl::StatusOr<std::unique_ptr<ClientStream>> Client::OpenStream(const typename Proc::Args& args, absl::Duration timeout) {
  auto reply = RoundTrip(binding::CallHeader<Proc>(), binding::EncodeArgs<Proc>(args), {}, timeout, /*opens_stream=*/true);
  if (!reply.ok()) return std::move(reply).status();
  return std::unique_ptr<ClientStream>(new ClientStream(*this, reply->header, std::move(reply->payload)));
}

template <class Event>
void Client::OnEvent(std::function<void(typename Event::Message)> handle) {
  const absl::MutexLock lock(&mutex_);
  events_[{static_cast<uint32_t>(Event::kProgram), Event::kNumber}] = [handle = std::move(handle)](std::string_view payload) {
    typename Event::Message message{};
    xdr::Decoder d(payload);
    xdr::Get(d, message);
    if (d.ok()) handle(std::move(message));
  };
}

}  // namespace pleiad::rpc

// SPDX-License-Identifier: Apache-2.0
// connection.h: one connection to a bus, on the loop's thread: names, calls out, calls in, signals. What objects there are is
// tree.h's. sdbus-c++ makes the connection and the messages; libsystemd, below it, hands over the calls, for sdbus-c++ 1.2
// knows only objects that were registered one by one, and ten thousand domains must cost nothing until asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/dbus/message.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"

namespace pleiad::dbus {

inline constexpr char kBusService[] = "org.freedesktop.DBus";
inline constexpr char kBusPath[] = "/org/freedesktop/DBus";

// A method call that came in. It is answered once, on the loop's thread; dropped unanswered, it is answered with an error.
class Call {
 public:
  struct State;
  explicit Call(std::unique_ptr<State> state);
  Call(Call&&) noexcept;
  Call& operator=(Call&&) noexcept;
  ~Call();

  const std::string& sender() const;
  const std::string& path() const;
  const std::string& interface() const;  // may be empty
  const std::string& member() const;
  const std::string& signature() const;
  // For reading the arguments, once.
  Reader Arguments();
  // `root` is what the writer knows as the tree's root.
  void Reply(std::string_view root, absl::FunctionRef<void(Writer&)> values);
  void Fail(const std::string& error_name, const std::string& text);

 private:
  std::unique_ptr<State> state_;
};

struct Destination {
  std::string service, path, interface, member;
};

class Connection {
 public:
  enum class Bus { kSystem, kSession };
  // Waits for the bus for as long as it takes to connect.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(event::Loop& loop, Bus bus);
  static absl::StatusOr<std::unique_ptr<Connection>> OpenAddress(event::Loop& loop, const std::string& address);
  // The same on a worker, so that a bus that hangs holds nobody up; with `name` owned already when `opened` is called on the
  // loop's thread. Calls that come before a handler is set there wait. An empty address is that of `bus`. When the bus ends
  // (it is restarted), such a connection comes back by itself, with the name. The workers outlive it.
  using Opened = absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<Connection>>)>;
  static void OpenOnWorker(event::Loop& loop, event::WorkerPool& workers, Bus bus, std::string address, std::string name,
                           Opened opened);
  ~Connection();

  std::string unique_name() const;
  // Owns `name` on the bus from now on. Call it when objects are there to answer.
  absl::Status RequestName(const std::string& name);
  void ReleaseName(const std::string& name);
  // Gives up the name of OpenOnWorker, and calls `done` when no more calls can come by it: all that were on their way have
  // been handed to the handler by then.
  void ReleaseOwnName(std::function<void()> done);
  // Takes it again, without waiting.
  void ReclaimOwnName();

  // Every call to this connection, whatever the path, save those about the peer itself (Ping, GetMachineId).
  void SetCallHandler(std::function<void(Call)> handler);
  // A connection to the bus that had a unique name is gone.
  void SetGoneHandler(std::function<void(const std::string& unique_name)> handler);
  // The bus has ended: everybody on it is gone, and their unique names will be given to others.
  void SetLostHandler(std::function<void()> handler);

  // Calls `done` once, on the loop's thread: with the reply's values, or null and what went wrong (no answer within
  // `deadline`, an error of the other side).
  using Done = absl::AnyInvocable<void(absl::Status, Reader*)>;
  void CallAsync(const Destination& to, absl::FunctionRef<void(Writer&)> arguments, absl::Duration deadline, Done done);

  void Emit(const std::string& path, const std::string& interface, const std::string& member, std::string_view root,
            absl::FunctionRef<void(Writer&)> values);

 private:
  struct Handlers;
  struct State;
  // How to come back.
  struct Origin {
    event::WorkerPool* workers;
    Bus bus;
    std::string address, name;
  };
  explicit Connection(event::Loop& loop);
  static absl::StatusOr<std::unique_ptr<State>> Connect(event::Loop& loop, Bus bus, const std::string& address,
                                                        const std::string& name);
  static absl::StatusOr<std::unique_ptr<Connection>> Adopt(event::Loop& loop, absl::StatusOr<std::unique_ptr<State>> state);
  absl::Status Take(std::unique_ptr<State> state);
  void OnLost();
  void Reopen();
  void OnReopened(absl::StatusOr<std::unique_ptr<State>> state);

  event::Loop& loop_;
  std::shared_ptr<Handlers> handlers_;
  std::unique_ptr<State> state_;
  std::optional<Origin> origin_;
  event::Source retry_;
  absl::Duration pause_ = absl::ZeroDuration();
  std::shared_ptr<Connection*> alive_;  // for what comes back from workers
};

}  // namespace pleiad::dbus

// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/connection.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/dbus/raw.h"

namespace pleiad::dbus {
namespace {

absl::Status BusError(std::string_view what, const std::exception& e) {
  return Error(ErrorDomain::kDbus, ErrorCode::kDbusService, "%s: %s", what, e.what());
}

std::string OrEmpty(const char* text) { return text ? text : ""; }

}  // namespace

// ---- Call -----------------------------------------------------------------------------------------------------------
struct Call::State {
  State(std::shared_ptr<sdbus::IConnection> connection, sd_bus_message* raw, const sdbus::Message& kin)
      : bus(std::move(connection)),
        message(raw, kin),
        sender(OrEmpty(sd_bus_message_get_sender(raw))),
        path(OrEmpty(sd_bus_message_get_path(raw))),
        interface(OrEmpty(sd_bus_message_get_interface(raw))),
        member(OrEmpty(sd_bus_message_get_member(raw))),
        signature(OrEmpty(sd_bus_message_get_signature(raw, /*complete=*/true))) {}

  bool ExpectsReply() { return !answered && sd_bus_message_get_expect_reply(RawOf(message)) > 0; }

  std::shared_ptr<sdbus::IConnection> bus;  // the message needs it to the end
  IncomingCall message;
  std::string sender, path, interface, member, signature;
  bool answered = false;
};

Call::Call(std::unique_ptr<State> state) : state_(std::move(state)) {}
Call::Call(Call&&) noexcept = default;
Call& Call::operator=(Call&&) noexcept = default;
Call::~Call() {
  if (state_ && !state_->answered) Fail("org.freedesktop.DBus.Error.Failed", "the call was dropped");
}

const std::string& Call::sender() const { return state_->sender; }
const std::string& Call::path() const { return state_->path; }
const std::string& Call::interface() const { return state_->interface; }
const std::string& Call::member() const { return state_->member; }
const std::string& Call::signature() const { return state_->signature; }
Reader Call::Arguments() { return Reader(state_->message); }

void Call::Reply(std::string_view root, absl::FunctionRef<void(Writer&)> values) {
  if (!state_->ExpectsReply()) {
    state_->answered = true;
    return;
  }
  std::string problem;
  try {
    sdbus::MethodReply reply = state_->message.createReply();
    Writer writer(reply, root);
    values(writer);
    problem = writer.error();
    if (problem.empty()) {
      reply.send();
      state_->answered = true;
    }
  } catch (const std::exception& e) {
    problem = e.what();
  }
  if (!problem.empty()) Fail("org.freedesktop.DBus.Error.Failed", absl::StrCat("the answer can't be sent: ", problem));
}

void Call::Fail(const std::string& error_name, const std::string& text) {
  if (!state_->ExpectsReply()) return;
  state_->answered = true;
  // Not through sdbus-c++: it would pass texts through a format.
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_error_set(&error, error_name.c_str(), text.c_str());
  sd_bus_reply_method_error(RawOf(state_->message), &error);
  sd_bus_error_free(&error);
}

// ---- Connection -----------------------------------------------------------------------------------------------------
// They stay when the connection under them is another one.
struct Connection::Handlers {
  std::function<void(Call)> on_call;
  std::function<void(const std::string&)> on_gone;
  std::function<void()> on_lost;
};

struct Connection::State {
  struct Outgoing {
    std::unique_ptr<sdbus::IProxy> proxy;
    Done done;
  };

  explicit State(event::Loop& loop_) : loop(loop_) {}
  ~State() {
    outgoing.clear();
    gone_match.reset();
    sd_bus_slot_unref(calls);
    sd_bus_slot_unref(ends);
    if (attached) sd_bus_detach_event(raw);
  }

  static int OnCall(sd_bus_message* message, void* userdata, sd_bus_error* /*error*/) noexcept {
    auto* self = static_cast<State*>(userdata);
    uint8_t type = 0;
    sd_bus_message_get_type(message, &type);
    if (type != SD_BUS_MESSAGE_METHOD_CALL || !self->handlers->on_call) return 0;
    self->handlers->on_call(Call(std::make_unique<Call::State>(self->bus, message, self->kin)));
    return 1;
  }
  static int OnEnd(sd_bus_message* /*message*/, void* userdata, sd_bus_error* /*error*/) noexcept {
    auto* self = static_cast<State*>(userdata);
    if (self->ended) self->ended();
    return 0;
  }
  void Attach() {
    // Any message of sdbus-c++ knows its bus.
    kin = sdbus::createObject(*bus, "/")->createSignal("org.libvirt.Internal", "None");
    raw = sd_bus_message_get_bus(RawOf(kin));
    if (int r = sd_bus_add_fallback(raw, &calls, "/", &OnCall, this); r < 0)
      throw sdbus::Error("org.libvirt.Error", strerror(-r));
    // libsystemd's own word that the bus has hung up; it is never sent over one.
    constexpr char kEnded[] =
        "type='signal',sender='org.freedesktop.DBus.Local',interface='org.freedesktop.DBus.Local',member='Disconnected'";
    if (int r = sd_bus_add_match(raw, &ends, kEnded, &OnEnd, this); r < 0) throw sdbus::Error("org.libvirt.Error", strerror(-r));
    if (int r = sd_bus_attach_event(raw, loop.raw(), 0); r < 0) throw sdbus::Error("org.libvirt.Error", strerror(-r));
    attached = true;
  }
  void WatchLeaving() {
    gone_match = bus->addMatch(
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg2=''",
        [this](sdbus::Message& message) {
          std::string name;
          try {
            message >> name;
          } catch (const std::exception&) {
            return;
          }
          if (handlers->on_gone && name.starts_with(':')) handlers->on_gone(name);
        });
  }
  // A proxy may not end inside of its own callback.
  void Forget(uint64_t number) {
    const auto found = outgoing.find(number);
    if (found == outgoing.end()) return;
    loop.Post([ended = std::shared_ptr<sdbus::IProxy>(std::move(found->second.proxy))] {});
    outgoing.erase(found);
  }

  event::Loop& loop;
  std::shared_ptr<sdbus::IConnection> bus;
  sdbus::Signal kin;
  sd_bus* raw = nullptr;
  sd_bus_slot* calls = nullptr;
  sd_bus_slot* ends = nullptr;
  bool attached = false;
  sdbus::Slot gone_match;
  std::shared_ptr<Handlers> handlers = std::make_shared<Handlers>();
  std::function<void()> ended;
  std::map<uint64_t, Outgoing> outgoing;
  uint64_t next_outgoing = 1;
};

Connection::Connection(event::Loop& loop)
    : loop_(loop), handlers_(std::make_shared<Handlers>()), alive_(std::make_shared<Connection*>(this)) {}
Connection::~Connection() = default;

absl::StatusOr<std::unique_ptr<Connection::State>> Connection::Connect(event::Loop& loop, Bus bus, const std::string& address,
                                                                       const std::string& name) {
  auto state = std::make_unique<State>(loop);
  try {
    if (!address.empty()) {
      state->bus = sdbus::createSessionBusConnectionWithAddress(address);
    } else {
      state->bus = bus == Bus::kSystem ? sdbus::createSystemBusConnection() : sdbus::createSessionBusConnection();
    }
    state->WatchLeaving();
    if (!name.empty()) state->bus->requestName(name);
  } catch (const std::exception& e) {
    return BusError("cannot connect to the message bus", e);
  }
  return state;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Adopt(event::Loop& loop, absl::StatusOr<std::unique_ptr<State>> state) {
  if (!state.ok()) return std::move(state).status();
  std::unique_ptr<Connection> connection(new Connection(loop));
  RETURN_IF_ERROR(connection->Take(*std::move(state)));
  return connection;
}

absl::Status Connection::Take(std::unique_ptr<State> state) {
  state->handlers = handlers_;
  // Not at once: this comes from inside of what is to be replaced.
  state->ended = [&loop = loop_, alive = std::weak_ptr(alive_)] {
    loop.Post([alive] {
      if (const auto self = alive.lock()) (*self)->OnLost();
    });
  };
  try {
    state->Attach();
  } catch (const std::exception& e) {
    return BusError("cannot serve on the message bus", e);
  }
  state_ = std::move(state);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(event::Loop& loop, Bus bus) {
  return Adopt(loop, Connect(loop, bus, {}, {}));
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenAddress(event::Loop& loop, const std::string& address) {
  return Adopt(loop, Connect(loop, Bus::kSession, address, {}));
}

void Connection::OpenOnWorker(event::Loop& loop, event::WorkerPool& workers, Bus bus, std::string address, std::string name,
                              Opened opened) {
  Origin origin{&workers, bus, std::move(address), std::move(name)};
  workers.Submit([&loop, origin = std::move(origin), opened = std::move(opened)]() mutable {
    auto state = Connect(loop, origin.bus, origin.address, origin.name);
    loop.Post([&loop, state = std::move(state), origin = std::move(origin), opened = std::move(opened)]() mutable {
      auto connection = Adopt(loop, std::move(state));
      if (connection.ok()) (*connection)->origin_ = std::move(origin);
      opened(std::move(connection));
    });
  });
}

// ---- when the bus is restarted ----------------------------------------------------------------------------------------
void Connection::OnLost() {
  log::Warning("the message bus has ended the connection");
  if (handlers_->on_lost) handlers_->on_lost();
  if (origin_) Reopen();
}

void Connection::Reopen() {
  origin_->workers->Submit([&loop = loop_, origin = *origin_, alive = std::weak_ptr(alive_)] {
    auto state = Connect(loop, origin.bus, origin.address, origin.name);
    loop.Post([state = std::move(state), alive]() mutable {
      if (const auto self = alive.lock()) (*self)->OnReopened(std::move(state));
    });
  });
}

void Connection::OnReopened(absl::StatusOr<std::unique_ptr<State>> state) {
  absl::Status status = state.ok() ? Take(*std::move(state)) : state.status();
  if (status.ok()) {
    pause_ = absl::ZeroDuration();
    return log::Info("back on the message bus");
  }
  constexpr absl::Duration kFirstPause = absl::Milliseconds(100), kLongestPause = absl::Seconds(10);
  if (pause_ == absl::ZeroDuration()) log::Failure("not back on the message bus yet", status);
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  retry_ = loop_.AddTimer(pause_, [this] { Reopen(); });
}

std::string Connection::unique_name() const {
  try {
    return state_->bus->getUniqueName();
  } catch (const std::exception&) {
    return {};
  }
}

absl::Status Connection::RequestName(const std::string& name) {
  try {
    state_->bus->requestName(name);
    return absl::OkStatus();
  } catch (const std::exception& e) {
    return BusError(absl::StrCat("cannot own the name '", name, "' on the message bus"), e);
  }
}

void Connection::ReleaseName(const std::string& name) {
  try {
    state_->bus->releaseName(name);
  } catch (const std::exception&) {
    // The bus is gone, and with it the name.
  }
}

void Connection::ReleaseOwnName(std::function<void()> done) {
  using Done = std::function<void()>;
  auto kept = std::make_unique<Done>(done);
  const auto on_reply = [](sd_bus_message*, void* told, sd_bus_error*) {
    (*static_cast<Done*>(told))();
    return 0;
  };
  sd_bus_slot* slot = nullptr;
  if (!origin_ || sd_bus_release_name_async(state_->raw, &slot, origin_->name.c_str(), on_reply, kept.get()) < 0) return done();
  sd_bus_slot_set_destroy_callback(slot, [](void* told) { delete static_cast<Done*>(told); });
  kept.release();
  sd_bus_slot_set_floating(slot, 1);
  sd_bus_slot_unref(slot);
}

void Connection::ReclaimOwnName() {
  if (origin_) sd_bus_request_name_async(state_->raw, nullptr, origin_->name.c_str(), 0, nullptr, nullptr);
}

void Connection::SetCallHandler(std::function<void(Call)> handler) { handlers_->on_call = std::move(handler); }
void Connection::SetGoneHandler(std::function<void(const std::string&)> handler) { handlers_->on_gone = std::move(handler); }
void Connection::SetLostHandler(std::function<void()> handler) { handlers_->on_lost = std::move(handler); }

void Connection::CallAsync(const Destination& to, absl::FunctionRef<void(Writer&)> arguments, absl::Duration deadline,
                           Done done) {
  const uint64_t number = state_->next_outgoing++;
  State& state = *state_;
  try {
    auto proxy = sdbus::createProxy(*state.bus, to.service, to.path);
    sdbus::MethodCall call = proxy->createMethodCall(to.interface, to.member);
    Writer writer(call, {});
    arguments(writer);
    if (!writer.ok()) throw sdbus::Error("org.libvirt.Error", writer.error());
    sdbus::IProxy& to_call = *proxy;
    state.outgoing.emplace(number, State::Outgoing{std::move(proxy), std::move(done)});
    to_call.callMethod(
        call,
        [&state, number](sdbus::MethodReply& reply, const sdbus::Error* error) {
          const auto found = state.outgoing.find(number);
          if (found == state.outgoing.end()) return;
          Done answered = std::move(found->second.done);
          state.Forget(number);
          if (error != nullptr) return answered(BusError("a call over the message bus failed", *error), nullptr);
          Reader reader(reply);
          answered(absl::OkStatus(), &reader);
        },
        static_cast<uint64_t>(absl::ToInt64Microseconds(deadline)));
  } catch (const std::exception& e) {
    absl::Status failure = BusError("a call over the message bus failed", e);
    const auto found = state.outgoing.find(number);
    if (found != state.outgoing.end()) {
      done = std::move(found->second.done);
      state.outgoing.erase(found);
    }
    state.loop.Post([done = std::move(done), failure = std::move(failure)]() mutable { done(std::move(failure), nullptr); });
  }
}

void Connection::Emit(const std::string& path, const std::string& interface, const std::string& member, std::string_view root,
                      absl::FunctionRef<void(Writer&)> values) {
  try {
    sdbus::Signal signal = sdbus::createObject(*state_->bus, path)->createSignal(interface, member);
    Writer writer(signal, root);
    values(writer);
    if (writer.ok()) signal.send();
  } catch (const std::exception&) {
    // The bus is gone: nobody is left to hear it.
  }
}

}  // namespace pleiad::dbus

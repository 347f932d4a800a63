// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/connection.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
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
    if (attached) sd_bus_detach_event(raw);
  }

  static int OnCall(sd_bus_message* message, void* userdata, sd_bus_error* /*error*/) noexcept {
    auto* self = static_cast<State*>(userdata);
    uint8_t type = 0;
    sd_bus_message_get_type(message, &type);
    if (type != SD_BUS_MESSAGE_METHOD_CALL || !self->on_call) return 0;
    self->on_call(Call(std::make_unique<Call::State>(self->bus, message, self->kin)));
    return 1;
  }
  void Attach() {
    // Any message of sdbus-c++ knows its bus.
    kin = sdbus::createObject(*bus, "/")->createSignal("org.libvirt.Internal", "None");
    raw = sd_bus_message_get_bus(RawOf(kin));
    if (int r = sd_bus_add_fallback(raw, &calls, "/", &OnCall, this); r < 0) throw sdbus::Error("org.libvirt.Error", strerror(-r));
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
          if (on_gone && name.starts_with(':')) on_gone(name);
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
  bool attached = false;
  sdbus::Slot gone_match;
  std::function<void(Call)> on_call;
  std::function<void(const std::string&)> on_gone;
  std::map<uint64_t, Outgoing> outgoing;
  uint64_t next_outgoing = 1;
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
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

absl::StatusOr<std::unique_ptr<Connection>> Connection::Adopt(absl::StatusOr<std::unique_ptr<State>> state) {
  if (!state.ok()) return std::move(state).status();
  try {
    (*state)->Attach();
  } catch (const std::exception& e) {
    return BusError("cannot serve on the message bus", e);
  }
  return std::unique_ptr<Connection>(new Connection(*std::move(state)));
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(event::Loop& loop, Bus bus) { return Adopt(Connect(loop, bus, {}, {})); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenAddress(event::Loop& loop, const std::string& address) {
  return Adopt(Connect(loop, Bus::kSession, address, {}));
}

void Connection::OpenOnWorker(event::Loop& loop, event::WorkerPool& workers, Bus bus, std::string address, std::string name, Opened opened) {
  workers.Submit([&loop, bus, address = std::move(address), name = std::move(name), opened = std::move(opened)]() mutable {
    auto state = Connect(loop, bus, address, name);
    loop.Post([state = std::move(state), opened = std::move(opened)]() mutable { opened(Adopt(std::move(state))); });
  });
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

void Connection::SetCallHandler(std::function<void(Call)> handler) { state_->on_call = std::move(handler); }
void Connection::SetGoneHandler(std::function<void(const std::string&)> handler) { state_->on_gone = std::move(handler); }

void Connection::CallAsync(const Destination& to, absl::FunctionRef<void(Writer&)> arguments, absl::Duration deadline, Done done) {
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

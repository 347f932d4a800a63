// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/monitor/monitor.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr size_t kMaxMessage = 32 << 20;  // query-qmp-schema, the largest known answer, has 200 KB
constexpr size_t kMaxUnanswered = 256;
constexpr std::string_view kIdPrefix = "libvirt-";
constexpr size_t kReadAtOnce = 16384;  // bytes a turn: a QEMU that floods its monitor must not keep other clients waiting

absl::Status Gone(const std::string& domain_name) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' is no longer running: its monitor was closed",
               domain_name);
}

absl::Status Silent(const std::string& domain_name) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "monitor of domain '%s' does not answer", domain_name);
}
}  // namespace

// A command that waits for its answer. The waiter and the loop's thread share it, hence the shared pointers.
class Monitor::Pending {
 public:
  std::string command;
  uint64_t id = 0;
  absl::Time sent = absl::Now();
  std::function<void()> on_done;
  absl::Mutex mutex;
  bool done ABSL_GUARDED_BY(mutex) = false;
  std::optional<json::object> reply ABSL_GUARDED_BY(mutex);  // none: the connection ended

  void Finish(std::optional<json::object> message) {
    {
      absl::MutexLock lock(&mutex);
      reply = std::move(message);
      done = true;
    }
    if (on_done) std::exchange(on_done, nullptr)();
  }
  bool WaitUntil(absl::Time deadline) {
    absl::MutexLock lock(&mutex);
    return mutex.AwaitWithDeadline(absl::Condition(&done), deadline);
  }
  std::optional<json::object> TakeReply() {
    absl::MutexLock lock(&mutex);
    return std::move(reply);
  }
};

absl::StatusOr<std::shared_ptr<Monitor>> Monitor::Connect(event::Loop& loop, const std::string& path, std::string domain_name,
                                                          Handlers handlers) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "monitor path '%s' is longer than %d bytes", path,
                 sizeof address.sun_path - 1);
  }
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket");
  // A UNIX socket connects at once or not at all; EAGAIN is a full backlog, which ours never has.
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "failed to connect to monitor socket '" + path + "'");
  }
  std::shared_ptr<Monitor> monitor(new Monitor(loop, std::move(fd), std::move(domain_name), std::move(handlers)));
  loop.Post([monitor] { monitor->StartOnLoop(); });
  return monitor;
}

Monitor::Monitor(event::Loop& loop, UniqueFd fd, std::string domain_name, Handlers handlers)
    : loop_(loop), domain_name_(std::move(domain_name)), handlers_(std::move(handlers)), fd_(std::move(fd)) {}

Monitor::~Monitor() = default;

void Monitor::StartOnLoop() {
  if (closed()) return;
  // Weak: a loop that has ended runs no task of Close() any more, and an object that holds itself would never end then.
  source_ = loop_.AddIo(fd_.get(), EPOLLIN, [weak = weak_from_this()](uint32_t events) {
    if (const auto self = weak.lock()) self->OnReady(events);
  });
  WriteOnLoop();
}

bool Monitor::closed() const {
  absl::MutexLock lock(&mutex_);
  return closed_;
}

bool Monitor::Stuck(absl::Duration patience) const {
  const absl::Time limit = absl::Now() - patience;
  absl::MutexLock lock(&mutex_);
  return std::any_of(calls_.begin(), calls_.end(), [limit](const auto& call) { return call.second->sent < limit; });
}

void Monitor::SetPatience(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  patience_ = patience;
}

bool Monitor::IsSilent() const {
  const absl::Time limit = absl::Now() - patience_;
  return std::any_of(calls_.begin(), calls_.end(), [limit](const auto& call) { return call.second->sent < limit; });
}

absl::Status Monitor::CheckAnswers() const {
  absl::MutexLock lock(&mutex_);
  return IsSilent() ? Silent(domain_name_) : absl::OkStatus();
}

void Monitor::ReadRest() {
  const auto self = shared_from_this();
  for (int waiting = 0; source_ && ioctl(fd_.get(), FIONREAD, &waiting) == 0 && waiting > 0;) OnReady(EPOLLIN);
}

void Monitor::Close() {
  EndCalls();
  loop_.Post([self = shared_from_this()] {
    self->handlers_ = {};
    self->source_.Reset();
  });
}

void Monitor::EndCalls() {
  absl::flat_hash_map<uint64_t, std::shared_ptr<Pending>> calls;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    calls.swap(calls_);
    output_.clear();
  }
  for (auto& [id, call] : calls) call->Finish(std::nullopt);
}

void Monitor::Fail() {
  auto self = shared_from_this();
  EndCalls();
  source_.Reset();
  // Taken out first: the handler may call Close().
  const Handlers handlers = std::move(handlers_);
  handlers_ = {};
  if (handlers.on_closed) handlers.on_closed();
}

// ---- sending --------------------------------------------------------------------------------------------------------

absl::StatusOr<std::shared_ptr<Monitor::Pending>> Monitor::Send(json::object command, int fd, std::function<void()> on_done) {
  auto pending = std::make_shared<Pending>();
  pending->on_done = std::move(on_done);
  pending->command = TextIn(command, "execute");
  {
    absl::MutexLock lock(&mutex_);
    if (closed_) return Gone(domain_name_);
    if (IsSilent()) return Silent(domain_name_);
    if (calls_.size() >= kMaxUnanswered) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout,
                   "monitor of domain '%s' does not answer: %d commands are waiting", domain_name_, calls_.size());
    }
    pending->id = next_id_++;
    command["id"] = std::string(kIdPrefix) + std::to_string(pending->id);
    Outgoing message{.bytes = json::serialize(command) + "\r\n", .fd = UniqueFd(fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1)};
    output_.push_back(std::move(message));
    calls_.emplace(pending->id, pending);
  }
  loop_.Post([self = shared_from_this()] { self->WriteOnLoop(); });
  return pending;
}

// A command whose caller has given up stays among the calls until QEMU answers it: by that others see that it is stuck.
bool Monitor::Wait(Pending& pending, absl::Time deadline) { return pending.WaitUntil(deadline); }

absl::StatusOr<std::shared_ptr<Monitor::Pending>> Monitor::Begin(std::string_view command, const json::object& arguments,
                                                                 int fd) {
  json::object message;
  message["execute"] = json::string_view(command.data(), command.size());
  if (!arguments.empty()) message["arguments"] = arguments;
  return Send(std::move(message), fd);
}

absl::StatusOr<std::shared_ptr<Monitor::Pending>> Monitor::Begin(std::string_view command, const json::object& arguments,
                                                                 std::function<void()> on_done) {
  json::object message{{"execute", json::string_view(command.data(), command.size())}};
  if (!arguments.empty()) message["arguments"] = arguments;
  return Send(std::move(message), -1, std::move(on_done));
}

absl::StatusOr<json::value> Monitor::Finish(const std::shared_ptr<Pending>& pending, absl::Time deadline) {
  if (!Wait(*pending, deadline)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "monitor of domain '%s' did not answer command '%s' in time",
                 domain_name_, pending->command);
  }
  std::optional<json::object> reply = pending->TakeReply();
  if (!reply) return Gone(domain_name_);
  if (json::value* value = reply->if_contains("return")) return std::move(*value);
  const std::string text = TextIn(ObjectIn(*reply, "error"), "desc");
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "unable to execute QEMU command '%s': %s", pending->command, text);
}

absl::StatusOr<json::value> Monitor::Execute(std::string_view command, const json::object& arguments, absl::Time deadline,
                                             int fd) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Pending> pending, Begin(command, arguments, fd));
  return Finish(pending, deadline);
}

absl::StatusOr<std::string> Monitor::ExecuteRaw(const std::string& command_json, absl::Time deadline) {
  boost::system::error_code error;
  json::value parsed = json::parse(command_json, error);
  if (error || !parsed.is_object()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot parse json %s: %s", command_json,
                 error ? error.message() : "not an object");
  }
  const json::value client_id = parsed.get_object().contains("id") ? parsed.get_object()["id"] : json::value();
  ASSIGN_OR_RETURN(const std::shared_ptr<Pending> pending, Send(std::move(parsed.get_object()), -1));
  if (!Wait(*pending, deadline)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "monitor of domain '%s' did not answer in time", domain_name_);
  }
  std::optional<json::object> reply = pending->TakeReply();
  if (!reply) return Gone(domain_name_);
  // Without an id of the client's own the answer keeps ours, as clients of libvirt are used to.
  if (!client_id.is_null()) (*reply)["id"] = client_id;
  return json::serialize(*reply);
}

void Monitor::WriteOnLoop() {
  if (!source_) return;
  absl::MutexLock lock(&mutex_);
  size_t sent = 0;
  while (sent < output_.size()) {
    Outgoing& message = output_[sent];
    iovec part{message.bytes.data(), message.bytes.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (message.fd) {
      header.msg_control = control;
      header.msg_controllen = sizeof control;
      cmsghdr* rights = CMSG_FIRSTHDR(&header);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int));
      const int fd = message.fd.get();
      memcpy(CMSG_DATA(rights), &fd, sizeof fd);
    }
    const ssize_t n = sendmsg(fd_.get(), &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0) break;  // EAGAIN: later; anything else shows as EPOLLHUP
    message.fd.Reset();
    message.bytes.erase(0, static_cast<size_t>(n));
    if (!message.bytes.empty()) break;
    ++sent;
  }
  output_.erase(output_.begin(), output_.begin() + static_cast<ptrdiff_t>(sent));
  source_.SetEvents(output_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

// ---- receiving ------------------------------------------------------------------------------------------------------

void Monitor::OnReady(uint32_t events) {
  auto self = shared_from_this();
  if (events & EPOLLOUT) WriteOnLoop();
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
    if (!ReadLines()) Fail();
  }
}

bool Monitor::ReadLines() {
  char buffer[kReadAtOnce];
  const ssize_t n = recv(fd_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  if (n == 0) return false;
  size_t searched = input_.size();
  input_.append(buffer, static_cast<size_t>(n));
  size_t start = 0;
  for (size_t end; (end = input_.find('\n', std::max(searched, start))) != std::string::npos; start = end + 1) {
    if (!HandleLine(std::string_view(input_).substr(start, end - start))) return false;
    if (!source_) return true;  // closed by what the line caused
  }
  input_.erase(0, start);
  return input_.size() <= kMaxMessage;
}

bool Monitor::HandleLine(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  if (line.empty()) return true;
  boost::system::error_code error;
  json::value message = json::parse(json::string_view(line.data(), line.size()), error);
  if (error || !message.is_object()) return false;
  json::object& object = message.get_object();
  if (object.contains("event")) {
    HandleEvent(object);
  } else if (object.contains("return") || object.contains("error")) {
    HandleReply(object);
  }
  return true;  // the greeting needs no answer
}

void Monitor::HandleReply(json::object& message) {
  const std::string id_text = TextIn(message, "id");
  if (!id_text.starts_with(kIdPrefix)) return;
  uint64_t id = 0;
  std::from_chars(id_text.data() + kIdPrefix.size(), id_text.data() + id_text.size(), id);
  std::shared_ptr<Pending> call;
  {
    absl::MutexLock lock(&mutex_);
    auto found = calls_.find(id);
    if (found == calls_.end()) return;
    call = std::move(found->second);
    calls_.erase(found);
  }
  call->Finish(std::move(message));
}

void Monitor::HandleEvent(json::object& message) {
  QmpEvent event;
  event.name = TextIn(message, "event");
  const json::object& stamp = ObjectIn(message, "timestamp");
  event.seconds = IntIn(stamp, "seconds");
  event.microseconds = static_cast<uint32_t>(IntIn(stamp, "microseconds"));
  json::value* data = message.if_contains("data");
  event.data = std::make_shared<json::object>(data && data->is_object() ? std::move(data->get_object()) : json::object());
  if (handlers_.on_event) handlers_.on_event(event);
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/agent.h"

#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr size_t kMaxReply = 32 << 20;  // guest-file-read of its largest block, in base64
constexpr absl::Duration kSyncPatience = absl::Seconds(5);

bool WaitFor(int fd, short events, absl::Time deadline) {
  for (;;) {
    const int64_t left = deadline == absl::InfiniteFuture() ? INT32_MAX : absl::ToInt64Milliseconds(deadline - absl::Now());
    if (left <= 0) return false;
    pollfd p{.fd = fd, .events = events, .revents = 0};
    const int r = poll(&p, 1, static_cast<int>(std::min<int64_t>(left, INT32_MAX)));
    if (r > 0) return true;
    if (r < 0 && errno != EINTR) return false;
  }
}

json::object Command(std::string_view name, const json::object& arguments) {
  json::object command{{"execute", json::string_view(name.data(), name.size())}};
  if (!arguments.empty()) command["arguments"] = arguments;
  return command;
}

absl::Status Refused(std::string_view command, const json::object& error) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "unable to execute QEMU agent command '%s': %s",
               std::string(command), TextIn(error, "desc"));
}
}  // namespace

absl::StatusOr<std::shared_ptr<Agent>> Agent::Connect(const std::string& path, std::string domain_name) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) return SystemError(ErrorDomain::kQemu, ENAMETOOLONG, "agent socket '" + path + "'");
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "failed to connect to agent socket '" + path + "'");
  }
  return std::shared_ptr<Agent>(new Agent(std::move(fd), std::move(domain_name)));
}

// The right to talk to the agent, until dropped. A guest that keeps one call waiting must not keep a worker for each further one.
class Agent::Turn {
 public:
  Turn(Agent& agent, absl::Time deadline) : agent_(agent) {
    absl::MutexLock lock(&agent_.mutex_);
    const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(agent_.mutex_) { return !agent_.taken_ || agent_.closed_; };
    has_it_ = agent_.mutex_.AwaitWithDeadline(absl::Condition(&free), deadline) && !agent_.closed_;
    if (has_it_) agent_.taken_ = true;
  }
  ~Turn() {
    absl::MutexLock lock(&agent_.mutex_);
    if (has_it_) agent_.taken_ = false;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  explicit operator bool() const { return has_it_; }

 private:
  Agent& agent_;
  bool has_it_ = false;
};

void Agent::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  shutdown(fd_.get(), SHUT_RDWR);
}

absl::Status Agent::Unresponsive() const {
  return Error(ErrorDomain::kQemu, ErrorCode::kAgentUnresponsive,
               "QEMU guest agent of domain '%s' is not available or does not answer", domain_name_);
}

absl::Status Agent::Write(const std::string& text, absl::Time deadline) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t n = send(fd_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (n > 0) {
      rest.remove_prefix(static_cast<size_t>(n));
    } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (!WaitFor(fd_.get(), POLLOUT, deadline)) return Unresponsive();
    } else {
      return Unresponsive();
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<json::object> Agent::ReadReply(absl::Time deadline) {
  for (;;) {
    if (const size_t end = input_.find('\n'); end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 1);
      // A synchronising agent puts 0xFF before its answer, so that what was left of an older one can be told apart.
      if (const size_t mark = line.rfind('\xff'); mark != std::string::npos) line.erase(0, mark + 1);
      boost::system::error_code error;
      json::value reply = json::parse(line, error);
      if (!error && reply.is_object()) return std::move(reply.get_object());
      continue;
    }
    if (input_.size() > kMaxReply || !WaitFor(fd_.get(), POLLIN, deadline)) return Unresponsive();
    char buffer[16384];
    const ssize_t n = recv(fd_.get(), buffer, sizeof buffer, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return Unresponsive();
    if (n > 0) input_.append(buffer, static_cast<size_t>(n));
  }
}

// Whatever an earlier call did not wait for is read past: the answer to come is this call's.
absl::Status Agent::Synchronize(absl::Time deadline) {
  uint32_t random = 0;
  (void)!getrandom(&random, sizeof random, 0);
  const int64_t id = random;
  deadline = std::min(deadline, absl::Now() + kSyncPatience);
  input_.clear();
  RETURN_IF_ERROR(Write("\xff" + json::serialize(Command("guest-sync-delimited", {{"id", id}})) + "\n", deadline));
  for (;;) {
    ASSIGN_OR_RETURN(const json::object reply, ReadReply(deadline));
    if (IntIn(reply, "return") == id) return absl::OkStatus();
  }
}

absl::StatusOr<json::object> Agent::Exchange(const json::object& command, absl::Time deadline) {
  RETURN_IF_ERROR(Synchronize(deadline));
  RETURN_IF_ERROR(Write(json::serialize(command) + "\n", deadline));
  return ReadReply(deadline);
}

absl::StatusOr<json::value> Agent::Execute(std::string_view command, const json::object& arguments, absl::Time deadline) {
  const Turn turn(*this, deadline);
  if (!turn) return Unresponsive();
  ASSIGN_OR_RETURN(json::object reply, Exchange(Command(command, arguments), deadline));
  if (json::value* value = reply.if_contains("return")) return std::move(*value);
  return Refused(command, ObjectIn(reply, "error"));
}

absl::StatusOr<std::string> Agent::ExecuteRaw(const std::string& command_json, absl::Time deadline) {
  boost::system::error_code error;
  const json::value command = json::parse(command_json, error);
  if (error || !command.is_object()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot parse json %s: %s", command_json,
                 error ? error.message() : "not an object");
  }
  const Turn turn(*this, deadline);
  if (!turn) return Unresponsive();
  ASSIGN_OR_RETURN(const json::object reply, Exchange(command.get_object(), deadline));
  if (!reply.contains("return")) return Refused(TextIn(command.get_object(), "execute"), ObjectIn(reply, "error"));
  return json::serialize(reply);
}

absl::Status Agent::Send(std::string_view command, const json::object& arguments, absl::Time deadline) {
  const Turn turn(*this, deadline);
  if (!turn) return Unresponsive();
  RETURN_IF_ERROR(Synchronize(deadline));
  return Write(json::serialize(Command(command, arguments)) + "\n", deadline);
}

}  // namespace pleiad::qemu

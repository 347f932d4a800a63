// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/probe_session.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>

#include "absl/strings/strip.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
// More requests at once would gain nothing and could fill both directions of the socket.
constexpr size_t kBatch = 32;
constexpr size_t kMaxErrorBytes = 4096;
}  // namespace

absl::StatusOr<std::unique_ptr<QmpSession>> QmpSession::Start(const std::string& binary, std::string_view accelerators, absl::Time deadline) {
  std::unique_ptr<QmpSession> session(new QmpSession(binary, deadline));
  RETURN_IF_ERROR(session->Launch(accelerators));
  ASSIGN_OR_RETURN(session->greeting_, session->ReadAnswer());
  if (!session->greeting_.is_object() || !session->greeting_.as_object().contains("QMP")) return session->Failed();
  ASSIGN_OR_RETURN(auto answers, session->Ask({{"qmp_capabilities", {}}}));
  if (answers.empty() || answers[0].is_null()) return session->Failed();
  return session;
}

QmpSession::~QmpSession() {
  if (process_ == nullptr) return;
  // The whole session that Launch began: timeout(1) and the emulator.
  ::kill(-process_->pid(), SIGKILL);
  process_->Wait(absl::Seconds(5));
}

absl::Status QmpSession::Launch(std::string_view accelerators) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket pair");
  socket_.Reset(pair[0]);
  UniqueFd theirs(pair[1]);
  ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
  errors_.Reset(::memfd_create("emulator-errors", MFD_CLOEXEC));
  Command command;
  // An emulator without a machine waits for ever; timeout(1) ends it should this daemon be killed while it asks.
  command.argv = {"timeout", "-s", "KILL", "120", binary_, "-S", "-no-user-config", "-nodefaults", "-nographic"};
  command.argv.insert(command.argv.end(), {"-machine", "none,accel=" + std::string(accelerators), "-qmp", "stdio"});
  auto process = Process::Start(command, {.input = theirs.get(), .output = theirs.get(), .errors = errors_.get()});
  if (!process.ok()) return process.status();
  process_ = std::make_unique<Process>(*std::move(process));
  return absl::OkStatus();
}

absl::Status QmpSession::Failed() {
  std::string said(kMaxErrorBytes, '\0');
  const ssize_t count = ::pread(errors_.get(), said.data(), said.size(), 0);
  said.resize(count > 0 ? static_cast<size_t>(count) : 0);
  while (!said.empty() && said.back() == '\n') said.pop_back();
  if (said.empty()) said = "'" + binary_ + "' ended without an answer";
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "Failed to probe QEMU binary with QMP: %s", said);
}

absl::Status QmpSession::WaitFor(short events) {
  for (;;) {
    const absl::Duration left = deadline_ - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "emulator '%s' did not answer in time", binary_);
    }
    pollfd waited{.fd = socket_.get(), .events = events, .revents = 0};
    const int count = ::poll(&waited, 1, static_cast<int>(std::clamp<int64_t>(absl::ToInt64Milliseconds(left), 1, 60'000)));
    if (count > 0) return absl::OkStatus();
    if (count < 0 && errno != EINTR) return SystemError(ErrorDomain::kQemu, errno, "cannot wait for the emulator");
  }
}

absl::Status QmpSession::Send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count > 0) {
      text.remove_prefix(static_cast<size_t>(count));
    } else if (errno == EAGAIN) {
      RETURN_IF_ERROR(WaitFor(POLLOUT));
    } else if (errno != EINTR) {
      return Failed();
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> QmpSession::ReadLine() {
  size_t searched = 0;
  for (;;) {
    if (const size_t end = buffer_.find('\n', searched); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    searched = buffer_.size();
    if (searched > kMaxMessageBytes) return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "emulator '%s' sent too long a message", binary_);
    RETURN_IF_ERROR(WaitFor(POLLIN));
    char block[65536];
    const ssize_t count = ::recv(socket_.get(), block, sizeof block, 0);
    if (count > 0) {
      buffer_.append(block, static_cast<size_t>(count));
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      process_->Wait(absl::Seconds(1));  // so that all it had to say is there
      return Failed();
    }
  }
}

// The next message that is not an event.
absl::StatusOr<boost::json::value> QmpSession::ReadAnswer() {
  for (;;) {
    ASSIGN_OR_RETURN(const std::string line, ReadLine());
    boost::json::error_code error;
    boost::json::value message = boost::json::parse(line, error);
    if (error || !message.is_object()) return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "emulator '%s' sent no JSON object", binary_);
    if (!message.as_object().contains("event")) return message;
  }
}

absl::StatusOr<std::vector<boost::json::value>> QmpSession::Ask(const std::vector<QmpRequest>& requests) {
  std::vector<boost::json::value> answers;
  answers.reserve(requests.size());
  for (size_t first = 0; first < requests.size(); first += kBatch) {
    const size_t end = std::min(requests.size(), first + kBatch);
    std::string text;
    for (size_t i = first; i < end; ++i) {
      boost::json::object message{{"execute", requests[i].command}};
      if (!requests[i].arguments.empty()) message["arguments"] = requests[i].arguments;
      text += boost::json::serialize(message) + "\n";
    }
    RETURN_IF_ERROR(Send(text));
    for (size_t i = first; i < end; ++i) {
      ASSIGN_OR_RETURN(boost::json::value message, ReadAnswer());
      boost::json::value* const result = message.as_object().if_contains("return");
      answers.push_back(result ? std::move(*result) : boost::json::value());
    }
  }
  return answers;
}

}  // namespace pleiad::qemu

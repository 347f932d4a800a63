// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/process/launch_message.h"

#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
// Each field ends with a zero byte; a list begins with its count.
void PutField(std::string& out, std::string_view field) {
  out += field;
  out += '\0';
}

void PutList(std::string& out, const std::vector<std::string>& fields) {
  PutField(out, std::to_string(fields.size()));
  for (const std::string& field : fields) PutField(out, field);
}

class FieldReader {
 public:
  explicit FieldReader(std::string_view in) : in_(in) {}
  bool ok() const { return ok_; }
  std::string Field() {
    const size_t end = in_.find('\0');
    if (end == std::string_view::npos) {
      ok_ = false;
      return {};
    }
    std::string field(in_.substr(0, end));
    in_.remove_prefix(end + 1);
    return field;
  }
  int Number() {
    const std::string text = Field();
    int value = -1;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) ok_ = false;
    return value;
  }
  std::vector<std::string> List() {
    std::vector<std::string> fields;
    const int count = Number();
    for (int i = 0; i < count && ok_; ++i) fields.push_back(Field());
    return fields;
  }

 private:
  std::string_view in_;
  bool ok_ = true;
};

absl::Status Malformed() { return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "malformed launch message"); }

absl::Status SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return SystemError(ErrorDomain::kQemu, errno, "cannot send the command line to the launcher");
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReceiveExactly(int socket, size_t count) {
  std::string bytes(count, '\0');
  for (size_t have = 0; have < count;) {
    const ssize_t n = recv(socket, bytes.data() + have, count - have, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Malformed();
    have += static_cast<size_t>(n);
  }
  return bytes;
}

// The size of the message and its descriptors come first, in one packet of the stream.
absl::StatusOr<std::pair<size_t, std::vector<UniqueFd>>> ReceiveHead(int socket) {
  uint32_t size = 0;
  iovec part{&size, sizeof size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxLaunchFds)];
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  if (recvmsg(socket, &header, MSG_CMSG_CLOEXEC | MSG_WAITALL) != sizeof size) return Malformed();
  std::vector<UniqueFd> fds;
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      fds.emplace_back(fd);
    }
  }
  if (size > kMaxLaunchBytes || (header.msg_flags & MSG_CTRUNC)) return Malformed();
  return std::make_pair(static_cast<size_t>(size), std::move(fds));
}
}  // namespace

std::string EncodeLaunchMessage(const LaunchMessage& message) {
  std::string out;
  PutList(out, message.argv);
  PutList(out, message.environment);
  PutField(out, message.directory);
  PutField(out, std::to_string(message.fd_numbers.size()));
  for (int number : message.fd_numbers) PutField(out, std::to_string(number));
  return out;
}

absl::StatusOr<LaunchMessage> DecodeLaunchMessage(const std::string& bytes) {
  FieldReader reader(bytes);
  LaunchMessage message;
  message.argv = reader.List();
  message.environment = reader.List();
  message.directory = reader.Field();
  const int fds = reader.Number();
  for (int i = 0; i < fds && reader.ok(); ++i) message.fd_numbers.push_back(reader.Number());
  if (!reader.ok() || message.argv.empty()) return Malformed();
  return message;
}

absl::Status SendLaunchMessage(int socket, const LaunchMessage& message, const std::vector<int>& fds) {
  if (fds.size() > kMaxLaunchFds) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "a domain can't have more than %d descriptors passed", kMaxLaunchFds);
  }
  const std::string body = EncodeLaunchMessage(message);
  const uint32_t size = static_cast<uint32_t>(body.size());
  iovec part{const_cast<uint32_t*>(&size), sizeof size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxLaunchFds)] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!fds.empty()) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
    memcpy(CMSG_DATA(rights), fds.data(), sizeof(int) * fds.size());
  }
  if (sendmsg(socket, &header, MSG_NOSIGNAL) != sizeof size) {
    return SystemError(ErrorDomain::kQemu, errno, "cannot send the descriptors to the launcher");
  }
  return SendAll(socket, body);
}

absl::StatusOr<std::pair<LaunchMessage, std::vector<UniqueFd>>> ReceiveLaunchMessage(int socket) {
  ASSIGN_OR_RETURN(auto head, ReceiveHead(socket));
  ASSIGN_OR_RETURN(const std::string body, ReceiveExactly(socket, head.first));
  ASSIGN_OR_RETURN(LaunchMessage message, DecodeLaunchMessage(body));
  if (message.fd_numbers.size() != head.second.size()) return Malformed();
  return std::make_pair(std::move(message), std::move(head.second));
}

}  // namespace pleiad::qemu

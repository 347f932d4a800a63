// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include <utility>

namespace pleiad::rpc {
namespace {
// Room for one descriptor more than the protocol sends with a byte, to notice a peer that attaches several.
constexpr size_t kControlBytes = CMSG_SPACE(2 * sizeof(int));

IoResult ResultOf(ssize_t moved) {
  if (moved > 0) return {IoResult::Kind::kMoved, static_cast<size_t>(moved)};
  if (moved == 0) return {IoResult::Kind::kEnd};
  if (errno == EAGAIN || errno == EINTR) return {IoResult::Kind::kWouldWait};
  return {IoResult::Kind::kFailed, 0, errno};
}

void TakeDescriptors(msghdr& message, std::vector<UniqueFd>& descriptors) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    for (size_t at = 0; at + sizeof(int) <= c->cmsg_len - CMSG_LEN(0); at += sizeof(int)) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + at, sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
}

class SocketTransport : public Transport {
 public:
  explicit SocketTransport(UniqueFd socket) : socket_(std::move(socket)) {
    fcntl(socket_.get(), F_SETFL, fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
    int domain = 0;
    socklen_t size = sizeof domain;
    is_unix_ = getsockopt(socket_.get(), SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
  }
  Kind kind() const override { return is_unix_ ? Kind::kUnix : Kind::kTcp; }
  int descriptor() const override { return socket_.get(); }
  void Shutdown() override { shutdown(socket_.get(), SHUT_RDWR); }
  bool CanPassDescriptors() const override { return is_unix_; }
  bool IsSecure() const override { return is_unix_; }

  IoResult Read(std::span<char> buffer, std::vector<UniqueFd>& descriptors) override {
    if (!is_unix_) return ResultOf(recv(socket_.get(), buffer.data(), buffer.size(), 0));
    alignas(cmsghdr) char control[kControlBytes];
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const IoResult result = ResultOf(recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC));
    if (result.kind == IoResult::Kind::kMoved && message.msg_controllen > 0) TakeDescriptors(message, descriptors);
    return result;
  }

  IoResult Write(std::string_view bytes) override {
    return ResultOf(send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  IoResult WriteDescriptor(int descriptor) override {
    char mark = 0;
    iovec part{&mark, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &descriptor, sizeof descriptor);
    return ResultOf(sendmsg(socket_.get(), &message, MSG_NOSIGNAL));
  }

 private:
  UniqueFd socket_;
  bool is_unix_ = false;
};
}  // namespace

std::unique_ptr<Transport> NewSocketTransport(UniqueFd socket) { return std::make_unique<SocketTransport>(std::move(socket)); }

}  // namespace pleiad::rpc

// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/consoles.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"

namespace pleiad::test {
namespace {
constexpr size_t kMostHeld = 4096;

// What is taken goes before that of which it was taken.
struct Hold {
  std::shared_ptr<driver::ConsoleLocks> locks;
  std::shared_ptr<void> holder;
};
}  // namespace

Consoles::Consoles(const Context& context) : context_(context), alive_(std::make_shared<Consoles*>(this)) {
  context_.events.Subscribe([alive = alive_](const store::DomainEvent& event) {
    const auto* lifecycle = std::get_if<store::LifecycleEvent>(&event.what);
    if (!*alive || !lifecycle || lifecycle->event != vir::kDomainEventStopped) return;
    (*alive)->echoes_.remove_if([&](const Echo& echo) { return echo.run.id == event.domain.id; });
  });
}

absl::StatusOr<driver::StreamEnd> Consoles::Open(const DomainRef& run, const std::string& device, bool force) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
    return SystemError(ErrorDomain::kTest, errno, "cannot create a socket");
  }
  UniqueFd ours(pair[0]), theirs(pair[1]);
  driver::StreamEnd end;
  end.descriptor = std::move(theirs);
  end.to_client = end.from_client = true;
  end.revoker = std::make_shared<rpc::StreamRevoker>();
  auto holder = locks_->Take(absl::StrCat(run.uuid.ToString(), "/", device), end.revoker, force);
  if (!holder) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationFailed, "Active console session exists for this domain");
  }
  end.on_end = [hold = Hold{.locks = locks_, .holder = std::move(holder)}](rpc::StreamOutcome) mutable {
    hold.holder.reset();
    return absl::OkStatus();
  };
  context_.loop.Post([alive = alive_, run, ours = std::move(ours)]() mutable {
    if (*alive) (*alive)->Add(run, std::move(ours));
  });
  return end;
}

void Consoles::Add(const DomainRef& run, UniqueFd end) {
  const DomainPtr domain = context_.domains().Peek(run.uuid);
  if (!domain || domain->snapshot()->id() != run.id) return;  // it has ended meanwhile
  const auto echo = echoes_.insert(echoes_.end(), {.run = run, .end = std::move(end), .held = {}, .source = {}});
  echo->source = context_.loop.AddIo(echo->end.get(), EPOLLIN, [this, echo](uint32_t) {
    if (!Reflect(*echo)) echoes_.erase(echo);
  });
}

bool Consoles::Reflect(Echo& echo) {
  if (echo.held.empty()) {
    char bytes[kMostHeld];
    const ssize_t count = read(echo.end.get(), bytes, sizeof bytes);
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    echo.held.assign(bytes, static_cast<size_t>(count));
  }
  const ssize_t sent = send(echo.end.get(), echo.held.data(), echo.held.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
  if (sent > 0) echo.held.erase(0, static_cast<size_t>(sent));
  echo.source.SetEvents(echo.held.empty() ? EPOLLIN : EPOLLOUT);
  return true;
}

}  // namespace pleiad::test

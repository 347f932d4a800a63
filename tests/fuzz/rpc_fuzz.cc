// SPDX-License-Identifier: Apache-2.0
// rpc_fuzz.cc: whatever bytes a client sends, a server stays up, keeps within its bounds and loses nothing. The input goes,
// in pieces, to a whole server: framing, decoding of every bound procedure, authentication, streams.
#include <fcntl.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "libshared/base/error.h"
#include "libshared/rpc/identity.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_config.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/domain_lifecycle.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/lxc.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::rpc {
namespace {

// Answers nothing, but decodes the arguments of `Proc`.
template <class... Proc>
void RefuseAll(Table& table) {
  (table.Handle<Proc>(
       [](const Caller&, const typename Proc::Args&) -> absl::StatusOr<typename Proc::Ret> { return UnsupportedCall(ErrorDomain::kDomain, "x"); }, {}),
   ...);
}

class Target {
 public:
  Target() {
    table_.Handle<wire::ConnectOpen>([](const Caller&, const wire::ConnectOpenArgs&) { return absl::OkStatus(); }, {});
    BindIdentity(table_);
    table_.BindStream<wire::DomainOpenConsole>(*this, &Target::Console, {}, Run::kInline);
    table_.Bind<wire::LxcDomainOpenNamespace>(*this, &Target::Namespace, {});
    RefuseAll<wire::DomainCreate, wire::DomainSetMetadata, wire::DomainSendKey, wire::DomainSetMemoryParameters, wire::ConnectBaselineCpu,
              wire::DomainPinVcpu, wire::QemuDomainMonitorCommand, wire::ConnectDomainEventCallbackRegisterAny, wire::ConnectCompareHypervisorCpu>(table_);
    server_ = std::make_unique<Server>(*loop_, workers_, table_, ServerOptions{});
  }

  // Opens a connection and feeds it `input` in pieces whose sizes its own bytes choose.
  void Run(std::string_view input) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) abort();
    UniqueFd theirs(fds[1]);
    server_->Adopt(NewSocketTransport(UniqueFd(fds[0])), Caller());
    Send(theirs.get(), BuildFrame({.program = static_cast<uint32_t>(Program::kRemote), .procedure = wire::AuthList::kNumber}, {}));
    Send(theirs.get(), BuildFrame({.program = static_cast<uint32_t>(Program::kRemote), .procedure = wire::ConnectOpen::kNumber}, std::string(8, '\0')));
    while (!input.empty()) {
      const size_t size = std::min<size_t>(input.size(), 1 + static_cast<uint8_t>(input.front()) * 4u);
      Send(theirs.get(), input.substr(0, size));
      input.remove_prefix(size);
    }
    loop_->RunOnce(absl::ZeroDuration());
    theirs.Reset();
    for (int turn = 0; turn < 16 && server_->client_count() > 0; ++turn) loop_->RunOnce(absl::Milliseconds(1));
    if (server_->client_count() > 0) abort();
  }

  absl::StatusOr<StreamEnd> Console(const Caller&, const DomainRef&, const std::optional<std::string>&, uint32_t flags) {
    return StreamEnd{.descriptor = UniqueFd(open("/dev/null", O_RDWR | O_CLOEXEC)), .to_client = (flags & 1) != 0, .from_client = true,
                     .sparse = (flags & 2) != 0, .on_end = nullptr};
  }
  absl::StatusOr<UniqueFd> Namespace(const Caller&, const DomainRef&, uint32_t) { return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

 private:
  void Send(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      loop_->RunOnce(absl::ZeroDuration());
      if (sent < 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  Table table_;
  std::unique_ptr<Server> server_;
  event::WorkerPool workers_{event::WorkerPool::Limits{}};
};
}  // namespace
}  // namespace pleiad::rpc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto* const target = new pleiad::rpc::Target;
  target->Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

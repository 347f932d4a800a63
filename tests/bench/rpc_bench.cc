// SPDX-License-Identifier: Apache-2.0
// rpc_bench.cc: calls over real sockets through the server: one at a time, pipelined, and from eight connections at once.
#include <benchmark/benchmark.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"

namespace pleiad::rpc {
namespace {
constexpr uint32_t kRemote = static_cast<uint32_t>(Program::kRemote);

class Driver {
 public:
  absl::Status Open(const Caller&, const std::optional<std::string>&, uint32_t) { return absl::OkStatus(); }
  absl::StatusOr<uint64_t> LibVersion(const Caller&) { return 9000000; }
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef&, uint32_t) { return xml_; }

 private:
  std::string xml_ = std::string(3500, 'x');
};

// A server on a thread of its own; clients are plain blocking sockets.
class Fixture {
 public:
  explicit Fixture(int clients) {
    for (int i = 0; i < clients; ++i) {
      int fds[2];
      if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) abort();
      ours_.emplace_back(fds[0]);
      theirs_.emplace_back(fds[1]);
    }
    thread_ = std::thread([this] { Serve(); });
    ready_.WaitForNotification();
    for (const UniqueFd& client : theirs_) {
      RoundTrip(client.get(), BuildFrame({.program = kRemote, .procedure = 66}, {}));
      RoundTrip(client.get(), BuildFrame({.program = kRemote, .procedure = 1}, std::string(8, '\0')));
    }
  }
  ~Fixture() {
    loop_->Exit(0);
    thread_.join();
  }
  int client(size_t at) const { return theirs_[at].get(); }

  static void RoundTrip(int fd, std::string_view frame) {
    if (write(fd, frame.data(), frame.size()) != static_cast<ssize_t>(frame.size())) abort();
    ReadFrames(fd, 1);
  }
  static void ReadFrames(int fd, int count) {
    thread_local std::string kept;
    char buffer[65536];
    while (count > 0) {
      const ssize_t got = read(fd, buffer, sizeof buffer);
      if (got <= 0) abort();
      kept.append(buffer, static_cast<size_t>(got));
      size_t at = 0;
      while (kept.size() - at >= 4) {
        xdr::Decoder d(std::string_view(kept).substr(at));
        const uint32_t length = d.U32();
        if (kept.size() - at < length) break;
        at += length;
        --count;
      }
      kept.erase(0, at);
    }
  }

 private:
  void Serve() {
    auto loop = *event::Loop::Create();
    loop_ = loop.get();
    auto workers = std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{});
    Driver driver;
    Table table;
    table.Bind<wire::ConnectOpen>(driver, &Driver::Open, {permission::kConnectGetattr});
    table.Bind<wire::ConnectGetLibVersion>(driver, &Driver::LibVersion, {permission::kConnectGetattr});
    table.Bind<wire::DomainGetXmlDesc>(driver, &Driver::XmlDesc, {permission::kDomainRead});
    auto server = std::make_unique<Server>(*loop, *workers, table, ServerOptions{});
    for (UniqueFd& socket : ours_) server->Adopt(NewSocketTransport(std::move(socket)), Caller());
    ready_.Notify();
    loop->Run();
    workers.reset();
  }

  std::vector<UniqueFd> ours_, theirs_;
  event::Loop* loop_ = nullptr;
  absl::Notification ready_;
  std::thread thread_;
};

std::string LibVersionCall() { return BuildFrame({.program = kRemote, .procedure = wire::ConnectGetLibVersion::kNumber, .serial = 1}, {}); }

std::string XmlCall() {
  xdr::Encoder e;
  xdr::Put(e, wire::DomainGetXmlDescArgs{{"web", {}, 1}, 0});
  return BuildFrame({.program = kRemote, .procedure = wire::DomainGetXmlDesc::kNumber, .serial = 1}, e.out());
}

void OneAtATime(benchmark::State& state, const std::string& call) {
  Fixture fixture(1);
  for (auto _ : state) Fixture::RoundTrip(fixture.client(0), call);
  state.SetItemsProcessed(state.iterations());
}
void BM_Call(benchmark::State& state) { OneAtATime(state, LibVersionCall()); }
void BM_DumpXml(benchmark::State& state) { OneAtATime(state, XmlCall()); }

void BM_Pipelined(benchmark::State& state) {
  constexpr int kBatch = 32;
  Fixture fixture(1);
  std::string calls;
  for (int i = 0; i < kBatch; ++i) calls += LibVersionCall();
  for (auto _ : state) {
    if (write(fixture.client(0), calls.data(), calls.size()) < 0) abort();
    Fixture::ReadFrames(fixture.client(0), kBatch);
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}

// One round trip of each of eight clients, in threads of their own.
void BM_EightConnections(benchmark::State& state) {
  static std::atomic<Fixture*> shared{nullptr};
  if (state.thread_index() == 0) shared = new Fixture(state.threads());
  while (shared == nullptr) std::this_thread::yield();
  const std::string call = LibVersionCall();
  const int fd = shared.load()->client(static_cast<size_t>(state.thread_index()));
  for (auto _ : state) Fixture::RoundTrip(fd, call);
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) delete shared.exchange(nullptr);
}

BENCHMARK(BM_Call)->UseRealTime();
BENCHMARK(BM_DumpXml)->UseRealTime();
BENCHMARK(BM_Pipelined)->UseRealTime();
BENCHMARK(BM_EightConnections)->Threads(8)->UseRealTime();
}  // namespace
}  // namespace pleiad::rpc

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// connection_watch.h: what ends with the connection that began it, e.g. a domain started with VIR_DOMAIN_START_AUTODESTROY.
// Drivers ask; the front ends, who have the connections, answer.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace pleiad::driver {

class ConnectionWatch {
 public:
  virtual ~ConnectionWatch() = default;
  // Runs `hook` once, on the loop's thread, when the connection of a caller (Caller::connection_id) ends, or soon when it has
  // ended already. The hook must not wait: it hands its work to a worker. From any thread.
  virtual void OnClose(uint64_t connection_id, std::function<void()> hook) = 0;
};

// Passes on to the front ends, which come to be after the drivers that ask. Set up before the first call comes in.
class FrontWatch final : public ConnectionWatch {
 public:
  using Source = std::function<void(uint64_t connection_id, std::function<void()> hook)>;
  // Callers from the bus have this bit in their connection's number.
  static constexpr uint64_t kBusBit = uint64_t{1} << 63;

  // E.g. [&server](uint64_t id, auto hook) { server.OnClientClose(id, std::move(hook)); }
  void SetRpc(Source source) { rpc_ = std::move(source); }
  void SetBus(Source source) { bus_ = std::move(source); }
  void OnClose(uint64_t connection_id, std::function<void()> hook) override {
    const Source& source = (connection_id & kBusBit) != 0 ? bus_ : rpc_;
    if (source) source(connection_id, std::move(hook));
  }

 private:
  Source rpc_, bus_;
};

}  // namespace pleiad::driver

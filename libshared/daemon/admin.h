// SPDX-License-Identifier: Apache-2.0
// admin.h: the admin program (virt-admin) on the admin socket: who is connected, limits, logging, when to leave. A server of
// its own, so that an administrator gets in when the other one is full. For the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/admin.h"

namespace pleiad::daemon {

// What an administrator can do to the daemon; all outlive the Admin.
struct AdminTarget {
  std::string name;  // of the server for clients: "virtqemud"
  rpc::Server& server;
  event::WorkerPool& workers;
  std::function<void(absl::Duration)> set_idle_timeout;
  std::function<void()> quit;
  std::function<absl::Status()> update_tls = nullptr;  // null where there is none
};

class Admin {
 public:
  // The limits are those of the admin's own server, which asks nobody to authenticate.
  Admin(event::Loop& loop, AdminTarget target, rpc::ServerOptions options, event::WorkerPool::Limits workers);

  void Listen(UniqueFd socket) { server_->Listen(std::move(socket), {}); }
  void AcceptAll() { server_->AcceptAll(); }
  void StopListening() { server_->StopListening(); }
  size_t client_count() const { return server_->client_count(); }
  void SetActivityObserver(std::function<void()> observer) { server_->SetActivityObserver(std::move(observer)); }

 private:
  void BindConnection();
  void BindServers();
  void BindClients();
  void BindLogging();

  absl::StatusOr<rpc::Server*> FindServer(std::string_view name);
  absl::StatusOr<rpc::ClientInfo> FindClient(std::string_view server, uint64_t id);
  event::WorkerPool& WorkersOf(const rpc::Server& server);
  size_t AnonymousLimitOf(const rpc::Server& server) const;
  absl::Status SetClientLimits(rpc::Server& server, const TypedParams& params);

  event::Loop& loop_;
  const AdminTarget target_;
  rpc::Table table_;
  std::unique_ptr<rpc::Server> server_;
  event::WorkerPool workers_;
};

}  // namespace pleiad::daemon

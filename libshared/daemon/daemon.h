// SPDX-License-Identifier: Apache-2.0
// daemon.h: what every main() is made of. A daemon is its identity and a driver's hooks; the rest (options, configuration,
// one instance only, sockets, authentication, signals, the service manager, idle exit) is here.
//
//   class VirtqemudHooks : public daemon::Hooks { ... };
//   int main(int argc, char** argv) {
//     VirtqemudHooks hooks;
//     return pleiad::daemon::Main({.name = "virtqemud", .summary = "Manages QEMU and KVM domains"}, hooks, argc, argv);
//   }
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/daemon/access.h"
#include "libshared/daemon/admin.h"
#include "libshared/daemon/authentication.h"
#include "libshared/daemon/idle_exit.h"
#include "libshared/daemon/listeners.h"
#include "libshared/daemon/options.h"
#include "libshared/daemon/paths.h"
#include "libshared/daemon/pid_file.h"
#include "libshared/daemon/polkit.h"
#include "libshared/daemon/settings.h"
#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/table.h"

namespace pleiad::daemon {

class Daemon;
class RemoteDoor;
struct SecondaryForwarding;

// What a driver adds. All are called on the loop's thread.
class Hooks {
 public:
  virtual ~Hooks() = default;
  // Before any client is served: builds the driver and fills daemon.table(). Clients wait in the sockets' backlog meanwhile,
  // so what takes long (reconnecting to running guests) goes to the workers.
  virtual absl::Status Start(Daemon& daemon) = 0;
  // Everything is up and clients are served.
  virtual void Started(Daemon& /*daemon*/) {}
  // The file has been read anew on SIGHUP; daemon.settings() has it.
  virtual void Reload(Daemon& /*daemon*/) {}
  // While true the daemon does not leave for idleness: a guest runs, say.
  virtual bool IsBusy() { return false; }
  // The daemon is about to leave for idleness. Front ends beside its sockets say that they are not there any more (a name on
  // the bus), take in what was on its way to them, and call `ready`.
  virtual void PrepareToLeave(std::function<void()> ready) { ready(); }
  // Somebody came meanwhile, and the daemon stays.
  virtual void Stay() {}
  // No more calls come, or Start has failed. The driver lets go of everything that refers to the daemon; its guests go on.
  virtual void Stop() {}
  // How remote clients are let in; null where they are not.
  virtual RemoteDoor* remote_door() { return nullptr; }
  // What access rules see as connect_driver.
  virtual std::string AccessDriverName() const { return "QEMU"; }
};

class Daemon {
 public:
  static absl::StatusOr<std::unique_ptr<Daemon>> Create(const Identity& identity, const Options& options, Hooks& hooks);
  ~Daemon();

  // Serves until SIGTERM, SIGINT, idle exit or Quit(); returns the exit code.
  int Run();
  // From any thread.
  void Quit();

  event::Loop& loop() { return *loop_; }
  event::WorkerPool& workers() { return *workers_; }
  rpc::Table& table() { return table_; }
  rpc::Server& server() { return *server_; }  // there once Hooks::Start has returned
  Gatekeeper& gatekeeper() { return *gatekeeper_; }
  Polkit* polkit() { return polkit_.get(); }            // null but in a system instance
  rpc::AccessCheck* access() { return access_.get(); }  // null when whoever manages may do everything
  // How access rules learn which object a client means; in Hooks::Start.
  void SetObjects(driver::KnownObjects objects) {
    if (access_) access_->SetObjects(objects);
  }
  // The same check for objects that only some connections have; null as access() is. The daemon outlives it.
  std::unique_ptr<PolkitAccess> NewAccess() const;
  const Identity& identity() const { return identity_; }
  const Options& options() const { return options_; }
  const Paths& paths() const { return paths_; }
  const Settings& settings() const { return settings_; }
  Mode mode() const { return options_.mode; }
  bool IsSystem() const { return options_.mode == Mode::kSystem; }
  // Sockets that the rpc server is to forward from; set in Hooks::Start.
  void SetRouter(rpc::FrameRouter* router) { router_ = router; }
  // Calls of secondary drivers go to the daemons that own them (secondary.h); in Hooks::Start.
  void ForwardSecondary();
  // Other front ends (D-Bus) that keep the daemon from leaving while they have clients. For the loop's thread.
  void SetOtherClients(size_t count);

 private:
  Daemon(const Identity& identity, const Options& options, Hooks& hooks);
  absl::Status Prepare();
  absl::Status ReadSettings();
  absl::Status OpenSockets();
  absl::Status StartServing();
  void Listen();
  void WatchSignals();
  void Reload();
  void TryToLeave();
  bool LeaveOwnSockets();
  void BeginStop();
  void CountClients();
  size_t clients() const;
  bool WorkersEnd(absl::Duration patience) const;

  const Identity identity_;
  const Options options_;
  const Paths paths_;
  Hooks& hooks_;
  Settings settings_;
  std::unique_ptr<PidFile> pid_file_;
  std::vector<Listener> listeners_;
  std::unique_ptr<event::Loop> loop_;
  std::unique_ptr<Polkit> polkit_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<PolkitAccess> access_;
  rpc::Table table_;
  rpc::FrameRouter* router_ = nullptr;
  std::unique_ptr<SecondaryForwarding> secondary_;  // null where nothing is forwarded so
  std::unique_ptr<rpc::Server> server_;
  // After the server in this list: workers end before what their tasks refer to.
  std::unique_ptr<event::WorkerPool> workers_;
  std::unique_ptr<IdleExit> idle_;
  std::unique_ptr<Admin> admin_;
  std::vector<event::Source> signals_;
  size_t other_clients_ = 0;
  bool started_ = false, stopping_ = false;
};

// The whole of a main(): reads the command line, detaches if asked to, runs. Errors go to standard error and the log.
int Main(const Identity& identity, Hooks& hooks, int argc, char** argv);

}  // namespace pleiad::daemon

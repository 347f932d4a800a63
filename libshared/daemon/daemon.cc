// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/daemon.h"

#include <malloc.h>
#include <signal.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/daemon/detach.h"
#include "libshared/daemon/remote_door.h"
#include "libshared/daemon/secondary.h"
#include "libshared/remote/sasl.h"
#include "libshared/rpc/identity.h"
#include "libshared/rpc/upstream.h"

namespace pleiad::daemon {
namespace {
// How long calls that run may take to end when the daemon stops.
constexpr absl::Duration kStopPatience = absl::Seconds(5);
// How long the driver's tasks may take that nobody waits for.
constexpr absl::Duration kEndPatience = absl::Seconds(15);
// How long a daemon that has left its sockets may take to end.
constexpr absl::Duration kFormerPatience = absl::Seconds(10);

// Before any thread starts: signals are the loop's, and a client that hangs up is no reason to die.
void SetUpSignals() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  for (int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

std::string ConfigPath(const Identity& identity, const Options& options, const Paths& paths) {
  return options.config.empty() ? paths.ConfigFile(absl::StrCat(std::string(identity.name), ".conf")) : options.config;
}

rpc::ServerOptions ServerOptionsOf(const ServerLimits& limits) {
  rpc::ServerOptions options;
  options.max_clients = limits.max_clients;
  // 0 turns the limit off, as libvirt has it.
  options.max_anonymous_clients = limits.max_anonymous_clients == 0 ? limits.max_clients : limits.max_anonymous_clients;
  options.client.max_in_flight = static_cast<int>(limits.max_client_requests);
  options.keepalive.interval = limits.keepalive_interval > 0 ? absl::Seconds(limits.keepalive_interval) : absl::ZeroDuration();
  options.keepalive.count = static_cast<int>(limits.keepalive_count);
  return options;
}

event::WorkerPool::Limits WorkersOf(const ServerLimits& limits) {
  return {.min_threads = limits.min_workers,
          .max_threads = limits.max_workers,
          .urgent_threads = limits.prio_workers,
          .idle_time = absl::Seconds(3)};
}
}  // namespace

Daemon::Daemon(const Identity& identity, const Options& options, Hooks& hooks)
    : identity_(identity), options_(options), paths_(Paths::Of(options)), hooks_(hooks) {}

Daemon::~Daemon() {
  if (started_) hooks_.Stop();
  // A task may hang in the kernel (a file server that is gone); it holds nothing that is not on disk.
  if (workers_ && !WorkersEnd(kEndPatience)) {
    log::Warning("ends while tasks hang");
    RemoveOwnSockets(listeners_);
    pid_file_.reset();
    _exit(0);
  }
  workers_.reset();
  admin_.reset();
  server_.reset();
  RemoveOwnSockets(listeners_);
}

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Create(const Identity& identity, const Options& options, Hooks& hooks) {
  std::unique_ptr<Daemon> daemon(new Daemon(identity, options, hooks));
  RETURN_IF_ERROR(daemon->Prepare());
  RETURN_IF_ERROR(daemon->StartServing());
  return daemon;
}

absl::Status Daemon::Prepare() {
  RETURN_IF_ERROR(ReadSettings());
  RETURN_IF_ERROR(log::Configure(settings_.LogSettings(options_)));
  RETURN_IF_ERROR(paths_.EnsureFolders());
  const std::string pid_path = options_.pid_file.empty() ? paths_.PidFile(identity_.name) : options_.pid_file;
  ASSIGN_OR_RETURN(PidFile pid_file, PidFile::Acquire(pid_path, kFormerPatience, [this] {
                     return rpc::DialUnix(OwnSockets(paths_, settings_, identity_.SocketStem()).front().path).ok();
                   }));
  pid_file_ = std::make_unique<PidFile>(std::move(pid_file));
  RETURN_IF_ERROR(OpenSockets());
  ASSIGN_OR_RETURN(loop_, event::Loop::Create());
  workers_ = std::make_unique<event::WorkerPool>(WorkersOf(settings_.limits));
  if (IsSystem()) polkit_ = std::make_unique<Polkit>(*loop_, GroupHint(settings_));
  gatekeeper_ = std::make_unique<Gatekeeper>(polkit_.get(), settings_);
  for (const std::string& driver : settings_.access_drivers) {
    if (driver == "polkit" && polkit_) access_ = std::make_unique<PolkitAccess>(*polkit_, hooks_.AccessDriverName());
  }
  return absl::OkStatus();
}

std::unique_ptr<PolkitAccess> Daemon::NewAccess() const {
  return access_ ? std::make_unique<PolkitAccess>(*polkit_, hooks_.AccessDriverName()) : nullptr;
}

absl::Status Daemon::ReadSettings() {
  const std::string path = ConfigPath(identity_, options_, paths_);
  ASSIGN_OR_RETURN(ConfigFile config, ConfigFile::Load(path));
  ASSIGN_OR_RETURN(settings_, Settings::Read(config, options_.mode));
  RemoteDoor* const door = hooks_.remote_door();
  if (door != nullptr) RETURN_IF_ERROR(door->ReadSettings(config));
  for (const std::string& line : SettingsWithoutEffect(config, /*serves_remote=*/door != nullptr)) log::Warning(line);
  for (const std::string& key : config.UnreadKeys()) log::Warning(absl::StrCat("unknown setting ", key));
  return absl::OkStatus();
}

absl::Status Daemon::OpenSockets() {
  listeners_ = TakeActivatedSockets(/*remote=*/hooks_.remote_door() != nullptr);
  if (!listeners_.empty()) return absl::OkStatus();
  for (const OwnSocket& own : OwnSockets(paths_, settings_, identity_.SocketStem())) {
    ASSIGN_OR_RETURN(Listener listener, ListenAt(own));
    listeners_.push_back(std::move(listener));
  }
  if (RemoteDoor* door = hooks_.remote_door(); door != nullptr) {
    ASSIGN_OR_RETURN(std::vector<Listener> remote, door->OwnSockets(settings_.limits.max_queued_clients));
    std::ranges::move(remote, std::back_inserter(listeners_));
  }
  return absl::OkStatus();
}

absl::Status Daemon::StartServing() {
  started_ = true;
  // A proxy says for whom it asks.
  rpc::BindIdentity(table_);
  RETURN_IF_ERROR(hooks_.Start(*this));
  if (settings_.auth_unix_rw == UnixAuth::kSasl || settings_.auth_unix_ro == UnixAuth::kSasl)
    RETURN_IF_ERROR(remote::PrepareSasl());
  if (RemoteDoor* door = hooks_.remote_door(); door != nullptr) RETURN_IF_ERROR(door->Open(listeners_));
  rpc::ServerOptions server_options = ServerOptionsOf(settings_.limits);
  server_options.authenticator = gatekeeper_.get();
  server_options.access = access_.get();
  server_options.router = router_;
  server_options.takes_clients = true;
  server_ = std::make_unique<rpc::Server>(*loop_, *workers_, table_, server_options);
  idle_ = std::make_unique<IdleExit>(
      *loop_, options_.timeout, [this] { return hooks_.IsBusy(); }, [this] { TryToLeave(); });
  AdminTarget target{std::string(identity_.name), *server_, *workers_,
                     [this](absl::Duration timeout) { idle_->SetTimeout(timeout); }, [this] { Quit(); }};
  if (RemoteDoor* door = hooks_.remote_door(); door != nullptr) target.update_tls = [door] { return door->UpdateTls(); };
  admin_ = std::make_unique<Admin>(*loop_, std::move(target), ServerOptionsOf(settings_.admin_limits),
                                   WorkersOf(settings_.admin_limits));
  Listen();
  WatchSignals();
  hooks_.Started(*this);
  return absl::OkStatus();
}

void Daemon::Listen() {
  server_->SetActivityObserver([this] { CountClients(); });
  admin_->SetActivityObserver([this] { CountClients(); });
  for (Listener& listener : listeners_) {
    if (listener.role == SocketRole::kAdmin) {
      admin_->Listen(std::move(listener.fd));
    } else if (listener.role == SocketRole::kTls || listener.role == SocketRole::kTcp) {
      server_->Listen(std::move(listener.fd), hooks_.remote_door()->OptionsFor(listener.role));
    } else {
      server_->Listen(std::move(listener.fd), {.read_only = listener.role == SocketRole::kReadOnly});
    }
  }
}

void Daemon::WatchSignals() {
  for (int number : {SIGTERM, SIGINT}) signals_.push_back(loop_->AddSignal(number, [this] { BeginStop(); }));
  signals_.push_back(loop_->AddSignal(SIGHUP, [this] { Reload(); }));
}

void Daemon::ForwardSecondary() {
  secondary_ = std::make_unique<SecondaryForwarding>(Siblings::Of(paths_), options_.mode);
  SetRouter(&secondary_->forwarder);
}

int Daemon::Run() {
  loop_->EnableWatchdog();
  sd_notify(/*unset_environment=*/0, "READY=1");
  log::Info(absl::StrCat(std::string(identity_.name), " serves clients"));
  return loop_->Run();
}

void Daemon::Quit() {
  loop_->Post([this] { BeginStop(); });
}

void Daemon::Reload() {
  sd_notify(0, "RELOADING=1");
  const Settings before = settings_;
  if (absl::Status status = ReadSettings(); !status.ok()) {
    log::Failure("the configuration stays as it was", status);
    settings_ = before;
  } else {
    if (absl::Status logging = log::Configure(settings_.LogSettings(options_)); !logging.ok())
      log::Failure("logging stays as it was", logging);
    gatekeeper_->Configure(settings_);
    const rpc::ServerOptions limits = ServerOptionsOf(settings_.limits);
    server_->SetClientLimits(limits.max_clients, limits.max_anonymous_clients);
    workers_->SetLimits(WorkersOf(settings_.limits));
    if (RemoteDoor* door = hooks_.remote_door(); door != nullptr) {
      if (absl::Status remote = door->Reload(); !remote.ok()) log::Failure("remote clients are served as before", remote);
    }
    hooks_.Reload(*this);
  }
  sd_notify(0, "READY=1");
}

size_t Daemon::clients() const { return server_->client_count() + admin_->client_count() + other_clients_; }

// Nobody who comes at the last moment may be sent away.
void Daemon::TryToLeave() {
  hooks_.PrepareToLeave([this] {
    if (stopping_) return;
    if (clients() == 0 && !hooks_.IsBusy() && LeaveOwnSockets()) return BeginStop();
    hooks_.Stay();
    idle_->BeginAnew();
  });
}

// At the service manager's sockets clients wait for the next daemon. Own ones end with this one: first nobody finds them any
// more, and then those who have found them are served. False when there is one.
bool Daemon::LeaveOwnSockets() {
  if (std::ranges::all_of(listeners_, &Listener::activated)) return true;
  RemoveOwnSockets(listeners_);
  server_->AcceptAll();
  admin_->AcceptAll();
  if (clients() == 0) return true;
  server_->StopListening();
  admin_->StopListening();
  if (absl::Status status = OpenSockets(); !status.ok()) log::Failure("no further clients can be served", status);
  Listen();
  return false;
}

bool Daemon::WorkersEnd(absl::Duration patience) const {
  const absl::Time deadline = absl::Now() + patience;
  for (;;) {
    if (workers_->counts().at_rest) return true;
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(10));
  }
}

void Daemon::BeginStop() {
  if (std::exchange(stopping_, true)) return;
  sd_notify(0, "STOPPING=1");
  log::Info(absl::StrCat(std::string(identity_.name), " stops"));
  server_->Drain(kStopPatience, [this] { loop_->Exit(0); });
}

void Daemon::SetOtherClients(size_t count) {
  other_clients_ = count;
  CountClients();
}

void Daemon::CountClients() {
  if (idle_ && !stopping_) idle_->SetClients(clients());
}

// Replies of some hundred kilobytes come and go: to get and return their pages each time costs more than to write them. What is
// not needed goes back when work pauses (event::WorkerPool).
static void KeepMemoryBetweenCalls() {
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

// Debian's Abseil looks for deadlocks at every lock, which no user of a release needs; builds for tests do.
static void TrustLockOrder() {
#ifdef PLEIAD_RELEASE
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
}

int Main(const Identity& identity, Hooks& hooks, int argc, char** argv) {
  const CommandLine line = ParseCommandLine(identity, argc, argv, geteuid() == 0);
  if (line.action != CommandLine::Action::kRun) {
    const bool fine = line.action == CommandLine::Action::kPrint;
    fputs(line.text.c_str(), fine ? stdout : stderr);
    return fine ? 0 : 1;
  }
  SetUpSignals();
  KeepMemoryBetweenCalls();
  TrustLockOrder();
  Detachment detachment;
  if (line.options.detach) {
    if (auto code = detachment.Begin()) return *code;
  }
  auto daemon = Daemon::Create(identity, line.options, hooks);
  if (!daemon.ok()) {
    log::Failure(absl::StrCat(std::string(identity.name), " cannot start"), daemon.status());
    detachment.Fail();
    return 1;
  }
  detachment.Succeed();
  return (*daemon)->Run();
}

}  // namespace pleiad::daemon

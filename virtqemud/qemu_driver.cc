// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/qemu_driver.h"

#include <unistd.h>

#include <algorithm>

#include "libshared/base/atomic_file.h"
#include "libshared/base/status_macros.h"
#include "libshared/daemon/domain_bus.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/security/file_owners.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/calls/block_jobs.h"
#include "virtqemud/domain/calls/guest.h"
#include "virtqemud/domain/calls/inspect.h"
#include "virtqemud/domain/calls/lifecycle.h"
#include "virtqemud/domain/calls/saved_state.h"
#include "virtqemud/domain/calls/snapshots.h"
#include "virtqemud/domain/calls/stats.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/run/recovery.h"
#include "virtqemud/qemu_host.h"

namespace pleiad::qemu {
namespace {
// In a build tree the launcher is in a folder beside the daemon; installed, it is a program of the daemon's own.
std::string FindLauncher() {
  char self[4096];
  const ssize_t n = readlink("/proc/self/exe", self, sizeof self);
  if (n > 0) {
    std::string folder(self, static_cast<size_t>(n));
    folder.resize(folder.rfind('/'));
    if (std::string beside = folder + "/process/pleiad-launch"; access(beside.c_str(), X_OK) == 0) return beside;
  }
  return PLEIAD_LIBEXECDIR "/pleiad-launch";
}

QemuPaths PathsOf(const daemon::Paths& paths) {
  const daemon::DriverPaths driver = paths.Driver("qemu");
  return {.config = driver.config,
          .autostart = driver.config + "/autostart",
          .state = driver.state,
          .lib = driver.lib,
          .log = driver.log,
          .nvram = driver.data + "/nvram",
          .save = driver.data + "/save",
          .channel = driver.data + "/channel/target",
          .cache = driver.cache,
          .launcher = FindLauncher()};
}

ProcessStarter::Options StarterOptions(daemon::Mode mode, const QemuPaths& paths) {
  return {.use_systemd = mode == daemon::Mode::kSystem,
          .user_manager = false,
          .launcher = paths.launcher,
          .socket_folder = paths.lib};
}

// The host's UUID where the configuration says it; else it is the machine's own.
std::optional<Uuid> ConfiguredUuid(const daemon::Settings& settings) {
  if (!settings.host_uuid.empty()) return Uuid::Parse(settings.host_uuid);
  if (settings.host_uuid_source != "machine-id") return std::nullopt;
  return Uuid::Parse(ReadFile("/etc/machine-id").value_or("").substr(0, 32));
}

InstanceKind KindOf(daemon::Mode mode) {
  switch (mode) {
    case daemon::Mode::kSystem:
      return InstanceKind::kSystem;
    case daemon::Mode::kSession:
      return InstanceKind::kSession;
    case daemon::Mode::kEmbedded:
      return InstanceKind::kEmbedded;
  }
  return InstanceKind::kSystem;
}
}  // namespace

struct QemuDriver::Parts {
  Parts(daemon::Daemon& daemon, QemuConfig loaded, std::unique_ptr<security::FileOwners> owners)
      : config(std::move(loaded)),
        files(std::move(owners)),
        store(PathsOf(daemon.paths())),
        capabilities({.folder = store.paths().cache + "/capabilities", .host = HostCircumstances()}),
        starter(StarterOptions(daemon.mode(), store.paths())),
        events(daemon.loop()),
        context{.loop = daemon.loop(),
                .workers = daemon.workers(),
                .privileged = daemon.IsSystem(),
                .config = config,
                .domains = domains,
                .store = store,
                .capabilities = capabilities,
                .starter = starter,
                .events = events,
                .files = files.get()},
        host(context, KindOf(daemon.mode()), ConfiguredUuid(daemon.settings())),
        lifecycle(context, connections),
        inspect(context),
        stats(context),
        tuning(context),
        guest(context),
        saved_state(context),
        snapshots(context),
        checkpoints(context),
        block_jobs(context),
        driver{.host = host,
               .lifecycle = lifecycle,
               .inspect = inspect,
               .stats = stats,
               .tuning = tuning,
               .guest = guest,
               .devices = devices,
               .saved_state = saved_state,
               .snapshots = snapshots,
               .checkpoints = checkpoints,
               .block_jobs = block_jobs,
               .migration = migration,
               .events = events} {}

  const QemuConfig config;
  const std::unique_ptr<security::FileOwners> files;
  Domains domains;
  DomainStore store;
  CapabilitiesCache capabilities;
  ProcessStarter starter;
  driver::DomainEventBus events;
  const QemuContext context;
  driver::FrontWatch connections;
  QemuHost host;
  Lifecycle lifecycle;
  Inspect inspect;
  Stats stats;
  Tuning tuning;
  Guest guest;
  driver::DomainDevices devices;
  SavedState saved_state;
  Snapshots snapshots;
  Checkpoints checkpoints;
  BlockJobs block_jobs;
  driver::DomainMigration migration;
  driver::DomainDriver driver;
  std::unique_ptr<driver::DomainBus> bus;  // null until served, and where there is none
};

QemuDriver::QemuDriver() = default;
QemuDriver::~QemuDriver() = default;

absl::Status QemuDriver::Start(daemon::Daemon& daemon) {
  ASSIGN_OR_RETURN(QemuConfig config, QemuConfig::Load(daemon.paths().ConfigFile("qemu.conf"), /*privileged=*/daemon.IsSystem()));
  std::unique_ptr<security::FileOwners> files;
  if (config.user) {
    ASSIGN_OR_RETURN(files, security::FileOwners::Create(PathsOf(daemon.paths()).state + "/lent-files"));
  }
  parts_ = std::make_unique<Parts>(daemon, std::move(config), std::move(files));
  parts_->connections.SetRpc(
      [&daemon](uint64_t id, std::function<void()> hook) { daemon.server().OnClientClose(id, std::move(hook)); });
  daemon.SetObjects({.domains = &parts_->inspect});
  daemon.ForwardSecondary();
  driver::BindDomainProcedures(daemon.table(), parts_->driver, {.access = daemon.access()});
  return LoadDomains(parts_->context);
}

void QemuDriver::Started(daemon::Daemon& daemon) {
  parts_->bus = daemon::JoinBus(daemon, parts_->driver, "org.libvirt.virtqemud", "/org/libvirt/QEMU", &parts_->connections);
  AutostartDomains(parts_->context);
}

bool QemuDriver::IsBusy() {
  const std::vector<DomainPtr> domains = parts_->domains.All();
  return std::any_of(domains.begin(), domains.end(), [](const DomainPtr& domain) { return domain->snapshot()->active(); });
}

void QemuDriver::PrepareToLeave(std::function<void()> ready) { parts_->bus ? parts_->bus->Release(std::move(ready)) : ready(); }

void QemuDriver::Stay() {
  if (parts_->bus) parts_->bus->Reclaim();
}

// The guests go on; the next daemon takes them up.
void QemuDriver::Stop() {
  if (!parts_) return;
  for (const DomainPtr& domain : parts_->domains.All()) domain->LetGo();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/qemu_driver.h"

#include <unistd.h>

#include <algorithm>

#include "libshared/base/status_macros.h"
#include "libshared/driver/domain_rpc.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/inspect.h"
#include "virtqemud/domain/lifecycle.h"
#include "virtqemud/domain/recovery.h"
#include "virtqemud/domain/stats.h"
#include "virtqemud/domain/tuning.h"
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

InstanceKind KindOf(daemon::Mode mode) {
  switch (mode) {
    case daemon::Mode::kSystem: return InstanceKind::kSystem;
    case daemon::Mode::kSession: return InstanceKind::kSession;
    case daemon::Mode::kEmbedded: return InstanceKind::kEmbedded;
  }
  return InstanceKind::kSystem;
}
}  // namespace

struct QemuDriver::Parts {
  Parts(daemon::Daemon& daemon, QemuConfig loaded)
      : config(std::move(loaded)),
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
                .events = events},
        host(context, KindOf(daemon.mode()), std::nullopt),
        lifecycle(context, connections),
        inspect(context),
        stats(context),
        tuning(context),
        driver{.host = host,
               .lifecycle = lifecycle,
               .inspect = inspect,
               .stats = stats,
               .tuning = tuning,
               .guest = guest,
               .devices = devices,
               .events = events},
        event_front(events, daemon.access()) {}

  const QemuConfig config;
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
  driver::DomainGuest guest;
  driver::DomainDevices devices;
  driver::DomainDriver driver;
  driver::DomainEventFront event_front;
};

QemuDriver::QemuDriver() = default;
QemuDriver::~QemuDriver() = default;

absl::Status QemuDriver::Start(daemon::Daemon& daemon) {
  ASSIGN_OR_RETURN(QemuConfig config, QemuConfig::Load(daemon.paths().ConfigFile("qemu.conf"), /*privileged=*/daemon.IsSystem()));
  parts_ = std::make_unique<Parts>(daemon, std::move(config));
  parts_->connections.SetRpc(
      [&daemon](uint64_t id, std::function<void()> hook) { daemon.server().OnClientClose(id, std::move(hook)); });
  driver::BindDomainProcedures(daemon.table(), parts_->driver, parts_->event_front, {.access = daemon.access()});
  return LoadDomains(parts_->context);
}

void QemuDriver::Started(daemon::Daemon&) { AutostartDomains(parts_->context); }

bool QemuDriver::IsBusy() {
  const std::vector<DomainPtr> domains = parts_->domains.All();
  return std::any_of(domains.begin(), domains.end(), [](const DomainPtr& domain) { return domain->snapshot()->active(); });
}

// The guests go on; the next daemon takes them up.
void QemuDriver::Stop() {
  if (!parts_) return;
  for (const DomainPtr& domain : parts_->domains.All()) {
    if (auto monitor = domain->monitor()) monitor->Close();
    domain->Unwatch();
  }
}

}  // namespace pleiad::qemu

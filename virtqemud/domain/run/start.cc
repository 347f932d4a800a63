// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/start.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/firmware_choice.h"
#include "virtqemud/domain/host/host_resources.h"
#include "virtqemud/domain/run/agent_channel.h"
#include "virtqemud/domain/run/first_settings.h"
#include "virtqemud/domain/run/guest_cpu.h"
#include "virtqemud/domain/run/monitor_events.h"
#include "virtqemud/domain/run/run_folders.h"
#include "virtqemud/domain/run/running_facts.h"
#include "virtqemud/domain/run/state_changes.h"
#include "virtqemud/domain/run/stop.h"
#include "virtqemud/domain/run/thread_placement.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kStartPatience = absl::Seconds(60);  // from the launcher's start to QEMU's first answer
constexpr size_t kLogTail = 2048;
constexpr int kMonitorBacklog = 16;  // daemons that come and go while QEMU is stopped each leave a connection

// At most `bytes` of the name, whole characters: documents show the paths that it is part of.
std::string Shortened(const std::string& name, size_t bytes) {
  if (name.size() <= bytes) return name;
  while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
  return name.substr(0, bytes);
}

// "domain-1-demo", with a long name cut so that the sockets inside keep to the kernel's limit of 107 bytes.
std::string RunFolder(const QemuContext& context, int32_t id, const std::string& name) {
  return context.store.paths().lib + "/domain-" + std::to_string(id) + "-" + Shortened(name, 20);
}

// Unit names allow fewer characters than domain names: all others are escaped as systemd does.
std::string UnitName(int32_t id, const std::string& name) {
  std::string unit = "qemu-" + std::to_string(id) + "-";
  for (const char c : Shortened(name, 50)) {  // four times as many when escaped; systemd takes 255
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == ':';
    unit += plain ? std::string(1, c) : absl::StrFormat("\\x%02x", static_cast<unsigned char>(c));
  }
  return unit + ".service";
}

absl::StatusOr<UniqueFd> OpenLog(const QemuContext& context, const std::string& name) {
  const std::string path = context.store.LogPath(name);
  UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return SystemError(ErrorDomain::kQemu, errno, "failed to create logfile " + path);
  return fd;
}

// What QEMU has written to the domain's log since `offset`: why it ended.
std::string LogTail(const QemuContext& context, const std::string& name, off_t offset) {
  const UniqueFd fd(open(context.store.LogPath(name).c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(kLogTail, '\0');
  const ssize_t n = fd ? pread(fd.get(), text.data(), text.size(), offset) : 0;
  text.resize(n > 0 ? static_cast<size_t>(n) : 0);
  // That QEMU found a terminal says nothing of why it ended.
  std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  std::erase_if(lines, [](const std::string& line) { return line.find("char device redirected to") != std::string::npos; });
  return absl::StrJoin(lines, "\n");
}

// The monitor's socket is made here and handed down listening, so that connecting to it never has to wait for QEMU.
absl::StatusOr<UniqueFd> ListenForMonitor(const std::string& path, const QemuConfig& config) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "monitor path '%s' is too long", path);
  }
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket");
  unlink(path.c_str());
  fchmod(fd.get(), 0600);
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0 || listen(fd.get(), kMonitorBacklog) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "cannot listen on '" + path + "'");
  }
  if (config.user) (void)!chown(path.c_str(), *config.user, config.group.value_or(static_cast<gid_t>(-1)));
  return fd;
}

// One start. Its members are what the steps hand on to each other.
class Start {
 public:
  Start(const QemuContext& context, const DomainPtr& domain, const StartOptions& options)
      : context_(context), domain_(domain), options_(options) {}

  absl::Status Run() {
    RETURN_IF_ERROR(Plan());
    absl::Cleanup undo = [this] { Undo(); };
    RETURN_IF_ERROR(AcquireHostResources(context_, live_, runtime_, resources_));
    RETURN_IF_ERROR(Launch());
    RETURN_IF_ERROR(CompleteStart(context_, domain_));
    if (domain_->snapshot()->id() != live_.id) return Ended();
    std::move(undo).Cancel();
    return absl::OkStatus();
  }

 private:
  // What the document of a running domain says that its definition does not.
  void ShowRun() {
    for (conf::DiskDef& disk : live_.devices.disks) {
      if (disk.source.path.empty() && disk.IsRemovable()) disk.source.format = conf::StorageFormat::kNone;
    }
    for (conf::ChardevDef& channel : live_.devices.channels) {
      if (channel.target == conf::ChardevTarget::kChannelVirtio) channel.state = conf::ChannelState::kDisconnected;
    }
    for (conf::GraphicsDef& graphics : live_.devices.graphics) ShowListen(graphics);
    const auto is_dac = [](const conf::SecLabel& label) { return label.model == "dac"; };
    if (!context_.config.user || std::any_of(live_.sec_labels.begin(), live_.sec_labels.end(), is_dac)) return;
    const std::string label =
        absl::StrCat("+", *context_.config.user, ":+", context_.config.group.value_or(*context_.config.user));
    live_.sec_labels.push_back({.type = conf::SecLabelType::kDynamic,
                                .model = "dac",
                                .relabel = true,
                                .label = label,
                                .image_label = label,
                                .base_label = {}});
  }

  // A display without an address listens where the configuration says.
  void ShowListen(conf::GraphicsDef& graphics) const {
    const bool vnc = graphics.type == conf::GraphicsType::kVnc;
    if (!vnc && graphics.type != conf::GraphicsType::kSpice) return;
    for (conf::GraphicsListen& listen : graphics.listens) {
      if (listen.type != conf::ListenType::kAddress || !listen.address.empty()) continue;
      listen.address = vnc ? context_.config.vnc_listen : context_.config.spice_listen;
      listen.from_config = true;
    }
  }

  // Makes the domain active, as far as everybody else is concerned.
  absl::Status Plan() {
    const Snapshot state = domain_->snapshot();
    live_ = state->def();
    ASSIGN_OR_RETURN(emulator_, context_.capabilities.Get(live_.devices.emulator));
    const int32_t id = context_.domains.NextId();
    live_.id = id;
    RETURN_IF_ERROR(ChooseFirmware(context_, live_));
    RETURN_IF_ERROR(PlanGuestCpu(*emulator_, live_));
    AssignAliases(live_);
    ShowRun();
    runtime_ = {.unit = {},
                .folder = RunFolder(context_, id, live_.name),
                .monitor_path = {},
                .starting = true,
                .start_paused = options_.paused,
                .autodestroy = options_.autodestroy,
                .started = absl::Now(),
                .vcpu_threads = {}};
    runtime_.monitor_path = runtime_.folder + "/monitor.sock";
    std::optional<FileOwner> owner;
    if (context_.config.user) owner = FileOwner{*context_.config.user, context_.config.group.value_or(*context_.config.user)};
    RETURN_IF_ERROR(EnsureDirectory(runtime_.folder, 0750, owner));
    // Waits for the end of the run before to be complete.
    absl::MutexLock lock(&domain_->transition_mutex);
    domain_->end_reason = 0;
    const bool published = context_.domains.Update(domain_, [&](DomainState& next) {
      next.live = std::make_shared<const conf::DomainDef>(live_);
      next.runtime_id = id;
      next.runtime = runtime_;
      next.state = vir::kDomainPaused;
      next.reason = vir::kDomainPausedStartingUp;
      next.balloon_kib = live_.memory.current_kib.value_or(live_.memory.total_kib);
    });
    if (published) return absl::OkStatus();
    rmdir(runtime_.folder.c_str());
    return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching uuid '%s' (%s)", live_.uuid.ToString(),
                 live_.name);
  }

  absl::Status Launch() {
    ASSIGN_OR_RETURN(UniqueFd monitor_socket, ListenForMonitor(runtime_.monitor_path, context_.config));
    LaunchRequest request;
    CommandContext command_context{.emulator = *emulator_,
                                   .config = context_.config,
                                   .paths = context_.store.paths(),
                                   .privileged = context_.privileged,
                                   .folder = runtime_.folder,
                                   .monitor_path = runtime_.monitor_path,
                                   .monitor_fd = resources_.fds.Pass(std::move(monitor_socket)),
                                   .paused = true,
                                   .incoming = options_.incoming,
                                   .tap_fds = resources_.tap_fds,
                                   .vhost_fds = resources_.vhost_fds};
    ASSIGN_OR_RETURN(CommandLine command, BuildCommandLine(live_, command_context));
    RETURN_IF_ERROR(PrepareMemory(context_, command.memory_folders));
    ASSIGN_OR_RETURN(UniqueFd log, OpenLog(context_, live_.name));
    LogCommandLine(log.get(), command);
    request.argv = std::move(command.argv);
    request.environment = std::move(command.environment);
    for (const auto& [fd, number] : resources_.fds.fds()) request.fds.emplace_back(fd.get(), number);
    request.log_fd = log.get();
    request.uid = context_.config.user;
    request.gid = context_.config.group;
    request.service = resources_.service;
    request.service.name = UnitName(live_.id, live_.name);
    request.socket_name = absl::StrCat("launch-", live_.id, "-sock");
    request.service.description = "QEMU domain " + live_.name;
    log_offset_ = lseek(log.get(), 0, SEEK_END);

    runtime_.unit = request.service.name;
    RETURN_IF_ERROR(Publish());
    ASSIGN_OR_RETURN(DomainProcess process, context_.starter.Start(
                                                request, [this](const DomainProcess& found) { return RecordProcess(found); },
                                                absl::Now() + kStartPatience));
    WatchProcess(context_, domain_, live_.id, std::make_shared<DomainProcess>(std::move(process)));
    absl::Status connected = Negotiate(absl::Now() + kStartPatience);
    // One that runs and does not answer is told by its name; what it has written is not why.
    if (connected.ok() || ErrorCodeOf(connected) == ErrorCode::kOperationTimeout) return connected;
    const std::string tail = LogTail(context_, live_.name, log_offset_);
    if (tail.empty()) return connected;
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "process exited while connecting to monitor: %s", tail);
  }

  // The process is there and has not become QEMU: from here on a new daemon finds it.
  absl::Status RecordProcess(const DomainProcess& process) {
    runtime_.pid = process.pid;
    runtime_.process_start_time = process.start_time;
    runtime_.unit = process.unit;
    RETURN_IF_ERROR(Publish());
    RETURN_IF_ERROR(WriteStatus(context_, domain_));
    return WriteFileAtomically(context_.store.PidPath(live_.name), std::to_string(process.pid) + "\n", 0644, std::nullopt,
                               Durability::kVolatile);
  }

  absl::Status Negotiate(absl::Time deadline) {
    ASSIGN_OR_RETURN(const auto monitor, ConnectMonitor(context_, domain_));
    return monitor->Execute("qmp_capabilities", {}, deadline).status();
  }

  absl::Status Ended() const {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' ended while it was being started", live_.name);
  }

  // Fails when the domain was destroyed meanwhile: nothing of this start may show then.
  absl::Status Publish() {
    bool ours = false;
    context_.domains.Update(domain_, [&](DomainState& next) {
      ours = next.id() == live_.id;
      if (!ours) return;
      next.live = std::make_shared<const conf::DomainDef>(live_);
      next.runtime = runtime_;
    });
    return ours ? absl::OkStatus() : Ended();
  }

  void LogCommandLine(int log, const CommandLine& command) {
    const std::string line = absl::FormatTime("%Y-%m-%d %H:%M:%E3S+0000", absl::Now(), absl::UTCTimeZone()) + ": starting up\n" +
                             FormatCommandLine(command, /*one_line=*/false) + "\n";
    (void)!write(log, line.data(), line.size());  // a full disk must not keep a guest from starting
  }

  // Leaves the domain as it was before: no process, nothing taken, inactive. Nobody heard of its start, nor hears of this.
  void Undo() {
    if (runtime_.pid <= 0) {
      (void)EndRun(context_, domain_, live_.id, vir::kDomainShutoffFailed);
      return;
    }
    if (absl::Status status =
            KillProcess(context_, domain_, live_.id, absl::ZeroDuration(), /*graceful_only=*/false, vir::kDomainShutoffFailed);
        !status.ok()) {
      log::Failure("cannot end what was started of domain " + live_.name, status);
    }
  }

  const QemuContext& context_;
  const DomainPtr& domain_;
  const StartOptions& options_;
  conf::DomainDef live_;
  Runtime runtime_;
  EmulatorPtr emulator_;
  HostResources resources_;
  off_t log_offset_ = 0;
};
}  // namespace

absl::StatusOr<std::shared_ptr<Monitor>> ConnectMonitor(const QemuContext& context, const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  ASSIGN_OR_RETURN(std::shared_ptr<Monitor> monitor,
                   Monitor::Connect(context.loop, state->runtime.monitor_path, state->name(), HandlersFor(context, domain)));
  monitor->SetPatience(context.config.monitor_timeout);
  domain->SetMonitor(monitor);
  // Whoever ends the run from here on closes the monitor; who did so just before has not seen it.
  if (domain->snapshot()->id() == state->id()) return monitor;
  domain->SetMonitor(nullptr);
  monitor->Close();
  return NotRunning();
}

absl::Status CompleteStart(const QemuContext& context, const DomainPtr& domain) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  RETURN_IF_ERROR(PlugFirstVcpus(context, domain));
  RETURN_IF_ERROR(LearnRunningFacts(context, domain));
  RETURN_IF_ERROR(PlaceThreads(*domain->snapshot()));
  RETURN_IF_ERROR(MakeFirstSettings(context, domain));
  const Snapshot state = domain->snapshot();
  if (HasAgentChannel(*state->live)) {
    context.events.Emit(
        {.domain = state->ref(),
         .what = store::AgentLifecycleEvent{.state = vir::kConnectDomainEventAgentLifecycleStateDisconnected,
                                            .reason = vir::kConnectDomainEventAgentLifecycleReasonDomainStarted}});
  }
  if (state->runtime.start_paused) {
    SetState(context, domain, vir::kDomainPaused, vir::kDomainPausedUser);
  } else {
    RETURN_IF_ERROR(Continue(*monitor, context.MonitorDeadline()));
    SetState(context, domain, vir::kDomainRunning, vir::kDomainRunningBooted);
  }
  context.domains.Update(domain, [](DomainState& next) { next.runtime.starting = false; });
  RecordStatus(context, domain);
  return absl::OkStatus();
}

absl::Status StartDomain(const QemuContext& context, const DomainPtr& domain, const StartOptions& options) {
  RETURN_IF_ERROR(Start(context, domain, options).Run());
  const DomainRef ref = domain->snapshot()->ref();
  context.EmitLifecycle(ref, vir::kDomainEventStarted, options.started_detail);
  if (options.paused) context.EmitLifecycle(ref, vir::kDomainEventSuspended, vir::kDomainEventSuspendedPaused);
  RegisterMachineLater(context, domain);
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/first_settings.h"

#include <algorithm>
#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/calls/vcpu_plug.h"
#include "virtqemud/domain/run/running_facts.h"
#include "virtqemud/monitor/block_throttle.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
using conf::GraphicsType;

// "now" when that time has come already.
std::string ExpiryOf(const std::string& valid_to) {
  absl::Time expiry;
  if (valid_to.empty() || !absl::ParseTime("%Y-%m-%dT%H:%M:%S", valid_to, &expiry, nullptr)) return "never";
  return expiry <= absl::Now() ? "now" : std::to_string(absl::ToUnixSeconds(expiry));
}

absl::Status SetPasswords(const QemuContext& context, const conf::DomainDef& def, Monitor& monitor) {
  for (const conf::GraphicsDef& graphics : def.devices.graphics) {
    const bool vnc = graphics.type == GraphicsType::kVnc;
    if (!vnc && graphics.type != GraphicsType::kSpice) continue;
    const std::string& standard = vnc ? context.config.vnc_password : context.config.spice_password;
    const std::string& password = graphics.auth.password.empty() ? standard : graphics.auth.password;
    if (password.empty()) continue;
    const DisplayPassword display{.protocol = vnc ? "vnc" : "spice",
                                  .password = password,
                                  .expiry = ExpiryOf(graphics.auth.valid_to),
                                  .connected = graphics.auth.connected == conf::PasswordConnected::kDefault
                                                   ? "keep"
                                                   : xml::NameOf(conf::kPasswordConnected, graphics.auth.connected)};
    RETURN_IF_ERROR(SetDisplayPassword(monitor, display, context.MonitorDeadline()));
  }
  return absl::OkStatus();
}

absl::Status TakeLinksDown(const QemuContext& context, const conf::DomainDef& def, Monitor& monitor) {
  for (const conf::InterfaceDef& interface : def.devices.interfaces) {
    if (interface.link != conf::LinkState::kDown) continue;
    RETURN_IF_ERROR(SetLink(monitor, interface.info.alias, /*up=*/false, context.MonitorDeadline()));
  }
  return absl::OkStatus();
}

// An empty drive has nothing to throttle.
absl::Status ThrottleDisks(const QemuContext& context, const conf::DomainDef& def, Monitor& monitor) {
  for (const conf::DiskDef& disk : def.devices.disks) {
    if (!HasLimits(disk.iotune) || disk.source.IsEmpty()) continue;
    RETURN_IF_ERROR(SetBlockThrottle(monitor, QdevOf(disk), disk.iotune, context.MonitorDeadline()));
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status PlugFirstVcpus(const QemuContext& context, const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  std::vector<conf::Vcpu> wanted;
  for (const conf::Vcpu& vcpu : state->live->vcpus.list) {
    if (vcpu.enabled && conf::IsYes(vcpu.hotpluggable)) wanted.push_back(vcpu);
  }
  if (wanted.empty()) return absl::OkStatus();
  std::stable_sort(wanted.begin(), wanted.end(), [](const conf::Vcpu& a, const conf::Vcpu& b) { return a.order < b.order; });
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  return PlugChosenVcpus(*monitor, wanted, context.MonitorDeadline());
}

absl::Status MakeFirstSettings(const QemuContext& context, const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::DomainDef& def = *state->live;
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  RETURN_IF_ERROR(SetPasswords(context, def, *monitor));
  RETURN_IF_ERROR(TakeLinksDown(context, def, *monitor));
  RETURN_IF_ERROR(SetUpBalloon(context, domain));
  RETURN_IF_ERROR(ThrottleDisks(context, def, *monitor));
  if (def.on_reboot != conf::LifecycleAction::kDestroy) return absl::OkStatus();
  ASSIGN_OR_RETURN(const EmulatorPtr emulator, context.capabilities.Get(def.devices.emulator));
  if (!emulator->HasCommand("set-action")) return absl::OkStatus();
  // The end of the guest is the end of the domain: it comes as a shutdown.
  return monitor->Execute("set-action", {{"reboot", "shutdown"}}, context.MonitorDeadline()).status();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/command_line.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
constexpr char kDefaultPath[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// Of our own environment only what programs need to run at all.
void PassOn(const char* name, const char* fallback, std::vector<std::string>& environment) {
  const char* value = getenv(name);
  if (!value) value = fallback;
  if (value) environment.push_back(absl::StrCat(name, "=", value));
}

// A system instance's QEMU has no home but its folder; a user's keeps the user's, save for caches.
std::vector<std::string> EnvironmentOf(const conf::DomainDef& def, const CommandContext& context) {
  std::vector<std::string> environment = {"LC_ALL=C"};
  PassOn("PATH", kDefaultPath, environment);
  if (context.privileged) {
    environment.push_back("HOME=" + context.folder);
    environment.push_back(absl::StrCat("XDG_DATA_HOME=", context.folder, "/.local/share"));
  } else {
    for (const char* name : {"HOME", "USER", "LOGNAME", "TMPDIR"}) PassOn(name, nullptr, environment);
  }
  environment.push_back(absl::StrCat("XDG_CACHE_HOME=", context.folder, "/.cache"));
  if (context.privileged) environment.push_back(absl::StrCat("XDG_CONFIG_HOME=", context.folder, "/.config"));
  if (def.clock.offset == conf::ClockOffset::kTimezone) environment.push_back("TZ=" + def.clock.timezone);
  for (const conf::QemuEnv& variable : def.qemu.env) environment.push_back(absl::StrCat(variable.name, "=", variable.value.value_or("")));
  return environment;
}

void AddMasterKey(Builder& b) {
  JsonObject object("qom-type", "secret");
  b.Object(object.String("id", "masterKey0").String("format", "raw").String("file", b.context.folder + "/master-key.aes"));
}

void AddMonitor(Builder& b) {
  std::string option = "socket,id=charmonitor,";
  if (b.context.monitor_fd >= 0) absl::StrAppend(&option, "fd=", b.context.monitor_fd);
  else absl::StrAppend(&option, "path=", Escaped(b.context.monitor_path));
  b.Add("-chardev", option + ",server=on,wait=off");
  b.Add("-mon", "chardev=charmonitor,id=monitor,mode=control");
}

absl::Status AddBoard(Builder& b) {
  b.Add("-name", absl::StrCat("guest=", Escaped(b.def.name), ",debug-threads=on"));
  if (b.context.paused) b.Add("-S");
  if (b.context.standalone || b.context.master_key) AddMasterKey(b);
  AddFirmwareNodes(b);
  RETURN_IF_ERROR(AddMachine(b));
  RETURN_IF_ERROR(AddCpu(b));
  AddFirmware(b);
  RETURN_IF_ERROR(AddMemory(b));
  RETURN_IF_ERROR(AddSmp(b));
  RETURN_IF_ERROR(AddNuma(b));
  b.Add("-uuid", b.def.uuid.ToString());
  AddSmbios(b);
  if (b.def.devices.graphics.empty()) b.Add("-display", "none");
  b.Add("-no-user-config");
  b.Add("-nodefaults");
  if (conf::IsYes(b.def.os.bios.use_serial)) b.Device(JsonObject("driver", "sga"));
  AddMonitor(b);
  RETURN_IF_ERROR(AddClock(b));
  AddPowerManagement(b);
  RETURN_IF_ERROR(AddBoot(b));
  if (b.def.genid) b.Device(JsonObject("driver", "vmgenid").String("guid", b.def.genid->ToString()).String("id", "vmgenid0"));
  return absl::OkStatus();
}

// What is done in a row for every domain, in libvirt's order.
constexpr absl::Status (*kDeviceFamilies[])(Builder&) = {
    AddIommu,    AddControllers, AddMemoryDevices, AddHubs,   AddDisks,     AddFilesystems, AddInterfaces, AddSmartcards,
    AddSerials,  AddParallels,   AddChannels,      AddConsoles, AddTpms,    AddInputs,      AddAudios,     AddGraphics,
    AddVideos,   AddSounds,      AddWatchdog,      AddRedirdevs, AddHostdevs,
};
constexpr absl::Status (*kLastFamilies[])(Builder&) = {AddMemballoon, AddRngs, AddNvram};

void AddSandbox(Builder& b) {
  if (b.context.config.seccomp_sandbox) {
    b.Add("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
  }
}

absl::Status AddRest(Builder& b) {
  if (!b.context.incoming.empty()) b.Add("-incoming", b.context.incoming);
  for (const auto family : kLastFamilies) RETURN_IF_ERROR(family(b));
  if (conf::IsOn(b.def.features.vmcoreinfo)) b.Device(JsonObject("driver", "vmcoreinfo"));
  RETURN_IF_ERROR(AddLaunchSecurity(b));
  for (const std::string& argument : b.def.qemu.args) b.Add(argument);
  AddSandbox(b);
  RETURN_IF_ERROR(AddPanics(b));
  RETURN_IF_ERROR(AddShmems(b));
  RETURN_IF_ERROR(AddVsock(b));
  b.Add("-msg", "timestamp=on");
  return absl::OkStatus();
}

// As a shell reads it back as one word.
std::string Quoted(const std::string& word) {
  if (word.empty()) return "''";
  if (word.find_first_of("\r\t\n !\"#$&'()*;<>?[\\]^`{|}~") == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') out += "'\\''";
    else out += c;
  }
  return out + "'";
}
}  // namespace

absl::StatusOr<CommandLine> BuildCommandLine(const conf::DomainDef& def, const CommandContext& context) {
  Builder b(def, context);
  b.Add(def.devices.emulator.empty() ? context.emulator.path : def.devices.emulator);
  RETURN_IF_ERROR(AddBoard(b));
  for (const auto family : kDeviceFamilies) RETURN_IF_ERROR(family(b));
  RETURN_IF_ERROR(AddRest(b));
  return CommandLine{b.Take(), EnvironmentOf(def, context), b.TakeFolders()};
}

std::string FormatCommandLine(const CommandLine& command, bool one_line) {
  const char* const break_line = one_line ? " " : " \\\n";
  std::string out;
  for (const std::string& variable : command.environment) {
    const size_t equals = variable.find('=');
    absl::StrAppend(&out, variable.substr(0, equals + 1), equals + 1 == variable.size() ? "" : Quoted(variable.substr(equals + 1)), break_line);
  }
  bool first = true;
  for (const std::string& argument : command.argv) {
    if (!first) out += argument.starts_with('-') ? break_line : " ";
    out += Quoted(argument);
    first = false;
  }
  return out;
}

}  // namespace pleiad::qemu

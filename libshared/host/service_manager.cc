// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/service_manager.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <memory>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::host {
namespace {
constexpr char kSystemd[] = "org.freedesktop.systemd1";
constexpr char kManagerPath[] = "/org/freedesktop/systemd1";
constexpr char kManager[] = "org.freedesktop.systemd1.Manager";
constexpr char kMachined[] = "org.freedesktop.machine1";

struct BusCloser {
  void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
};
using Bus = std::unique_ptr<sd_bus, BusCloser>;
struct MessageCloser {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, MessageCloser>;

absl::StatusOr<Bus> OpenBus(bool user, absl::Duration timeout) {
  sd_bus* bus = nullptr;
  const int r = user ? sd_bus_open_user(&bus) : sd_bus_open_system(&bus);
  if (r < 0) return SystemError(ErrorDomain::kDbus, -r, "cannot connect to the message bus");
  sd_bus_set_method_call_timeout(bus, static_cast<uint64_t>(absl::ToInt64Microseconds(timeout)));
  return Bus(bus);
}

// systemd itself: root reaches it without a message bus too, so that guests start where that is down.
absl::StatusOr<Bus> OpenManager(bool user, absl::Duration timeout) {
  absl::StatusOr<Bus> by_bus = OpenBus(user, timeout);
  if (by_bus.ok() || user || geteuid() != 0) return by_bus;
  sd_bus* bus = nullptr;
  if (sd_bus_new(&bus) < 0) return by_bus;
  Bus direct(bus);
  if (sd_bus_set_address(bus, "unix:path=/run/systemd/private") < 0 || sd_bus_start(bus) < 0) return by_bus;
  return direct;
}

std::string UnitPath(const std::string& unit) {
  char* encoded = nullptr;
  if (sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit.c_str(), &encoded) < 0) return "/";
  const std::unique_ptr<char, decltype(&free)> path(encoded, free);
  return path.get();
}

absl::StatusOr<Message> Call(sd_bus* bus, sd_bus_message* call, absl::Duration timeout, const char* what) {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* reply = nullptr;
  const int r = sd_bus_call(bus, call, static_cast<uint64_t>(absl::ToInt64Microseconds(timeout)), &error, &reply);
  if (r >= 0) return Message(reply);
  const std::string text = error.message ? error.message : "no answer";
  sd_bus_error_free(&error);
  if (r == -ETIMEDOUT) return Error(ErrorDomain::kSystemd, ErrorCode::kOperationTimeout, "%s: no answer in time", what);
  return Error(ErrorDomain::kSystemd, ErrorCode::kOperationFailed, "%s: %s", what, text);
}

absl::StatusOr<Message> NewCall(sd_bus* bus, const char* name, const char* path, const char* interface, const char* method) {
  sd_bus_message* call = nullptr;
  const int r = sd_bus_message_new_method_call(bus, &call, name, path, interface, method);
  if (r < 0) return SystemError(ErrorDomain::kDbus, -r, "cannot make a D-Bus call");
  return Message(call);
}

// Appends the properties of a transient service. Failures of the single appends are memory failures and type slips;
// sd_bus_call refuses an unfinished message, so they can't pass unseen.
class Properties {
 public:
  explicit Properties(sd_bus_message* message) : m_(message) {}
  void String(const char* name, const std::string& value) {
    if (!value.empty()) sd_bus_message_append(m_, "(sv)", name, "s", value.c_str());
  }
  void Bool(const char* name, bool value) { sd_bus_message_append(m_, "(sv)", name, "b", static_cast<int>(value)); }
  void Number(const char* name, std::optional<uint64_t> value) {
    if (value) sd_bus_message_append(m_, "(sv)", name, "t", *value);
  }
  void Bits(const char* name, const Bitmap& bits) {
    if (bits.empty()) return;
    const std::string bytes = bits.ToBytes();
    OpenProperty(name, "ay");
    sd_bus_message_append_array(m_, 'y', bytes.data(), bytes.size());
    CloseProperty();
  }
  // A list of what is allowed, or of what is not.
  void Filter(const char* name, bool allow, std::initializer_list<const char*> values) {
    OpenProperty(name, "(bas)");
    sd_bus_message_open_container(m_, 'r', "bas");
    sd_bus_message_append(m_, "b", static_cast<int>(allow));
    sd_bus_message_open_container(m_, 'a', "s");
    for (const char* value : values) sd_bus_message_append(m_, "s", value);
    sd_bus_message_close_container(m_);
    sd_bus_message_close_container(m_);
    CloseProperty();
  }
  void Integer(const char* name, int value) { sd_bus_message_append(m_, "(sv)", name, "i", value); }
  void Strings(const char* name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    OpenProperty(name, "as");
    sd_bus_message_open_container(m_, 'a', "s");
    for (const std::string& value : values) sd_bus_message_append(m_, "s", value.c_str());
    sd_bus_message_close_container(m_);
    CloseProperty();
  }
  void Exec(const std::vector<std::string>& argv) {
    OpenProperty("ExecStart", "a(sasb)");
    sd_bus_message_open_container(m_, 'a', "(sasb)");
    sd_bus_message_open_container(m_, 'r', "sasb");
    sd_bus_message_append(m_, "s", argv[0].c_str());
    sd_bus_message_open_container(m_, 'a', "s");
    for (const std::string& argument : argv) sd_bus_message_append(m_, "s", argument.c_str());
    sd_bus_message_close_container(m_);
    sd_bus_message_append(m_, "b", 0);
    sd_bus_message_close_container(m_);
    sd_bus_message_close_container(m_);
    CloseProperty();
  }
  void Devices(const std::vector<std::pair<std::string, std::string>>& devices) {
    if (devices.empty()) return;
    String("DevicePolicy", "closed");
    OpenProperty("DeviceAllow", "a(ss)");
    sd_bus_message_open_container(m_, 'a', "(ss)");
    for (const auto& [path, access] : devices) sd_bus_message_append(m_, "(ss)", path.c_str(), access.c_str());
    sd_bus_message_close_container(m_);
    CloseProperty();
  }

 private:
  void OpenProperty(const char* name, const char* signature) {
    sd_bus_message_open_container(m_, 'r', "sv");
    sd_bus_message_append(m_, "s", name);
    sd_bus_message_open_container(m_, 'v', signature);
  }
  void CloseProperty() {
    sd_bus_message_close_container(m_);
    sd_bus_message_close_container(m_);
  }
  sd_bus_message* m_;
};

// The sandbox that every hypervisor process gets, whatever its domain: nothing here takes away what a guest can be
// configured to use, so a domain never fails to start for it.
void AppendSandbox(Properties& p) {
  for (const char* name :
       {"NoNewPrivileges", "ProtectKernelModules", "ProtectKernelTunables", "ProtectKernelLogs", "ProtectControlGroups",
        "ProtectClock", "ProtectHostname", "LockPersonality", "RestrictSUIDSGID", "RestrictRealtime"}) {
    p.Bool(name, true);
  }
  p.Number("CapabilityBoundingSet", 0);
  p.Number("RestrictNamespaces", 0);
  // Programs are not a place for disks.
  p.String("ProtectSystem", "full");
  p.String("KeyringMode", "private");
  p.Strings("SystemCallArchitectures", {"native"});
  p.Filter("SystemCallFilter", /*allow=*/false,
           {"@clock", "@cpu-emulation", "@module", "@mount", "@obsolete", "@raw-io", "@reboot", "@swap"});
  p.Integer("SystemCallErrorNumber", EPERM);
  p.Filter("RestrictAddressFamilies", /*allow=*/true, {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_VSOCK", "AF_ALG"});
}

void AppendTuning(Properties& p, const TransientService& service) {
  p.Number("CPUWeight", service.cpu_weight);
  p.Number("CPUQuotaPerSecUSec", service.cpu_quota_us);
  p.Number("MemoryHigh", service.memory_high);
  p.Number("MemoryMax", service.memory_max);
  p.Number("MemorySwapMax", service.memory_swap_max);
  p.Bits("CPUAffinity", service.cpus);
  if (service.numa_policy) p.Integer("NUMAPolicy", static_cast<int>(*service.numa_policy));
  p.Bits("NUMAMask", service.numa_nodes);
  if (service.lock_memory) p.Number("LimitMEMLOCK", UINT64_MAX);
  for (const auto& [name, limit] : service.limits) p.Number(("Limit" + name).c_str(), limit);
  // A guest is not a service of many tasks, but disks and displays start threads as they like.
  p.Number("TasksMax", UINT64_MAX);
}
}  // namespace

bool ServiceManager::Available() const {
  if (sd_booted() <= 0) return false;
  if (!user_) return access("/run/systemd/private", F_OK) == 0 || access("/run/dbus/system_bus_socket", F_OK) == 0;
  const char* runtime = getenv("XDG_RUNTIME_DIR");
  return runtime && access((std::string(runtime) + "/systemd/private").c_str(), F_OK) == 0;
}

absl::Status ServiceManager::Start(const TransientService& service, absl::Duration timeout) const {
  ASSIGN_OR_RETURN(Bus bus, OpenManager(user_, timeout));
  ASSIGN_OR_RETURN(Message call, NewCall(bus.get(), kSystemd, kManagerPath, kManager, "StartTransientUnit"));
  sd_bus_message* m = call.get();
  sd_bus_message_append(m, "ss", service.name.c_str(), "fail");
  sd_bus_message_open_container(m, 'a', "(sv)");
  Properties p(m);
  p.String("Description", service.description);
  p.String("Slice", service.slice);
  p.String("Type", "exec");
  if (service.uid) p.String("User", std::to_string(*service.uid));
  if (service.gid) p.String("Group", std::to_string(*service.gid));
  p.Strings("SupplementaryGroups", service.supplementary_groups);
  AppendTuning(p, service);
  p.Bool("Delegate", true);
  p.Devices(service.device_allow);
  p.String("KillMode", "mixed");
  // systemd must not think that a guest which was killed has failed, and keep its unit.
  p.String("CollectMode", "inactive-or-failed");
  if (!user_ && service.sandbox) AppendSandbox(p);
  p.Exec(service.argv);
  sd_bus_message_close_container(m);
  sd_bus_message_append(m, "a(sa(sv))", 0);
  return Call(bus.get(), m, timeout, "cannot start the domain's service").status();
}

void ServiceManager::Stop(const std::string& unit, absl::Duration timeout) const {
  auto bus = OpenManager(user_, timeout);
  if (!bus.ok()) return;
  for (const char* method : {"StopUnit", "ResetFailedUnit"}) {
    auto call = NewCall(bus->get(), kSystemd, kManagerPath, kManager, method);
    if (!call.ok()) return;
    sd_bus_message_append(call->get(), "s", unit.c_str());
    if (method[0] == 'S') sd_bus_message_append(call->get(), "s", "replace");
    (void)Call(bus->get(), call->get(), timeout, method);  // a unit that is gone is what was wanted
  }
}

bool ServiceManager::HasEnded(const std::string& unit, absl::Duration timeout) const {
  auto bus = OpenManager(user_, timeout);
  if (!bus.ok()) return false;
  const std::string path = UnitPath(unit);
  constexpr char kUnit[] = "org.freedesktop.systemd1.Unit";
  char* text = nullptr;
  if (sd_bus_get_property_string(bus->get(), kSystemd, path.c_str(), kUnit, "ActiveState", nullptr, &text) < 0) return false;
  const std::unique_ptr<char, decltype(&free)> state(text, free);
  if (std::string_view("failed") != state.get() && std::string_view("inactive") != state.get()) return false;
  sd_bus_message* reply = nullptr;
  if (sd_bus_get_property(bus->get(), kSystemd, path.c_str(), kUnit, "Job", nullptr, &reply, "(uo)") < 0) return false;
  const Message job(reply);
  uint32_t id = 0;
  const char* job_path = nullptr;
  return sd_bus_message_read(job.get(), "(uo)", &id, &job_path) > 0 && id == 0;
}

std::optional<pid_t> ServiceManager::MainPid(const std::string& unit, absl::Duration timeout) const {
  auto bus = OpenManager(user_, timeout);
  if (!bus.ok()) return std::nullopt;
  uint32_t pid = 0;
  const int r = sd_bus_get_property_trivial(bus->get(), kSystemd, UnitPath(unit).c_str(), "org.freedesktop.systemd1.Service",
                                            "MainPID", nullptr, 'u', &pid);
  if (r < 0 || pid == 0) return std::nullopt;
  return static_cast<pid_t>(pid);
}

absl::Status ServiceManager::RegisterMachine(const std::string& name, const std::array<uint8_t, 16>& id, pid_t leader,
                                             absl::Duration timeout) {
  ASSIGN_OR_RETURN(Bus bus, OpenBus(/*user=*/false, timeout));
  ASSIGN_OR_RETURN(Message call, NewCall(bus.get(), kMachined, "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager",
                                         "RegisterMachine"));
  sd_bus_message_append(call.get(), "s", name.c_str());
  sd_bus_message_append_array(call.get(), 'y', id.data(), id.size());
  sd_bus_message_append(call.get(), "ssus", "libvirt-qemu", "vm", static_cast<uint32_t>(leader), "");
  return Call(bus.get(), call.get(), timeout, "cannot register with systemd-machined").status();
}

void ServiceManager::UnregisterMachine(const std::string& name, absl::Duration timeout) {
  auto bus = OpenBus(/*user=*/false, timeout);
  if (!bus.ok()) return;
  auto call =
      NewCall(bus->get(), kMachined, "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager", "UnregisterMachine");
  if (!call.ok()) return;
  sd_bus_message_append(call->get(), "s", name.c_str());
  (void)Call(bus->get(), call->get(), timeout, "cannot unregister");  // machined forgets it by itself when the process ends
}

}  // namespace pleiad::host

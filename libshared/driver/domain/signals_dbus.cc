// SPDX-License-Identifier: Apache-2.0
// domain/signals_dbus.cc: the signals of org.libvirt.Domain, from the same events that the native protocol sends.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {
namespace {

using namespace store;

struct BusIdentity {
  std::string type, name;
};

struct Emitter {
  dbus::Tree& tree;
  const dbus::Interface& interface;
  std::string path;

  template <class... Values>
  void Emit(const char* signal, const Values&... values) {
    tree.Emit(path, interface, signal, values...);
  }

  void operator()(const AgentLifecycleEvent& e) { Emit("AgentEvent", e.state, e.reason); }
  void operator()(const BalloonChangeEvent& e) { Emit("BalloonChange", e.actual_kib); }
  void operator()(const BlockJobEvent& e) { Emit("BlockJob", e.target.empty() ? e.path : e.target, e.type, e.status); }
  void operator()(const ControlErrorEvent&) { Emit("ControlError"); }
  void operator()(const DeviceAddedEvent& e) { Emit("DeviceAdded", e.alias); }
  void operator()(const DeviceRemovalFailedEvent& e) { Emit("DeviceRemovalFailed", e.alias); }
  void operator()(const DeviceRemovedEvent& e) { Emit("DeviceRemoved", e.alias); }
  void operator()(const DiskChangeEvent& e) { Emit("DiskChange", e.old_source, e.new_source, e.device, e.reason); }
  void operator()(const GraphicsEvent& e) {
    std::vector<BusIdentity> identities;
    for (const auto& [type, name] : e.subject) identities.push_back({type, name});
    Emit("Graphics", e.phase, e.local, e.remote, e.auth_scheme, identities);
  }
  void operator()(const IoErrorEvent& e) { Emit("IOError", e.source_path, e.device, e.action, e.reason); }
  void operator()(const JobCompletedEvent& e) { Emit("JobCompleted", e.params); }
  void operator()(const MetadataChangeEvent& e) { Emit("MetadataChange", e.type, e.uri); }
  void operator()(const MigrationIterationEvent& e) { Emit("MigrationIteration", e.iteration); }
  void operator()(const PmSuspendEvent& e) { Emit("PMSuspend", e.reason); }
  void operator()(const PmSuspendDiskEvent& e) { Emit("PMSuspendDisk", e.reason); }
  void operator()(const PmWakeupEvent& e) { Emit("PMWakeup", e.reason); }
  void operator()(const RebootEvent&) { Emit("Reboot"); }
  void operator()(const RtcChangeEvent& e) { Emit("RTCChange", e.utc_offset_s); }
  void operator()(const TrayChangeEvent& e) { Emit("TrayChange", e.device, e.reason); }
  void operator()(const TunableEvent& e) { Emit("Tunable", e.params); }
  void operator()(const WatchdogEvent& e) { Emit("Watchdog", e.action); }
  void operator()(const BlockThresholdEvent& e) { Emit("BlockThreshold", e.device, e.path, e.threshold, e.excess); }
  // Told as Connect.DomainEvent, or known to the native protocol alone.
  void operator()(const LifecycleEvent&) {}
  void operator()(const MemoryFailureEvent&) {}
  void operator()(const MemoryDeviceSizeChangeEvent&) {}
  void operator()(const MonitorEvent&) {}
};

}  // namespace

void EmitDomainSignal(dbus::Tree& tree, const dbus::Interface& domain, const store::DomainEvent& event) {
  std::visit(Emitter{tree, domain, tree.PathOf(kDomainCollection, ElementOf(event.domain.uuid))}, event.what);
}

void AddSignals(dbus::Interface& domain) {
  domain.AddSignal("AgentEvent(state:i, reason:i)", "The guest's agent has come or gone.");
  domain.AddSignal("BalloonChange(actual:t)", "The guest's memory is now this many KiB.");
  domain.AddSignal("BlockJob(disk:s, type:i, status:i)", "A block job has come to its end or is ready.");
  domain.AddSignal("ControlError()", "The daemon can't talk to the hypervisor any more.");
  domain.AddSignal("DeviceAdded(device:s)", "A device was added.");
  domain.AddSignal("DeviceRemovalFailed(device:s)", "The guest has kept a device.");
  domain.AddSignal("DeviceRemoved(device:s)", "The guest has let go of a device.");
  domain.AddSignal("DiskChange(oldSrcPath:s, newSrcPath:s, device:s, reason:i)", "A disk has another source.");
  domain.AddSignal("Graphics(phase:i, local:(iss), remote:(iss), authScheme:s, identities:a(ss))", "Somebody uses the display.");
  domain.AddSignal("IOError(srcPath:s, device:s, action:i, reason:s)", "A disk has failed.");
  domain.AddSignal("JobCompleted(params:a{sv})", "A job on the domain has ended, with these figures.");
  domain.AddSignal("MetadataChange(type:i, nsuri:s)", "Title, description or an element of metadata is another.");
  domain.AddSignal("MigrationIteration(iteration:i)", "Migration goes over the memory once more.");
  domain.AddSignal("PMSuspend(reason:i)", "The guest sleeps.");
  domain.AddSignal("PMSuspendDisk(reason:i)", "The guest sleeps, saved to its disk.");
  domain.AddSignal("PMWakeup(reason:i)", "The guest is awake again.");
  domain.AddSignal("Reboot()", "The guest has restarted.");
  domain.AddSignal("RTCChange(utcoffset:x)", "The guest's clock was set: seconds from UTC.");
  domain.AddSignal("TrayChange(device:s, reason:i)", "A drive's tray was opened or closed.");
  domain.AddSignal("Tunable(params:a{sv})", "Limits were changed.");
  domain.AddSignal("Watchdog(action:i)", "The guest's watchdog has run out.");
  domain.AddSignal("BlockThreshold(device:s, devPath:s, threshold:t, excess:t)",
                   "An image has grown over the size that was set.");
}

}  // namespace pleiad::driver

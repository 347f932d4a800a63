// SPDX-License-Identifier: Apache-2.0
// domain/lifecycle_dbus.cc: members of org.libvirt.Domain that start, stop, save and define.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Emits;
using dbus::Run;
using DomainRows = dbus::Rows<DomainRef>;

constexpr uint32_t kByAgent = 2;  // VIR_DOMAIN_SHUTDOWN_GUEST_AGENT, VIR_DOMAIN_REBOOT_GUEST_AGENT

void AddStarting(DomainRows& rows, DomainLifecycle& lifecycle) {
  rows.Handle(
      "Create(flags)", "Starts the domain (virDomainCreateFlags).",
      [&lifecycle](const Caller& caller, const DomainRef& domain, uint32_t flags) {
        return lifecycle.Create(caller, domain, flags, {}).status();
      },
      {kDomainStart}, Run::kWorker);
  rows.Handle(
      "CreateWithFiles(files, flags)", "Starts the domain, whose first process gets the descriptors.",
      [&lifecycle](const Caller& caller, const DomainRef& domain, std::vector<UniqueFd> files, uint32_t flags) {
        return lifecycle.Create(caller, domain, flags, std::move(files)).status();
      },
      {kDomainStart}, Run::kWorker);
}

void AddStopping(DomainRows& rows, DomainLifecycle& lifecycle) {
  rows.Method("Destroy(flags)", "Ends the domain at once (virDomainDestroyFlagsValues).", lifecycle, &DomainLifecycle::Destroy,
              {kDomainStop}, Run::kWorker);
  rows.Method("InjectNMI(flags)", "Sends a non-maskable interrupt to the guest.", lifecycle, &DomainLifecycle::InjectNmi,
              {kDomainInjectNmi}, Run::kWorker);
  rows.Method("PMWakeup(flags)", "Wakes a guest that sleeps.", lifecycle, &DomainLifecycle::PmWakeup, {kDomainPmControl},
              Run::kWorker);
  rows.Method("Reboot(flags)", "Asks the guest to restart (virDomainRebootFlagValues).", lifecycle, &DomainLifecycle::Reboot,
              {kDomainInitControl, kDomainWrite.When(kByAgent)}, Run::kWorker);
  rows.Method("Reset(flags)", "Resets the guest as by its reset button.", lifecycle, &DomainLifecycle::Reset, {kDomainReset},
              Run::kWorker);
  rows.Method("Resume()", "Lets the virtual CPUs run again.", lifecycle, &DomainLifecycle::Resume, {kDomainSuspend},
              Run::kWorker);
  rows.Method("Shutdown(flags)", "Asks the guest to power off (virDomainShutdownFlagValues).", lifecycle,
              &DomainLifecycle::Shutdown, {kDomainInitControl, kDomainWrite.When(kByAgent)}, Run::kWorker);
  rows.Method("Suspend()", "Stops the virtual CPUs.", lifecycle, &DomainLifecycle::Suspend, {kDomainSuspend}, Run::kWorker);
}

void AddSaving(DomainRows& rows, DomainSavedState& saved) {
  rows.Method("CoreDump(to, dumpformat, flags)", "Writes the guest's memory to a file.", saved, &DomainSavedState::CoreDump,
              {kDomainCoreDump}, Run::kWorker);
  rows.Method("HasManagedSaveImage(flags) -> managedSaveImage", "Whether the domain was saved by ManagedSave.", saved,
              &DomainSavedState::HasManagedSaveImage, {kDomainRead}, Run::kInline);
  rows.Method("ManagedSave(flags)", "Saves the running domain and stops it; its next start goes on from there.", saved,
              &DomainSavedState::ManagedSave, {kDomainHibernate}, Run::kWorker);
  rows.Method("ManagedSaveRemove(flags)", "Drops what ManagedSave has saved.", saved, &DomainSavedState::ManagedSaveRemove,
              {kDomainHibernate}, Run::kWorker);
  rows.Method("Save(to, xml, flags)", "Saves the running domain to a file and stops it.", saved, &DomainSavedState::Save,
              {kDomainHibernate}, Run::kWorker);
}

void AddDefinition(DomainRows& rows, DomainLifecycle& lifecycle) {
  rows.Method("Rename(name, flags)", "Gives the inactive domain another name.", lifecycle, &DomainLifecycle::Rename,
              {kDomainWrite, kDomainSave}, Run::kWorker);
  rows.Method("Undefine(flags)", "Drops the persistent description (virDomainUndefineFlagsValues).", lifecycle,
              &DomainLifecycle::Undefine, {kDomainDelete}, Run::kWorker);
  rows.GetSet(
      "Autostart", "Whether the domain starts with the daemon at the host's boot.", Emits::kFalse,
      [&lifecycle](const Caller& caller, const DomainRef& domain) { return lifecycle.Autostart(caller, domain); }, {kDomainRead},
      [&lifecycle](const Caller& caller, const DomainRef& domain, bool on) { return lifecycle.SetAutostart(caller, domain, on); },
      {kDomainWrite});
}

}  // namespace

void AddLifecycleMembers(dbus::Interface& interface, DomainDriver& driver) {
  DomainRows rows(interface);
  AddStarting(rows, driver.lifecycle);
  AddStopping(rows, driver.lifecycle);
  AddSaving(rows, driver.saved_state);
  AddDefinition(rows, driver.lifecycle);
}

}  // namespace pleiad::driver

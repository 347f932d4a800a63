// SPDX-License-Identifier: Apache-2.0
// domain/dbus.h: a hypervisor's driver on D-Bus: org.libvirt.Connect at the root path and org.libvirt.Domain for each domain,
// with the members that libvirt-dbus serves, over the same functions as the native protocol.
#pragma once

#include <memory>

#include "libshared/dbus/tree.h"
#include "libshared/driver/domain/driver.h"
#include "libshared/rpc/access.h"

namespace pleiad::driver {

struct DomainBusOptions {
  std::string root = "/org/libvirt/QEMU";
  dbus::Peers::Policy policy;          // null: root and the daemon's own user only
  rpc::AccessCheck* access = nullptr;  // null: whoever is let in may do everything
};

// Serves `driver` on `connection` from now on, on the loop's thread. All outlive this; the workers are stopped before it ends.
class DomainBusFront {
 public:
  DomainBusFront(dbus::Connection& connection, event::Loop& loop, event::WorkerPool& workers, DomainDriver& driver,
                 DomainBusOptions options);

  dbus::Tree& tree() { return tree_; }
  // How a driver hears that a caller from the bus has left (FrontWatch::SetBus).
  void OnPeerGone(uint64_t connection_id, std::function<void()> hook) { tree_.peers().OnGone(connection_id, std::move(hook)); }

 private:
  void OnEvent(const store::DomainEvent& event);
  void OnLifecycle(const store::DomainEvent& event, const store::LifecycleEvent& what);

  DomainDriver& driver_;
  dbus::Tree tree_;
  std::shared_ptr<dbus::Interface> connect_, domain_;
  std::shared_ptr<DomainBusFront*> alive_;  // the event bus outlives this
};

// Their interfaces, by family.
std::shared_ptr<dbus::Interface> ConnectInterface(DomainDriver& driver, rpc::AccessCheck* access);
std::shared_ptr<dbus::Interface> DomainInterface(DomainDriver& driver, rpc::AccessCheck* access);
void AddLifecycleMembers(dbus::Interface& interface, DomainDriver& driver);
void AddInspectMembers(dbus::Interface& interface, DomainDriver& driver);
void AddStatsMembers(dbus::Interface& interface, DomainDriver& driver);
void AddTuningMembers(dbus::Interface& interface, DomainDriver& driver);
void AddGuestMembers(dbus::Interface& interface, DomainDriver& driver, rpc::AccessCheck* access);
void AddSignals(dbus::Interface& domain);
// The signals of a domain's object for everything but its lifecycle.
void EmitDomainSignal(dbus::Tree& tree, const dbus::Interface& domain, const store::DomainEvent& event);

}  // namespace pleiad::driver

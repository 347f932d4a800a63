// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/dbus.h"

#include "libshared/driver/connection_watch.h"
#include "libshared/driver/dbus_forms.h"

namespace pleiad::driver {
namespace {

static_assert(FrontWatch::kBusBit == dbus::kBusConnectionBit);

// virDomainEventType and the one detail that matters here.
constexpr int32_t kDefined = 0, kUndefined = 1, kStarted = 2, kStopped = 5;
constexpr int32_t kDefinedRenamed = 2, kDefinedUpdated = 1;

dbus::TreeOptions TreeOptionsOf(const DomainBusOptions& options) {
  dbus::TreeOptions tree{.root = options.root, .policy = options.policy, .check = nullptr};
  if (rpc::AccessCheck* access = options.access) {
    tree.check_may_wait = access->MayWait();
    tree.check = [access](const Caller& caller, std::span<const Permission> needed, const std::any& object,
                          std::string_view api) {
      const auto* domain = std::any_cast<DomainRef>(&object);
      return access->CheckKnown(caller, needed, domain ? rpc::ObjectRef(domain) : rpc::ObjectRef(), api);
    };
  }
  return tree;
}

dbus::Collection DomainsOf(DomainInspect& inspect, std::shared_ptr<const dbus::Interface> interface) {
  return {.name = kDomainCollection,
          .interface = std::move(interface),
          .to_list = permission::kConnectSearchDomains,
          .to_see = permission::kDomainGetattr,
          .find = [&inspect](const Caller& caller, std::string_view element) -> absl::StatusOr<std::any> {
            const auto uuid = UuidOf(element);
            if (!uuid) return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "'%s' is no domain's object", element);
            ASSIGN_OR_RETURN(DomainRef domain, inspect.LookupByUuid(caller, *uuid));
            return std::any(std::move(domain));
          },
          .list =
              [&inspect](const Caller& caller) {
                std::vector<std::pair<std::string, std::any>> elements;
                auto domains = inspect.ListAll(caller, 0);
                if (!domains.ok()) return elements;
                for (DomainRef& domain : *domains) elements.emplace_back(ElementOf(domain.uuid), std::move(domain));
                return elements;
              }};
}

Caller OwnSelf() {
  Caller caller;
  caller.may_manage = true;
  return caller;
}

}  // namespace

std::shared_ptr<dbus::Interface> DomainInterface(DomainDriver& driver, rpc::AccessCheck* access) {
  auto interface = std::make_shared<dbus::Interface>("org.libvirt.Domain", "A domain, running or not.");
  AddInspectMembers(*interface, driver);
  AddLifecycleMembers(*interface, driver);
  AddStatsMembers(*interface, driver);
  AddTuningMembers(*interface, driver);
  AddGuestMembers(*interface, driver, access);
  AddSignals(*interface);
  return interface;
}

DomainBusFront::DomainBusFront(dbus::Connection& connection, event::Loop& loop, event::WorkerPool& workers, DomainDriver& driver,
                               DomainBusOptions options)
    : driver_(driver),
      tree_(connection, loop, workers, TreeOptionsOf(options)),
      connect_(ConnectInterface(driver, options.access)),
      domain_(DomainInterface(driver, options.access)),
      alive_(std::make_shared<DomainBusFront*>(this)) {
  tree_.SetRoot(connect_);
  tree_.Add(DomainsOf(driver.inspect, domain_));
  driver.events.Subscribe([alive = std::weak_ptr(alive_)](const store::DomainEvent& event) {
    if (const auto front = alive.lock()) (*front)->OnEvent(event);
  });
}

void DomainBusFront::OnEvent(const store::DomainEvent& event) {
  if (const auto* lifecycle = std::get_if<store::LifecycleEvent>(&event.what)) return OnLifecycle(event, *lifecycle);
  EmitDomainSignal(tree_, *domain_, event);
}

void DomainBusFront::OnLifecycle(const store::DomainEvent& event, const store::LifecycleEvent& what) {
  const dbus::Collection& domains = tree_.collection(kDomainCollection);
  const std::string element = ElementOf(event.domain.uuid);
  const auto now = driver_.inspect.LookupByUuid(OwnSelf(), event.domain.uuid);
  // The event may be told after the domain has changed again; what is there now decides.
  if (now.ok()) {
    const auto persistent = driver_.inspect.IsPersistent(OwnSelf(), *now);
    const bool defined_anew =
        what.event == kDefined && what.detail != kDefinedUpdated && what.detail != kDefinedRenamed && now->id < 0;
    const bool started_transient = what.event == kStarted && persistent.ok() && !*persistent;
    if (defined_anew || started_transient) tree_.EmitAdded(domains, element, *now);
  }
  tree_.Emit(tree_.root(), *connect_, "DomainEvent", event.domain, what.event, what.detail);
  if (now.ok()) {
    tree_.EmitChanged(domains, element, *now, {"Active", "Id", "Name", "Persistent", "Updated"});
  } else if (what.event == kUndefined || what.event == kStopped) {
    tree_.EmitRemoved(domains, element);
  }
}

}  // namespace pleiad::driver

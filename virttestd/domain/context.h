// SPDX-License-Identifier: Apache-2.0
// context.h: what the families of calls on pretended domains share. TestDriver owns all of it and outlives them.
#pragma once

#include <functional>
#include <utility>

#include "libshared/driver/domain/driver.h"
#include "libshared/event/loop.h"
#include "virttestd/flags.h"
#include "virttestd/node.h"

namespace pleiad::test {

inline constexpr uint32_t kImpact = vir::kDomainAffectLive | vir::kDomainAffectConfig;

struct Context {
  event::Loop& loop;
  Node& node;
  driver::DomainEventBus& events;

  Domains& domains() const { return node.domains; }

  template <class What>
  void Emit(const DomainRef& domain, What what) const {
    events.Emit({.domain = domain, .what = std::move(what)});
  }
  void EmitLifecycle(const DomainRef& domain, int32_t event, int32_t detail) const {
    Emit(domain, store::LifecycleEvent{.event = event, .detail = detail});
  }
  // Makes the same change to each definition that the flags choose; all or nothing.
  using Edit = std::function<absl::Status(conf::DomainDef& def, bool live)>;
  absl::Status Change(const DomainRef& ref, uint32_t flags, const Edit& edit) const;
  // The one that a question with these flags is about.
  absl::StatusOr<DefPtr> Definition(const DomainRef& ref, uint32_t flags) const;
  // Ends a run: shut off, or gone when it was transient.
  void End(const DomainPtr& domain, int32_t reason, int32_t detail) const;
};

// The disk of that target, or of that image; null when there is none.
template <class Def>
auto FindDisk(Def& def, const std::string& name) -> decltype(def.devices.disks.data()) {
  for (auto& disk : def.devices.disks) {
    if (disk.target.dev == name || (!name.empty() && disk.source.path == name)) return &disk;
  }
  return nullptr;
}
absl::Status NoDisk(const std::string& name);

}  // namespace pleiad::test

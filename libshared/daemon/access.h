// SPDX-License-Identifier: Apache-2.0
// access.h: access_drivers = [ "polkit" ]: each call is put to polkit as org.libvirt.api.OBJECT.PERMISSION, with the
// object's names as details that rules can look at. Without that setting whoever may manage may do everything.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libshared/daemon/polkit.h"
#include "libshared/driver/known_objects.h"
#include "libshared/rpc/access.h"

namespace pleiad::daemon {

class PolkitAccess final : public rpc::AccessCheck {
 public:
  // `driver` is what rules see as connect_driver: "QEMU". `polkit` outlives this.
  PolkitAccess(Polkit& polkit, std::string driver) : polkit_(polkit), driver_(std::move(driver)) {}

  // What the daemon has. Before the first call.
  void SetObjects(driver::KnownObjects objects) { objects_ = objects; }

  bool MayWait() const override { return true; }
  absl::Status Check(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                     std::string_view api) override;
  absl::Status CheckKnown(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                          std::string_view api) override;

 private:
  using Details = std::vector<std::pair<std::string, std::string>>;
  Details DetailsOf(const rpc::ObjectRef& object) const;

  Polkit& polkit_;
  driver::KnownObjects objects_;
  const std::string driver_;
};

// "org.libvirt.api.domain.read-secure".
std::string ActionOf(const Permission& permission);
// The details that rules know of an object, e.g. domain_name and domain_uuid; but not the UUID of a volume's pool.
std::vector<std::pair<std::string, std::string>> DetailsOf(const rpc::ObjectRef& object);

}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
// access.h: access_drivers = [ "polkit" ]: each call is put to polkit as org.libvirt.api.OBJECT.PERMISSION, with the
// object's names as details that rules can look at. Without that setting whoever may manage may do everything.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "libshared/daemon/polkit.h"
#include "libshared/rpc/access.h"

namespace pleiad::daemon {

class PolkitAccess final : public rpc::AccessCheck {
 public:
  // `driver` is what rules see as connect_driver: "QEMU". `polkit` outlives this.
  PolkitAccess(Polkit& polkit, std::string driver) : polkit_(polkit), driver_(std::move(driver)) {}

  // How to find a domain by its UUID: rules look at names, and a client may write any name beside a UUID. Before the first call.
  using FindDomain = std::function<absl::StatusOr<DomainRef>(const Uuid&)>;
  void SetFindDomain(FindDomain find) { find_domain_ = std::move(find); }

  bool MayWait() const override { return true; }
  absl::Status Check(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                     std::string_view api) override;
  absl::Status CheckKnown(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                          std::string_view api) override;

 private:
  Polkit& polkit_;
  FindDomain find_domain_;
  const std::string driver_;
};

// "org.libvirt.api.domain.read-secure".
std::string ActionOf(const Permission& permission);
// The details that rules know of an object, e.g. domain_name and domain_uuid.
std::vector<std::pair<std::string, std::string>> DetailsOf(const rpc::ObjectRef& object);

}  // namespace pleiad::daemon

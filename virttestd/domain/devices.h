// SPDX-License-Identifier: Apache-2.0
// devices.h: adding, changing and removing devices of pretended domains. libvirt's own test driver has none of this; here it is
// as clients know it of hypervisors: a device is found by what names it (a disk's target, a MAC address, an alias), or else by
// being the same.
#pragma once

#include "libshared/driver/domain/devices.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Devices final : public driver::DomainDevices {
 public:
  explicit Devices(const Context& context) : context_(context) {}  // outlives this object

  absl::Status Attach(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) override;
  absl::Status Detach(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) override;
  absl::Status DetachByAlias(const Caller&, const DomainRef& ref, const std::string& alias, uint32_t flags) override;
  absl::Status Update(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) override;
  absl::Status BlockResize(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t size, uint32_t flags) override;

 private:
  const Context& context_;
};

}  // namespace pleiad::test

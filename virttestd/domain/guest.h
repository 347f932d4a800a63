// SPDX-License-Identifier: Apache-2.0
// guest.h: what a guest would answer: its clock, host name, addresses and filesystems, keys and passwords that it takes.
#pragma once

#include "libshared/driver/domain/guest.h"
#include "virttestd/node.h"

namespace pleiad::test {

class Guest final : public driver::DomainGuest {
 public:
  explicit Guest(Node& node) : node_(node) {}  // outlives this object

  absl::Status SendKey(const Caller&, const DomainRef& ref, uint32_t codeset, uint32_t hold_ms, const std::vector<uint32_t>& keys,
                       uint32_t flags) override;
  absl::StatusOr<driver::GuestTime> Time(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::string> GuestHostname(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::GuestInterface>> InterfaceAddresses(const Caller&, const DomainRef& ref, uint32_t source,
                                                                         uint32_t flags) override;
  absl::StatusOr<std::vector<driver::GuestFilesystem>> Filesystems(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<int32_t> FsFreeze(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                   uint32_t flags) override;
  absl::StatusOr<int32_t> FsThaw(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                 uint32_t flags) override;
  absl::Status FsTrim(const Caller&, const DomainRef& ref, const std::optional<std::string>& mountpoint, uint64_t minimum,
                      uint32_t flags) override;
  absl::Status SetUserPassword(const Caller&, const DomainRef& ref, const std::optional<std::string>& user,
                               const std::optional<std::string>& password, uint32_t flags) override;

 private:
  absl::StatusOr<int32_t> Freeze(const DomainRef& ref, const std::vector<std::string>& mountpoints, bool freeze);
  Node& node_;
};

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
// guest.h: what a guest would answer: its clock, host name, addresses and filesystems, keys and passwords that it takes.
#pragma once

#include "libshared/driver/domain/guest.h"
#include "virttestd/domain/consoles.h"

namespace pleiad::test {

class Guest final : public driver::DomainGuest {
 public:
  explicit Guest(const Context& context) : context_(context), consoles_(context) {}  // outlives this object

  absl::Status SendKey(const Caller&, const DomainRef& ref, uint32_t codeset, uint32_t hold_ms, const std::vector<uint32_t>& keys,
                       uint32_t flags) override;
  absl::StatusOr<driver::Screenshot> TakeScreenshot(const Caller&, const DomainRef& ref, uint32_t screen,
                                                    uint32_t flags) override;
  absl::StatusOr<driver::StreamEnd> OpenConsole(const Caller&, const DomainRef& ref, const std::optional<std::string>& device,
                                                uint32_t flags) override;
  absl::StatusOr<driver::StreamEnd> OpenChannel(const Caller&, const DomainRef& ref, const std::optional<std::string>& name,
                                                uint32_t flags) override;
  absl::StatusOr<std::string> BlockPeek(const Caller&, const DomainRef& ref, const std::string& path, uint64_t offset,
                                        uint32_t size, uint32_t flags) override;
  absl::StatusOr<std::string> MemoryPeek(const Caller&, const DomainRef& ref, uint64_t offset, uint32_t size,
                                         uint32_t flags) override;
  absl::Status SendProcessSignal(const Caller&, const DomainRef& ref, int64_t pid, uint32_t signal, uint32_t flags) override;
  absl::StatusOr<TypedParams> LaunchSecurityInfo(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::GuestTime> Time(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetTime(const Caller&, const DomainRef& ref, int64_t seconds, uint32_t nanoseconds, uint32_t flags) override;
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
  absl::StatusOr<TypedParams> GuestInfo(const Caller&, const DomainRef& ref, uint32_t types, uint32_t flags) override;
  absl::StatusOr<TypedParams> GuestVcpus(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetGuestVcpus(const Caller&, const DomainRef& ref, const std::string& vcpus, int32_t state,
                             uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> AuthorizedSshKeys(const Caller&, const DomainRef& ref, const std::string& user,
                                                             uint32_t flags) override;
  absl::Status SetAuthorizedSshKeys(const Caller&, const DomainRef& ref, const std::string& user,
                                    const std::vector<std::string>& keys, uint32_t flags) override;
  absl::StatusOr<int32_t> SetAgentTimeout(const Caller&, const DomainRef& ref, int32_t timeout_s, uint32_t flags) override;
  absl::StatusOr<std::optional<std::string>> AgentCommand(const Caller&, const DomainRef& ref, const std::string& command,
                                                          int32_t timeout_s, uint32_t flags) override;

 private:
  absl::StatusOr<int32_t> Freeze(const DomainRef& ref, const std::vector<std::string>& mountpoints, bool freeze);
  const Context& context_;
  Consoles consoles_;
};

}  // namespace pleiad::test

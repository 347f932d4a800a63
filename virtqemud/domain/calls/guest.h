// SPDX-License-Identifier: Apache-2.0
// guest.h: reaching into a running guest: keys, screen, consoles and channels, the guest agent, the monitor. Runs on workers.
// What asks the guest agent is in guest_agent_calls.cc and, for what it tells of the guest, in guest_facts.cc.
#pragma once

#include <string>
#include <vector>

#include "libshared/driver/domain/guest.h"
#include "libshared/driver/console_locks.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Guest final : public driver::DomainGuest {
 public:
  explicit Guest(const QemuContext& context) : context_(context) {}

  absl::Status SendKey(const Caller& caller, const DomainRef& ref, uint32_t codeset, uint32_t hold_ms,
                       const std::vector<uint32_t>& keycodes, uint32_t flags) override;
  absl::StatusOr<driver::Screenshot> TakeScreenshot(const Caller& caller, const DomainRef& ref, uint32_t screen,
                                                    uint32_t flags) override;
  absl::StatusOr<driver::StreamEnd> OpenConsole(const Caller& caller, const DomainRef& ref,
                                                const std::optional<std::string>& device, uint32_t flags) override;
  absl::StatusOr<driver::StreamEnd> OpenChannel(const Caller& caller, const DomainRef& ref,
                                                const std::optional<std::string>& name, uint32_t flags) override;
  absl::Status OpenGraphics(const Caller& caller, const DomainRef& ref, uint32_t index, uint32_t flags, UniqueFd client) override;
  absl::StatusOr<UniqueFd> OpenGraphicsFd(const Caller& caller, const DomainRef& ref, uint32_t index, uint32_t flags) override;
  absl::StatusOr<std::string> MonitorCommand(const Caller& caller, const DomainRef& ref, const std::string& command,
                                             uint32_t flags) override;

  absl::StatusOr<driver::GuestTime> Time(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetTime(const Caller& caller, const DomainRef& ref, int64_t seconds, uint32_t nanoseconds,
                       uint32_t flags) override;
  absl::StatusOr<std::string> GuestHostname(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<int32_t> FsFreeze(const Caller& caller, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                   uint32_t flags) override;
  absl::StatusOr<int32_t> FsThaw(const Caller& caller, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                 uint32_t flags) override;
  absl::Status FsTrim(const Caller& caller, const DomainRef& ref, const std::optional<std::string>& mountpoint, uint64_t minimum,
                      uint32_t flags) override;
  absl::StatusOr<std::vector<driver::GuestInterface>> InterfaceAddresses(const Caller& caller, const DomainRef& ref,
                                                                         uint32_t source, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::GuestFilesystem>> Filesystems(const Caller& caller, const DomainRef& ref,
                                                                   uint32_t flags) override;
  absl::StatusOr<TypedParams> GuestInfo(const Caller& caller, const DomainRef& ref, uint32_t types, uint32_t flags) override;
  absl::StatusOr<int32_t> SetAgentTimeout(const Caller& caller, const DomainRef& ref, int32_t timeout_s, uint32_t flags) override;
  absl::StatusOr<std::optional<std::string>> AgentCommand(const Caller& caller, const DomainRef& ref, const std::string& command,
                                                          int32_t timeout_s, uint32_t flags) override;

 private:
  absl::StatusOr<driver::StreamEnd> OpenStream(const DomainPtr& domain, const conf::ChardevDef& chardev, bool force);

  const QemuContext& context_;
  driver::ConsoleLocks console_locks_;
};

}  // namespace pleiad::qemu

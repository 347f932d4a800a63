// SPDX-License-Identifier: Apache-2.0
// guest_agent_calls.cc: the calls of guest.h that the agent in the guest answers.
#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/calls/agent_session.h"
#include "virtqemud/domain/calls/guest.h"
#include "virtqemud/domain/taint.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr int64_t kNsPerSecond = 1'000'000'000;

absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* api) {
  return RejectFlagsOutside(known, flags, api, ErrorDomain::kQemu);
}

absl::StatusOr<int32_t> CountOf(const absl::StatusOr<json::value>& answer, const char* command) {
  if (!answer.ok()) return answer.status();
  if (!answer->is_int64()) return MalformedAgentAnswer(command);
  return static_cast<int32_t>(answer->get_int64());
}

}  // namespace

absl::StatusOr<driver::GuestTime> Guest::Time(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainGetTime"));
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  ASSIGN_OR_RETURN(const json::value answer, session.Execute("guest-get-time"));
  if (!answer.is_int64()) return MalformedAgentAnswer("guest-get-time");
  return driver::GuestTime{.seconds = answer.get_int64() / kNsPerSecond,
                           .nanoseconds = static_cast<uint32_t>(answer.get_int64() % kNsPerSecond)};
}

absl::Status Guest::SetTime(const Caller&, const DomainRef& ref, int64_t seconds, uint32_t nanoseconds, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainTimeSync, flags, "qemuDomainSetTime"));
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  if (seconds > INT64_MAX / kNsPerSecond) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "Time '%d' is too big for guest agent", seconds);
  }
  json::object arguments;
  // Without a time the guest takes its hardware clock's.
  if ((flags & vir::kDomainTimeSync) == 0) arguments["time"] = seconds * kNsPerSecond + nanoseconds;
  RETURN_IF_ERROR(session.Execute("guest-set-time", arguments).status());
  const auto monitor = session.domain->monitor();
  if (!monitor) return NotRunning();
  return monitor->Execute("rtc-reset-reinjection", {}, context_.MonitorDeadline()).status();
}

absl::StatusOr<std::string> Guest::GuestHostname(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainGetHostnameLease | vir::kDomainGetHostnameAgent, flags, "qemuDomainGetHostname"));
  if ((flags & vir::kDomainGetHostnameAgent) == 0) return driver::Unsupported("virDomainGetHostname");
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  ASSIGN_OR_RETURN(const json::value answer, session.Execute("guest-get-host-name"));
  if (!answer.is_object()) return MalformedAgentAnswer("guest-get-host-name");
  return TextIn(answer.get_object(), "host-name");
}

absl::StatusOr<int32_t> Guest::FsFreeze(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                        uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainFSFreeze"));
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  if (mountpoints.empty()) return CountOf(session.Execute("guest-fsfreeze-freeze"), "guest-fsfreeze-freeze");
  json::array list;
  for (const std::string& mountpoint : mountpoints) list.push_back(json::string(mountpoint));
  return CountOf(session.Execute("guest-fsfreeze-freeze-list", {{"mountpoints", std::move(list)}}), "guest-fsfreeze-freeze-list");
}

absl::StatusOr<int32_t> Guest::FsThaw(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                      uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainFSThaw"));
  if (!mountpoints.empty()) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationUnsupported, "specifying mountpoints is not supported");
  }
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  return CountOf(session.Execute("guest-fsfreeze-thaw"), "guest-fsfreeze-thaw");
}

absl::Status Guest::FsTrim(const Caller&, const DomainRef& ref, const std::optional<std::string>& mountpoint, uint64_t minimum,
                           uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainFSTrim"));
  if (mountpoint) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported, "Specifying mount point is not supported for now");
  }
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  return session.Execute("guest-fstrim", {{"minimum", minimum}}).status();
}

absl::StatusOr<std::vector<driver::GuestInterface>> Guest::InterfaceAddresses(const Caller&, const DomainRef& ref,
                                                                              uint32_t source, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainInterfaceAddresses"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  if (!domain->snapshot()->active()) return NotRunning();
  std::vector<driver::GuestInterface> interfaces;
  // Leases are the network driver's; a domain on none of its networks has none.
  if (source == vir::kDomainInterfaceAddressesSrcLease) return interfaces;
  if (source != vir::kDomainInterfaceAddressesSrcAgent) {
    return Error(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported, "Unsupported IP address data source %d", source);
  }
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  ASSIGN_OR_RETURN(const json::value answer, session.Execute("guest-network-get-interfaces"));
  if (!answer.is_array()) return MalformedAgentAnswer("guest-network-get-interfaces");
  for (const json::value& item : answer.get_array()) {
    if (item.is_object()) interfaces.push_back(ReadInterface(item.get_object()));
  }
  return interfaces;
}

absl::StatusOr<int32_t> Guest::SetAgentTimeout(const Caller&, const DomainRef& ref, int32_t timeout_s, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainAgentSetResponseTimeout"));
  if (timeout_s < vir::kDomainAgentResponseTimeoutBlock) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "guest agent timeout '%d' is less than the minimum '%d'", timeout_s,
                 vir::kDomainAgentResponseTimeoutBlock);
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  context_.domains.Update(domain, [timeout_s](DomainState& next) { next.agent_timeout_s = timeout_s; });
  return 0;
}

absl::StatusOr<std::optional<std::string>> Guest::AgentCommand(const Caller&, const DomainRef& ref, const std::string& command,
                                                               int32_t timeout_s, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainQemuAgentCommand"));
  if (timeout_s < vir::kDomainAgentResponseTimeoutBlock) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "guest agent timeout '%d' is less than the minimum '%d'", timeout_s,
                 vir::kDomainAgentResponseTimeoutBlock);
  }
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  absl::Time deadline = session.deadline;
  if (timeout_s == vir::kDomainAgentResponseTimeoutBlock) deadline = absl::InfiniteFuture();  // ends with the channel
  if (timeout_s >= 0) deadline = absl::Now() + absl::Seconds(std::max(timeout_s, 1));
  context_.domains.Update(session.domain, [](DomainState& next) { Taint(next, kCustomAgentTaint); });
  ASSIGN_OR_RETURN(std::string reply, session.agent->ExecuteRaw(command, deadline));
  return std::optional<std::string>(std::move(reply));
}

}  // namespace pleiad::qemu

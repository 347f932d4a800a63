// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/agent_session.h"

#include "libshared/base/error.h"
#include "virtqemud/domain/run/agent_channel.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr absl::Duration kAgentPatience = absl::Seconds(5);
}  // namespace

absl::StatusOr<AgentSession> OpenAgent(const QemuContext& context, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context.domains.Find(ref));
  ASSIGN_OR_RETURN(auto agent, AgentOf(domain));
  const int32_t timeout_s = domain->snapshot()->agent_timeout_s;
  absl::Time deadline = absl::Now() + kAgentPatience;
  if (timeout_s >= 0) deadline = absl::Now() + absl::Seconds(std::max(timeout_s, 1));
  return AgentSession{.domain = domain, .agent = std::move(agent), .deadline = deadline};
}

absl::Status MalformedAgentAnswer(const char* command) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "guest agent answered '%s' in an unknown way", command);
}

driver::GuestInterface ReadInterface(const json::object& item) {
  driver::GuestInterface interface {
    .name = TextIn(item, "name"), .mac = std::nullopt, .addresses = {}
  };
  if (std::string mac = TextIn(item, "hardware-address"); !mac.empty()) interface.mac = std::move(mac);
  const json::value* list = MemberOf(item, "ip-addresses");
  if (!list || !list->is_array()) return interface;
  for (const json::value& entry : list->get_array()) {
    if (!entry.is_object()) continue;
    const json::object& address = entry.get_object();
    interface.addresses.push_back({.type = TextIn(address, "ip-address-type") == "ipv6" ? 1 : 0,
                                   .address = TextIn(address, "ip-address"),
                                   .prefix = static_cast<uint32_t>(IntIn(address, "prefix"))});
  }
  return interface;
}

}  // namespace pleiad::qemu

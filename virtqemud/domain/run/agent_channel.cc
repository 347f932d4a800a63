// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/agent_channel.h"

#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "virtqemud/domain/run/agent.h"

namespace pleiad::qemu {
namespace {
constexpr char kAgentChannel[] = "org.qemu.guest_agent.0";

const conf::ChardevDef* FindAgentChannel(const conf::DomainDef& def) {
  for (const conf::ChardevDef& channel : def.devices.channels) {
    if (channel.name == kAgentChannel && channel.source.type == conf::ChardevType::kUnix) return &channel;
  }
  return nullptr;
}

void Open(const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  const conf::ChardevDef* channel = state->active() ? FindAgentChannel(*state->live) : nullptr;
  if (!channel || domain->agent()) return;
  auto agent = Agent::Connect(channel->source.path, state->name());
  if (agent.ok()) {
    domain->SetAgent(*std::move(agent));
  } else {
    log::Failure("no agent for domain " + state->name(), agent.status());
  }
}
}  // namespace

bool HasAgentChannel(const conf::DomainDef& def) {
  return std::any_of(def.devices.channels.begin(), def.devices.channels.end(),
                     [](const conf::ChardevDef& channel) { return channel.name == kAgentChannel; });
}

absl::StatusOr<std::shared_ptr<Agent>> AgentOf(const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  if (auto agent = domain->agent()) return agent;
  if (!HasAgentChannel(*state->live)) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported, "QEMU guest agent is not configured");
  }
  return MakeError(ErrorDomain::kQemu, ErrorCode::kAgentUnresponsive, "QEMU guest agent is not connected");
}

void OnAgentChannel(const QemuContext&, const DomainPtr& domain, bool open) {
  if (open) return Open(domain);
  if (auto agent = domain->agent()) agent->Close();
  domain->SetAgent(nullptr);
}

void ReopenAgentChannel(const QemuContext&, const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  const conf::ChardevDef* channel = state->active() ? FindAgentChannel(*state->live) : nullptr;
  if (channel && channel->state == conf::ChannelState::kConnected) Open(domain);
}

}  // namespace pleiad::qemu

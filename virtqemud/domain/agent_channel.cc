// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/agent_channel.h"

#include "libshared/base/journal.h"
#include "virtqemud/domain/agent.h"

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

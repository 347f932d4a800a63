// SPDX-License-Identifier: Apache-2.0
// monitor_fuzz.cc: what a QEMU says on its monitor: lines as they come, with a command waiting, and answers of any shape.
#include <boost/json/parse.hpp>

#include "tests/fuzz/input.h"
#include "virtqemud/capabilities/probe_answers.h"
#include "virtqemud/capabilities/schema_paths.h"
#include "virtqemud/monitor/block_figures.h"
#include "virtqemud/monitor/monitor.h"

namespace pleiad::fuzz {
void Listen(std::string_view text) {
  static auto* const loop = event::Loop::Create()->release();
  static const Folder folder;
  static const Listener listener(folder.path() + "/monitor");
  auto monitor =
      qemu::Monitor::Connect(*loop, listener.path(), "fuzz", {.on_event = [](const qemu::QmpEvent&) {}, .on_closed = [] {}});
  if (!monitor.ok()) abort();
  const UniqueFd theirs = listener.Accept();
  const auto pending = (*monitor)->Begin("query-status", {});
  loop->RunOnce(absl::ZeroDuration());
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t sent = send(theirs.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    loop->RunOnce(absl::ZeroDuration());
    if (sent < 0) break;
    rest.remove_prefix(static_cast<size_t>(sent));
  }
  if (pending.ok()) (void)(*monitor)->Finish(*pending, absl::InfinitePast());
  (*monitor)->Close();
  loop->RunOnce(absl::ZeroDuration());
}

void TakeAnswer(std::string_view text) {
  boost::system::error_code error;
  const auto answer = boost::json::parse({text.data(), text.size()}, error);
  if (error) return;
  qemu::EmulatorCapabilities caps;
  qemu::TakeGreeting(answer, caps);
  qemu::TakeTarget(answer, caps);
  qemu::TakeMachines(answer, caps);
  (void)qemu::CpuDefinitionsOf(answer);
  (void)qemu::ExpansionOf("host", answer);
  (void)qemu::HypervFeaturesOf(answer);
  qemu::TakeOptions(answer, caps);
  qemu::TakeGic(answer, caps);
  qemu::TakeSev(answer, caps);
  (void)qemu::KnownSchemaPaths(answer);
  (void)qemu::ReadBlockStats(answer);
  (void)qemu::ReadBlockNodes(answer);
}
}  // namespace pleiad::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad::fuzz;
  Listen(Text(data, size));
  TakeAnswer(Text(data, size));
  return 0;
}

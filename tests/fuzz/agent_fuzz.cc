// SPDX-License-Identifier: Apache-2.0
// agent_fuzz.cc: what the program in the guest answers. It has answered the call that synchronizes; then it says anything.
#include <sys/random.h>

#include <boost/json/value.hpp>

#include "tests/fuzz/input.h"
#include "virtqemud/domain/run/agent.h"

// The number to synchronize by is known, so that the input can be sent ahead.
extern "C" ssize_t getrandom(void* buffer, size_t size, unsigned) {
  memset(buffer, 0, size);
  return static_cast<ssize_t>(size);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  static const fuzz::Folder folder;
  static const fuzz::Listener listener(folder.path() + "/agent");
  const auto agent = qemu::Agent::Connect(listener.path(), "fuzz");
  if (!agent.ok()) abort();
  const UniqueFd theirs = listener.Accept();
  const std::string said = "\xff{\"return\": 0}\n" + std::string(fuzz::Text(data, size));
  if (send(theirs.get(), said.data(), said.size(), MSG_NOSIGNAL) < 0) return 0;
  shutdown(theirs.get(), SHUT_WR);
  (void)(*agent)->Execute("guest-get-fsinfo", {}, absl::Now() + absl::Seconds(5));
  return 0;
}

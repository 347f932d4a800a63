// SPDX-License-Identifier: Apache-2.0
// capabilities_cache_fuzz.cc: a file of what an emulator can, as a crash or an administrator may have left it. The key is that of
// tests/data/qemu_capabilities/x86_64.cache.json.
#include "tests/fuzz/input.h"
#include "virtqemud/capabilities/capabilities_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  const qemu::ProbeKey key{.path = "/usr/bin/qemu-system-x86_64", .size = 1, .mtime_ns = 1, .ctime_ns = 1, .host = "host"};
  const auto caps = qemu::FromJson(fuzz::Text(data, size), key);
  if (!caps) return 0;
  const std::string once = qemu::ToJson(key, *caps);
  const auto again = qemu::FromJson(once, key);
  if (!again || qemu::ToJson(key, *again) != once) abort();
  return 0;
}

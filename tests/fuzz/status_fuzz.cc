// SPDX-License-Identifier: Apache-2.0
// status_fuzz.cc: the record of a running domain, and a definition on disk: read or passed over; what was read is recorded again.
#include <sys/stat.h>

#include "tests/fuzz/input.h"
#include "virtqemud/domain/domain_store.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  static const fuzz::Folder folder;
  static const qemu::DomainStore store({.config = folder.path(),
                                        .autostart = folder.path() + "/autostart",
                                        .state = folder.path(),
                                        .lib = {},
                                        .log = {},
                                        .nvram = {},
                                        .save = {},
                                        .channel = {},
                                        .cache = {},
                                        .launcher = {}});
  folder.Write("fuzz.xml", fuzz::Text(data, size));
  (void)store.LoadConfigs();
  for (const qemu::DomainState& state : store.LoadStatuses()) {
    // The name is the file's: one with a slash is refused before anything is recorded.
    if (state.live->name == "fuzz") (void)store.SaveStatus(state);
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// config_file_fuzz.cc: any text is a configuration file or refused, and its settings can be asked for as any type.
#include "libshared/base/config_file.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  auto file = ConfigFile::Parse(fuzz::Text(data, size), "fuzz.conf");
  if (!file.ok()) return 0;
  for (const char* key : {"unix_sock_group", "max_clients", "user", "a"}) {
    std::string text;
    std::vector<std::string> list;
    int64_t number = 0;
    uint32_t small = 0;
    bool flag = false;
    (void)file->Get(key, text);
    (void)file->Get(key, list);
    (void)file->Get(key, number);
    (void)file->Get(key, small);
    (void)file->Get(key, flag);
    (void)file->GetMode(key, small);
  }
  (void)file->UnreadKeys();
  return 0;
}

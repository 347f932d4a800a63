// SPDX-License-Identifier: Apache-2.0
// domain_fuzz.cc: any text is read as a domain or refused; what was read is written, and what was written is read again
// and written the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "libshared/conf/domain/domain_def.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const xml::Options options = {.inactive = true, .secure = true};
  const auto def = conf::ParseDomain(text, options);
  if (!def.ok()) return 0;
  const std::string once = conf::FormatDomain(*def, options);
  const auto again = conf::ParseDomain(once, options);
  if (!again.ok() || conf::FormatDomain(*again, options) != once) abort();
  return 0;
}

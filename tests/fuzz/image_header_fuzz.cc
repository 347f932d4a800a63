// SPDX-License-Identifier: Apache-2.0
// image_header_fuzz.cc: the head of an image, which a guest may have written; and the tables that firmware leaves.
#include "libshared/host/image_header.h"
#include "libshared/host/smbios.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  (void)host::ParseImageHeader(fuzz::Text(data, size));
  (void)host::ParseSmbios(fuzz::Text(data, size));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// firmware_fuzz.cc: QEMU's firmware descriptors, by both who read them: for a domain that starts and for the capabilities.
#include "libshared/conf/domain/firmware.h"
#include "tests/fuzz/input.h"
#include "virtqemud/capabilities/firmware_list.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  static const fuzz::Folder folder;
  if (const auto firmware = conf::ParseFirmwareDescriptor(fuzz::Text(data, size)); firmware.ok())
    (void)firmware->Has("secure-boot");
  folder.Write("fuzz.json", fuzz::Text(data, size));
  (void)qemu::FirmwareList({folder.path()}).For("x86_64", "pc-q35-7.2");
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// options.h: what completion takes from outside: chance, and questions about the host that only its caller can answer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "libshared/base/uuid.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

struct CompleteOptions {
  // A new UUID for a domain (and its genid) that has none.
  std::function<Uuid()> new_uuid = [] { return Uuid::Random(); };
  // Three bytes for the MAC address of a network card that has none: 52:54:00:xx:xx:xx.
  std::function<uint32_t()> new_mac_suffix = [] {
    const Uuid random = Uuid::Random();
    return uint32_t{random.bytes[0]} << 16 | uint32_t{random.bytes[1]} << 8 | random.bytes[2];
  };
  // Where the variables of a domain's UEFI firmware are kept, as NAME_VARS.fd; a session daemon has its own.
  std::string nvram_dir = "/var/lib/libvirt/qemu/nvram";
  // Whether a device of the host's is PCI Express; null takes all for it, as libvirt does when it can't look.
  std::function<bool(const PciAddress&)> is_pci_express;
};

}  // namespace pleiad::conf

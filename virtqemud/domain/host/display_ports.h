// SPDX-License-Identifier: Apache-2.0
// display_ports.h: TCP ports for displays with autoport. A port is handed out when nobody listens on it, and not to two
// domains at once.
#pragma once

#include <cstdint>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/config.h"

namespace pleiad::qemu {

class DisplayPorts {
 public:
  // Gives each automatic display of `def` its port.
  //   Errors  INTERNAL_ERROR "Unable to find an unused port in range 'vnc' (5900-65535)"
  static absl::Status Assign(conf::DomainDef& def, const QemuConfig& config);
  // Gives the ports of `def` back.
  static void Release(const conf::DomainDef& def);
  // Marks the ports of a domain found running.
  static void Claim(const conf::DomainDef& def);
};

}  // namespace pleiad::qemu

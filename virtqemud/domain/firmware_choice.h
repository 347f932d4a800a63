// SPDX-License-Identifier: Apache-2.0
// firmware_choice.h: which firmware a domain with <os firmware='efi'> runs, decided at each start by the descriptors that the
// distribution and the administrator have installed (QEMU's docs/interop/firmware.json).
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Fills in loader and variable store of a running definition.
//   Errors  OPERATION_FAILED "Unable to find any firmware to satisfy 'efi'"
absl::Status ChooseFirmware(const QemuContext& context, conf::DomainDef& live);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// definition.h: from a client's document to a complete definition that this driver can run.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Reads `xml`, fills in what it leaves open (as libvirt does, with the emulator's own facts), and checks it.
// `validate`: parts that nobody knows are an error; else they are logged by name.
//   Errors  XML_ERROR, XML_INVALID_SCHEMA, CONFIG_UNSUPPORTED, INVALID_ARG, and those of probing the emulator
absl::StatusOr<conf::DomainDef> ReadDefinition(const QemuContext& context, const std::string& xml, bool validate);

}  // namespace pleiad::qemu

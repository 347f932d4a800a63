// SPDX-License-Identifier: Apache-2.0
// service_settings.h: what of a definition is a matter of its unit in systemd: the devices it may open, its share of CPUs and
// memory, where it stands in the tree of units.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/host/service_manager.h"
#include "virtqemud/config.h"

namespace pleiad::qemu {

// Name, description and user are for whoever starts it.
//   Errors  CONFIG_UNSUPPORTED for NUMA nodes that the host has not
absl::Status FillServiceSettings(const conf::DomainDef& def, const QemuConfig& config, host::TransientService& service);

// "/machine/production" is the slice "machine-production.slice". Absent or with characters that slices can't have: machine.slice.
std::string SliceOf(const std::string& partition);

}  // namespace pleiad::qemu

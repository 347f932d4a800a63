// SPDX-License-Identifier: Apache-2.0
// run_folders.h: the folders and files of one run of a domain: channel sockets, the variable store of its firmware.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "libshared/base/atomic_file.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Whom the files of a domain's process belong to; absent: whoever the daemon is.
std::optional<FileOwner> OwnerOf(const QemuConfig& config);

// Names the sockets of channels that the document leaves to us, and makes their folder.
absl::Status PrepareChannels(const QemuContext& context, conf::DomainDef& def, const Runtime& runtime);
// A firmware's variables are kept for each domain: the first start copies them from the template.
//   Errors  OPERATION_FAILED when there is no template
absl::Status PrepareNvram(const conf::DomainDef& def, const QemuConfig& config);
// Makes the folders that the command line has QEMU put the guest's memory in.
//   Errors  INTERNAL_ERROR when there are no such huge pages, as libvirt's clients know it
absl::Status PrepareMemory(const QemuContext& context, const std::vector<MemoryFolder>& folders);
// Takes the folders of the run away with what is in them.
void RemoveRunFolders(const QemuContext& context, const Runtime& runtime);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// image_access.h: lets a domain's process open the files that its definition names, and says before the start which one it
// can't. With dynamic ownership, files are lent to the domain's user for the run; others must be accessible already.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Fills in the backing chains of the disks, drops media that are optional and absent, and checks that all else is there.
//   Errors  SYSTEM_ERROR "Cannot access storage file '/x': No such file or directory", and those of ResolveChain()
absl::Status ResolveImages(const QemuContext& context, conf::DomainDef& def);

// Lends the files, then asks the kernel whether the domain's user may open each. `holder` names the run.
//   Errors  SYSTEM_ERROR naming the file or the folder on its way, and the right that lacks there
absl::Status GrantFiles(const QemuContext& context, const conf::DomainDef& def, const std::string& holder);

// Who holds what is lent to this run of the domain.
std::string HolderOf(const conf::DomainDef& def);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// backing_chain.h: the images below a disk's image. A document may name them; where it does not, the images say it themselves.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "libshared/conf/domain/storage_source.h"

namespace pleiad::qemu {

// Puts below `top` what its images name, down to the end of the chain. Images of the network end it: QEMU reads on there.
//   reader  "(as uid:64055, gid:64055)", for the messages
//   Errors  SYSTEM_ERROR "Cannot access backing file '…' of storage file '…' (…): …"
//           OPERATION_INVALID for a backing file whose format nobody tells; CONFIG_UNSUPPORTED for a chain without an end
absl::Status ResolveChain(conf::StorageSource& top, const std::string& reader);

// What the name in an image's header means: a path, relative ones from the folder of `image`; "json:" documents and "file:"
// for local files. Empty for everything else.
std::string BackingPath(const std::string& image, const std::string& name);

// Opening what another program has to open too would keep QEMU waiting before it can answer anybody.
//   Errors  INTERNAL_ERROR for a FIFO or socket, as for other files that QEMU can't use as an image
absl::Status CheckImageKind(const std::string& path, mode_t mode);

}  // namespace pleiad::qemu

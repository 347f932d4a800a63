// SPDX-License-Identifier: Apache-2.0
// used_files.h: which files and devices of the host a domain's process opens by name, as its running definition tells.
#pragma once

#include <string>
#include <vector>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

struct UsedFile {
  enum class Kind {
    kImage,    // of a disk
    kBacking,  // below an image
    kBoot,     // kernel, firmware and the like, which QEMU only reads
    kDevice,   // a character device
    kOutput,   // what a serial port or console is written to; made when it is not there
  };
  std::string path;
  Kind kind = Kind::kImage;
  bool write = false;
  std::string top = {};  // of kBacking: the image that the guest sees

  friend bool operator==(const UsedFile&, const UsedFile&) = default;
};

// In the order of the document. Backing files are those that the definition names: ResolveChains() comes before.
std::vector<UsedFile> UsedFilesOf(const conf::DomainDef& def);

}  // namespace pleiad::qemu

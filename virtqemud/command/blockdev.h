// SPDX-License-Identifier: Apache-2.0
// blockdev.h: the nodes of an image: one that reads the bytes ("libvirt-1-storage"), one that understands their format
// ("libvirt-1-format"), for the image and all images below it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/disk_def.h"
#include "virtqemud/command/json_device.h"

namespace pleiad::qemu {

// {"driver":"file","filename":…} of one image, without name and cache. Empty for what QEMU cannot read.
JsonObject ProtocolNode(const conf::StorageSource& image);

// The nodes of a disk, those that others build on first: arguments of -blockdev and of blockdev-add.
//   Errors  CONFIG_UNSUPPORTED
absl::StatusOr<std::vector<JsonObject>> DiskNodes(const conf::DiskDef& disk);
// The name of the node that the disk's device is to use; "" for an empty drive.
std::string TopNode(const conf::DiskDef& disk);

// A secret that the nodes of a disk refer to, by the id of its object.
struct DiskSecret {
  std::string id;
  const conf::SecretRef* secret = nullptr;
};
std::vector<DiskSecret> SecretsOf(const conf::DiskDef& disk);

std::string StorageNodeName(const conf::StorageSource& image);
std::string FormatNodeName(const conf::StorageSource& image);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// filesystems.cc: folders of the host's in the guest: 9p, which QEMU serves itself, and virtiofs, which a program of its own
// serves over a socket.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::FilesystemDef;

const char* SecurityModel(conf::AccessMode mode) {
  switch (mode) {
    case conf::AccessMode::kMapped: return "mapped";
    case conf::AccessMode::kSquash: return "none";
    default: return "passthrough";
  }
}

absl::Status Add9p(Builder& b, const FilesystemDef& fs) {
  if (fs.type != conf::FilesystemType::kMount) return Unsupported("only supports mount filesystem type");
  std::string option = absl::StrCat("local,security_model=", SecurityModel(fs.access_mode));
  if (fs.multidevs != conf::Multidevs::kDefault) absl::StrAppend(&option, ",multidevs=", xml::NameOf(conf::kMultidevs, fs.multidevs));
  if (!fs.fmode.empty()) absl::StrAppend(&option, ",fmode=", fs.fmode);
  if (!fs.dmode.empty()) absl::StrAppend(&option, ",dmode=", fs.dmode);
  if (fs.write_immediately) option += ",writeout=immediate";
  absl::StrAppend(&option, ",id=fsdev-", fs.info.alias, ",path=", Escaped(fs.source));
  if (fs.readonly) option += ",readonly=on";
  b.Add("-fsdev", option);
  JsonObject device = VirtioDevice("virtio-9p", fs.info, fs.virtio, fs.model);
  device.String("id", fs.info.alias).String("fsdev", "fsdev-" + fs.info.alias).String("mount_tag", fs.target);
  RETURN_IF_ERROR(AddAddress(b, fs.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}

absl::Status AddVirtiofs(Builder& b, const FilesystemDef& fs) {
  const std::string chardev = "chr-vu-" + fs.info.alias;
  b.Add("-chardev", absl::StrCat("socket,id=", chardev, ",path=", Escaped(VirtiofsSocketPath(fs, b.context.folder))));
  JsonObject device = VirtioDevice("vhost-user-fs", fs.info, fs.virtio, fs.model);
  device.String("id", fs.info.alias).String("chardev", chardev).Given("queue-size", fs.queue_size).String("tag", fs.target);
  device.Given("bootindex", uint64_t{fs.info.boot.order});
  RETURN_IF_ERROR(AddAddress(b, fs.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}
}  // namespace

std::string VirtiofsSocketPath(const FilesystemDef& filesystem, const std::string& folder) {
  return filesystem.socket.empty() ? absl::StrCat(folder, "/", filesystem.info.alias, "-fs.sock") : filesystem.socket;
}

absl::Status AddFilesystems(Builder& b) {
  for (const FilesystemDef& fs : b.def.devices.filesystems) {
    RETURN_IF_ERROR(fs.driver == conf::FilesystemDriver::kVirtiofs ? AddVirtiofs(b, fs) : Add9p(b, fs));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

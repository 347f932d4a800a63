// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/used_files.h"

#include <algorithm>

namespace pleiad::qemu {
namespace {
using Kind = UsedFile::Kind;

bool IsLocal(const conf::StorageSource& source) {
  return (source.type == conf::StorageType::kFile || source.type == conf::StorageType::kBlock ||
          source.type == conf::StorageType::kDir) &&
         !source.path.empty();
}

class Collector {
 public:
  void Add(const std::string& path, Kind kind, bool write) {
    if (!path.empty()) files.push_back({.path = path, .kind = kind, .write = write});
  }

  void AddDisk(const conf::DiskDef& disk) {
    const bool readonly = disk.readonly || disk.device == conf::DiskDevice::kCdrom;
    if (IsLocal(disk.source)) Add(disk.source.path, Kind::kImage, !readonly);
    for (const auto* below = &disk.source.backing; *below; below = &(*below)->backing) {
      if (IsLocal(**below))
        files.push_back({.path = (*below)->path, .kind = Kind::kBacking, .write = false, .top = disk.source.path});
    }
    if (disk.mirror && IsLocal(disk.mirror->source)) Add(disk.mirror->source.path, Kind::kImage, /*write=*/true);
  }

  void AddOs(const conf::Os& os) {
    for (const std::string* path : {&os.kernel, &os.initrd, &os.dtb, &os.slic_table}) Add(*path, Kind::kBoot, /*write=*/false);
    if (os.loader)
      Add(os.loader->path, Kind::kBoot, os.loader->type == conf::LoaderType::kPflash && conf::IsNo(os.loader->readonly));
    if (os.nvram && IsLocal(os.nvram->source)) Add(os.nvram->path(), Kind::kImage, /*write=*/true);
  }

  void AddChardev(const conf::ChardevSource& source) {
    if (source.type == conf::ChardevType::kDev) Add(source.path, Kind::kDevice, /*write=*/true);
    if (source.type == conf::ChardevType::kFile) Add(source.path, Kind::kOutput, /*write=*/true);
    if (!source.log.file.empty()) Add(source.log.file, Kind::kOutput, /*write=*/true);
  }

  std::vector<UsedFile> files;
};
}  // namespace

std::vector<UsedFile> UsedFilesOf(const conf::DomainDef& def) {
  Collector c;
  for (const conf::DiskDef& disk : def.devices.disks) c.AddDisk(disk);
  c.AddOs(def.os);
  for (const auto* list : {&def.devices.serials, &def.devices.parallels, &def.devices.consoles, &def.devices.channels}) {
    for (const conf::ChardevDef& chardev : *list) c.AddChardev(chardev.source);
  }
  for (const conf::RngDef& rng : def.devices.rngs) {
    if (rng.backend == conf::RngBackend::kRandom) c.Add(rng.device, Kind::kDevice, /*write=*/false);
  }
  for (const conf::InputDef& input : def.devices.inputs) c.Add(input.source, Kind::kDevice, /*write=*/true);
  for (const conf::TpmDef& tpm : def.devices.tpms) {
    if (tpm.backend == conf::TpmBackend::kPassthrough)
      c.Add(tpm.device.empty() ? "/dev/tpm0" : tpm.device, Kind::kDevice, /*write=*/true);
  }
  // The first console is the first serial port once more.
  std::vector<UsedFile> once;
  for (UsedFile& file : c.files) {
    if (std::find(once.begin(), once.end(), file) == once.end()) once.push_back(std::move(file));
  }
  return once;
}

}  // namespace pleiad::qemu

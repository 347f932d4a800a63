// SPDX-License-Identifier: Apache-2.0
// boot.cc: what a guest starts from: firmware images, -boot, a kernel given from outside; and what firmware tells of the
// machine (-smbios, -fw_cfg).
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/blockdev.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
void AddFlash(Builder& b, const char* name, const conf::StorageSource& image, bool readonly) {
  const std::string storage = absl::StrCat("libvirt-", name, "-storage"), format = absl::StrCat("libvirt-", name, "-format");
  JsonObject node = ProtocolNode(image);
  node.String("node-name", storage).Bool("auto-read-only", true).String("discard", "unmap");
  b.Blockdev(node);
  JsonObject top("node-name", format);
  top.Bool("read-only", readonly).String("driver", "raw").String("file", storage);
  b.Blockdev(top);
}

bool IsFlash(const conf::Os& os) { return os.loader && os.loader->type == conf::LoaderType::kPflash && !os.loader->path.empty(); }

}  // namespace

void AddFirmwareNodes(Builder& b) {
  if (IsFlash(b.def.os)) {
    conf::StorageSource image;
    image.type = conf::StorageType::kFile;
    image.path = b.def.os.loader->path;
    AddFlash(b, "pflash0", image, conf::IsYes(b.def.os.loader->readonly));
  }
  if (b.def.os.nvram && !b.def.os.nvram->source.IsEmpty()) AddFlash(b, "pflash1", b.def.os.nvram->source, /*readonly=*/false);
}

void AddFirmware(Builder& b) {
  if (!b.def.os.loader) return;
  const conf::Loader& loader = *b.def.os.loader;
  if (loader.type == conf::LoaderType::kPflash) {
    if (conf::IsYes(loader.secure)) b.Add("-global", "driver=cfi.pflash01,property=secure,value=on");
  } else if (!loader.path.empty()) {
    b.Add("-bios", loader.path);
  }
}

absl::Status AddBoot(Builder& b) {
  const conf::Os& os = b.def.os;
  std::string value;
  if (conf::IsYes(os.boot_menu.enable)) {
    value = "menu=on";
    if (os.boot_menu.timeout_ms) absl::StrAppend(&value, ",splash-time=", *os.boot_menu.timeout_ms);
  } else if (conf::IsNo(os.boot_menu.enable)) {
    value = "menu=off";
  }
  const auto add = [&](const std::string& part) { absl::StrAppend(&value, value.empty() ? "" : ",", part); };
  if (os.bios.reboot_timeout_ms) add(absl::StrCat("reboot-timeout=", *os.bios.reboot_timeout_ms));
  add("strict=on");
  b.Add("-boot", value);
  if (!os.kernel.empty()) b.Add("-kernel", os.kernel);
  if (!os.initrd.empty()) b.Add("-initrd", os.initrd);
  if (!os.cmdline.empty()) b.Add("-append", os.cmdline);
  if (!os.dtb.empty()) b.Add("-dtb", os.dtb);
  if (!os.slic_table.empty()) b.Add("-acpitable", "sig=SLIC,file=" + Escaped(os.slic_table));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

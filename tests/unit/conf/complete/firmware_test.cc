// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/firmware.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "libshared/base/error.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {
namespace {

FirmwareDescriptor Firmware(const char* code, const char* vars, std::vector<std::string> machines, std::vector<std::string> features) {
  FirmwareDescriptor f;
  f.interfaces = {"uefi"};
  f.device = "flash", f.mode = "split";
  f.executable = code, f.executable_format = "raw";
  f.nvram_template = vars, f.nvram_format = "raw";
  f.targets = {{.arch = "x86_64", .machines = std::move(machines)}};
  f.features = std::move(features);
  return f;
}

// As Debian's OVMF has them.
std::vector<FirmwareDescriptor> Ovmf() {
  return {Firmware("/f/CODE.ms.fd", "/f/VARS.ms.fd", {"pc-q35-*"}, {"enrolled-keys", "requires-smm", "secure-boot"}),
          Firmware("/f/CODE.secboot.fd", "/f/VARS.fd", {"pc-q35-*"}, {"requires-smm", "secure-boot"}),
          Firmware("/f/CODE.fd", "/f/VARS.fd", {"pc-i440fx-*", "pc-q35-*"}, {"acpi-s3"})};
}

struct Choice {
  std::string_view why, machine, os, features;
  const char* code;  // null: none suits
};
constexpr Choice kChoices[] = {
    {"the strongest", "pc-q35-7.2", "", "", "/f/CODE.ms.fd"},
    {"an old board has no SMM", "pc-i440fx-7.2", "", "", "/f/CODE.fd"},
    {"secure loader", "pc-q35-7.2", "<loader secure='yes'/>", "", "/f/CODE.ms.fd"},
    {"keys", "pc-q35-7.2", "<firmware><feature enabled='yes' name='enrolled-keys'/></firmware>", "", "/f/CODE.ms.fd"},
    {"no keys", "pc-q35-7.2", "<firmware><feature enabled='no' name='enrolled-keys'/></firmware>", "", "/f/CODE.secboot.fd"},
    {"no secure boot", "pc-q35-7.2", "<firmware><feature enabled='no' name='secure-boot'/></firmware>", "", "/f/CODE.fd"},
    {"SMM off", "pc-q35-7.2", "", "<smm state='off'/>", "/f/CODE.fd"},
    {"secure boot on an old board", "pc-i440fx-7.2", "<firmware><feature enabled='yes' name='secure-boot'/></firmware>", "", nullptr},
    {"without variables", "pc-q35-7.2", "<loader stateless='yes'/>", "", nullptr},
};

absl::StatusOr<DomainDef> Parse(const Choice& row) {
  std::string text = "<domain type='qemu'><name>a</name><memory>1</memory><os firmware='efi'><type arch='x86_64' machine='";
  text.append(row.machine).append("'>hvm</type>").append(row.os).append("</os><features><acpi/>").append(row.features).append("</features></domain>");
  return ParseDomain(text);
}

TEST(FirmwareTest, ChoosesTheFirstThatSuits) {
  for (const Choice& row : kChoices) {
    SCOPED_TRACE(row.why);
    auto def = Parse(row);
    ASSERT_TRUE(def.ok()) << def.status();
    const absl::Status status = ChooseFirmware(*def, Ovmf(), "/nvram");
    EXPECT_EQ(status.ok(), row.code != nullptr) << status;
    if (!row.code) {
      EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kOperationFailed);
      EXPECT_EQ(MessageOf(status), "operation failed: Unable to find any firmware to satisfy 'efi'");
    } else if (status.ok()) {
      EXPECT_EQ(def->os.loader->path, row.code);
    }
  }
}

TEST(FirmwareTest, ShowsTheChoiceAsIfTheUserHadMadeIt) {
  auto def = Parse(kChoices[0]);
  ASSERT_TRUE(def.ok());
  ASSERT_TRUE(ChooseFirmware(*def, Ovmf(), "/nvram").ok());
  const std::string text = FormatDomain(*def);
  EXPECT_NE(text.find("<loader readonly='yes' secure='yes' type='pflash'>/f/CODE.ms.fd</loader>"), std::string::npos) << text;
  EXPECT_NE(text.find("<nvram template='/f/VARS.ms.fd'>/nvram/a_VARS.fd</nvram>"), std::string::npos) << text;
  EXPECT_NE(text.find("<smm state='on'/>"), std::string::npos) << text;
  EXPECT_EQ(text.find("firmware='efi'"), std::string::npos) << text;
}

TEST(FirmwareTest, ReadsADescriptorAndNamesWhatIsWrongWithOne) {
  const auto good = ParseFirmwareDescriptor(R"({"interface-types": ["uefi"], "features": ["secure-boot"],
      "mapping": {"device": "flash", "executable": {"filename": "/c", "format": "raw"}, "nvram-template": {"filename": "/v", "format": "raw"}},
      "targets": [{"architecture": "x86_64", "machines": ["pc-q35-*"]}]})");
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->mode, "split");
  EXPECT_EQ(good->nvram_template, "/v");
  EXPECT_TRUE(good->Has("secure-boot"));
  for (const char* bad : {"", "[]", "{}", R"({"interface-types": [1], "features": [], "mapping": {}, "targets": []})"}) {
    SCOPED_TRACE(bad);
    EXPECT_EQ(ErrorCodeOf(ParseFirmwareDescriptor(bad).status()), ErrorCode::kInternalError);
  }
}

}  // namespace
}  // namespace pleiad::conf

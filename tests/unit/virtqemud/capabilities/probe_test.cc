// SPDX-License-Identifier: Apache-2.0
// probe_test.cc: probing a real emulator where there is one, and emulators that fail.
#include <gtest/gtest.h>
#include <unistd.h>

#include "libshared/base/error.h"
#include "tests/unit/virtqemud/capabilities/fake_emulator.h"
#include "virtqemud/capabilities/probe.h"

namespace pleiad::qemu {
namespace {
constexpr char kQemu[] = "/usr/bin/qemu-system-x86_64";

TEST(ProbeTest, LearnsMachinesDevicesAndCpusOfARealEmulator) {
  if (::access(kQemu, X_OK) != 0) GTEST_SKIP() << "no " << kQemu;
  const auto caps = ProbeEmulator(kQemu, {.allow_kvm = false});
  ASSERT_TRUE(caps.ok()) << caps.status();
  EXPECT_EQ(caps->arch, "x86_64");
  EXPECT_GE(caps->version, 7002000u);
  EXPECT_TRUE(caps->DefaultMachine()->name.starts_with("pc-i440fx-")) << "the default stands first";
  ASSERT_NE(caps->FindMachine("q35"), nullptr);
  EXPECT_TRUE(caps->FindMachine("q35")->name.starts_with("pc-q35-"));
  EXPECT_EQ(caps->FindMachine("none"), nullptr);
  EXPECT_TRUE(caps->HasDevice("virtio-net-pci"));
  EXPECT_TRUE(caps->HasProperty("virtio-blk-pci", "queue-size"));
  EXPECT_TRUE(caps->HasCommand("blockdev-add"));
  EXPECT_TRUE(caps->HasOption("sandbox", "elevateprivileges"));
  EXPECT_TRUE(caps->HasSchema("screendump/device"));
  EXPECT_TRUE(caps->HasSchema("netdev_add/+stream"));
  EXPECT_FALSE(caps->kvm.works);
  ASSERT_TRUE(caps->tcg.works);
  EXPECT_TRUE(caps->tcg.host.has_value());
  ASSERT_NE(caps->FindCpuModel("Broadwell"), nullptr);
  EXPECT_EQ(caps->FindCpuModel("Broadwell")->vendor, "GenuineIntel");
  EXPECT_EQ(caps->FindCpuModel("Broadwell-v1"), nullptr);
  ASSERT_NE(caps->FindCpu(Accelerator::kTcg, "qemu64"), nullptr);
  EXPECT_EQ(caps->FindCpu(Accelerator::kTcg, "qemu64")->usable, Usable::kYes);
}

TEST(ProbeTest, SaysWhyAnEmulatorCannotBeAsked) {
  const FakeEmulator ends("#!/bin/sh\necho 'cannot load libfoo.so' >&2\nexit 1\n");
  const FakeEmulator babbles("#!/bin/sh\necho hello\nsleep 5\n");
  const FakeEmulator unrunnable("#!/bin/sh\n", 0644);
  struct {
    const char* why;
    std::string path;
    ErrorCode code;
    std::string text;
  } const rows[] = {
      {"is not there", "/nonexist", ErrorCode::kSystemError, "Cannot check QEMU binary /nonexist: No such file or directory"},
      {"ends at once", ends.path(), ErrorCode::kInternalError, "internal error: Failed to probe QEMU binary with QMP: cannot load libfoo.so"},
      {"is no emulator", babbles.path(), ErrorCode::kInternalError, "internal error: emulator '" + babbles.path() + "' sent no JSON object"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const auto caps = ProbeEmulator(row.path);
    ASSERT_FALSE(caps.ok());
    EXPECT_EQ(ErrorCodeOf(caps.status()), row.code);
    EXPECT_EQ(ErrorInfoOf(caps.status()).text, row.text);
  }
}

TEST(ProbeTest, GivesUpOnASilentEmulatorAtTheDeadline) {
  const FakeEmulator silent("#!/bin/sh\nexec sleep 60\n");
  const absl::Time begun = absl::Now();
  const auto caps = ProbeEmulator(silent.path(), {.timeout = absl::Milliseconds(200)});
  EXPECT_EQ(ErrorCodeOf(caps.status()), ErrorCode::kOperationTimeout);
  EXPECT_LT(absl::Now() - begun, absl::Seconds(5));
}

}  // namespace
}  // namespace pleiad::qemu

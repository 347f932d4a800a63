// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/capabilities_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "libshared/base/error.h"
#include "tests/unit/virtqemud/capabilities/fake_emulator.h"

namespace pleiad::qemu {
namespace {
const std::string kAnswers = std::string(PLEIAD_TEST_DATA) + "/qemu_capabilities/x86_64.answers";

CapabilitiesCache::Options In(const FakeEmulator& emulator, const std::string& host = "kernel 6") {
  return {.folder = emulator.folder() + "/cache", .probe_timeout = absl::Seconds(20), .allow_kvm = false, .host = host};
}

TEST(CapabilitiesCacheTest, ProbesOnceForManyWhoAskAtTheSameTime) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers);
  CapabilitiesCache cache(In(emulator));
  EXPECT_EQ(cache.Peek(emulator.path()), nullptr);
  std::vector<EmulatorPtr> answers(6);
  std::vector<std::thread> askers;
  for (EmulatorPtr& answer : answers) askers.emplace_back([&] { answer = cache.Get(emulator.path()).value_or(nullptr); });
  for (std::thread& asker : askers) asker.join();
  EXPECT_EQ(emulator.runs(), 1);
  ASSERT_NE(answers[0], nullptr);
  for (const EmulatorPtr& answer : answers) EXPECT_EQ(answer, answers[0]);
  EXPECT_EQ(cache.Peek(emulator.path()), answers[0]);
}

TEST(CapabilitiesCacheTest, ASecondDaemonReadsThemFromDisk) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers);
  const EmulatorPtr first = *CapabilitiesCache(In(emulator)).Get(emulator.path());
  const EmulatorPtr second = *CapabilitiesCache(In(emulator)).Get(emulator.path());
  EXPECT_EQ(emulator.runs(), 1);
  EXPECT_EQ(second->version, 7002022u);
  EXPECT_EQ(second->arch, "x86_64");
  ASSERT_EQ(second->machines.size(), first->machines.size());
  EXPECT_EQ(second->DefaultMachine()->name, "pc-i440fx-7.2");
  EXPECT_EQ(second->DefaultMachine()->alias, "pc");
  EXPECT_EQ(second->devices.names(), first->devices.names());
  EXPECT_EQ(second->options.names(), first->options.names());
  ASSERT_NE(second->FindCpu(Accelerator::kTcg, "qemu64"), nullptr);
  EXPECT_EQ(second->FindCpu(Accelerator::kTcg, "qemu64")->usable, Usable::kYes);
  EXPECT_EQ(second->FindCpu(Accelerator::kTcg, "Broadwell")->blockers, first->FindCpu(Accelerator::kTcg, "Broadwell")->blockers);
}

TEST(CapabilitiesCacheTest, ProbesAgainWhenTheBinaryOrTheHostChanged) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers);
  CapabilitiesCache cache(In(emulator));
  ASSERT_TRUE(cache.Get(emulator.path()).ok());
  std::ofstream(emulator.path(), std::ios::app) << "# upgraded\n";
  ASSERT_TRUE(cache.Get(emulator.path()).ok());
  EXPECT_EQ(emulator.runs(), 2);
  ASSERT_TRUE(CapabilitiesCache(In(emulator, "kernel 7")).Get(emulator.path()).ok());
  EXPECT_EQ(emulator.runs(), 3);
}

TEST(CapabilitiesCacheTest, ADamagedFileIsProbedAnew) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers);
  ASSERT_TRUE(CapabilitiesCache(In(emulator)).Get(emulator.path()).ok());
  for (const auto& file : std::filesystem::directory_iterator(emulator.folder() + "/cache")) std::ofstream(file.path()) << "{\"key\": [1, ";
  EXPECT_TRUE(CapabilitiesCache(In(emulator)).Get(emulator.path()).ok());
  EXPECT_EQ(emulator.runs(), 2);
}

TEST(CapabilitiesCacheTest, FailuresAreReportedToAllAndNotKept) {
  const FakeEmulator emulator("#!/bin/sh\necho run >>\"$(dirname \"$0\")/runs\"\necho broken >&2\nexit 1\n");
  CapabilitiesCache cache(In(emulator));
  EXPECT_EQ(ErrorInfoOf(cache.Get(emulator.path()).status()).text, "internal error: Failed to probe QEMU binary with QMP: broken");
  EXPECT_FALSE(cache.Get(emulator.path()).ok());
  EXPECT_EQ(emulator.runs(), 2);
  EXPECT_EQ(ErrorInfoOf(cache.Get("/nonexist").status()).text, "Cannot check QEMU binary /nonexist: No such file or directory");
}

TEST(CapabilitiesCacheTest, FindsTheEmulatorOfAnArchitecture) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers);
  CapabilitiesCache cache(In(emulator), EmulatorFinder({"/nonexist", emulator.folder()}));
  EXPECT_EQ((*cache.GetForArch("x86_64"))->path, emulator.path());
  EXPECT_EQ(ErrorInfoOf(cache.GetForArch("sparc").status()).text,
            "unsupported configuration: unable to find any emulator to serve 'sparc' architecture");
  const auto all = cache.GetAll();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].first, "x86_64");
}

TEST(CapabilitiesCacheTest, OneBinaryServesSeveralArchitectures) {
  const FakeEmulator emulator = FakeEmulator::Recorded(kAnswers, "qemu-system-arm");
  const EmulatorFinder finder({emulator.folder()});
  EXPECT_EQ(finder.Find("armv6l"), emulator.path());
  EXPECT_EQ(finder.Find("armv7l"), emulator.path());
  EXPECT_EQ(finder.Find("aarch64"), "");
}

}  // namespace
}  // namespace pleiad::qemu

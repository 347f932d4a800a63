// SPDX-License-Identifier: Apache-2.0
// domain_store_test.cc: what a killed daemon leaves in its folders is cleared away, and nothing else.
#include "virtqemud/domain/domain_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/base/temp_folder.h"

namespace pleiad::qemu {
namespace {
namespace fs = std::filesystem;

class LeftoversTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(store_.Prepare().ok()); }
  void Put(const std::string& path) {
    fs::create_directories(fs::path(folder_ / path).parent_path());
    std::ofstream(folder_ / path) << "x";
  }
  bool Has(const std::string& path) { return fs::exists(folder_ / path); }

  test::TempFolder folder_;
  DomainStore store_{QemuPaths::System(folder_ / "run", folder_ / "etc", folder_ / "lib", folder_ / "log", folder_ / "cache")};
};

TEST_F(LeftoversTest, OfRunsWithoutARecordGo) {
  const char* gone[] = {"lib/qemu/domain-3-demo/monitor.sock",
                        "lib/qemu/domain-3-demo",
                        "lib/qemu/channel/target/domain-3-demo/agent.0",
                        "lib/qemu/channel/target/domain-3-demo",
                        "lib/qemu/ram/3-demo/pc.ram",
                        "lib/qemu/ram/3-demo",
                        "lib/qemu/launch-3-sock",
                        "run/qemu/old.pid",
                        "run/qemu/.demo.xml.7.new",
                        "etc/qemu/.demo.xml.0.new"};
  for (const char* path : gone) {
    if (!std::string_view(path).ends_with("-demo")) Put(path);
  }
  Put("run/qemu/demo.xml");
  Put("run/qemu/demo.pid");
  Put("lib/qemu/domain-4-demo/monitor.sock");
  Put("lib/qemu/channel/target/domain-4-demo/agent.0");
  Put("lib/qemu/ram/4-demo/pc.ram");
  store_.RemoveLeftovers({{"demo", folder_ / "lib/qemu/domain-4-demo"}}, {folder_ / "lib/qemu/ram"});
  for (const char* path : gone) EXPECT_FALSE(Has(path)) << path;
  EXPECT_TRUE(Has("lib/qemu/domain-4-demo/monitor.sock")) << "the run that there is keeps its own";
  EXPECT_TRUE(Has("lib/qemu/channel/target/domain-4-demo/agent.0"));
  EXPECT_TRUE(Has("lib/qemu/ram/4-demo/pc.ram"));
  EXPECT_TRUE(Has("run/qemu/demo.pid"));
}

TEST_F(LeftoversTest, WhatMayBelongToARecordOfAnotherDaemonStays) {
  Put("run/qemu/theirs.xml");  // of another format
  const char* kept[] = {"run/qemu/driver.pid",
                        "run/qemu/theirs.pid",
                        "lib/qemu/domain-1-theirs/monitor.sock",
                        "lib/qemu/nvram/demo_VARS.fd",
                        "lib/qemu/domain-notes/readme",
                        "etc/qemu/demo.xml",
                        "etc/qemu/.hidden"};
  for (const char* path : kept) Put(path);
  store_.RemoveLeftovers({}, {folder_ / "lib/qemu/ram"});
  for (const char* path : kept) EXPECT_TRUE(Has(path)) << path;
}

TEST_F(LeftoversTest, ANameCannotEndTheNoticeAboveItsDefinition) {
  struct {
    const char *name, *edit;  // nullptr: the uuid
  } const rows[] = {{"plain-1_2.3", "plain-1_2.3"},
                    {"a,b=c:d%s", "a,b=c:d%s"},
                    {"--><domain>", nullptr},
                    {"a--b", nullptr},
                    {"a b", nullptr},
                    {"$(id)", nullptr}};
  for (const auto& row : rows) {
    conf::DomainDef def;
    def.name = row.name;
    def.uuid = *Uuid::Parse("11111111-2222-4333-8444-000000000001");
    ASSERT_TRUE(store_.SaveConfig(def).ok()) << row.name;
    std::ifstream file(store_.ConfigPath(row.name));
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::string edit = row.edit ? row.edit : def.uuid.ToString();
    EXPECT_NE(text.find("\n  virsh edit " + edit + "\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("--", 4), text.find("-->\n\n<domain")) << text;
  }
}
}  // namespace
}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// secondary_test.cc: every call of a secondary driver goes to the daemon that owns it, and no other call does.
#include "libshared/daemon/secondary.h"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "absl/strings/str_split.h"
#include "libshared/base/error.h"
#include "libshared/daemon/listeners.h"
#include "libshared/rpc/api_names.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::daemon {
namespace {
constexpr auto kRemote = static_cast<uint32_t>(rpc::Program::kRemote);

struct Procedure {
  int number;
  std::string name, permission;
};

std::vector<Procedure> RemoteProcedures() {
  std::ifstream file(std::string(PLEIAD_TEST_DATA) + "/rpc/procedures.tsv");
  std::vector<Procedure> procedures;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() < 5 || cells[0] != "remote") continue;
    procedures.push_back({std::stoi(cells[1]), cells[2], cells[4]});
  }
  return procedures;
}

// By the object that the call needs a permission of, or by what it searches the connection for.
std::string DriverByPermission(const Procedure& procedure) {
  struct Object {
    std::string_view prefix, driver;
  };
  constexpr Object kObjects[] = {
      {"network:", "network"},
      {"network-port:", "network"},
      {"storage-pool:", "storage"},
      {"storage-vol:", "storage"},
      {"node-device:", "nodedev"},
      {"secret:", "secret"},
      {"nwfilter:", "nwfilter"},
      {"nwfilter-binding:", "nwfilter"},
      {"interface:", "interface"},
      {"connect:search-networks", "network"},
      {"connect:search-storage-pools", "storage"},
      {"connect:detect-storage-pools", "storage"},
      {"connect:search-node-devices", "nodedev"},
      {"connect:search-secrets", "secret"},
      {"connect:search-nwfilters", "nwfilter"},
      {"connect:search-nwfilter-bindings", "nwfilter"},
      {"connect:search-interfaces", "interface"},
      {"connect:interface-transaction", "interface"},
  };
  for (const Object& object : kObjects) {
    if (procedure.permission.starts_with(object.prefix)) return std::string(object.driver);
  }
  return "";
}

// These ask for no more than to read the connection, whatever they are about.
std::string DriverByName(const Procedure& procedure) {
  for (const char* driver : {"network", "secret"}) {
    if (procedure.name == std::string("connect_") + driver + "_event_deregister_any") return driver;
  }
  if (procedure.name == "connect_storage_pool_event_deregister_any" || procedure.name == "connect_get_storage_pool_capabilities")
    return "storage";
  if (procedure.name == "connect_node_device_event_deregister_any") return "nodedev";
  return DriverByPermission(procedure);
}

TEST(SecondaryDriverTest, OwnsTheCallsOfItsObjects) {
  const auto procedures = RemoteProcedures();
  ASSERT_GT(procedures.size(), 400u);
  for (const Procedure& procedure : procedures) {
    if (rpc::ApiName(rpc::Program::kRemote, procedure.number) == "unknown") continue;
    EXPECT_EQ(SecondaryDriverOf(kRemote, procedure.number), DriverByName(procedure)) << procedure.number << " " << procedure.name;
  }
}

TEST(SecondaryDriverTest, LeavesOtherProgramsAndNumbersAlone) {
  EXPECT_EQ(SecondaryDriverOf(static_cast<uint32_t>(rpc::Program::kQemu), 46), "");
  for (int number : {-1, 0, 511, 512, 1 << 30}) EXPECT_EQ(SecondaryDriverOf(kRemote, number), "") << number;
}

class SecondaryRouterTest : public ::testing::Test {
 protected:
  Listener Serve(const std::string& name) {
    return *ListenAt({.path = folder_ / name, .role = {}, .mode = 0700, .group = {}, .backlog = 5});
  }
  SecondaryRouter Router(Mode mode = Mode::kSystem) { return {Siblings(folder_.path(), folder_ / "sbin", nullptr), mode}; }
  test::TempFolder folder_;
};

TEST_F(SecondaryRouterTest, HasDaemonsThatServeOrAreInstalled) {
  std::filesystem::create_directory(folder_ / "sbin");
  std::ofstream(folder_ / "sbin/virtsecretd") << "";
  const auto network = Serve("virtnetworkd-sock");
  SecondaryRouter router = Router();
  EXPECT_TRUE(router.HasRoute("network"));
  EXPECT_TRUE(router.HasRoute("secret"));
  EXPECT_FALSE(router.HasRoute("storage"));
  EXPECT_TRUE(router.Dial("network", Caller()).ok());
  const absl::Status absent = router.Dial("secret", Caller()).status();
  EXPECT_EQ(ErrorCodeOf(absent), ErrorCode::kSystemError);
  EXPECT_EQ(MessageOf(absent), "Failed to connect socket to '" + (folder_ / "virtsecretd-sock") + "': No such file or directory");
}

TEST_F(SecondaryRouterTest, SendsReadOnlyClientsToTheSocketForThem) {
  const auto both = Serve("virtnetworkd-sock");
  Caller reader;
  reader.read_only = true;
  EXPECT_FALSE(Router().Dial("network", reader).ok());
  const auto read_only = Serve("virtnetworkd-sock-ro");
  EXPECT_TRUE(Router().Dial("network", reader).ok());
}

TEST_F(SecondaryRouterTest, OpensTheInstanceOfItsOwnKind) {
  EXPECT_EQ(Router().UriOf("nodedev"), "nodedev:///system");
  EXPECT_EQ(Router(Mode::kSession).UriOf("interface"), "interface:///session");
  EXPECT_EQ(Router(Mode::kEmbedded).UriOf("storage"), "storage:///system");
}

}  // namespace
}  // namespace pleiad::daemon

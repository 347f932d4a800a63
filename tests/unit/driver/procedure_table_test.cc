// SPDX-License-Identifier: Apache-2.0
// procedure_table_test.cc: every bound procedure asks for the permissions that libvirt's protocol asks for, by the table in
// tests/data/rpc/procedures.tsv; and a driver that has none of its calls refuses each by its public name.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/interface/driver.h"
#include "libshared/driver/network/driver.h"
#include "libshared/driver/node_device/driver.h"
#include "libshared/driver/nwfilter/driver.h"
#include "libshared/driver/object_events.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/driver/secret/driver.h"
#include "libshared/driver/storage/driver.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "tests/unit/driver/fake_driver.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::driver {
namespace {

namespace wire = rpc::wire;

struct Fact {
  rpc::Program program;
  int number;
  std::string name, stream;
  std::set<std::string> permissions;
};

std::vector<Fact> Facts() {
  std::ifstream file(std::string(PLEIAD_TEST_DATA) + "/rpc/procedures.tsv");
  std::vector<Fact> facts;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() < 5) {
      ADD_FAILURE() << line;
      continue;
    }
    if (cells[0] == "admin") continue;  // no driver has them
    const rpc::Program program = cells[0] == "remote" ? rpc::Program::kRemote
                                 : cells[0] == "qemu" ? rpc::Program::kQemu
                                                      : rpc::Program::kLxc;
    facts.push_back({program, std::stoi(cells[1]), cells[2], cells[3], absl::StrSplit(cells[4], ' ')});
    if (cells[4] == "none") facts.back().permissions.clear();
  }
  return facts;
}

std::string ObjectName(ObjectKind kind) {
  constexpr const char* kNames[] = {"connect",  "domain",           "interface", "network",      "network-port", "node-device",
                                    "nwfilter", "nwfilter-binding", "secret",    "storage-pool", "storage-vol"};
  return kNames[static_cast<int>(kind)];
}

// As the table has them: a word for each flag, but for those that must all be absent.
std::set<std::string> PermissionsOf(const rpc::Row& row) {
  std::set<std::string> words;
  for (const Permission& permission : row.permissions) {
    const std::string word = absl::StrCat(ObjectName(permission.object), ":", permission.name);
    if (permission.flags == 0) words.insert(word);
    if (permission.negate) words.insert(absl::StrCat(word, ":!", permission.flags));
    for (uint32_t bit = 1; bit != 0 && !permission.negate; bit <<= 1) {
      if (permission.flags & bit) words.insert(absl::StrCat(word, ":", bit));
    }
  }
  return words;
}

// Where a row differs on purpose: what changes a domain needs write, and asking for addresses needs it only when the guest
// agent is asked, which the handler checks.
const std::map<std::string, std::set<std::string>> kOnPurpose = {{"domain_set_scheduler_parameters", {"domain:write"}},
                                                                 {"domain_interface_addresses", {"domain:read"}}};

struct EveryDriver {
  EveryDriver(rpc::Table& table, event::Loop& loop)
      : network_events(loop), pool_events(loop), device_events(loop), secret_events(loop) {
    BindNetworkProcedures(table, network, nullptr);
    BindInterfaceProcedures(table, interface, nullptr);
    BindNwfilterProcedures(table, nwfilter, nullptr);
    BindSecretProcedures(table, secret, nullptr);
    BindNodeDeviceProcedures(table, node_device, nullptr);
    BindStorageProcedures(table, storage, nullptr);
    BindNetworkEvents(table, network_events, nullptr);
    BindStoragePoolEvents(table, pool_events, nullptr);
    BindNodeDeviceEvents(table, device_events, nullptr);
    BindSecretEvents(table, secret_events, nullptr);
  }
  NetworkDriver network;
  InterfaceDriver interface;
  NwfilterDriver nwfilter;
  SecretDriver secret;
  NodeDeviceDriver node_device;
  StorageDriver storage;
  NetworkEventBus network_events;
  StoragePoolEventBus pool_events;
  NodeDeviceEventBus device_events;
  SecretEventBus secret_events;
};

class ProcedureTableTest : public ::testing::Test {
 protected:
  ProcedureTableTest() { BindDomainProcedures(table_, fake_.driver, {}); }
  ~ProcedureTableTest() override { workers_.reset(); }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ =
      std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{.min_threads = 0, .max_threads = 2});
  FakeDriver fake_{*loop_};
  rpc::Table table_;
  EveryDriver drivers_{table_, *loop_};
  rpc::Server server_{*loop_, *workers_, table_, {}};
};

TEST_F(ProcedureTableTest, AsksForTheProtocolsPermissions) {
  size_t bound = 0;
  for (const Fact& fact : Facts()) {
    const rpc::Row* row = table_.Find(static_cast<uint32_t>(fact.program), fact.number);
    if (!row) continue;
    ++bound;
    const auto on_purpose = kOnPurpose.find(fact.name);
    EXPECT_EQ(PermissionsOf(*row), on_purpose == kOnPurpose.end() ? fact.permissions : on_purpose->second)
        << fact.number << " " << fact.name;
    EXPECT_EQ(row->opens_stream, fact.stream != "none") << fact.number << " " << fact.name;
  }
  EXPECT_GT(bound, 250u);
}

TEST_F(ProcedureTableTest, HasEveryProcedureAboutDomains) {
  for (const Fact& fact : Facts()) {
    bool of_domains = false;
    for (const std::string& word : fact.permissions) of_domains |= word.find("domain:") == 0;
    if (!of_domains) continue;
    EXPECT_NE(table_.Find(static_cast<uint32_t>(fact.program), fact.number), nullptr) << fact.number << " " << fact.name;
  }
}

// The fake driver has none of these.
bool IsOfLackedFamily(const std::string& name) {
  for (const char* family : {"snapshot", "checkpoint", "migrate", "block_job", "block_pull", "block_commit", "block_rebase",
                             "block_copy", "backup", "save_image", "iothread", "managed_save"}) {
    if (name.find(family) != std::string::npos) return true;
  }
  return false;
}

// Arguments of zeros are names without letters and counts of none; the driver is asked and has nothing.
TEST_F(ProcedureTableTest, RefusesByItsPublicNameWhatADriverLacks) {
  auto [ours, theirs] = rpc::SocketPair();
  server_.Adopt(rpc::NewSocketTransport(std::move(ours)), Caller{});
  rpc::Peer peer(*loop_, std::move(theirs));
  peer.Call<wire::AuthList>({});
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  size_t refused = 0;
  for (const Fact& fact : Facts()) {
    if (fact.name.find("_event_") != std::string::npos) continue;  // no driver is asked
    bool secondary = false;
    for (const char* object :
         {"network", "interface:", "interface-trans", "-interfaces", "nwfilter", "secret", "node-device", "storage"}) {
      for (const std::string& word : fact.permissions) secondary |= word.find(object) != std::string::npos;
    }
    if ((!secondary && !IsOfLackedFamily(fact.name)) || !table_.Find(static_cast<uint32_t>(fact.program), fact.number)) continue;
    const uint32_t serial = 1000 + static_cast<uint32_t>(fact.number);
    peer.Send({.program = static_cast<uint32_t>(fact.program), .procedure = fact.number, .serial = serial},
              std::string(512, '\0'));
    const rpc::Received reply = peer.Receive();
    ASSERT_EQ(reply.header.status, rpc::MessageStatus::kError) << fact.name;
    const wire::Error error = rpc::ErrorIn(reply);
    EXPECT_EQ(error.code, 3) << fact.name << ": " << error.message.value_or("");
    EXPECT_EQ(error.message.value_or("").find("this function is not supported by the connection driver: vir"), 0u) << fact.name;
    ++refused;
  }
  EXPECT_GT(refused, 180u);
}

}  // namespace
}  // namespace pleiad::driver

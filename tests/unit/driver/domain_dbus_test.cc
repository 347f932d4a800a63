// SPDX-License-Identifier: Apache-2.0
// domain_dbus_test.cc: what clients on the bus see of a hypervisor: values in the types that they rely on, texts, signals.
// The client is sd-bus itself on a thread of its own, for it must not share the daemon's loop.
#include "libshared/driver/domain/bus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <systemd/sd-bus.h>

#include <fstream>
#include <set>
#include <thread>

#include "tests/unit/dbus/private_bus.h"
#include "tests/unit/driver/fake_driver.h"
#include "tests/unit/driver/only_web.h"

namespace pleiad::driver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kRoot[] = "/org/libvirt/QEMU";
constexpr char kWeb[] = "/org/libvirt/QEMU/domain/_c7a5fdbd_edaf_9455_926a_d65c16db1809";
constexpr char kConnect[] = "org.libvirt.Connect";
constexpr char kDomain[] = "org.libvirt.Domain";
constexpr char kProperties[] = "org.freedesktop.DBus.Properties";

// A reply or signal as text: "u 3", "a{sv} {Active: <<b 1>>}".
std::string Shown(sd_bus_message* m);

std::string ShownBasic(sd_bus_message* m, char type) {
  union {
    uint8_t y;
    int b;
    int32_t i;
    uint32_t u;
    int64_t x;
    uint64_t t;
    double d;
    const char* s;
  } value;
  if (sd_bus_message_read_basic(m, type, &value) < 0) return "?";
  switch (type) {
    case 'y':
      return std::to_string(value.y);
    case 'b':
      return value.b ? "true" : "false";
    case 'i':
      return std::to_string(value.i);
    case 'u':
      return std::to_string(value.u);
    case 'x':
      return std::to_string(value.x);
    case 't':
      return std::to_string(value.t);
    case 'd':
      return std::to_string(value.d);
    case 's':
    case 'o':
      return std::string("'") + value.s + "'";
    default:
      return std::string(1, type);
  }
}

std::string ShownOne(sd_bus_message* m, char type, const char* contents) {
  const std::string inside = contents ? contents : "";
  switch (type) {
    case 'a':
    case 'r':
    case 'e':
    case 'v': {
      sd_bus_message_enter_container(m, type, inside.c_str());
      const std::string content = Shown(m);
      sd_bus_message_exit_container(m);
      if (type == 'a') return "[" + content + "]";
      if (type == 'v') return "<" + inside + " " + content + ">";
      return "(" + content + ")";
    }
    default:
      return ShownBasic(m, type);
  }
}

std::string Shown(sd_bus_message* m) {
  std::string out;
  char type;
  const char* contents;
  while (sd_bus_message_peek_type(m, &type, &contents) > 0) {
    if (!out.empty()) out += ", ";
    out += ShownOne(m, type, contents);
  }
  return out;
}

class DomainBusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(bus_.ok()) << "dbus-daemon does not start";
    auto connection = dbus::Connection::OpenAddress(*loop_, bus_.address());
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
    Serve({});
    ASSERT_TRUE(connection_->RequestName("org.libvirt.test").ok());
    ConnectClient();
  }
  void ConnectClient() {
    ASSERT_GE(sd_bus_new(&client_), 0);
    ASSERT_GE(sd_bus_set_address(client_, bus_.address().c_str()), 0);
    ASSERT_GE(sd_bus_set_bus_client(client_, true), 0);
    ASSERT_GE(sd_bus_start(client_), 0);
    OnClient(
        [this] { return sd_bus_match_signal(client_, nullptr, "org.libvirt.test", nullptr, nullptr, nullptr, &OnSignal, this); });
  }
  void TearDown() override {
    workers_.reset();
    front_.reset();
    sd_bus_flush_close_unref(client_);
  }
  void Serve(DomainBusOptions options) {
    front_.reset();
    front_ = std::make_unique<DomainBusFront>(*connection_, *loop_, *workers_, fake_.driver, std::move(options));
  }
  static int OnSignal(sd_bus_message* m, void* self, sd_bus_error*) {
    static_cast<DomainBusTest*>(self)->signals_.push_back(std::string(sd_bus_message_get_member(m)) + " " +
                                                          sd_bus_message_get_path(m) + " " + Shown(m));
    return 0;
  }
  // Runs what waits on a thread of its own, while the daemon's loop turns here.
  void OnClient(std::function<int()> step) {
    std::atomic<bool> done = false;
    std::thread thread([&] {
      step();
      done = true;
    });
    EXPECT_TRUE(dbus::RunLoopUntil(*loop_, [&] { return done.load(); }));
    thread.join();
  }
  // "ERROR-NAME: text" or the values.
  template <class... Arguments>
  std::string Call(const char* path, const char* interface, const char* member, const char* types, Arguments... arguments) {
    std::string result;
    OnClient([&] {
      sd_bus_error error = SD_BUS_ERROR_NULL;
      sd_bus_message* reply = nullptr;
      const int r = sd_bus_call_method(client_, service_.c_str(), path, interface, member, &error, &reply, types, arguments...);
      result = r < 0 ? std::string(error.name ? error.name : "?") + ": " + (error.message ? error.message : "") : Shown(reply);
      sd_bus_error_free(&error);
      sd_bus_message_unref(reply);
      return r;
    });
    return result;
  }
  // Signals heard until one has come whose text starts so.
  std::vector<std::string> SignalsUpTo(const std::string& last) {
    OnClient([&] {
      const absl::Time deadline = absl::Now() + absl::Seconds(10);
      while (absl::Now() < deadline && !(signals_.size() && signals_.back().starts_with(last))) {
        if (sd_bus_process(client_, nullptr) == 0) sd_bus_wait(client_, 100000);
      }
      return 0;
    });
    return std::exchange(signals_, {});
  }

  dbus::PrivateBus bus_;
  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ =
      std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{.min_threads = 0, .max_threads = 2});
  FakeDriver fake_{*loop_};
  std::unique_ptr<dbus::Connection> connection_;
  std::unique_ptr<DomainBusFront> front_;
  sd_bus* client_ = nullptr;
  std::string service_ = "org.libvirt.test";
  std::vector<std::string> signals_;
};

TEST_F(DomainBusTest, FindsDomainsAsObjects) {
  EXPECT_EQ(Call(kRoot, kConnect, "DomainLookupByName", "s", "web"), "'" + std::string(kWeb) + "'");
  EXPECT_EQ(Call(kRoot, kConnect, "ListDomains", "u", 1u), "['" + std::string(kWeb) + "']");
  EXPECT_EQ(Call(kWeb, kDomain, "GetXMLDesc", "u", 0u), "'" + std::string(kWebXml) + "'");
  EXPECT_EQ(Call(kWeb, kDomain, "GetState", "u", 0u), "(1, 5)");
}

TEST_F(DomainBusTest, AnswersErrorsWithTheNamesAndTextsThatClientsKnow) {
  EXPECT_EQ(Call(kRoot, kConnect, "DomainLookupByName", "s", "nope"),
            "org.libvirt.Error: Domain not found: no domain with matching name 'nope'");
  EXPECT_THAT(Call("/org/libvirt/QEMU/domain/_11111111_1111_1111_1111_111111111111", kDomain, "GetState", "u", 0u),
              HasSubstr("org.libvirt.Error: Domain not found: no domain with matching uuid"));
  EXPECT_EQ(Call(kWeb, kDomain, "MigrateStartPostCopy", "u", 0u),
            "org.libvirt.Error: this function is not supported by the connection driver: virDomainMigrateStartPostCopy");
  EXPECT_EQ(Call(kWeb, kDomain, "InjectNMI", "u", 0u),
            "org.libvirt.Error: this function is not supported by the connection driver: virDomainInjectNMI");
  EXPECT_THAT(Call(kWeb, kDomain, "NoSuchMethod", ""), HasSubstr("org.freedesktop.DBus.Error.UnknownMethod: "));
  EXPECT_THAT(Call(kWeb, "org.example.Other", "X", ""), HasSubstr("org.freedesktop.DBus.Error.UnknownInterface: "));
  EXPECT_THAT(Call("/org/libvirt/Xen", kConnect, "ListDomains", "u", 0u),
              HasSubstr("org.freedesktop.DBus.Error.UnknownObject: "));
  EXPECT_EQ(
      Call(kWeb, kDomain, "GetState", "s", "x"),
      "org.freedesktop.DBus.Error.InvalidArgs: Invalid arguments 's' to call org.libvirt.Domain.GetState(), expecting 'u'.");
}

TEST_F(DomainBusTest, WrapsAllPropertiesTwiceAndOneOnce) {
  EXPECT_EQ(Call(kWeb, kProperties, "Get", "ss", kDomain, "Active"), "<b true>");
  EXPECT_EQ(Call(kWeb, kProperties, "Get", "ss", kDomain, "Id"), "<u 3>");
  EXPECT_EQ(Call(kWeb, kProperties, "Get", "ss", kDomain, "SchedulerType"), "<(si) ('posix', 9)>");
  const std::string all = Call(kWeb, kProperties, "GetAll", "s", kDomain);
  for (const char* entry :
       {"('Active', <v <b true>>)", "('Persistent', <v <b true>>)", "('Autostart', <v <b true>>)", "('Id', <v <u 3>>)",
        "('OSType', <v <s 'hvm'>>)", "('UUID', <v <s 'c7a5fdbd-edaf-9455-926a-d65c16db1809'>>)"}) {
    EXPECT_THAT(all, HasSubstr(entry));
  }
  const std::string of_connect = Call(kRoot, kProperties, "GetAll", "s", kConnect);
  EXPECT_THAT(of_connect, HasSubstr("('LibVersion', <v <t 9000000>>)"));
  EXPECT_THAT(of_connect, HasSubstr("('Version', <v <t 7002000>>)"));
  EXPECT_THAT(Call(kWeb, kProperties, "Get", "ss", kDomain, "Nope"), HasSubstr("UnknownProperty"));
}

TEST_F(DomainBusTest, SetsAutostart) {
  EXPECT_EQ(Call(kWeb, kProperties, "Set", "ssv", kDomain, "Autostart", "b", 0), "");
  EXPECT_THAT(fake_.lifecycle.TakeNotes(), ElementsAre("autostart web 0"));
  EXPECT_EQ(Call(kWeb, kProperties, "Get", "ss", kDomain, "Autostart"), "<b false>");
  EXPECT_THAT(Call(kWeb, kProperties, "Set", "ssv", kDomain, "Active", "b", 0), HasSubstr("PropertyReadOnly"));
  EXPECT_THAT(Call(kWeb, kProperties, "Set", "ssv", kDomain, "Autostart", "s", "yes"), HasSubstr("InvalidArgs"));
}

TEST_F(DomainBusTest, WrapsStatisticsOfOneDomainTwice) {
  EXPECT_EQ(Call(kWeb, kDomain, "GetStats", "uu", 0u, 0u), "[('state.state', <v <i 1>>), ('cpu.time', <v <t 12>>)]");
  EXPECT_EQ(Call(kRoot, kConnect, "GetAllDomainStats", "uu", 0u, 0u), "[('web', [('state.state', <i 1>)])]");
  EXPECT_EQ(Call(kRoot, kConnect, "NodeGetMemoryStats", "iu", -1, 0u), "[('total', 2048), ('free', 1024)]");
  EXPECT_EQ(Call(kRoot, kConnect, "NodeGetCPUMap", "u", 0u), "[true, true]");
}

TEST_F(DomainBusTest, RunsWhatMayWaitOnAWorker) {
  EXPECT_EQ(Call(kWeb, kDomain, "Create", "u", 1u), "");
  EXPECT_THAT(fake_.lifecycle.TakeNotes(), ElementsAre("create web 1 files=0"));
  EXPECT_EQ(fake_.lifecycle.last_caller.uid, getuid());
  EXPECT_EQ(fake_.lifecycle.last_caller.pid, getpid());
  EXPECT_TRUE(fake_.lifecycle.last_caller.may_manage);
  EXPECT_NE(fake_.lifecycle.last_caller.connection_id & dbus::kBusConnectionBit, 0u);
  EXPECT_EQ(Call(kRoot, kConnect, "DomainDefineXML", "s", "<bad/>"), "org.libvirt.Error: XML error: missing name");
  EXPECT_EQ(Call(kWeb, kDomain, "SetMemory", "tu", uint64_t{4096}, 2u), "");
  EXPECT_EQ(fake_.tuning.last_memory, 4096u);
}

TEST_F(DomainBusTest, ListsObjectsOfAbsentDriversAsEmpty) {
  for (const char* list :
       {"ListNetworks", "ListStoragePools", "ListNodeDevices", "ListInterfaces", "ListSecrets", "ListNWFilters"}) {
    EXPECT_EQ(Call(kRoot, kConnect, list, "u", 0u), "[]") << list;
  }
  EXPECT_EQ(Call(kWeb, kDomain, "ListDomainSnapshots", "u", 0u), "[]");
}

TEST_F(DomainBusTest, GivesEverythingInOneCall) {
  const std::string all = Call(kRoot, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", "");
  EXPECT_THAT(all, HasSubstr(std::string("('") + kWeb +
                             "', [('org.libvirt.Domain', [('Active', <b true>), ('Id', <u 3>), ('Name', <s 'web'>)"));
  EXPECT_THAT(all, HasSubstr("_00000000_0000_4000_8000_000000000002"));
}

TEST_F(DomainBusTest, IntrospectsWithDocumentation) {
  const auto introspect = [this](const char* path) {
    return Call(path, "org.freedesktop.DBus.Introspectable", "Introspect", "");
  };
  EXPECT_THAT(introspect("/"), HasSubstr("<node name=\"org\"/>"));
  EXPECT_THAT(introspect("/org/libvirt"), HasSubstr("<node name=\"QEMU\"/>"));
  EXPECT_THAT(introspect(kRoot), HasSubstr("<node name=\"domain\"/>"));
  EXPECT_THAT(introspect("/org/libvirt/QEMU/domain"), HasSubstr("<node name=\"_c7a5fdbd_edaf_9455_926a_d65c16db1809\"/>"));
  const std::string domain = introspect(kWeb);
  EXPECT_THAT(
      domain,
      HasSubstr("<method name=\"GetXMLDesc\">\n"
                "   <annotation name=\"org.gtk.GDBus.DocString\" value=\"The domain's description (virDomainXMLFlags).\"/>\n"
                "   <arg name=\"flags\" type=\"u\" direction=\"in\"/>\n   <arg name=\"xml\" type=\"s\" direction=\"out\"/>"));
  EXPECT_THAT(domain, HasSubstr("<property name=\"Autostart\" type=\"b\" access=\"readwrite\">"));
}

TEST_F(DomainBusTest, TellsOfLifecycleAndOtherEvents) {
  fake_.events.Emit({{"web", kWebUuid, 3}, store::LifecycleEvent{3, 0}});
  fake_.events.Emit({{"web", kWebUuid, 3}, store::BalloonChangeEvent{512}});
  fake_.events.Emit({{"web", kWebUuid, 3}, store::TrayChangeEvent{"cdrom", 1}});
  const std::string web = kWeb;
  EXPECT_THAT(SignalsUpTo("TrayChange"),
              ElementsAre("DomainEvent /org/libvirt/QEMU '" + web + "', 3, 0",
                          "PropertiesChanged " + web +
                              " 'org.libvirt.Domain', [('Active', <b true>), ('Id', <u 3>), ('Name', <s 'web'>), "
                              "('Persistent', <b true>), ('Updated', <b false>)], []",
                          "BalloonChange " + web + " 512", "TrayChange " + web + " 'cdrom', 1"));
}

TEST_F(DomainBusTest, TellsOfObjectsThatComeAndGo) {
  fake_.inspect.persistent = false;
  fake_.events.Emit({{"web", kWebUuid, 3}, store::LifecycleEvent{2, 0}});
  EXPECT_THAT(SignalsUpTo("PropertiesChanged").at(0),
              HasSubstr("InterfacesAdded /org/libvirt/QEMU '" + std::string(kWeb) + "', [('org.libvirt.Domain', "));
  const DomainRef gone = fake_.inspect.domains.front();
  fake_.inspect.domains.erase(fake_.inspect.domains.begin());
  fake_.events.Emit({gone, store::LifecycleEvent{5, 0}});
  EXPECT_EQ(SignalsUpTo("InterfacesRemoved").back(),
            "InterfacesRemoved /org/libvirt/QEMU '" + std::string(kWeb) + "', ['org.libvirt.Domain']");
}

TEST_F(DomainBusTest, ShowsOnlyDomainsThatTheRulesAllow) {
  OnlyWeb rules;
  Serve({.policy = nullptr, .access = &rules});
  const std::string denied = "org.freedesktop.DBus.Error.AccessDenied: access denied: 'test' denied access";
  EXPECT_EQ(Call(kRoot, kConnect, "ListDomains", "u", 0u), "['" + std::string(kWeb) + "']");
  EXPECT_EQ(Call(kRoot, kConnect, "DomainLookupByName", "s", "web"), "'" + std::string(kWeb) + "'");
  EXPECT_EQ(Call(kRoot, kConnect, "DomainLookupByName", "s", "db"), denied);
  EXPECT_EQ(Call(kRoot, kConnect, "DomainDefineXML", "s", "<domain><name>db</name></domain>"), denied);
  EXPECT_EQ(Call("/org/libvirt/QEMU/domain/_00000000_0000_4000_8000_000000000002", kDomain, "GetState", "u", 0u), denied);
  fake_.events.Emit({{"web", kWebUuid, 3}, store::LifecycleEvent{3, 0}});
  EXPECT_EQ(
      SignalsUpTo("PropertiesChanged").back(),
      "PropertiesChanged " + std::string(kWeb) + " 'org.libvirt.Domain', [], ['Active', 'Id', 'Name', 'Persistent', 'Updated']")
      << "what everybody hears";
  const char* db = "_00000000_0000_4000_8000_000000000002";
  EXPECT_THAT(Call(kRoot, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", ""), testing::Not(HasSubstr(db)));
  EXPECT_THAT(Call("/org/libvirt/QEMU/domain", "org.freedesktop.DBus.Introspectable", "Introspect", ""),
              testing::Not(HasSubstr(db)));
}

TEST_F(DomainBusTest, LetsThePolicyDecideOncePerCaller) {
  int questions = 0;
  Serve({.policy = [&questions](const Caller& caller, dbus::Peers::Admitted admitted) {
    ++questions;
    if (!caller.read_only) return admitted(MakeError(ErrorDomain::kPolkit, ErrorCode::kAuthFailed, "access denied by policy"));
    admitted(caller);
  }});
  EXPECT_EQ(Call(kWeb, kDomain, "GetState", "u", 0u), "(1, 5)");
  EXPECT_EQ(Call(kWeb, kDomain, "GetXMLDesc", "u", 0u), "'" + std::string(kWebXml) + "'");
  EXPECT_EQ(questions, 1);
  EXPECT_THAT(Call(kWeb, kDomain, "GetXMLDesc", "u", 1u), HasSubstr("org.freedesktop.DBus.Error.AccessDenied: "))
      << "with its secrets";
  EXPECT_THAT(Call(kWeb, kDomain, "Create", "u", 0u), HasSubstr("access denied by policy"));
  EXPECT_TRUE(fake_.lifecycle.TakeNotes().empty());
}

TEST_F(DomainBusTest, TellsADriverWhenACallerLeaves) {
  Call(kWeb, kDomain, "Create", "u", 2u);
  bool gone = false;
  front_->OnPeerGone(fake_.lifecycle.last_caller.connection_id, [&gone] { gone = true; });
  loop_->RunOnce(absl::Milliseconds(10));
  EXPECT_FALSE(gone);
  sd_bus_flush_close_unref(client_);
  client_ = nullptr;
  EXPECT_TRUE(dbus::RunLoopUntil(*loop_, [&gone] { return gone; }));
  EXPECT_EQ(front_->tree().peers().count(), 0u);
}

TEST_F(DomainBusTest, ConnectsWithoutHoldingTheDaemonUp) {
  FrontWatch watch;
  size_t peers = 0;
  DomainBus bus(*loop_, *workers_, fake_.driver,
                {.address = bus_.address(),
                 .name = "org.libvirt.other",
                 .front = {},
                 .watch = &watch,
                 .count_changed = [&peers](size_t count) { peers = count; }});
  EXPECT_FALSE(bus.is_up());
  EXPECT_TRUE(dbus::RunLoopUntil(*loop_, [&bus] { return bus.is_up(); }));
  service_ = "org.libvirt.other";
  EXPECT_EQ(Call(kWeb, kDomain, "GetState", "u", 0u), "(1, 5)");
  EXPECT_EQ(peers, 1u);
  workers_.reset();
}

TEST_F(DomainBusTest, HearsWhatWasOnItsWayBeforeItGivesItsNameAway) {
  size_t peers = 0;
  DomainBus bus(*loop_, *workers_, fake_.driver,
                {.address = bus_.address(),
                 .name = "org.libvirt.other",
                 .front = {},
                 .watch = nullptr,
                 .count_changed = [&peers](size_t count) { peers = count; }});
  ASSERT_TRUE(dbus::RunLoopUntil(*loop_, [&bus] { return bus.is_up(); }));
  service_ = "org.libvirt.other";
  size_t peers_at_the_end = 0;
  bool released = false;
  std::string answer;
  // The call is on the bus before the daemon looks.
  sd_bus_message* call = nullptr;
  ASSERT_GE(sd_bus_message_new_method_call(client_, &call, service_.c_str(), kWeb, kDomain, "GetState"), 0);
  sd_bus_message_append(call, "u", 0u);
  ASSERT_GE(sd_bus_send(client_, call, nullptr), 0);
  sd_bus_message_unref(call);
  // The bus has passed it on when it answers what was sent behind it.
  ASSERT_GE(sd_bus_call_method(client_, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", nullptr,
                               nullptr, nullptr),
            0);
  bus.Release([&] {
    released = true;
    peers_at_the_end = peers;
  });
  EXPECT_TRUE(dbus::RunLoopUntil(*loop_, [&] { return released; }));
  EXPECT_EQ(peers_at_the_end, 1u) << "so that the daemon knows that it is needed";
  EXPECT_THAT(Call(kWeb, kDomain, "GetState", "u", 0u), HasSubstr("org.freedesktop.DBus.Error.ServiceUnknown"));
  bus.Reclaim();
  for (const absl::Time end = absl::Now() + absl::Seconds(10); absl::Now() < end && !answer.starts_with("(1");
       loop_->RunOnce(absl::Milliseconds(5))) {
    answer = Call(kWeb, kDomain, "GetState", "u", 0u);
  }
  EXPECT_EQ(answer, "(1, 5)");
  workers_.reset();
}

TEST_F(DomainBusTest, ComesBackWhenTheBusIsRestarted) {
  // Not by `address`: sdbus-c++ 1.2 keeps a bus that it could not open so (SdBus::sd_bus_open_user_with_address).
  setenv("DBUS_SESSION_BUS_ADDRESS", bus_.address().c_str(), /*replace=*/1);
  FrontWatch watch;
  size_t peers = 0;
  DomainBus bus(*loop_, *workers_, fake_.driver,
                {.bus = dbus::Connection::Bus::kSession,
                 .address = {},
                 .name = "org.libvirt.other",
                 .front = {},
                 .watch = &watch,
                 .count_changed = [&peers](size_t count) { peers = count; }});
  ASSERT_TRUE(dbus::RunLoopUntil(*loop_, [&bus] { return bus.is_up(); }));
  service_ = "org.libvirt.other";
  ASSERT_EQ(Call(kWeb, kDomain, "Create", "u", 0u), "");
  bool gone = false;
  watch.OnClose(fake_.lifecycle.last_caller.connection_id, [&gone] { gone = true; });
  sd_bus_unref(client_);
  bus_.Stop();
  EXPECT_TRUE(dbus::RunLoopUntil(*loop_, [&] { return gone && peers == 0; })) << "whoever was on it is gone";
  fake_.events.Emit({{"web", kWebUuid, 3}, store::BalloonChangeEvent{1}});
  loop_->RunOnce(absl::Milliseconds(10));
  bus_.Start();
  ConnectClient();
  std::string state;
  for (const absl::Time end = absl::Now() + absl::Seconds(10); absl::Now() < end && !state.starts_with("(1");
       loop_->RunOnce(absl::Milliseconds(10))) {
    state = Call(kWeb, kDomain, "GetState", "u", 0u);
  }
  EXPECT_EQ(state, "(1, 5)");
  OnClient(
      [this] { return sd_bus_match_signal(client_, nullptr, "org.libvirt.other", nullptr, nullptr, nullptr, &OnSignal, this); });
  fake_.events.Emit({{"web", kWebUuid, 3}, store::BalloonChangeEvent{512}});
  EXPECT_THAT(SignalsUpTo("BalloonChange").back(), testing::EndsWith("512"));
  workers_.reset();
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

TEST_F(DomainBusTest, GoesOnWithoutABus) {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", /*replace=*/1);
  DomainBus bus(*loop_, *workers_, fake_.driver,
                {.bus = dbus::Connection::Bus::kSession, .address = {}, .name = "org.libvirt.other", .front = {}});
  workers_.reset();
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
  loop_->RunOnce(absl::Milliseconds(50));
  EXPECT_FALSE(bus.is_up());
}

// dbus/members.tsv has the members of the interfaces as libvirt-dbus serves them: interface, kind, name, arguments, results.
TEST_F(DomainBusTest, HasEveryMemberThatClientsKnow) {
  const std::map<std::string, const dbus::Interface*> interfaces = {
      {kConnect, front_->tree().root_interface()}, {kDomain, front_->tree().collection("domain").interface.get()}};
  std::ifstream table(std::string(PLEIAD_TEST_DATA) + "/dbus/members.tsv");
  std::string line;
  int rows = 0;
  const auto joined = [](const std::vector<dbus::Argument>& arguments) {
    std::string text;
    for (const auto& argument : arguments) text += (text.empty() ? "" : ", ") + argument.name + ":" + argument.signature;
    return text.empty() ? std::string("-") : text;
  };
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string interface, kind, name, in, out;
    for (std::string* field : {&interface, &kind, &name, &in, &out}) std::getline(fields, *field, '\t');
    if (line.empty() || line[0] == '#') continue;
    SCOPED_TRACE(line);
    ++rows;
    const dbus::Interface& present = *interfaces.at(interface);
    if (kind == "method") {
      const dbus::Method* method = present.FindMethod(name);
      ASSERT_NE(method, nullptr);
      EXPECT_EQ(joined(method->in), in);
      EXPECT_EQ(joined(method->out), out);
    } else if (kind == "property") {
      const dbus::Property* property = present.FindProperty(name);
      ASSERT_NE(property, nullptr);
      EXPECT_EQ(property->signature, in);
      EXPECT_EQ(property->set != nullptr, out.starts_with("readwrite"));
    } else {
      const auto found = std::ranges::find(present.signals(), name, &dbus::Signal::name);
      ASSERT_NE(found, present.signals().end());
      EXPECT_EQ(joined(found->arguments), in.empty() ? "-" : in);
    }
  }
  EXPECT_GT(rows, 180);
}

}  // namespace
}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// domain_rpc_test.cc: what clients of the native protocol see of a hypervisor: values as they stand on the wire, the errors
// that they know, events in the form in which they asked for them.
#include "libshared/driver/domain/rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/escaping.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_block.h"
#include "libshared/rpc/wire/domain_config.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/domain_lifecycle.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/node.h"
#include "libshared/rpc/wire/qemu.h"
#include "tests/unit/driver/fake_driver.h"
#include "tests/unit/driver/only_web.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::driver {
namespace {

using rpc::DecodedAs;
using rpc::ErrorIn;
using rpc::MessageStatus;
using rpc::MessageType;
using rpc::Peer;
using rpc::Received;
using testing::ElementsAre;
namespace wire = rpc::wire;

const DomainRef kWeb{"web", kWebUuid, 3};

class DomainRpcTest : public ::testing::Test {
 protected:
  DomainRpcTest() { BindDomainProcedures(table_, fake_.driver, {}); }
  ~DomainRpcTest() override { workers_.reset(); }

  Peer Connect(bool read_only = false) { return ConnectTo(server_, read_only); }
  Peer ConnectTo(rpc::Server& server, bool read_only = false) {
    auto [ours, theirs] = rpc::SocketPair();
    Caller caller;
    caller.read_only = read_only;
    server.Adopt(rpc::NewSocketTransport(std::move(ours)), caller);
    Peer peer(*loop_, std::move(theirs));
    EXPECT_EQ(peer.Call<wire::AuthList>({}).header.status, MessageStatus::kOk);
    EXPECT_EQ(peer.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
    return peer;
  }
  // The reply's values, or a failed test that says the error.
  template <class Proc>
  typename Proc::Ret Ask(Peer& peer, const typename Proc::Args& args) {
    const Received reply = peer.Call<Proc>(args);
    if (reply.header.status != MessageStatus::kOk) {
      ADD_FAILURE() << ErrorIn(reply).message.value_or("");
      return {};
    }
    if constexpr (std::is_same_v<typename Proc::Ret, wire::None>) {
      return {};
    } else {
      return DecodedAs<typename Proc::Ret>(reply.payload);
    }
  }
  // "CODE/DOMAIN: message".
  template <class Proc>
  std::string ErrorOf(Peer& peer, const typename Proc::Args& args) {
    const Received reply = peer.Call<Proc>(args);
    if (reply.header.status != MessageStatus::kError) return "no error";
    const wire::Error error = ErrorIn(reply);
    return absl::StrCat(error.code, "/", error.domain, ": ", error.message.value_or(""));
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ =
      std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{.min_threads = 0, .max_threads = 2});
  FakeDriver fake_{*loop_};
  rpc::Table table_;
  rpc::Server server_{*loop_, *workers_, table_, {}};
};

TEST_F(DomainRpcTest, AnswersWhatTheHypervisorIs) {
  Peer peer = Connect();
  EXPECT_EQ(Ask<wire::ConnectGetType>(peer, {}).type, "QEMU");
  EXPECT_EQ(Ask<wire::ConnectGetUri>(peer, {}).uri, "qemu:///system");
  EXPECT_EQ(Ask<wire::ConnectGetLibVersion>(peer, {}).lib_ver, 9000000u);
  EXPECT_EQ(Ask<wire::ConnectGetVersion>(peer, {}).hv_ver, 7002000u);
  const auto info = Ask<wire::NodeGetInfo>(peer, {});
  EXPECT_STREQ(reinterpret_cast<const char*>(info.model.data()), "x86_64");
  EXPECT_EQ(info.threads, 1);
  // Clients copy the texts with the zero at their end.
  EXPECT_THAT(Ask<wire::NodeGetSecurityModel>(peer, {}).model.items, ElementsAre('n', 'o', 'n', 'e', 0));
}

TEST_F(DomainRpcTest, TellsWhichFeaturesTheConnectionHas) {
  Peer peer = Connect();
  for (const int feature : {8, 9, 10, 11, 14, 15, 16})
    EXPECT_EQ(Ask<wire::ConnectSupportsFeature>(peer, {feature}).supported, 1) << feature;
  for (const int feature : {0, 1, 2, 5, 17, 99})
    EXPECT_EQ(Ask<wire::ConnectSupportsFeature>(peer, {feature}).supported, 0) << feature;
}

TEST_F(DomainRpcTest, ListsDomainsInOldAndNewForm) {
  Peer peer = Connect();
  EXPECT_EQ(Ask<wire::ConnectListAllDomains>(peer, {1, 0}).domains.items.size(), 2u);
  const auto counted = Ask<wire::ConnectListAllDomains>(peer, {/*need_results=*/0, 0});
  EXPECT_EQ(counted.ret, 2u);
  EXPECT_TRUE(counted.domains.items.empty());
  EXPECT_EQ(Ask<wire::ConnectNumOfDomains>(peer, {}).num, 1);
  EXPECT_THAT(Ask<wire::ConnectListDomains>(peer, {100}).ids.items, ElementsAre(3));
  EXPECT_TRUE(Ask<wire::ConnectListDomains>(peer, {0}).ids.items.empty());
  EXPECT_EQ(Ask<wire::ConnectNumOfDefinedDomains>(peer, {}).num, 1);
  EXPECT_THAT(Ask<wire::ConnectListDefinedDomains>(peer, {100}).names.items, ElementsAre("db"));
  EXPECT_EQ(ErrorOf<wire::ConnectListDomains>(peer, {-1}), "39/7: maxids must be non-negative");
  EXPECT_EQ(ErrorOf<wire::ConnectListDomains>(peer, {99999}), "39/7: maxids > REMOTE_DOMAIN_LIST_MAX");
  EXPECT_EQ(ErrorOf<wire::ConnectListDefinedDomains>(peer, {-1}), "39/7: maxnames must be non-negative");
}

TEST_F(DomainRpcTest, GivesFactsOfADomain) {
  Peer peer = Connect();
  EXPECT_EQ(Ask<wire::DomainGetXmlDesc>(peer, {kWeb, 0}).xml, kWebXml);
  const auto info = Ask<wire::DomainGetInfo>(peer, {kWeb});
  EXPECT_EQ(info.state, 1);
  EXPECT_EQ(info.max_mem, 2048u);
  EXPECT_EQ(info.nr_virt_cpu, 2);
  EXPECT_EQ(Ask<wire::DomainGetState>(peer, {kWeb, 0}).reason, 5);
  EXPECT_EQ(Ask<wire::DomainIsActive>(peer, {kWeb}).active, 1);
  const auto label = Ask<wire::DomainGetSecurityLabel>(peer, {kWeb});
  EXPECT_EQ(std::string(label.label.items.begin(), label.label.items.end()), std::string("+64055:+64055\0", 14));
  EXPECT_EQ(Ask<wire::DomainGetSecurityLabelList>(peer, {kWeb}).ret, 1);
  EXPECT_EQ(ErrorOf<wire::DomainLookupByName>(peer, {"nope"}), "42/10: Domain not found: no domain with matching name 'nope'");
}

TEST_F(DomainRpcTest, TakesOldCallsAsNewOnesWithoutFlags) {
  Peer peer = Connect();
  Ask<wire::DomainCreate>(peer, {kWeb});
  EXPECT_EQ(Ask<wire::DomainCreateWithFlags>(peer, {kWeb, 1}).dom.id, 7);
  EXPECT_EQ(Ask<wire::DomainDefineXml>(peer, {"<a/>"}).dom.name, "new");
  Ask<wire::DomainDefineXmlFlags>(peer, {"<b/>", 1});
  Ask<wire::DomainDestroy>(peer, {kWeb});
  Ask<wire::DomainDestroyFlags>(peer, {kWeb, 1});
  EXPECT_THAT(fake_.lifecycle.TakeNotes(), ElementsAre("create web 0 files=0", "create web 1 files=0", "define <a/> 0",
                                                       "define <b/> 1", "destroy web 0", "destroy web 1"));
  Ask<wire::DomainSetMemory>(peer, {kWeb, 100});
  EXPECT_EQ(fake_.tuning.last_flags, 1u);  // the running domain
  Ask<wire::DomainSetMaxMemory>(peer, {kWeb, 100});
  EXPECT_EQ(fake_.tuning.last_flags, 4u);  // the maximum
}

TEST_F(DomainRpcTest, AnswersParametersInTwoCalls) {
  Peer peer = Connect();
  const auto counted = Ask<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", 0, /*strings=*/4});
  EXPECT_EQ(counted.nparams, 3);
  EXPECT_TRUE(counted.params.items.empty());
  EXPECT_EQ(fake_.stats.last_flags, 0u) << "that the client takes strings is no affair of the driver";
  const auto all = Ask<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", 3, 4});
  EXPECT_THAT(all.params.items, ElementsAre(TypedParam{"rd_bytes", int64_t{10}}, TypedParam{"wr_bytes", int64_t{20}},
                                            TypedParam{"note", std::string("text")}));
  EXPECT_EQ(Ask<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", 16, 0}).params.items.size(), 2u)
      << "no strings for an old client";
  EXPECT_EQ(Ask<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", 1, 0}).params.items.size(), 1u);
  EXPECT_EQ(ErrorOf<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", 17, 0}), "1/7: internal error: nparams too large");
  EXPECT_EQ(ErrorOf<wire::DomainBlockStatsFlags>(peer, {kWeb, "vda", -1, 0}),
            "1/7: internal error: nparams must be non-negative");
  EXPECT_EQ(Ask<wire::NodeGetMemoryStats>(peer, {0, -1, 0}).nparams, 2);
  EXPECT_EQ(Ask<wire::NodeGetMemoryStats>(peer, {2, -1, 0}).params.items.at(1).field, "free");
}

TEST_F(DomainRpcTest, CountsCpusInThreeForms) {
  Peer peer = Connect();
  EXPECT_EQ(Ask<wire::DomainGetCpuStats>(peer, {kWeb, 0, 0, 0, 0}).nparams, 2) << "how many CPUs";
  EXPECT_EQ(Ask<wire::DomainGetCpuStats>(peer, {kWeb, 0, -1, 1, 0}).nparams, 3) << "how many values";
  const auto total = Ask<wire::DomainGetCpuStats>(peer, {kWeb, 3, -1, 1, 0});
  EXPECT_EQ(total.params.items.size(), 3u);
  const auto each = Ask<wire::DomainGetCpuStats>(peer, {kWeb, 1, 0, 2, 0});
  EXPECT_EQ(each.nparams, 1);
  EXPECT_EQ(each.params.items.size(), 2u);
}

TEST_F(DomainRpcTest, CutsCpuMapsToTheLengthAskedFor) {
  Peer peer = Connect();
  const auto vcpus = Ask<wire::DomainGetVcpus>(peer, {kWeb, 2, 3});
  EXPECT_EQ(vcpus.info.items.size(), 2u);
  EXPECT_EQ(vcpus.cpumaps.bytes, std::string("\x03\0\0\x01\0\0", 6));
  EXPECT_EQ(Ask<wire::DomainGetVcpus>(peer, {kWeb, 1, 1}).cpumaps.bytes, "\x03");
  EXPECT_EQ(ErrorOf<wire::DomainGetVcpus>(peer, {kWeb, 99999, 1}), "39/7: maxinfo > REMOTE_VCPUINFO_MAX");
}

TEST_F(DomainRpcTest, SaysThatADriverLacksACall) {
  Peer peer = Connect();
  EXPECT_EQ(ErrorOf<wire::DomainSendKey>(peer, {kWeb, 0, 0, {{1}}, 0}),
            "3/20: this function is not supported by the connection driver: virDomainSendKey");
  EXPECT_EQ(ErrorOf<wire::DomainBlockPull>(peer, {kWeb, "vda", 0, 0}),
            "3/20: this function is not supported by the connection driver: virDomainBlockPull");
}

TEST_F(DomainRpcTest, LetsAReadOnlyConnectionOnlyRead) {
  Peer peer = Connect(/*read_only=*/true);
  EXPECT_EQ(Ask<wire::DomainGetXmlDesc>(peer, {kWeb, 0}).xml, kWebXml);
  EXPECT_EQ(ErrorOf<wire::DomainGetXmlDesc>(peer, {kWeb, 1}), "29/20: operation forbidden: virDomainGetXMLDesc with secure flag");
  EXPECT_EQ(ErrorOf<wire::DomainCreate>(peer, {kWeb}), "29/20: operation forbidden: read only access prevents virDomainCreate");
  EXPECT_EQ(ErrorOf<wire::DomainInterfaceAddresses>(peer, {kWeb, /*agent=*/1, 0}),
            "29/20: operation forbidden: read only access prevents virDomainInterfaceAddresses");
  EXPECT_TRUE(fake_.lifecycle.TakeNotes().empty());
}

TEST_F(DomainRpcTest, ShowsAndTellsOnlyOfDomainsThatTheRulesAllow) {
  OnlyWeb rules;
  rpc::Table table;
  BindDomainProcedures(table, fake_.driver, {.access = &rules});
  rpc::Server server(*loop_, *workers_, table, {.access = &rules});
  Peer peer = ConnectTo(server);
  const auto all = Ask<wire::ConnectListAllDomains>(peer, {1, 0}).domains.items;
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "web");
  EXPECT_EQ(Ask<wire::DomainLookupByName>(peer, {"web"}).dom.name, "web");
  const std::string denied = "88/55: access denied: 'test' denied access";
  EXPECT_EQ(ErrorOf<wire::DomainLookupByName>(peer, {"db"}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainLookupByUuid>(peer, {kDbUuid}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainDefineXml>(peer, {"<domain><name>db</name></domain>"}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainDefineXml>(peer, {"<domain><name>web</name></domain>"}), "no error");
  EXPECT_EQ(ErrorOf<wire::DomainCreateXml>(peer, {"<domain", 0}), denied) << "what can't be read has no name";
  EXPECT_EQ(Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {0, {}}).callback_id, 0);
  fake_.events.Emit({{"db", kDbUuid, -1}, store::LifecycleEvent{2, 0}});
  fake_.events.Emit({kWeb, store::LifecycleEvent{3, 0}});
  fake_.events.Emit({kWeb, store::LifecycleEvent{4, 0}});
  EXPECT_EQ(DecodedAs<wire::DomainEventCallbackLifecycleMsg>(peer.Receive().payload).msg.event, 3);
  EXPECT_EQ(DecodedAs<wire::DomainEventCallbackLifecycleMsg>(peer.Receive().payload).msg.event, 4) << "in their order";
  workers_.reset();
}

// A saved file is of the domain that its path names: "/save/web".
class FakeSavedState : public DomainSavedState {
 public:
  absl::Status Restore(const Caller&, const std::string& path, const std::optional<std::string>&, uint32_t,
                       const MayTouch& may) override {
    return may(SavedIn(path));
  }
  absl::StatusOr<std::string> ImageXmlDesc(const Caller&, const std::string& path, uint32_t, const MayTouch& may) override {
    RETURN_IF_ERROR(may(SavedIn(path)));
    return kWebXml;
  }
  absl::Status DefineImageXml(const Caller&, const std::string& path, const std::string&, uint32_t,
                              const MayTouch& may) override {
    return may(SavedIn(path));
  }

 private:
  static DomainRef SavedIn(const std::string& path) { return {.name = path.substr(path.rfind('/') + 1), .uuid = {}}; }
};

TEST_F(DomainRpcTest, LetsTheRulesSeeWhichDomainAFileIsOf) {
  OnlyWeb rules;
  FakeSavedState saved;
  rpc::Table table;
  BindHostProcedures(table, fake_.host);
  BindSavedStateProcedures(table, saved, {.access = &rules});
  rpc::Server server(*loop_, *workers_, table, {.access = &rules});
  Peer peer = ConnectTo(server);
  const std::string denied = "88/55: access denied: 'test' denied access";
  EXPECT_EQ(ErrorOf<wire::DomainRestore>(peer, {"/save/db"}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainRestoreParams>(peer, {{{{"file", std::string("/save/db")}}}, 0}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainSaveImageGetXmlDesc>(peer, {"/save/db", 0}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainSaveImageDefineXml>(peer, {"/save/db", kWebXml, 0}), denied);
  EXPECT_EQ(ErrorOf<wire::DomainRestoreFlags>(peer, {"/save/web", {}, 0}), "no error");
  EXPECT_EQ(Ask<wire::DomainSaveImageGetXmlDesc>(peer, {"/save/web", 0}).xml, kWebXml);
  workers_.reset();
}

// ---- events -------------------------------------------------------------------------------------------------------------
TEST_F(DomainRpcTest, SendsEventsInTheFormInWhichTheyWereAskedFor) {
  Peer old_client = Connect(), new_client = Connect();
  EXPECT_EQ(Ask<wire::ConnectDomainEventRegister>(old_client, {}).cb_registered, 0);
  EXPECT_EQ(Ask<wire::ConnectDomainEventCallbackRegisterAny>(new_client, {1, {}}).callback_id, 0);
  EXPECT_EQ(Ask<wire::ConnectDomainEventCallbackRegisterAny>(new_client, {0, {}}).callback_id, 1);
  fake_.events.Emit({kWeb, store::LifecycleEvent{2, 0}});
  const Received old_form = old_client.Receive(), new_form = new_client.Receive();
  EXPECT_EQ(old_form.header.type, MessageType::kMessage);
  EXPECT_EQ(old_form.header.procedure, 107);
  EXPECT_EQ(DecodedAs<wire::DomainEventLifecycleMsg>(old_form.payload).event, 2);
  EXPECT_EQ(new_form.header.procedure, 318);
  EXPECT_EQ(DecodedAs<wire::DomainEventCallbackLifecycleMsg>(new_form.payload).callback_id, 1);
}

TEST_F(DomainRpcTest, SendsOneEventUnderEachOfItsNumbers) {
  Peer peer = Connect();
  EXPECT_EQ(Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {4, {}}).callback_id, 0);
  EXPECT_EQ(Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {6, {}}).callback_id, 1);
  fake_.events.Emit({kWeb, store::IoErrorEvent{"/a.img", "vda", 1, "enospc"}});
  EXPECT_EQ(peer.Receive().header.procedure, wire::DomainEventCallbackIoError::kNumber);
  const Received reason = peer.Receive();
  EXPECT_EQ(reason.header.procedure, wire::DomainEventCallbackIoErrorReason::kNumber);
  EXPECT_EQ(DecodedAs<wire::DomainEventCallbackIoErrorReasonMsg>(reason.payload).msg.reason, "enospc");
}

TEST_F(DomainRpcTest, SendsOnlyEventsOfTheDomainAskedFor) {
  Peer peer = Connect();
  Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {0, kWeb});
  fake_.events.Emit({{"db", kDbUuid, -1}, store::LifecycleEvent{0, 0}});
  fake_.events.Emit({kWeb, store::LifecycleEvent{3, 1}});
  EXPECT_EQ(DecodedAs<wire::DomainEventCallbackLifecycleMsg>(peer.Receive().payload).msg.dom.name, "web");
}

TEST_F(DomainRpcTest, KnowsWhatIsRegistered) {
  Peer peer = Connect();
  EXPECT_EQ(ErrorOf<wire::ConnectDomainEventDeregister>(peer, {}), "1/7: internal error: domain event 0 not registered");
  Ask<wire::ConnectDomainEventRegister>(peer, {});
  EXPECT_EQ(ErrorOf<wire::ConnectDomainEventRegister>(peer, {}), "8/0: invalid argument: event callback already tracked");
  Ask<wire::ConnectDomainEventDeregister>(peer, {});
  EXPECT_EQ(ErrorOf<wire::ConnectDomainEventRegisterAny>(peer, {16}), "1/7: internal error: unsupported event ID 16");
  EXPECT_EQ(ErrorOf<wire::ConnectDomainEventCallbackRegisterAny>(peer, {27, {}}), "1/7: internal error: unsupported event ID 27");
  EXPECT_EQ(ErrorOf<wire::ConnectDomainEventCallbackDeregisterAny>(peer, {77}),
            "1/7: internal error: domain event callback 77 not registered");
  EXPECT_EQ(ErrorOf<wire::QemuConnectDomainMonitorEventDeregister>(peer, {5}),
            "1/7: internal error: qemu monitor event callback 5 not registered");
  const int id = Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {0, {}}).callback_id;
  Ask<wire::ConnectDomainEventCallbackDeregisterAny>(peer, {id});
  fake_.events.Emit({kWeb, store::LifecycleEvent{3, 1}});
  // Nothing was sent before this answer.
  EXPECT_EQ(Ask<wire::ConnectGetType>(peer, {}).type, "QEMU");
}

TEST_F(DomainRpcTest, PassesMonitorEventsThatFitThePattern) {
  Peer peer = Connect();
  struct Row {
    std::optional<std::string> event;
    uint32_t flags;
    bool hears_stop;
  };
  for (const Row& row : {Row{{}, 0, true}, Row{"STOP", 0, true}, Row{"stop", 0, false}, Row{"stop", 2, true},
                         Row{"^ST.P$", 1, true}, Row{"^RES", 1, false}}) {
    SCOPED_TRACE(row.event.value_or("all"));
    const int id = Ask<wire::QemuConnectDomainMonitorEventRegister>(peer, {{}, row.event, row.flags}).callback_id;
    fake_.events.Emit({kWeb, store::MonitorEvent{"STOP", 5, 6, "{}"}});
    if (row.hears_stop) {
      const Received event = peer.Receive();
      EXPECT_EQ(event.header.procedure, 6);
      EXPECT_EQ(DecodedAs<wire::QemuDomainMonitorEventMsg>(event.payload).callback_id, id);
    }
    Ask<wire::QemuConnectDomainMonitorEventDeregister>(peer, {id});
  }
  EXPECT_EQ(ErrorOf<wire::QemuConnectDomainMonitorEventRegister>(peer, {{}, "x", 16}),
            "8/0: unsupported flags (0x10) in function virDomainQemuMonitorEventStateRegisterID");
  EXPECT_EQ(ErrorOf<wire::QemuConnectDomainMonitorEventRegister>(peer, {{}, "(", 1}).substr(0, 4), "8/0:");
}

TEST_F(DomainRpcTest, ForgetsClientsThatLeave) {
  {
    Peer peer = Connect();
    Ask<wire::ConnectDomainEventCallbackRegisterAny>(peer, {0, {}});
    peer.Close();
  }
  EXPECT_TRUE(rpc::RunUntil(*loop_, [this] { return server_.client_count() == 0; }));
  fake_.events.Emit({kWeb, store::LifecycleEvent{3, 1}});
  Peer other = Connect();
  EXPECT_EQ(Ask<wire::ConnectGetType>(other, {}).type, "QEMU");
}

// ---- frames of real clients -----------------------------------------------------------------------------------------------
// rpc/virsh_frames.txt: what virsh 9.0.0 sent, a comment and then one frame in hexadecimal digits a line.
TEST_F(DomainRpcTest, UnderstandsFramesOfTheStockClient) {
  auto [ours, theirs] = rpc::SocketPair();
  server_.Adopt(rpc::NewSocketTransport(std::move(ours)), Caller{});
  Peer peer(*loop_, std::move(theirs));
  std::ifstream frames(std::string(PLEIAD_TEST_DATA) + "/rpc/virsh_frames.txt");
  std::string line;
  int answered = 0;
  while (std::getline(frames, line)) {
    if (line.empty() || line[0] == '#') continue;
    ASSERT_TRUE(peer.SendBytes(absl::HexStringToBytes(line)));
    const Received reply = peer.Receive();
    EXPECT_EQ(reply.header.status, MessageStatus::kOk) << reply.header.procedure << ": " << ErrorIn(reply).message.value_or("");
    ++answered;
  }
  EXPECT_GE(answered, 10);
}

}  // namespace
}  // namespace pleiad::driver

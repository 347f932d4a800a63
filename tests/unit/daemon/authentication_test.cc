// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/authentication.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <unistd.h>

#include "libshared/base/error.h"
#include "libshared/daemon/access.h"

namespace pleiad::daemon {
namespace {
using rpc::AuthType;
using ::testing::ElementsAre;

Caller CallerOf(uid_t uid, gid_t gid = 12345, std::vector<gid_t> groups = {}) {
  Caller caller;
  caller.connection_id = 1;
  caller.uid = uid;
  caller.gid = gid;
  caller.groups = std::move(groups);
  caller.pid = 1;
  return caller;
}

Settings WithPolkit(std::string group = "daemon") {
  Settings settings;
  settings.auth_unix_ro = settings.auth_unix_rw = UnixAuth::kPolkit;
  settings.unix_sock_group = std::move(group);
  return settings;
}

gid_t DaemonGroup() { return getgrnam("daemon")->gr_gid; }

TEST(GatekeeperTest, LetsThoseInWhomTheKernelVouchesFor) {
  Gatekeeper gatekeeper(nullptr, WithPolkit());
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(0)), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(geteuid())), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321, DaemonGroup())), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321, 1, {7, DaemonGroup()})), ElementsAre(AuthType::kNone));
}

TEST(GatekeeperTest, PutsOthersToPolkit) {
  Gatekeeper gatekeeper(nullptr, WithPolkit());
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321)), ElementsAre(AuthType::kPolkit));
  EXPECT_THAT(gatekeeper.TypesFor(Caller{}), ElementsAre(AuthType::kPolkit)) << "nobody is known by nothing";
}

TEST(GatekeeperTest, RefusesOthersWhereThereIsNoPolkit) {
  Gatekeeper gatekeeper(nullptr, WithPolkit());
  absl::StatusOr<Caller> decided = CallerOf(1);
  gatekeeper.AskPolkit(CallerOf(54321), [&](absl::StatusOr<Caller> answer) { decided = std::move(answer); });
  EXPECT_EQ(ErrorCodeOf(decided.status()), ErrorCode::kAuthFailed);
  EXPECT_EQ(ErrorInfoOf(decided.status()).domain, ErrorDomain::kPolkit);
}

TEST(GatekeeperTest, LeavesItToTheSocketsModeWithAuthNone) {
  Settings settings = WithPolkit();
  settings.auth_unix_ro = UnixAuth::kNone;
  Gatekeeper gatekeeper(nullptr, settings);
  Caller reader = CallerOf(54321);
  reader.read_only = true;
  EXPECT_THAT(gatekeeper.TypesFor(reader), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321)), ElementsAre(AuthType::kPolkit));
}

TEST(GatekeeperTest, TakesNoSocketsModeForAnAnswerOnTheBus) {
  Settings settings = WithPolkit();
  settings.auth_unix_rw = UnixAuth::kNone;
  Gatekeeper gatekeeper(nullptr, settings);
  absl::StatusOr<Caller> stranger = CallerOf(1), root = CallerOf(1);
  gatekeeper.AdmitBusPeer(CallerOf(54321), [&](absl::StatusOr<Caller> answer) { stranger = std::move(answer); });
  gatekeeper.AdmitBusPeer(CallerOf(0), [&](absl::StatusOr<Caller> answer) { root = std::move(answer); });
  EXPECT_EQ(ErrorCodeOf(stranger.status()), ErrorCode::kAuthFailed);
  ASSERT_TRUE(root.ok());
  EXPECT_TRUE(root->may_manage);
  Caller reading = CallerOf(0);
  reading.read_only = true;
  gatekeeper.AdmitBusPeer(reading, [&](absl::StatusOr<Caller> answer) { root = std::move(answer); });
  EXPECT_FALSE(root->read_only) << "the same user may do more by the next call";
}

TEST(GatekeeperTest, KnowsNobodyByAGroupThatDoesNotExist) {
  Gatekeeper gatekeeper(nullptr, WithPolkit("no-such-group"));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321, 0)), ElementsAre(AuthType::kPolkit));
}

TEST(PolkitQuestionTest, TellsProcessesWithOnePidApart) {
  Caller caller = CallerOf(1000);
  caller.process_start_time = 5;
  const PolkitQuestion first = PolkitQuestion::From(caller, "org.libvirt.unix.manage");
  caller.process_start_time = 6;
  const PolkitQuestion second = PolkitQuestion::From(caller, "org.libvirt.unix.manage");
  EXPECT_NE(first.Key(), second.Key());
}

TEST(AccessTest, TakesNoClientsWordForTheNameOfADomain) {
  const auto loop = *event::Loop::Create();
  Polkit polkit(*loop, "");
  PolkitAccess access(polkit, "QEMU");
  std::string asked;
  access.SetFindDomain([&asked](const Uuid& uuid) -> absl::StatusOr<DomainRef> {
    asked = uuid.ToString();
    return MakeError(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no such domain");
  });
  Caller caller = CallerOf(1000);
  caller.connection_id = 1;
  const DomainRef pretended{.name = "allowed", .uuid = *Uuid::Parse("c7a5fdbd-edaf-9455-926a-d65c16db1809")};
  const absl::Status status = access.Check(caller, {&permission::kDomainStop, 1}, &pretended, "virDomainDestroy");
  EXPECT_EQ(asked, "c7a5fdbd-edaf-9455-926a-d65c16db1809");
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kNoDomain);
}

TEST(AccessTest, NamesActionsAndObjectsAsRulesKnowThem) {
  EXPECT_EQ(ActionOf(permission::kDomainReadSecure), "org.libvirt.api.domain.read-secure");
  EXPECT_EQ(ActionOf({ObjectKind::kStoragePool, "getattr"}), "org.libvirt.api.storage-pool.getattr");
  const DomainRef domain{.name = "vm", .uuid = {}};
  const auto details = DetailsOf(&domain);
  ASSERT_EQ(details.size(), 2u);
  EXPECT_EQ(details[0], std::make_pair(std::string("domain_name"), std::string("vm")));
  EXPECT_TRUE(DetailsOf({}).empty());
}

}  // namespace
}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/authentication.h"
#include "libshared/daemon/polkit_answers.h"
#include "libshared/driver/domain/inspect.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <unistd.h>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/permissions.h"
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

TEST(GatekeeperTest, AsksForSaslEvenTheGroupButNotRoot) {
  Settings settings = WithPolkit();
  settings.auth_unix_rw = UnixAuth::kSasl;
  Gatekeeper gatekeeper(nullptr, settings);
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(0)), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321, DaemonGroup())), ElementsAre(AuthType::kSasl));
  absl::StatusOr<Caller> decided = CallerOf(1);
  gatekeeper.AskPolkit(CallerOf(54321, DaemonGroup()), [&](absl::StatusOr<Caller> answer) { decided = std::move(answer); });
  EXPECT_EQ(ErrorCodeOf(decided.status()), ErrorCode::kAuthFailed) << "polkit is no way around";
  Caller reader = CallerOf(54321);
  reader.read_only = true;
  EXPECT_THAT(gatekeeper.TypesFor(reader), ElementsAre(AuthType::kPolkit));
}

TEST(GatekeeperTest, LeavesItToTheSocketsModeWithAuthNone) {
  Settings settings = WithPolkit();
  settings.auth_unix_ro = UnixAuth::kNone;
  Gatekeeper gatekeeper(nullptr, settings);
  Caller reader = CallerOf(54321);
  reader.read_only = true;
  EXPECT_THAT(gatekeeper.TypesFor(reader), ElementsAre(AuthType::kNone));
  EXPECT_THAT(gatekeeper.TypesFor(CallerOf(54321)), ElementsAre(AuthType::kPolkit));
  EXPECT_TRUE(gatekeeper.AdmitsAtOnce(reader));
  EXPECT_FALSE(gatekeeper.AdmitsAtOnce(CallerOf(0))) << "libvirt's daemons want to be asked there, of root too";
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
  EXPECT_NE(first.Subject(), second.Subject());
  EXPECT_EQ(first.Text(), second.Text());
}

struct Domains final : driver::DomainInspect {
  absl::StatusOr<DomainRef> LookupByUuid(const Caller&, const Uuid& uuid) override {
    asked = uuid.ToString();
    return MakeError(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no such domain");
  }
  std::string asked;
};

TEST(AccessTest, TakesNoClientsWordForTheNameOfADomain) {
  const auto loop = *event::Loop::Create();
  Polkit polkit(*loop, "");
  PolkitAccess access(polkit, "QEMU");
  Domains domains;
  access.SetObjects({.domains = &domains});
  Caller caller = CallerOf(1000);
  caller.connection_id = 1;
  const DomainRef pretended{.name = "allowed", .uuid = *Uuid::Parse("c7a5fdbd-edaf-9455-926a-d65c16db1809")};
  const absl::Status status = access.Check(caller, {&permission::kDomainStop, 1}, &pretended, "virDomainDestroy");
  EXPECT_EQ(domains.asked, "c7a5fdbd-edaf-9455-926a-d65c16db1809");
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kNoDomain);
  const NetworkRef network{.name = "a", .uuid = pretended.uuid};
  EXPECT_EQ(ErrorCodeOf(access.Check(caller, {&permission::kNetworkRead, 1}, &network, "virNetworkGetXMLDesc")),
            ErrorCode::kNoSupport);
}

TEST(AccessTest, KnowsNobodyWhoIsNoLocalProcess) {
  const auto loop = *event::Loop::Create();
  Polkit polkit(*loop, "");
  PolkitAccess access(polkit, "QEMU");
  Caller remote;
  remote.connection_id = 1;
  const absl::Status status = access.Check(remote, {&permission::kConnectRead, 1}, {}, "virConnectGetCapabilities");
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kAccessDenied);
  EXPECT_EQ(MessageOf(status), "access denied: 'QEMU' denied access");
}

TEST(AccessTest, NamesActionsAndObjectsAsRulesKnowThem) {
  EXPECT_EQ(ActionOf(permission::kDomainReadSecure), "org.libvirt.api.domain.read-secure");
  EXPECT_EQ(ActionOf({ObjectKind::kStoragePool, "getattr"}), "org.libvirt.api.storage-pool.getattr");
  const DomainRef domain{.name = "vm", .uuid = {}};
  const auto details = DetailsOf(&domain);
  ASSERT_EQ(details.size(), 2u);
  EXPECT_EQ(details[0], std::make_pair(std::string("domain_name"), std::string("vm")));
  EXPECT_TRUE(DetailsOf({}).empty());
  const SecretRef secret{.uuid = {}, .usage_type = 3, .usage_id = "iqn.example"};
  EXPECT_EQ(DetailsOf(&secret).back(), std::make_pair(std::string("secret_usage_target"), std::string("iqn.example")));
}

TEST(PolkitAnswersTest, KeepsWhatIsNewOfEachCaller) {
  PolkitAnswers answers({.keep = absl::Minutes(1), .callers = 2, .answers_each = 2});
  answers.Add("a", "1", absl::OkStatus());
  answers.Add("a", "2", absl::PermissionDeniedError("no"));
  ASSERT_TRUE(answers.Find("a", "1").has_value());
  EXPECT_TRUE(answers.Find("a", "1")->ok());
  EXPECT_FALSE(answers.Find("a", "2")->ok());
  EXPECT_FALSE(answers.Find("b", "1").has_value()) << "it was somebody else's";
  answers.Add("a", "3", absl::OkStatus());
  EXPECT_FALSE(answers.Find("a", "1").has_value());
  answers.Add("b", "1", absl::OkStatus());
  answers.Add("c", "1", absl::OkStatus());
  EXPECT_FALSE(answers.Find("a", "3").has_value()) << "its caller has asked nothing for the longest time";
  EXPECT_EQ(answers.size(), 2u);
  answers.Clear();
  EXPECT_EQ(answers.size(), 0u);
}

TEST(PolkitAnswersTest, ForgetsInTime) {
  PolkitAnswers answers({.keep = absl::ZeroDuration()});
  answers.Add("a", "1", absl::OkStatus());
  absl::SleepFor(absl::Milliseconds(1));
  EXPECT_FALSE(answers.Find("a", "1").has_value());
}

}  // namespace
}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/journal.h"

#include <gmock/gmock.h>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::log {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class JournalTest : public ::testing::Test {
 protected:
  ~JournalTest() override { EXPECT_TRUE(Configure({}).ok()); }
  std::string Written() { return *ReadFile(folder_ / "log"); }
  std::string ToFile(int level) { return std::to_string(level) + ":file:" + (folder_ / "log"); }
  test::TempFolder folder_;
};

TEST_F(JournalTest, WritesWhatTheLevelLetsThrough) {
  ASSERT_TRUE(Configure({.level = Level::kInfo, .outputs = ToFile(1)}).ok());
  Debug("quiet");
  Info("first");
  Error([] { return std::string("second"); }, {{kDomainName, "vm"}});
  EXPECT_THAT(Written(), HasSubstr(": info : "));
  EXPECT_THAT(Written(), HasSubstr(" : first\n"));
  EXPECT_THAT(Written(), HasSubstr(" : second\n"));
  EXPECT_THAT(Written(), Not(HasSubstr("quiet")));
}

TEST_F(JournalTest, MakesNoTextForWhatIsOff) {
  ASSERT_TRUE(Configure({.level = Level::kError, .outputs = ToFile(1)}).ok());
  bool made = false;
  Debug([&] { return made = true, std::string(); });
  EXPECT_FALSE(made);
}

TEST_F(JournalTest, LetsTheFirstMatchingFilterDecide) {
  ASSERT_TRUE(Configure({.level = Level::kError, .filters = "1:journal_test 4:test", .outputs = ToFile(1)}).ok());
  Debug("of interest");
  EXPECT_THAT(Written(), HasSubstr("of interest"));
  ASSERT_TRUE(Configure({.level = Level::kDebug, .filters = "4:journal_*st 1:test", .outputs = ToFile(1)}).ok());
  Warning("muted");
  EXPECT_THAT(Written(), Not(HasSubstr("muted")));
}

TEST_F(JournalTest, LetsEachOutputHaveItsLevel) {
  ASSERT_TRUE(Configure({.level = Level::kDebug, .outputs = ToFile(4) + " 1:file:" + (folder_ / "all")}).ok());
  Info("text");
  EXPECT_EQ(Written(), "");
  EXPECT_THAT(*ReadFile(folder_ / "all"), HasSubstr("text"));
}

TEST_F(JournalTest, RefusesSettingsItCannotUnderstandAndKeepsTheOldOnes) {
  ASSERT_TRUE(Configure({.level = Level::kInfo, .outputs = ToFile(1)}).ok());
  for (const char* filters : {"5:x", "x", "1"}) {
    const absl::Status status = Configure({.level = Level::kInfo, .filters = filters});
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kInvalidArg);
    EXPECT_THAT(MessageOf(status), HasSubstr(filters));
  }
  const absl::Status nothing = Configure({.level = Level::kInfo, .filters = "1:"});
  EXPECT_EQ(MessageOf(nothing), "invalid argument: Invalid match string ''");
  for (const char* outputs : {"1:printer", "0:stderr", "1:file", "1:syslog", "1:stderr:x", "stderr"}) {
    EXPECT_EQ(ErrorCodeOf(Configure({.level = Level::kInfo, .outputs = outputs})), ErrorCode::kInvalidArg);
  }
  const absl::Status nowhere = Configure({.level = Level::kInfo, .outputs = "1:file:/no/such/folder"});
  EXPECT_EQ(MessageOf(nowhere), "failed to open /no/such/folder: No such file or directory");
  Info("still there");
  EXPECT_THAT(Written(), HasSubstr("still there"));
}

TEST_F(JournalTest, WritesToEachPlaceOnce) {
  ASSERT_TRUE(Configure({.level = Level::kInfo, .outputs = ToFile(4) + " " + ToFile(1) + " 3:stderr"}).ok());
  EXPECT_EQ(CurrentSettings().outputs, ToFile(1) + " 3:stderr");
  Info("once");
  EXPECT_THAT(Written(), HasSubstr("once"));
}

TEST_F(JournalTest, TellsOfAFailureWithItsText) {
  ASSERT_TRUE(Configure({.level = Level::kInfo, .outputs = ToFile(1)}).ok());
  Failure("cannot load vm", MakeError(ErrorDomain::kQemu, ErrorCode::kXmlError, "no name"));
  EXPECT_THAT(Written(), HasSubstr(": error : TestBody:"));
  EXPECT_THAT(Written(), HasSubstr("cannot load vm: XML error: no name"));
}

TEST(CategoryTest, IsThePlaceInTheTree) {
  EXPECT_EQ(CategoryOf("/src/pleiad/libshared/rpc/server.cc"), "rpc.server");
  EXPECT_EQ(CategoryOf("/src/pleiad/virtqemud/monitor/qmp.cc"), "virtqemud.monitor.qmp");
}

}  // namespace
}  // namespace pleiad::log

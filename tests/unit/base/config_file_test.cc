// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/config_file.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "libshared/base/error.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ConfigFile MustParse(std::string_view text) {
  auto config = ConfigFile::Parse(text, "x.conf");
  EXPECT_TRUE(config.ok()) << config.status();
  return *std::move(config);
}

TEST(ConfigFileTest, ReadsStringsNumbersAndLists) {
  ConfigFile config = MustParse(
      "# heading\n\nunix_sock_group = \"libvirt\" # who\nmax_clients=5000\n"
      "list = [\n  \"/dev/null\", \"/dev/full\", # both\n  \"/dev/zero\",\n]\nempty = []\nunix_sock_rw_perms = \"0770\"\nlast = -1");
  std::string group;
  uint32_t clients = 1, mode = 0;
  int32_t last = 0;
  std::vector<std::string> list, empty = {"x"};
  EXPECT_TRUE(config.Get("unix_sock_group", group).ok());
  EXPECT_TRUE(config.Get("max_clients", clients).ok());
  EXPECT_TRUE(config.Get("list", list).ok());
  EXPECT_TRUE(config.Get("empty", empty).ok());
  EXPECT_TRUE(config.Get("last", last).ok());
  EXPECT_TRUE(config.GetMode("unix_sock_rw_perms", mode).ok());
  EXPECT_EQ(group, "libvirt");
  EXPECT_EQ(clients, 5000u);
  EXPECT_THAT(list, ElementsAre("/dev/null", "/dev/full", "/dev/zero"));
  EXPECT_TRUE(empty.empty());
  EXPECT_EQ(last, -1);
  EXPECT_EQ(mode, 0770u);
}

TEST(ConfigFileTest, LeavesTheDefaultOfWhatIsNotSet) {
  ConfigFile config = MustParse("");
  uint32_t clients = 5000;
  EXPECT_TRUE(config.Get("max_clients", clients).ok());
  EXPECT_EQ(clients, 5000u);
}

TEST(ConfigFileTest, TakesStringsWithoutEscapesAndTheLastOfTwoSettings) {
  ConfigFile config = MustParse("path = \"C:\\new \"\npath = 'a \"quoted\" \\d'\n");
  std::string path;
  EXPECT_TRUE(config.Get("path", path).ok());
  EXPECT_EQ(path, "a \"quoted\" \\d");
}

TEST(ConfigFileTest, TakesASingleStringForAList) {
  ConfigFile config = MustParse("access_drivers = \"polkit\"");
  std::vector<std::string> drivers;
  EXPECT_TRUE(config.Get("access_drivers", drivers).ok());
  EXPECT_THAT(drivers, ElementsAre("polkit"));
}

struct Rejected {
  std::string_view why, text, message;
};
constexpr Rejected kSyntax[] = {
    {"no value", "a = 1\nb =\n", "x.conf:2: cannot read the value of 'b'"},
    {"no assignment", "\n\nword\n", "x.conf:3: expecting an assignment"},
    {"no name", "= 1", "x.conf:1: expecting a name"},
    {"open string", "a = \"x\nb = 1", "x.conf:1: unterminated string"},
    {"open list", "a = [ \"x\",\n", "list is not closed"},
    {"list of lists", "a = [ [ \"x\" ] ]", "x.conf:1: the value of 'a' must be a string, a number or a list of strings"},
    {"fault within a list", "a = [\n \"x\"\n \"y\" ]", "x.conf:3: "},
    {"a word", "a = yes", "x.conf:1: cannot read the value of 'a'"},
};

TEST(ConfigFileTest, NamesFileAndLineOfAMistake) {
  for (const Rejected& row : kSyntax) {
    SCOPED_TRACE(row.why);
    const absl::Status status = ConfigFile::Parse(row.text, "x.conf").status();
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kConfSyntax);
    EXPECT_THAT(MessageOf(status), HasSubstr(row.message));
  }
}

TEST(ConfigFileTest, NamesTheKeyOfAValueOfTheWrongType) {
  ConfigFile config = MustParse("a = \"x\"\nb = 5\nc = 5000000000\nd = \"089\"\ne = 2\nf = -1\n");
  uint32_t number = 7, mode = 7;
  std::string text;
  bool flag = false;
  EXPECT_THAT(MessageOf(config.Get("a", number)), HasSubstr("x.conf:1: expected a number for 'a' parameter"));
  EXPECT_THAT(MessageOf(config.Get("b", text)), HasSubstr("x.conf:2: expected a string for 'b' parameter"));
  EXPECT_THAT(MessageOf(config.Get("c", number)), HasSubstr("a number from 0 to 4294967295 for 'c'"));
  EXPECT_THAT(MessageOf(config.GetMode("d", mode)), HasSubstr("an octal mode"));
  EXPECT_THAT(MessageOf(config.Get("e", flag)), HasSubstr("a number from 0 to 1 for 'e'"));
  EXPECT_THAT(MessageOf(config.Get("f", number)), HasSubstr("x.conf:6"));
  EXPECT_EQ(number, 7u);
}

TEST(ConfigFileTest, TellsWhichKeysNobodyKnows) {
  ConfigFile config = MustParse("known = 1\nmax_cleints = 5\n");
  uint32_t number = 0;
  EXPECT_TRUE(config.Get("known", number).ok());
  EXPECT_THAT(config.UnreadKeys(), ElementsAre("x.conf:2: max_cleints"));
}

TEST(ConfigFileTest, AnAbsentFileHasNoSettings) {
  test::TempFolder folder;
  EXPECT_TRUE(ConfigFile::Load(folder / "absent.conf").ok());
  EXPECT_EQ(ErrorCodeOf(ConfigFile::Load(folder.path()).status()), ErrorCode::kSystemError);
}

}  // namespace
}  // namespace pleiad

// SPDX-License-Identifier: Apache-2.0
// domain_def_test.cc: what is read from a domain's document, and how it is written again.
#include "libshared/conf/domain/domain_def.h"

#include <gtest/gtest.h>

#include <thread>

#include "libshared/base/error.h"
#include "tests/unit/conf/golden.h"

namespace pleiad::conf {
namespace {
constexpr xml::Options kInactive = {.inactive = true, .secure = true};

class DomainGoldenTest : public testing::TestWithParam<const char*> {};

TEST_P(DomainGoldenTest, WritesWhatItReadInLibvirtsForm) {
  const std::string name = GetParam();
  std::vector<std::string> unknown;
  auto def = ParseDomain(ReadGolden(name + ".in.xml"), kInactive, &unknown);
  ASSERT_TRUE(def.ok()) << def.status();
  EXPECT_TRUE(unknown.empty()) << unknown[0];
  const std::string written = FormatDomain(*def, kInactive);
  EXPECT_EQ(written, Expected(name + ".out.xml", written));
  // What was written is read the same.
  auto again = ParseDomain(written, kInactive);
  ASSERT_TRUE(again.ok()) << again.status();
  // Two at a time, for the thread sanitizer: writing must not touch the model.
  std::string beside;
  std::thread writer([&] { beside = FormatDomain(*again, kInactive); });
  EXPECT_EQ(FormatDomain(*again, kInactive), written);
  writer.join();
  EXPECT_EQ(beside, written);
}

INSTANTIATE_TEST_SUITE_P(Documents, DomainGoldenTest, testing::Values("general", "minimal", "numa", "qemu_namespace", "container", "typical"),
                         [](const auto& info) { return std::string(info.param); });

std::string Document(const std::string& parts) {
  return "<domain type='qemu'><name>n</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os>" + parts + "</domain>";
}

DomainDef Parsed(const std::string& parts) {
  auto def = ParseDomain(Document(parts), kInactive);
  EXPECT_TRUE(def.ok()) << def.status();
  return def.ok() ? *def : DomainDef();
}

TEST(DomainDefTest, TakesMemoryInAnyUnitAndRoundsUp) {
  struct Row {
    const char* text;
    uint64_t kib;
  };
  constexpr Row kRows[] = {{"<currentMemory unit='b'>1025</currentMemory>", 2},   {"<currentMemory unit='KB'>1000</currentMemory>", 977},
                           {"<currentMemory unit='k'>8</currentMemory>", 8},       {"<currentMemory unit='MiB'>2</currentMemory>", 2048},
                           {"<currentMemory unit='GB'>1</currentMemory>", 976563}, {"<currentMemory> 7 </currentMemory>", 7}};
  for (const Row& row : kRows) EXPECT_EQ(Parsed(row.text).memory.current_kib, row.kib) << row.text;
}

TEST(DomainDefTest, KeepsMetadataByNamespace) {
  const DomainDef def = Parsed(
      "<metadata><a:b xmlns:a='urn:a'><a:c>1\n 2</a:c></a:b><a:second xmlns:a='urn:a'/><none/>text<d xmlns='urn:d'/></metadata>");
  EXPECT_EQ(def.metadata, "<metadata>\n  <a:b xmlns:a=\"urn:a\">\n    <a:c>1\n 2</a:c>\n  </a:b>\n  <d xmlns=\"urn:d\"/>\n</metadata>\n");
}

TEST(DomainDefTest, DeclaresAPrefixOfTheRootInTheMetadata) {
  auto def = ParseDomain(
      "<domain type='qemu' xmlns:a='urn:a'><name>n</name><memory>1</memory><os><type>hvm</type></os>"
      "<metadata xmlns:b='urn:b' foo='bar'><a:b x='1'/><b:c/></metadata></domain>");
  ASSERT_TRUE(def.ok());
  EXPECT_EQ(def->metadata,
            "<metadata xmlns:b=\"urn:b\" xmlns:a=\"urn:a\" foo=\"bar\">\n  <a:b x=\"1\"/>\n  <b:c/>\n</metadata>\n");
}

TEST(DomainDefTest, WritesTheIdOfARunningDomainOnly) {
  DomainDef def = Parsed("");
  def.id = 3;
  EXPECT_TRUE(FormatDomain(def).starts_with("<domain type='qemu' id='3'>\n"));
  EXPECT_TRUE(FormatDomain(def, kInactive).starts_with("<domain type='qemu'>\n"));
}

TEST(DomainDefTest, ReadsQemusNamespaceUnderAnyPrefix) {
  auto def = ParseDomain(
      "<domain type='qemu' xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><name>n</name><memory>1</memory>"
      "<os><type>hvm</type></os><q:commandline><q:arg value='-x'/></q:commandline></domain>");
  ASSERT_TRUE(def.ok()) << def.status();
  EXPECT_EQ(def->qemu.args, std::vector<std::string>{"-x"});
}

TEST(DomainDefTest, PassesOverAndNamesWhatItDoesNotKnow) {
  std::vector<std::string> unknown;
  ASSERT_TRUE(ParseDomain(Document("<wheel/><clock offset='utc' colour='red'/>"), {}, &unknown).ok());
  EXPECT_EQ(unknown, (std::vector<std::string>{"attribute 'colour' of <clock>", "element <wheel> of <domain>"}));
  EXPECT_EQ(ErrorCodeOf(ParseDomain(Document("<wheel/>"), {.validate = true}).status()), ErrorCode::kXmlInvalidSchema);
}

TEST(DomainDefTest, IsACopyableValue) {
  const DomainDef def = Parsed("<title>t</title>");
  DomainDef copy = def;
  copy.title = "u";
  EXPECT_EQ(def.title, "t");
}

TEST(DomainDefTest, GivesNumbersToUnnamedIoThreads) {
  const DomainDef def = Parsed("<iothreads>3</iothreads><iothreadids><iothread id='2'/></iothreadids>");
  ASSERT_EQ(def.io_threads.list.size(), 3u);
  EXPECT_EQ(def.io_threads.list[1].id, 1u);
  EXPECT_EQ(def.io_threads.list[2].id, 3u);
}
}  // namespace
}  // namespace pleiad::conf

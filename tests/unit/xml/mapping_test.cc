// SPDX-License-Identifier: Apache-2.0
// mapping_test.cc: one description reads and writes; what is wrong in a document is named.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "libshared/base/error.h"
#include "libshared/xml/node.h"
#include "libshared/xml/reader.h"
#include "libshared/xml/writer.h"

namespace pleiad::xml {
namespace {
enum class Cache { kDefault, kNone };
constexpr EnumNames<Cache> kCaches = {{Cache::kDefault, "default"}, {Cache::kNone, "none"}};

struct Port {
  uint32_t number = 0;
};
template <class Map>
void Fields(Map& m, Port& port) {
  m.Attribute("number", port.number, kRequired);
}

struct Thing {
  std::string name, note, extra;
  Cache cache = Cache::kDefault;
  bool fast = false;
  std::optional<Port> port;
  std::vector<Port> ports;
  Hex<uint16_t, 4> slot;
};
template <class Map>
void Fields(Map& m, Thing& thing) {
  m.Attribute("cache", thing.cache, kCaches, Cache::kDefault);
  m.Attribute("slot", thing.slot, Hex<uint16_t, 4>{});
  m.Text("name", thing.name, kRequired);
  m.Text("note", thing.note);
  m.Group("features", [&](auto& g) { g.Flag("fast", thing.fast); });
  m.Element("port", thing.port);
  m.Group("ports", [&](auto& g) { g.List("port", thing.ports); });
  m.Raw("metadata", thing.extra);
}

absl::Status ReadThing(std::string_view text, Thing& thing, const Options& options = {},
                       std::vector<std::string>* unknown = nullptr) {
  auto document = Document::Parse(text, "thing");
  if (!document.ok()) return document.status();
  return Read(document->root(), thing, options, unknown);
}

TEST(MappingTest, WritesWhatItReads) {
  const std::string text =
      "<thing cache='none' slot='0x001f'>\n"
      "  <name>a &lt;b&gt; &amp; &apos;c&apos;</name>\n"
      "  <features>\n    <fast/>\n  </features>\n"
      "  <port number='7'/>\n"
      "  <ports>\n    <port number='1'/>\n    <port number='2'/>\n  </ports>\n"
      "  <metadata>\n    <x:a xmlns:x=\"urn:x\">text</x:a>\n  </metadata>\n"
      "</thing>\n";
  Thing thing;
  ASSERT_TRUE(ReadThing(text, thing).ok());
  EXPECT_EQ(thing.name, "a <b> & 'c'");
  EXPECT_EQ(Write("thing", thing), text);
}

TEST(MappingTest, LeavesOutGroupsWithNothingInThem) {
  Thing thing;
  thing.name = "n";
  EXPECT_EQ(Write("thing", thing), "<thing>\n  <name>n</name>\n</thing>\n");
}

struct Rejected {
  const char *why, *xml, *text;
};
constexpr Rejected kRejected[] = {
    {"required element", "<thing/>", "XML error: Missing required element 'name' in element 'thing'"},
    {"table value", "<thing cache='x'><name>n</name></thing>",
     "XML error: Invalid value for attribute 'cache' in element 'thing': 'x'."},
    {"number", "<thing><name>n</name><port number='x'/></thing>",
     "XML error: Invalid value for attribute 'number' in element 'port': 'x'. Expected non-negative integer value"},
    {"required attribute", "<thing><name>n</name><port/></thing>",
     "XML error: Missing required attribute 'number' in element 'port'"},
};

TEST(MappingTest, SaysWhereTextIsNoXml) {
  Thing thing;
  const absl::Status status = ReadThing("hello", thing);
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kXmlDetail);
  EXPECT_EQ(MessageOf(status), "(thing):1: Start tag expected, '<' not found");
  EXPECT_EQ(MessageOf(ReadThing("<thing", thing)), "(thing):1: Couldn't find end of Start Tag");
  EXPECT_EQ(MessageOf(ReadThing("<thing>\n</other>", thing)), "(thing):1: Opening and ending tag mismatch");
}

TEST(MappingTest, TakesCharacterReferencesAndNoEntitiesButXmlsOwn) {
  for (const char* good : {"&lt;&amp;&gt;&quot;&apos;", "&#65;&#x41;&#10;&#x10ffff;", "<!-- & &x; -->", "<![CDATA[&x;]]>"}) {
    EXPECT_TRUE(Document::Parse("<a>" + std::string(good) + "</a>", "thing").ok()) << good;
  }
  for (const char* bad :
       {"&x;", "&", "& b", "&lt", "&#0;", "&#x1;", "&#xd800;", "&#x110000;", "&#;", "&#x;", "&LT;", "<b c='&x;'/>"}) {
    const absl::Status status = Document::Parse("<a>\n" + std::string(bad) + "</a>", "thing").status();
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kXmlDetail) << bad;
    EXPECT_NE(MessageOf(status).find("(thing):2: unknown entity"), std::string::npos) << bad << ": " << status;
  }
}

TEST(MappingTest, RejectsByName) {
  for (const Rejected& row : kRejected) {
    SCOPED_TRACE(row.why);
    Thing thing;
    const absl::Status status = ReadThing(row.xml, thing);
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kXmlError);
    EXPECT_EQ(MessageOf(status), row.text);
  }
}

TEST(MappingTest, NamesUnknownPartsAndRefusesThemOnRequest) {
  const char* text = "<thing color='red'><name>n</name><wheel/></thing>";
  Thing thing;
  std::vector<std::string> unknown;
  ASSERT_TRUE(ReadThing(text, thing, {}, &unknown).ok());
  EXPECT_EQ(unknown, (std::vector<std::string>{"attribute 'color' of <thing>", "element <wheel> of <thing>"}));
  EXPECT_EQ(ErrorCodeOf(ReadThing(text, thing, {.validate = true})), ErrorCode::kXmlInvalidSchema);
}

TEST(MappingTest, BoundsDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "<a>";
  Thing thing;
  EXPECT_EQ(ErrorCodeOf(ReadThing(deep, thing)), ErrorCode::kXmlDetail);
  EXPECT_EQ(ErrorCodeOf(ReadThing(std::string(Document::kMaxBytes + 1, ' '), thing)), ErrorCode::kXmlDetail);
}

// What libvirt 9.0 gives back for the same metadata, line breaks and all.
TEST(MappingTest, KeepsForeignElementsAsTheyAre) {
  struct Kept {
    const char *why, *in, *out;
  };
  constexpr Kept kKept[] = {
      {"mixed content", "<a> text <b a='1'>x</b> tail</a>", "<a> text <b a=\"1\">x</b> tail</a>\n"},
      {"comments and CDATA", "<a><!-- c --><b/><![CDATA[ <raw> ]]></a>", "<a><b/><![CDATA[ <raw> ]]></a>\n"},
      {"attributes", "<a>  <b x='&lt;&quot;&apos;&#10;&gt;'/>\n</a>", "<a>\n  <b x=\"&lt;&quot;'&#10;&gt;\"/>\n</a>\n"},
      {"text of two lines", "<a><b>1\n  2</b></a>", "<a>\n  <b>1\n  2</b>\n</a>\n"},
      {"characters", "<a>&amp;&quot;&apos;&lt;&gt;</a>", "<a>&amp;\"'&lt;&gt;</a>\n"},
  };
  for (const Kept& row : kKept) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Document::Parse(row.in, "kept")->root().Print(0), row.out);
  }
}
}  // namespace
}  // namespace pleiad::xml

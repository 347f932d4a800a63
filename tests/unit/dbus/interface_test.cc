// SPDX-License-Identifier: Apache-2.0
// interface_test.cc: how rows are written, and which C++ type is which D-Bus type.
#include "libshared/dbus/interface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pleiad::dbus {
namespace {

struct Point {
  int32_t x;
  uint64_t y;
};
struct Named {
  std::string name;
  std::optional<std::string> alias;
  std::vector<Point> points;
};

TEST(TypesTest, AreDerivedFromCpp) {
  EXPECT_EQ(SignatureOf<Point>(), "(it)");
  EXPECT_EQ(SignatureOf<std::vector<Named>>(), "a(ssa(it))");
  EXPECT_EQ(SignatureOf<TypedParams>(), "a{sv}");
  EXPECT_EQ(SignatureOf<TwiceWrapped>(), "a{sv}");
  EXPECT_EQ((SignatureOf<Dict<int32_t, uint64_t>>()), "a{it}");
  EXPECT_EQ(SignatureOf<std::vector<bool>>(), "ab");
  EXPECT_EQ(SignatureOf<const std::vector<UniqueFd>&>(), "ah");
}

std::string Shown(const std::vector<Argument>& arguments) {
  std::string shown;
  for (const Argument& argument : arguments) shown += argument.name + "=" + argument.signature + ";";
  return shown;
}

TEST(MethodTextTest, NamesArgumentsAndResults) {
  struct Row {
    std::string_view text;
    std::string name, in, out;
  };
  const Row rows[] = {
      {"Resume()", "Resume", "", ""},
      {"GetXMLDesc(flags) -> xml", "GetXMLDesc", "flags=;", "xml=;"},
      {"PinVcpu(vcpu:u, cpumap:ab, flags:u)", "PinVcpu", "vcpu=u;cpumap=ab;flags=u;", ""},
      {"GetBlockJobInfo(disk:s) -> info:(ittt)", "GetBlockJobInfo", "disk=s;", "info=(ittt);"},
      {"Graphics(phase:i, local:(iss), ids:a(ss))", "Graphics", "phase=i;local=(iss);ids=a(ss);", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const MethodText parsed = ParseMethodText(row.text);
    EXPECT_EQ(parsed.name, row.name);
    EXPECT_EQ(Shown(parsed.in), row.in);
    EXPECT_EQ(Shown(parsed.out), row.out);
  }
}

TEST(MethodTextTest, MustNameAsManyArgumentsAsTheFunctionHas) {
  std::vector<Argument> arguments = ParseMethodText("X(a, b)").in;
  EXPECT_DEATH(SetSignatures(arguments, {"u"}, "X(a, b)"), "names 2 arguments, its function has 1");
}

}  // namespace
}  // namespace pleiad::dbus

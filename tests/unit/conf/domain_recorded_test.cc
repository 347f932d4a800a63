// SPDX-License-Identifier: Apache-2.0
// domain_recorded_test.cc: documents that libvirt wrote are read and written again to the byte. PLEIAD_ORACLE names a file
// with recorded answers: a JSON object whose members have the member "xml" (define, then dumpxml --inactive
// --security-info). Without it there is nothing to compare with, and the test is skipped.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {
namespace {
std::string FileText(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The first line in which the texts differ, on both sides.
std::string FirstDifference(const std::string& want, const std::string& got) {
  std::istringstream wants(want), gots(got);
  std::string want_line, got_line;
  while (true) {
    const bool more_wanted = static_cast<bool>(std::getline(wants, want_line)), more_got = static_cast<bool>(std::getline(gots, got_line));
    if (!more_wanted && !more_got) return "";
    if (!more_wanted || !more_got || want_line != got_line) return "want " + want_line + "\n got " + got_line;
  }
}

TEST(DomainRecordedTest, ReproducesWhatLibvirtWroteToTheByte) {
  const char* path = getenv("PLEIAD_ORACLE");
  if (!path) GTEST_SKIP() << "PLEIAD_ORACLE names no file";
  constexpr xml::Options kOptions = {.inactive = true, .secure = true};
  const boost::json::value recorded = boost::json::parse(FileText(path));
  int count = 0, same = 0;
  for (const auto& [name, answer] : recorded.as_object()) {
    const auto* text = answer.as_object().if_contains("xml");
    if (!text) continue;
    SCOPED_TRACE(std::string(name));
    ++count;
    const std::string want(text->as_string());
    std::vector<std::string> unknown;
    auto def = ParseDomain(want, kOptions, &unknown);
    EXPECT_TRUE(def.ok()) << def.status();
    if (!def.ok()) continue;
    for (const std::string& part : unknown) ADD_FAILURE() << "unknown " << part;
    const std::string got = FormatDomain(*def, kOptions);
    if (got == want) ++same;
    else ADD_FAILURE() << FirstDifference(want, got);
  }
  std::cout << same << " of " << count << " recorded documents are reproduced to the byte\n";
  EXPECT_GT(count, 0);
}
}  // namespace
}  // namespace pleiad::conf

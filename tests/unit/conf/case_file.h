// SPDX-License-Identifier: Apache-2.0
// case_file.h: tables of documents in tests/data: what is read and what libvirt 9.0 answered to it, divided by "----", which
// is the document it wrote, or the number and text of its error; cases are divided by "====". What libvirt made up at
// random stands there as GENERATED.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libshared/base/error.h"

namespace pleiad::conf {

struct Case {
  std::string in, out;
};

inline std::vector<Case> ReadCaseFile(const std::string& name) {
  constexpr std::string_view kBetweenCases = "====\n", kBetweenParts = "----\n";
  std::ifstream file(std::string(PLEIAD_TEST_DATA) + "/" + name);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  std::vector<Case> cases;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(kBetweenCases, begin), text.size());
    const std::string one = text.substr(begin, end - begin);
    const size_t part = std::min(one.find(kBetweenParts), one.size());
    cases.push_back({one.substr(0, part), part == one.size() ? "" : one.substr(part + kBetweenParts.size())});
    begin = end + kBetweenCases.size();
  }
  EXPECT_FALSE(cases.empty()) << name;
  return cases;
}

// An error as the tables have it.
inline std::string ErrorAnswer(const absl::Status& status) {
  return std::to_string(static_cast<int>(ErrorCodeOf(status))) + " " + MessageOf(status) + "\n";
}

// What stands first in `text` between `before` and the next `after` becomes GENERATED.
inline void HideBetween(std::string& text, std::string_view before, std::string_view after) {
  const size_t begin = text.find(before);
  if (begin == std::string::npos) return;
  const size_t end = text.find(after, begin + before.size());
  if (end != std::string::npos) text.replace(begin + before.size(), end - begin - before.size(), "GENERATED");
}

inline std::string HideRandom(const std::string& in, std::string out) {
  if (in.find("<uuid>") == std::string::npos) HideBetween(out, "<uuid>", "</uuid>");
  if (in.find("<mac ") == std::string::npos) HideBetween(out, "<mac address='", "'/>");
  return out;
}

// answer(in) is what a client gets for `in`.
template <class F>
void CheckCaseFile(const std::string& name, F&& answer) {
  for (const Case& one : ReadCaseFile(name)) {
    SCOPED_TRACE(one.in);
    EXPECT_EQ(HideRandom(one.in, answer(one.in)), one.out);
  }
}

// What is written is read again without an unknown part, and written the same: format(in, &unknown) does both.
template <class F>
void CheckSameAgain(const std::string& name, F&& format) {
  for (const Case& one : ReadCaseFile(name)) {
    if (one.out.empty() || one.out[0] != '<' || one.out.find("GENERATED") != std::string::npos) continue;
    SCOPED_TRACE(one.out);
    std::vector<std::string> unknown;
    EXPECT_EQ(format(one.out, &unknown), one.out);
    for (const std::string& part : unknown) ADD_FAILURE() << "unknown " << part;
  }
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// recorded_test.cc: completion against recorded answers of libvirtd, where PLEIAD_ORACLE names a file of them: a map from a
// case's name to {input, xml | define_error}. Prints how many come out the same and which lines differ most.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libshared/base/error.h"
#include "libshared/conf/domain/complete/complete.h"
#include "tests/unit/conf/complete/facts.h"

namespace pleiad::conf {
namespace {

std::string Text(const boost::json::value& v) { return std::string(v.as_string()); }

std::string Normalised(std::string xml) {
  constexpr std::string_view kGenerated = "<mac address='52:54:00:";
  for (size_t at = 0; (at = xml.find(kGenerated, at)) != std::string::npos;) {
    at += kGenerated.size();
    xml.erase(at, std::min(xml.find_first_not_of("0123456789abcdef:", at), xml.size()) - at);
  }
  return xml;
}

void CountDifferences(const std::string& ours, const std::string& theirs, std::map<std::string, int>& lines) {
  std::map<std::string, int> count;
  std::string line;
  for (std::istringstream in(theirs); std::getline(in, line);) ++count[line];
  for (std::istringstream in(ours); std::getline(in, line);) --count[line];
  for (const auto& [text, n] : count) {
    if (n != 0) lines[(n > 0 ? "-" : "+") + text] += std::abs(n);
  }
}

struct Outcome {
  std::string xml;
  absl::Status status;
};

Outcome Complete(const std::string& input) {
  const xml::Options options{.inactive = true, .secure = true};
  auto def = ParseDomain(input, options);
  if (!def.ok()) return {.xml = {}, .status = def.status()};
  if (absl::Status status = CompleteDomain(*def, Qemu72Facts(def->os.arch)); !status.ok()) return {.xml = {}, .status = status};
  return {.xml = FormatDomain(*def, options), .status = absl::OkStatus()};
}

TEST(RecordedCompletionTest, ComesOutAsLibvirtdWroteIt) {
  const char* path = std::getenv("PLEIAD_ORACLE");
  if (!path) GTEST_SKIP() << "PLEIAD_ORACLE names no file";
  const char* only = std::getenv("PLEIAD_CASE");
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const boost::json::value cases = boost::json::parse(text.str());
  int equal = 0, documents = 0, errors = 0, same_errors = 0;
  std::map<std::string, int> lines;
  for (const auto& [key, value] : cases.as_object()) {
    const std::string name(key);
    if (only && name != only) continue;
    const auto& row = value.as_object();
    const Outcome ours = Complete(Text(row.at("input")));
    if (const auto* error = row.if_contains("define_error")) {
      ++errors;
      const std::string wanted = Text(error->as_array().at(1)), found = MessageOf(ours.status);
      same_errors += wanted == found;
      if (wanted != found) std::cout << "ERROR " << name << ": wanted " << wanted << " | found " << found << "\n";
      continue;
    }
    ++documents;
    const std::string theirs = Normalised(Text(row.at("xml"))), mine = Normalised(ours.xml);
    if (mine == theirs) {
      ++equal;
      continue;
    }
    std::cout << "DIFFERS " << name << " " << MessageOf(ours.status) << "\n";
    if (only) std::cout << mine;
    if (ours.status.ok()) CountDifferences(mine, theirs, lines);
    ADD_FAILURE() << name;
  }
  std::vector<std::pair<int, std::string>> worst;
  for (const auto& [line, n] : lines) worst.emplace_back(n, line);
  std::sort(worst.rbegin(), worst.rend());
  for (size_t i = 0; i < worst.size() && i < 60; ++i) std::cout << worst[i].first << " " << worst[i].second << "\n";
  std::cout << equal << " of " << documents << " documents equal, " << same_errors << " of " << errors << " errors\n";
}

}  // namespace
}  // namespace pleiad::conf

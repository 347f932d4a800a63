// SPDX-License-Identifier: Apache-2.0
// golden.h: documents of tests/data/domain. NAME.in.xml is read, NAME.out.xml is what must be written; with UPDATE_GOLDEN=1
// in the environment the latter is rewritten, and its diff is what there is to review.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace pleiad::conf {

inline std::string GoldenPath(const std::string& name) { return std::string(PLEIAD_TEST_DATA) + "/domain/" + name; }

inline std::string ReadGolden(const std::string& name) {
  std::ifstream file(GoldenPath(name));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The expected text; first rewritten as `actual` when asked to.
inline std::string Expected(const std::string& name, const std::string& actual) {
  if (getenv("UPDATE_GOLDEN")) std::ofstream(GoldenPath(name)) << actual;
  return ReadGolden(name);
}

}  // namespace pleiad::conf

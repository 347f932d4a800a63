// SPDX-License-Identifier: Apache-2.0
// nwfilter_test.cc: documents of network filters and their bindings in and out, as libvirt's driver answers them.
#include "libshared/conf/nwfilter/nwfilter_def.h"

#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

std::string Define(const std::string& in) {
  auto filter = ParseNwfilter(in);
  if (!filter.ok()) return ErrorAnswer(filter.status());
  CompleteNwfilter(*filter);
  return FormatNwfilter(*filter);
}
std::string Reformat(const std::string& in, std::vector<std::string>* unknown) {
  auto filter = ParseNwfilter(in, {}, unknown);
  return filter.ok() ? FormatNwfilter(*filter) : ErrorAnswer(filter.status());
}
std::string ReformatBinding(const std::string& in, std::vector<std::string>* unknown) {
  auto binding = ParseNwfilterBinding(in, {}, unknown);
  return binding.ok() ? FormatNwfilterBinding(*binding) : ErrorAnswer(binding.status());
}

TEST(NwfilterTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("nwfilter/documents.txt", Define); }
TEST(NwfilterTest, WritesTheSameAgain) { CheckSameAgain("nwfilter/documents.txt", Reformat); }
TEST(NwfilterTest, AnswersBindingsAsLibvirtDoes) {
  CheckCaseFile("nwfilter/bindings.txt", [](const std::string& in) { return ReformatBinding(in, nullptr); });
}
TEST(NwfilterTest, WritesBindingsTheSameAgain) { CheckSameAgain("nwfilter/bindings.txt", ReformatBinding); }
}  // namespace
}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// host_interface_test.cc: documents of the host's interfaces in and out, as libvirt answers them.
#include "libshared/conf/interface/host_interface_def.h"

#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

std::string Reformat(const std::string& in, std::vector<std::string>* unknown) {
  auto interface = ParseHostInterface(in, {.inactive = true}, unknown);
  return interface.ok() ? FormatHostInterface(*interface) : ErrorAnswer(interface.status());
}
std::string Define(const std::string& in) { return Reformat(in, nullptr); }

TEST(HostInterfaceTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("interface/documents.txt", Define); }
TEST(HostInterfaceTest, WritesTheSameAgain) { CheckSameAgain("interface/documents.txt", Reformat); }
}  // namespace
}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// secret_test.cc: documents of secrets in and out, as libvirt's secret driver answers them.
#include "libshared/conf/secret/secret_def.h"

#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

std::string Define(const std::string& in) {
  auto secret = ParseSecret(in);
  if (!secret.ok()) return ErrorAnswer(secret.status());
  CompleteSecret(*secret);
  return FormatSecret(*secret);
}
std::string Reformat(const std::string& in, std::vector<std::string>* unknown) {
  auto secret = ParseSecret(in, {}, unknown);
  return secret.ok() ? FormatSecret(*secret) : ErrorAnswer(secret.status());
}

TEST(SecretTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("secret/documents.txt", Define); }
TEST(SecretTest, WritesTheSameAgain) { CheckSameAgain("secret/documents.txt", Reformat); }
}  // namespace
}  // namespace pleiad::conf

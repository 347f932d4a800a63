// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_compare.h"

#include <gtest/gtest.h>

#include "libshared/base/error.h"

namespace pleiad::conf {
namespace {
const std::vector<X86Model> kModels = {
    {"generic", "", 6, 1, FeaturesOfNames({"fpu", "sse"})},
    {"old", "Intel", 6, 2, FeaturesOfNames({"fpu", "sse", "sse2"})},
    {"new", "Intel", 6, 3, FeaturesOfNames({"fpu", "sse", "sse2", "avx"})},
    {"other", "AMD", 23, 1, FeaturesOfNames({"fpu", "sse", "sse2", "svm"})},
};
const X86Processor kHost = {"x86_64", "Intel", FeaturesOfNames({"fpu", "sse", "sse2", "avx", "vmx"})};

TEST(CompareX86Test, SaysHowACpuFitsAndWhyNot) {
  struct {
    const char* why;
    std::string xml;
    CpuCompare result;
    std::string reason;
  } const rows[] = {
      {"less than the host", "<cpu><arch>x86_64</arch><model>old</model></cpu>", CpuCompare::kSuperset, ""},
      {"all of the host", "<cpu><model>new</model><feature name='vmx'/></cpu>", CpuCompare::kIdentical, ""},
      {"the rest is optional", "<cpu><model>new</model><feature policy='optional' name='vmx'/></cpu>", CpuCompare::kIdentical, ""},
      {"nothing asked", "<cpu/>", CpuCompare::kSuperset, ""},
      {"more than the host", "<cpu><model>other</model></cpu>", CpuCompare::kIncompatible, "Host CPU does not provide required features: svm"},
      {"what it lacks is off", "<cpu><model>other</model><feature policy='disable' name='svm'/></cpu>", CpuCompare::kSuperset, ""},
      {"forbidden", "<cpu><model>old</model><feature policy='forbid' name='vmx'/></cpu>", CpuCompare::kIncompatible,
       "Host CPU provides forbidden features: vmx"},
      {"strict", "<cpu match='strict'><model>new</model></cpu>", CpuCompare::kIncompatible,
       "Host CPU does not strictly match guest CPU: Extra features: vmx"},
      {"another architecture", "<cpu><arch>ppc64</arch></cpu>", CpuCompare::kIncompatible, "CPU arch ppc64 does not match host arch"},
      {"another vendor", "<cpu><model>old</model><vendor>AMD</vendor></cpu>", CpuCompare::kIncompatible,
       "host CPU vendor does not match required CPU vendor AMD"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const auto comparison = CompareX86(kHost, *ParseCpuDocument(row.xml), kModels);
    ASSERT_TRUE(comparison.ok());
    EXPECT_EQ(comparison->result, row.result);
    EXPECT_EQ(comparison->reason, row.reason);
  }
}

TEST(CompareX86Test, RejectsWithTheTextAClientSees) {
  const auto text = [](const char* xml) {
    const auto cpu = ParseCpuDocument(xml);
    return ErrorInfoOf(cpu.ok() ? CompareX86(kHost, *cpu, kModels).status() : cpu.status()).text;
  };
  EXPECT_EQ(text("<cpu><model>zzz</model></cpu>"), "internal error: Unknown CPU model zzz");
  EXPECT_EQ(text("<cpu><model>old</model><feature name='zzz'/></cpu>"), "internal error: Unknown CPU feature zzz");
  EXPECT_EQ(text("<foo/>"), "XML error: XML does not contain expected 'cpu' element");
}

std::string Baseline(const std::vector<std::string>& models, const BaselineOptions& options = {}) {
  std::vector<CpuDocument> cpus;
  for (const std::string& xml : models) cpus.push_back(*ParseCpuDocument(xml));
  const auto baseline = BaselineX86(cpus, kModels, options);
  return baseline.ok() ? *baseline : ErrorInfoOf(baseline.status()).text;
}

TEST(BaselineX86Test, TakesWhatAllHave) {
  EXPECT_EQ(Baseline({"<cpu><model>old</model></cpu>", "<cpu><model>new</model></cpu>"}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='allow'>old</model>\n</cpu>\n");
  EXPECT_EQ(Baseline({"<cpu><model>new</model><feature name='vmx'/></cpu>"}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='forbid'>new</model>\n  <feature policy='require' name='vmx'/>\n</cpu>\n");
  EXPECT_EQ(Baseline({"<cpu><model>new</model><vendor>Intel</vendor></cpu>"}, {.expand_features = true}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='forbid'>new</model>\n  <vendor>Intel</vendor>\n"
            "  <feature policy='require' name='avx'/>\n  <feature policy='require' name='fpu'/>\n  <feature policy='require' name='sse'/>\n"
            "  <feature policy='require' name='sse2'/>\n</cpu>\n");
}

TEST(BaselineX86Test, OfTwoVendorsIsAModelOfNone) {
  EXPECT_EQ(Baseline({"<cpu><model>new</model></cpu>", "<cpu><model>other</model></cpu>"}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='allow'>generic</model>\n  <feature policy='require' name='sse2'/>\n</cpu>\n");
}

TEST(BaselineX86Test, StaysWithinALimitAndMayBeMigratable) {
  const X86FeatureSet limit = FeaturesOfNames({"fpu", "sse", "sse2"});
  EXPECT_EQ(Baseline({"<cpu><model>new</model></cpu>"}, {.limit = &limit}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='forbid'>new</model>\n  <feature policy='disable' name='avx'/>\n</cpu>\n");
  EXPECT_EQ(Baseline({"<cpu><model>old</model><feature name='invtsc'/></cpu>"}, {.migratable = true}),
            "<cpu mode='custom' match='exact'>\n  <model fallback='forbid'>old</model>\n</cpu>\n");
  EXPECT_EQ(Baseline({}), "invalid argument: no CPUs given");
}

}  // namespace
}  // namespace pleiad::conf

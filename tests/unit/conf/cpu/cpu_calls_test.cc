// SPDX-License-Identifier: Apache-2.0
// cpu_calls_test.cc: the calls about CPUs, with the models that need no emulator.
#include "libshared/conf/cpu/cpu_calls.h"

#include <gtest/gtest.h>

#include <set>

#include "libshared/base/error.h"
#include "libshared/base/host_constants.h"
#include "libshared/conf/cpu/x86_known_models.h"

namespace pleiad::conf {
namespace {
std::string Cpu(const std::string& model) { return "<cpu><arch>x86_64</arch><model>" + model + "</model></cpu>"; }

const X86Model& Known(const std::string& name) {
  for (const X86Model& model : KnownX86Models()) {
    if (model.name == name) return model;
  }
  return KnownX86Models().front();
}

TEST(KnownX86ModelsTest, HasEachModelWithItsFeatures) {
  // As libvirt 9.0's cpu-baseline --features counts them.
  const std::pair<const char*, size_t> kCounts[] = {{"486", 3},          {"qemu64", 27},       {"Nehalem", 31},
                                                    {"SandyBridge", 38}, {"Haswell-IBRS", 51}, {"Cooperlake", 83},
                                                    {"Opteron_G5", 47},  {"EPYC-Milan", 85},   {"Dhyana", 63}};
  for (const auto& [name, count] : kCounts) {
    EXPECT_EQ(Known(name).name, name);
    EXPECT_EQ(Known(name).features.count(), count) << name;
  }
  std::set<std::string> names;
  for (const X86Model& model : KnownX86Models()) EXPECT_TRUE(names.insert(model.name).second) << model.name;
}

TEST(CpuCallsTest, CompareWithAProcessor) {
  const X86Model& model = Known("SandyBridge");
  const X86Processor processor{.arch = "x86_64", .vendor = model.vendor, .features = model.features};
  const struct {
    const char* why;
    std::string xml;
    int32_t result;
  } kRows[] = {
      {"itself", Cpu("SandyBridge"), vir::kCpuCompareIdentical},
      {"an older one", Cpu("Nehalem"), vir::kCpuCompareSuperset},
      {"a newer one", Cpu("Haswell"), vir::kCpuCompareIncompatible},
      {"another vendor's", "<cpu><arch>x86_64</arch><model>qemu64</model><vendor>AMD</vendor></cpu>",
       vir::kCpuCompareIncompatible},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(CompareCpu(processor, row.xml, 0, KnownX86Models()).value_or(-1), row.result) << row.why;
  }
  constexpr uint32_t kFail = vir::kConnectCompareCpuFailIncompatible;
  EXPECT_EQ(ErrorCodeOf(CompareCpu(processor, Cpu("Haswell"), kFail, KnownX86Models()).status()), ErrorCode::kCpuIncompatible);
  EXPECT_EQ(ErrorCodeOf(CompareCpu(processor, Cpu("nosuch"), 0, KnownX86Models()).status()), ErrorCode::kInternalError);
  EXPECT_EQ(ErrorCodeOf(CompareCpu(processor, "<x/>", 0, KnownX86Models()).status()), ErrorCode::kXmlError);
}

TEST(CpuCallsTest, FindWhatCpusHaveInCommon) {
  const auto common = BaselineCpu({Cpu("Nehalem"), Cpu("Haswell")}, 0, KnownX86Models(), nullptr);
  ASSERT_TRUE(common.ok()) << common.status();
  EXPECT_NE(common->find(">Nehalem</model>"), std::string::npos) << *common;
  EXPECT_EQ(common->find("<feature"), std::string::npos) << *common;
  const auto expanded = BaselineCpu({Cpu("486")}, vir::kConnectBaselineCpuExpandFeatures, KnownX86Models(), nullptr);
  EXPECT_NE(expanded.value_or("").find("<feature policy='require' name='fpu'/>"), std::string::npos) << *expanded;
  EXPECT_EQ(ErrorCodeOf(BaselineCpu({}, 0, KnownX86Models(), nullptr).status()), ErrorCode::kInvalidArg);
  EXPECT_EQ(ErrorCodeOf(BaselineCpu({"<cpu/>"}, 0, KnownX86Models(), nullptr).status()), ErrorCode::kXmlError);
}

TEST(CpuCallsTest, NameModelsByArchitecture) {
  EXPECT_EQ(CpuModelNames("x86_64", ErrorDomain::kTest).value_or(std::vector<std::string>()).front(), "486");
  EXPECT_TRUE(CpuModelNames("aarch64", ErrorDomain::kTest).value_or(std::vector<std::string>{"x"}).empty());
  EXPECT_FALSE(CpuModelNames("ppc64le", ErrorDomain::kTest).value_or(std::vector<std::string>()).empty());
  EXPECT_EQ(ErrorCodeOf(CpuModelNames("sparc", ErrorDomain::kTest).status()), ErrorCode::kNoSupport);
  EXPECT_EQ(ErrorCodeOf(CpuModelNames("nosuch", ErrorDomain::kTest).status()), ErrorCode::kInvalidArg);
}

}  // namespace
}  // namespace pleiad::conf

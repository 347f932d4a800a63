// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_models.h"

#include <gtest/gtest.h>

#include <set>

#include "libshared/conf/cpu/arch.h"

namespace pleiad::conf {
namespace {

TEST(X86FeaturesTest, EveryNameAndEveryBitStandsOnce) {
  std::set<std::string> names;
  std::set<std::tuple<uint32_t, uint32_t, int, uint32_t>> bits;
  for (const X86Feature& feature : X86Features()) {
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    EXPECT_TRUE(bits.insert({feature.leaf, feature.subleaf, static_cast<int>(feature.source), feature.bit}).second) << feature.name;
    EXPECT_EQ(FindX86Feature(feature.name), FindX86Feature(feature.qemu()));
  }
}

TEST(X86FeaturesTest, ReadsCpuidAndMsr) {
  const X86FeatureSet features = FeaturesOfCpuid({{.leaf = 1, .ecx = 1u << 9, .edx = 1}, {.leaf = 7, .ebx = 1u << 5}}, 0x1);
  EXPECT_EQ(NamesOfFeatures(features), (std::vector<std::string>{"fpu", "ssse3", "avx2", "rdctl-no"}));
}

TEST(X86FeaturesTest, TakesBothSpellings) {
  EXPECT_EQ(FeaturesOfNames({"tsc-adjust", "lahf-lm", "no-such"}), FeaturesOfNames({"tsc_adjust", "lahf_lm"}));
}

const std::vector<X86Model> kModels = {
    {"tiny", "", 6, 1, FeaturesOfNames({"fpu", "sse"})},
    {"old", "Intel", 6, 2, FeaturesOfNames({"fpu", "sse", "sse2", "ssse3"})},
    {"new", "Intel", 6, 3, FeaturesOfNames({"fpu", "sse", "sse2", "ssse3", "avx", "avx2", "hle"})},
    {"other", "AMD", 23, 1, FeaturesOfNames({"fpu", "sse", "sse2", "ssse3", "avx", "avx2"})},
};

TEST(ChooseX86ModelTest, TakesTheModelThatIsThereInFull) {
  const X86Choice choice = ChooseX86Model(FeaturesOfNames({"fpu", "sse", "sse2", "ssse3", "avx", "avx2"}), "Intel", kModels, /*exact_subset=*/true);
  ASSERT_NE(choice.model, nullptr);
  EXPECT_EQ(choice.model->name, "old");
  EXPECT_EQ(NamesOfFeatures(choice.added), (std::vector<std::string>{"avx", "avx2"}));
  EXPECT_TRUE(choice.removed.none());
}

TEST(ChooseX86ModelTest, MayTakeAwayWhereThatIsShorter) {
  const X86Choice choice = ChooseX86Model(FeaturesOfNames({"fpu", "sse", "sse2", "ssse3", "avx", "avx2"}), "Intel", kModels, /*exact_subset=*/false);
  ASSERT_NE(choice.model, nullptr);
  EXPECT_EQ(choice.model->name, "new");
  EXPECT_EQ(NamesOfFeatures(choice.removed), (std::vector<std::string>{"hle"}));
}

TEST(ChooseX86ModelTest, NeverTakesAnotherVendorsModel) {
  const X86FeatureSet features = FeaturesOfNames({"fpu", "sse", "sse2", "ssse3", "avx", "avx2"});
  EXPECT_EQ(ChooseX86Model(features, "AMD", kModels, false).model->name, "other");
  EXPECT_EQ(ChooseX86Model(features, "Hygon", kModels, false).model->name, "tiny");
  EXPECT_EQ(ChooseX86Model(FeaturesOfNames({"avx"}), "Hygon", kModels, true).model, nullptr);
}

TEST(ArchTest, KnowsWordSizes) {
  EXPECT_EQ(FindArch("x86_64")->word_size, 64u);
  EXPECT_EQ(FindArch("armv7l")->word_size, 32u);
  EXPECT_EQ(FindArch("pdp11"), nullptr);
}

}  // namespace
}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_document_models.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pleiad::conf {
namespace {

struct Row {
  const char* model;
  std::vector<std::string> emulated, meant;
};

TEST(DocumentModelsTest, AModelMeansWhatItMeantWhenItWasNamed) {
  const Row rows[] = {
      {"qemu64", {"sse", "lahf_lm"}, {"sse"}},
      {"Haswell-noTSX-IBRS", {"avx2", "abm", "rdrand"}, {"avx2"}},
      {"Skylake-Client", {"avx2"}, {"vme", "avx2", "mpx"}},
      {"EPYC-Milan", {"svm", "monitor", "npt"}, {"vme", "svm", "npt"}},
      {"Nehalem", {"sse", "lahf_lm"}, {"sse", "lahf_lm"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.model);
    EXPECT_EQ(NamesOfFeatures(DocumentFeatures(row.model, FeaturesOfNames(row.emulated))),
              NamesOfFeatures(FeaturesOfNames(row.meant)));
  }
}

TEST(DocumentModelsTest, WithdrawnFeaturesAreKnownByModel) {
  EXPECT_STREQ(WithdrawnFeature("EPYC"), "monitor");
  EXPECT_STREQ(WithdrawnFeature("Icelake-Server"), "intel-pt");
  EXPECT_EQ(WithdrawnFeature("qemu64"), nullptr);
}

}  // namespace
}  // namespace pleiad::conf

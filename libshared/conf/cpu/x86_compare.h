// SPDX-License-Identifier: Apache-2.0
// x86_compare.h: whether a processor can run a CPU that a document describes, and the CPU that several have in common.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/cpu/cpu_document.h"
#include "libshared/conf/cpu/x86_models.h"

namespace pleiad::conf {

// The numbers of virCPUCompareResult.
enum class CpuCompare { kIncompatible = 0, kIdentical = 1, kSuperset = 2 };

struct CpuComparison {
  CpuCompare result = CpuCompare::kIncompatible;
  std::string reason;  // of kIncompatible
};

// A processor as a set of features.
struct X86Processor {
  std::string arch;    // "x86_64"
  std::string vendor;  // "Intel"; may be empty
  X86FeatureSet features;
};

// Errors: kInternalError for a model or feature that is unknown.
absl::StatusOr<CpuComparison> CompareX86(const X86Processor& host, const CpuDocument& cpu, const std::vector<X86Model>& models);

struct BaselineOptions {
  bool expand_features = false;  // list the features of the model, too
  bool migratable = false;       // without features that bar migration
  const X86FeatureSet* limit = nullptr;  // no feature beyond these
};
// The richest CPU that all of `cpus` have, as a document. Errors: kInvalidArg (none given), kOperationFailed (nothing in common).
absl::StatusOr<std::string> BaselineX86(const std::vector<CpuDocument>& cpus, const std::vector<X86Model>& models, const BaselineOptions& options);

}  // namespace pleiad::conf

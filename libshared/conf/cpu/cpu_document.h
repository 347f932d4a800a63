// SPDX-License-Identifier: Apache-2.0
// cpu_document.h: a <cpu> element that stands alone, as clients pass it to compare CPUs and to find what several have in
// common: the host's from capabilities, or a guest's. The <cpu> of a domain is domain/cpu_def.h's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace pleiad::conf {

struct CpuDocument {
  std::string arch, model, vendor;
  std::string match;  // "minimum", "exact" or "strict"; empty counts as exact
  struct Feature {
    std::string name, policy;  // without a policy: require
  };
  std::vector<Feature> features;
};

// Errors: kXmlError (not well-formed, another root element, a feature without a name).
absl::StatusOr<CpuDocument> ParseCpuDocument(std::string_view xml);

// A guest's CPU of that model, as libvirt answers: mode custom, match exact.
std::string FormatGuestCpu(const CpuDocument& cpu, bool allow_fallback);

}  // namespace pleiad::conf

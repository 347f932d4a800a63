// SPDX-License-Identifier: Apache-2.0
// metadata_edit.h: takes one program's element out of a domain's metadata, or puts one in, by its namespace.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pleiad::conf {

// The element of namespace `uri` in `metadata` (a whole <metadata> element, or empty), without prefix and declaration, as
// who set it wrote it.
std::optional<std::string> GetMetadataElement(const std::string& metadata, std::string_view uri);

// `metadata` with the element of namespace `uri` replaced by `element` under the prefix `key`; removed when it is absent.
//   Errors  XML_ERROR when `element` is no XML; INVALID_ARG for a prefix that is no name
absl::StatusOr<std::string> SetMetadataElement(const std::string& metadata, std::string_view uri, std::string_view key,
                                               const std::optional<std::string>& element);

}  // namespace pleiad::conf

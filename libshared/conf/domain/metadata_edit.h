// SPDX-License-Identifier: Apache-2.0
// metadata_edit.h: reads and changes what programs and people note in a domain's definition: title, description, and one
// program's element of the metadata, by its namespace.
#pragma once

#include <cstdint>
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

struct DomainDef;

// The same by virDomainMetadataType, as virDomainSetMetadata and virDomainGetMetadata take it. Absent metadata is taken away.
//   Errors  INVALID_ARG: an unknown type, a title of several lines; NO_DOMAIN_METADATA (80) when there is none to read
absl::Status SetDomainMetadata(DomainDef& def, int32_t type, const std::optional<std::string>& metadata,
                               const std::optional<std::string>& key, const std::optional<std::string>& uri);
absl::StatusOr<std::string> GetDomainMetadata(const DomainDef& def, int32_t type, const std::optional<std::string>& uri);

}  // namespace pleiad::conf

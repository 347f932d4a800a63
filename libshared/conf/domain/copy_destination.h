// SPDX-License-Identifier: Apache-2.0
// copy_destination.h: where a block copy goes: a <disk> document of which only the image counts.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/storage_source.h"

namespace pleiad::conf {

// Errors: XML_ERROR (27), also for another root element or no image.
absl::StatusOr<StorageSource> ParseCopyDestination(std::string_view text);

}  // namespace pleiad::conf

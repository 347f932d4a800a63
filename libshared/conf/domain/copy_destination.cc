// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/copy_destination.h"

#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
struct Destination {
  StorageSource source;
};

void Fields(xml::Reader& m, Destination& destination) {
  StorageSource& source = destination.source;
  m.Attribute("type", source.type, kStorageTypes, StorageType::kFile);
  m.Group("driver", [&](auto& g) { g.Attribute("type", source.format, kStorageFormats, StorageFormat::kNone); });
  m.Element("source", source);
}
}  // namespace

absl::StatusOr<StorageSource> ParseCopyDestination(std::string_view text) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "disk_definition"));
  const std::string root = document.root().name();
  if (root != "disk") return XmlError("expecting root element of 'disk', not '%s'", root);
  Destination destination;
  RETURN_IF_ERROR(xml::Read(document.root(), destination, {.inactive = true}));
  if (destination.source.IsEmpty()) return XmlError("the destination has no source");
  return std::move(destination.source);
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// storage_parts.h: parts that pools and volumes share.
#pragma once

#include "libshared/conf/shapes.h"
#include "libshared/conf/storage/pool_def.h"

namespace pleiad::conf {

// <permissions>; not written when nothing is in it. Errors: XML_ERROR (27).
template <class Map>
void PermissionsElement(Map& m, StoragePermissions& permissions);
template <class Map>
void SourceFields(Map& m, PoolSource& source, PoolType type);
// What a source that was read, or is not there, must and may have: keeps only what the type has, and gives it its format.
void SettleSource(xml::Reader& m, PoolSource& source, PoolType type);
void NeedSource(xml::Reader& m, const PoolSource& source, PoolType type);

// <secret uuid='…'/> or with a usage: exactly one of them. Errors: XML_ERROR (27).
template <class Map>
void SecretFields(Map& m, std::optional<Uuid>& uuid, std::string& usage) {
  if constexpr (Map::kReading) {
    m.Attribute("usage", usage);
    OwnAttribute(m, "uuid", uuid, [](const std::string& text) { return XmlError("invalid secret uuid '%s'", text); });
    if (m.failed()) return;
    if (!uuid && usage.empty()) return m.Fail(XmlError("missing secret uuid or usage attribute"));
    if (uuid && !usage.empty()) m.Fail(XmlError("either secret uuid or usage expected"));
  } else {
    m.Attribute("uuid", uuid);
    m.Attribute("usage", usage);
  }
}

// Without repeated and trailing slashes.
std::string CleanPath(const std::string& path);

}  // namespace pleiad::conf

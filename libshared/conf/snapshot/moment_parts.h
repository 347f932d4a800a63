// SPDX-License-Identifier: Apache-2.0
// moment_parts.h: what snapshots and checkpoints share.
#pragma once

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/conf/shapes.h"
#include "libshared/conf/snapshot/snapshot_def.h"

namespace pleiad::conf {

// <parent><name>…</name></parent>
template <class Map>
void ParentElement(Map& m, std::string& parent) {
  m.Group("parent", [&](auto& g) { g.Text("name", parent); });
}

// A whole domain within the document.
inline void DomainElement(xml::Reader& m, const char* child, std::shared_ptr<const DomainDef>& domain) {
  if (!m.HasElement(child)) return m.KnowElement(child);
  auto read = std::make_shared<DomainDef>();
  m.Element(child, *read);
  domain = std::move(read);
}
inline void DomainElement(xml::Writer& m, const char* child, std::shared_ptr<const DomainDef>& domain) {
  if (domain) m.Element(child, *domain);
}

// The disk of that target, or else of that image; null when there is none.
const DiskDef* FindDisk(const DomainDef& domain, const std::string& name);

}  // namespace pleiad::conf

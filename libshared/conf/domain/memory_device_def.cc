// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/memory_device_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum MemoryModel;
constexpr xml::EnumNames<MemoryAccess> kMemoryAccesses = {{MemoryAccess::kShared, "shared"}, {MemoryAccess::kPrivate, "private"}};

template <class Map>
void NodeMask(Map& m, Bitmap& nodes) {
  if constexpr (Map::kReading) {
    m.Text("nodemask", nodes);
  } else if (!nodes.empty()) {
    m.Text("nodemask", nodes);
  }
}

template <class Map>
void SourceFields(Map& m, MemoryDeviceDef& memory) {
  m.Group("source", [&](auto& g) {
    switch (memory.model) {
      case kDimm:
      case kVirtioMem:
        NodeMask(g, memory.node_mask);
        return Size(g, "pagesize", memory.page_size_kib, kKib);
      case kNvdimm:
        g.Text("path", memory.path);
        Size(g, "alignsize", memory.align_size_kib, kKib);
        return g.Flag("pmem", memory.pmem);
      case kVirtioPmem: return g.Text("path", memory.path);
      case kSgxEpc: return NodeMask(g, memory.node_mask);
    }
  });
}

template <class Map>
void TargetFields(Map& m, MemoryDeviceDef& memory) {
  m.Group("target", [&](auto& g) {
    Size(g, "size", memory.size_kib, kKib);
    if constexpr (Map::kReading) {
      g.Text("node", memory.node);
    } else {
      g.Text("node", memory.node, -1);
    }
    if (memory.model == kNvdimm) {
      g.Group("label", [&](auto& label) { Size(label, "size", memory.label_kib, kKib); });
      g.Flag("readonly", memory.readonly);
    } else if (memory.model == kVirtioMem) {
      Size(g, "block", memory.block_kib, kKib);
      Size(g, "requested", memory.requested_kib, kKib);
      if constexpr (Map::kReading) {
        if (g.options().inactive) return g.KnowElement("current");
      }
      if (!g.options().inactive) Size(g, "current", memory.current_kib, kKib);
    }
  });
}

template <class Map>
void Describe(Map& m, MemoryDeviceDef& memory) {
  m.Attribute("model", memory.model, kMemoryModels, xml::kRequired);
  m.Attribute("access", memory.access, kMemoryAccesses, MemoryAccess::kDefault);
  m.Attribute("discard", memory.discard);
  m.Text("uuid", memory.uuid);
  SourceFields(m, memory);
  if constexpr (Map::kReading) {
    if (!m.HasElement("target")) return m.Fail(XmlError("missing <target> element for <memory> device"));
  }
  TargetFields(m, memory);
  Fields(m, memory.info);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(memory); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(MemoryDeviceDef)

absl::Status Check(const MemoryDeviceDef& memory) {
  if (memory.size_kib == 0) return XmlError("missing element or attribute './size'");
  if ((memory.model == kNvdimm || memory.model == kVirtioPmem) && memory.path.empty()) {
    return Error(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "path is required for model '%s'", xml::NameOf(kMemoryModels, memory.model));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf

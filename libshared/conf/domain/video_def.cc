// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/video_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void Describe(Map& m, VideoAcceleration& a) {
  m.Attribute("accel3d", a.accel3d);
  m.Attribute("accel2d", a.accel2d);
  m.Attribute("rendernode", a.render_node);
}
template <class Map>
void Describe(Map& m, VideoResolution& r) {
  m.Attribute("x", r.x, xml::kRequired);
  m.Attribute("y", r.y, xml::kRequired);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(VideoAcceleration)
PLEIAD_DESCRIBE_BOTH_WAYS(VideoResolution)

namespace {
template <class Map>
void Number(Map& m, const char* name, uint32_t& value) {
  if constexpr (Map::kReading) {
    const char* text = m.node().Attribute(name);
    m.KnowAttribute(name);
    if (text && !xml::FromText(text, value)) m.Fail(XmlError("cannot parse video %s '%s'", std::string(name), std::string(text)));
  } else {
    m.Attribute(name, value, 0u);
  }
}

template <class Map>
void ModelFields(Map& m, VideoDef& v) {
  m.Group("model", [&](auto& g) {
    if constexpr (Map::kReading) {
      ChosenAttribute(g, "type", v.type, kVideoTypes, VideoType::kDefault, "unknown video model");
    } else {
      g.Attribute("type", v.type, kVideoTypes, xml::kRequired);
    }
    Number(g, "ram", v.ram);
    Number(g, "vram", v.vram);
    Number(g, "vram64", v.vram64);
    Number(g, "vgamem", v.vgamem);
    Number(g, "heads", v.heads);
    g.Attribute("primary", v.primary, false);
    g.Element("acceleration", v.acceleration);
    g.Element("resolution", v.resolution);
  });
}

// Sizes that only one kind of card has.
void CheckSizes(xml::Reader& m, const VideoDef& v) {
  if (m.failed() || v.type == VideoType::kQxl) return;
  if (v.ram != 0) m.Fail(Unsupported("ram attribute only supported for video type qxl"));
  if (v.vram64 != 0) m.Fail(Unsupported("vram64 attribute only supported for video type qxl"));
  if (v.vgamem != 0) m.Fail(Unsupported("vgamem attribute only supported for video type qxl"));
}

template <class Map>
void Describe(Map& m, VideoDef& v) {
  m.Group("driver", [&](auto& g) {
    VirtioFields(g, v.virtio);
    g.Attribute("name", v.backend, kVideoBackends, VideoBackend::kDefault);
    if constexpr (Map::kReading) g.KnowAttribute("vgaconf");  // bhyve's; not kept
  });
  ModelFields(m, v);
  Fields(m, v.info);
  if constexpr (Map::kReading) CheckSizes(m, v);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(VideoDef)

}  // namespace pleiad::conf

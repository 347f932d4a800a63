// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/sound_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
struct CodecElement {
  SoundCodec type = SoundCodec::kDuplex;
};
template <class Map>
void Fields(Map& m, CodecElement& codec) {
  m.Attribute("type", codec.type, kSoundCodecs, xml::kRequired);
}

template <class Map>
void CodecFields(Map& m, std::vector<SoundCodec>& codecs) {
  std::vector<CodecElement> elements;
  for (SoundCodec codec : codecs) elements.push_back({codec});
  m.List("codec", elements);
  if constexpr (Map::kReading) {
    codecs.clear();
    for (const CodecElement& element : elements) codecs.push_back(element.type);
  }
}

template <class Map>
void Describe(Map& m, SoundDef& sound) {
  m.Attribute("model", sound.model, kSoundModels, xml::kRequired);
  CodecFields(m, sound.codecs);
  m.Group("audio", [&](auto& g) { g.Attribute("id", sound.audio_id, 0u); });
  conf::Fields(m, sound.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(SoundDef)

}  // namespace pleiad::conf

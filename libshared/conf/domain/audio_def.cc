// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/audio_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum AudioType;

// What one direction has beside the common attributes, by type.
template <class Map>
void TypeFields(Map& m, AudioType type, AudioStream& s) {
  switch (type) {
    case kAlsa: return m.Attribute("dev", s.dev);
    case kCoreaudio:
    case kSdl: return m.Attribute("bufferCount", s.buffer_count, 0u);
    case kJack:
      m.Attribute("serverName", s.server_name);
      m.Attribute("clientName", s.client_name);
      m.Attribute("connectPorts", s.connect_ports);
      return m.Attribute("exactName", s.exact_name);
    case kOss:
      m.Attribute("dev", s.dev);
      m.Attribute("bufferCount", s.buffer_count, 0u);
      return m.Attribute("tryPoll", s.try_poll);
    case kPulseaudio:
      m.Attribute("name", s.name);
      m.Attribute("streamName", s.stream_name);
      return m.Attribute("latency", s.latency, 0u);
    default: return;
  }
}

template <class Map>
void StreamFields(Map& m, AudioType type, AudioStream& s) {
  m.Attribute("mixingEngine", s.mixing_engine);
  m.Attribute("fixedSettings", s.fixed_settings);
  m.Attribute("voices", s.voices, 0u);
  m.Attribute("bufferLength", s.buffer_length, 0u);
  TypeFields(m, type, s);
  m.Group("settings", [&](auto& g) {
    g.Attribute("frequency", s.settings.frequency, 0u);
    g.Attribute("channels", s.settings.channels, 0u);
    g.Attribute("format", s.settings.format, kAudioFormats, AudioFormat::kDefault);
  });
  if constexpr (Map::kReading) {
    const bool fixed = IsYes(s.fixed_settings);
    if (fixed && IsNo(s.mixing_engine)) return m.Fail(Unsupported("fixed audio settings requires mixing engine"));
    if (!fixed && (s.settings.frequency || s.settings.channels || s.settings.format != AudioFormat::kDefault)) {
      m.Fail(Unsupported("audio frequency/channels/format settings requires fixed audio settings"));
    }
  }
}

template <class Map>
void Direction(Map& m, const char* child, AudioType type, std::optional<AudioStream>& stream) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) { StreamFields(g, type, stream.emplace()); });
  } else if (stream) {
    m.Group(child, [&](auto& g) { StreamFields(g, type, *stream); });
  }
}

template <class Map>
void Describe(Map& m, AudioDef& a) {
  if constexpr (Map::kReading) {
    m.Attribute("type", a.type, kAudioTypes, xml::kRequired);
    m.Attribute("id", a.id, xml::kRequired);
  } else {
    m.Attribute("id", a.id);
    m.Attribute("type", a.type, kAudioTypes, xml::kRequired);
  }
  m.Attribute("timerPeriod", a.timer_period, 0u);
  switch (a.type) {
    case kOss:
      m.Attribute("tryMMap", a.try_mmap);
      m.Attribute("exclusive", a.exclusive);
      m.Attribute("dspPolicy", a.dsp_policy);
      break;
    case kPulseaudio: m.Attribute("serverName", a.server_name); break;
    case kSdl: m.Attribute("driver", a.sdl_driver, kSdlAudioDrivers, SdlAudioDriver::kDefault); break;
    case kFile: m.Attribute("path", a.path); break;
    default: break;
  }
  Direction(m, "input", a.type, a.input);
  Direction(m, "output", a.type, a.output);
  if constexpr (Map::kReading) {
    if (!m.failed() && a.id == 0) m.Fail(XmlError("Invalid value for attribute 'id' in element 'audio': Zero is not permitted"));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(AudioDef)

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// audio_def.h: <audio>, the host's end of the guest's sound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class AudioType { kNone, kAlsa, kCoreaudio, kJack, kOss, kPulseaudio, kSdl, kSpice, kFile, kDbus };
inline constexpr xml::EnumNames<AudioType> kAudioTypes = {
    {AudioType::kNone, "none"}, {AudioType::kAlsa, "alsa"},   {AudioType::kCoreaudio, "coreaudio"}, {AudioType::kJack, "jack"},
    {AudioType::kOss, "oss"},   {AudioType::kPulseaudio, "pulseaudio"}, {AudioType::kSdl, "sdl"},   {AudioType::kSpice, "spice"},
    {AudioType::kFile, "file"}, {AudioType::kDbus, "dbus"}};
enum class AudioFormat { kDefault, kU8, kS8, kU16, kS16, kU32, kS32, kF32 };
inline constexpr xml::EnumNames<AudioFormat> kAudioFormats = {
    {AudioFormat::kU8, "u8"},   {AudioFormat::kS8, "s8"},   {AudioFormat::kU16, "u16"}, {AudioFormat::kS16, "s16"},
    {AudioFormat::kU32, "u32"}, {AudioFormat::kS32, "s32"}, {AudioFormat::kF32, "f32"}};
enum class SdlAudioDriver { kDefault, kEsd, kAlsa, kArts, kPulseaudio };
inline constexpr xml::EnumNames<SdlAudioDriver> kSdlAudioDrivers = {{SdlAudioDriver::kEsd, "esd"},
                                                                    {SdlAudioDriver::kAlsa, "alsa"},
                                                                    {SdlAudioDriver::kArts, "arts"},
                                                                    {SdlAudioDriver::kPulseaudio, "pulseaudio"}};

struct AudioSettings {
  uint32_t frequency = 0, channels = 0;  // 0 is not given
  AudioFormat format = AudioFormat::kDefault;
};

// One direction; what a type does not have stays empty.
struct AudioStream {
  YesNo mixing_engine, fixed_settings;
  uint32_t voices = 0, buffer_length = 0;  // buffer length in µs
  AudioSettings settings;
  std::string dev;                         // alsa, oss
  uint32_t buffer_count = 0;               // coreaudio, oss, sdl
  std::string server_name, client_name, connect_ports;  // jack
  YesNo exact_name;
  YesNo try_poll;                 // oss
  std::string name, stream_name;  // pulseaudio
  uint32_t latency = 0;
};

struct AudioDef {
  AudioType type = AudioType::kNone;
  uint32_t id = 0;
  uint32_t timer_period = 0;  // µs
  std::optional<AudioStream> input, output;
  YesNo try_mmap, exclusive;  // oss
  std::optional<int> dsp_policy;
  std::string server_name;    // pulseaudio
  std::string path;           // file
  SdlAudioDriver sdl_driver = SdlAudioDriver::kDefault;
};

void Fields(xml::Reader&, AudioDef&);
void Fields(xml::Writer&, AudioDef&);

}  // namespace pleiad::conf

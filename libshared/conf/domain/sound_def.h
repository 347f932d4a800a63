// SPDX-License-Identifier: Apache-2.0
// sound_def.h: <sound>, a sound card; where its sound goes is an <audio>, in audio_def.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class SoundModel { kSb16, kEs1370, kPcspk, kAc97, kIch6, kIch9, kUsb, kIch7 };
inline constexpr xml::EnumNames<SoundModel> kSoundModels = {{SoundModel::kSb16, "sb16"}, {SoundModel::kEs1370, "es1370"},
                                                            {SoundModel::kPcspk, "pcspk"}, {SoundModel::kAc97, "ac97"},
                                                            {SoundModel::kIch6, "ich6"}, {SoundModel::kIch9, "ich9"},
                                                            {SoundModel::kUsb, "usb"},   {SoundModel::kIch7, "ich7"}};
enum class SoundCodec { kDuplex, kMicro, kOutput };
inline constexpr xml::EnumNames<SoundCodec> kSoundCodecs = {
    {SoundCodec::kDuplex, "duplex"}, {SoundCodec::kMicro, "micro"}, {SoundCodec::kOutput, "output"}};

struct SoundDef {
  SoundModel model = SoundModel::kSb16;
  std::vector<SoundCodec> codecs;
  uint32_t audio_id = 0;  // 0 is none
  DeviceInfo info;
};

void Fields(xml::Reader&, SoundDef&);
void Fields(xml::Writer&, SoundDef&);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// sounds.cc: sound cards, and -audiodev for where their sound goes.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::AudioDef;
using conf::AudioStream;
using conf::AudioType;
using conf::SoundDef;
using conf::SoundModel;

void AddSettings(const AudioStream& stream, JsonObject& side) {
  side.Given("mixing-engine", stream.mixing_engine).Given("fixed-settings", stream.fixed_settings).Given("voices", uint64_t{stream.voices});
  side.Given("buffer-length", uint64_t{stream.buffer_length});
  if (!conf::IsYes(stream.fixed_settings)) return;
  side.Given("frequency", uint64_t{stream.settings.frequency}).Given("channels", uint64_t{stream.settings.channels});
  if (stream.settings.format != conf::AudioFormat::kDefault) side.String("format", xml::NameOf(conf::kAudioFormats, stream.settings.format));
}

JsonObject Side(const AudioDef& audio, const AudioStream& stream) {
  JsonObject side;
  AddSettings(stream, side);
  switch (audio.type) {
    case AudioType::kAlsa: side.Given("dev", stream.dev); break;
    case AudioType::kCoreaudio:
    case AudioType::kSdl: side.Given("buffer-count", uint64_t{stream.buffer_count}); break;
    case AudioType::kOss:
      side.Given("dev", stream.dev).Given("buffer-count", uint64_t{stream.buffer_count}).Given("try-poll", stream.try_poll);
      break;
    case AudioType::kJack:
      side.Given("server-name", stream.server_name).Given("client-name", stream.client_name).Given("connect-ports", stream.connect_ports);
      side.Given("exact-name", stream.exact_name);
      break;
    case AudioType::kPulseaudio:
      side.Given("name", stream.name).Given("stream-name", stream.stream_name).Given("latency", uint64_t{stream.latency});
      break;
    default: break;
  }
  return side;
}

const char* DriverOf(AudioType type) {
  switch (type) {
    case AudioType::kPulseaudio: return "pa";
    case AudioType::kFile: return "wav";
    default: return xml::NameOf(conf::kAudioTypes, type);
  }
}

JsonObject Audiodev(const AudioDef& audio) {
  JsonObject object("id", absl::StrCat("audio", audio.id));
  object.String("driver", DriverOf(audio.type));
  object.Given("timer-period", uint64_t{audio.timer_period});
  if (audio.input) {
    const JsonObject side = Side(audio, *audio.input);
    if (!side.empty()) object.Object("in", side);
  }
  if (audio.output) {
    const JsonObject side = Side(audio, *audio.output);
    if (!side.empty()) object.Object("out", side);
  }
  switch (audio.type) {
    case AudioType::kOss:
      object.Given("try-mmap", audio.try_mmap).Given("exclusive", audio.exclusive);
      if (audio.dsp_policy) object.Signed("dsp-policy", *audio.dsp_policy);
      break;
    case AudioType::kPulseaudio: object.Given("server", audio.server_name); break;
    case AudioType::kFile: object.Given("path", audio.path); break;
    default: break;
  }
  return object;
}

const AudioDef* AudioOf(const conf::DomainDef& def, uint32_t id) {
  for (const AudioDef& audio : def.devices.audios) {
    if (id == 0 || audio.id == id) return &audio;
  }
  return nullptr;
}

const char* SoundDriver(SoundModel model) {
  switch (model) {
    case SoundModel::kEs1370: return "ES1370";
    case SoundModel::kAc97: return "AC97";
    case SoundModel::kIch6: return "intel-hda";
    case SoundModel::kIch9: return "ich9-intel-hda";
    case SoundModel::kUsb: return "usb-audio";
    case SoundModel::kSb16: return "sb16";
    default: return nullptr;
  }
}
bool HasCodecs(SoundModel model) { return model == SoundModel::kIch6 || model == SoundModel::kIch9; }

const char* CodecDriver(conf::SoundCodec codec) {
  switch (codec) {
    case conf::SoundCodec::kDuplex: return "hda-duplex";
    case conf::SoundCodec::kMicro: return "hda-micro";
    case conf::SoundCodec::kOutput: return "hda-output";
  }
  return "hda-duplex";
}

void AddCodecs(Builder& b, const SoundDef& sound, const std::string& audiodev) {
  std::vector<conf::SoundCodec> codecs = sound.codecs;
  if (codecs.empty()) codecs.push_back(conf::SoundCodec::kDuplex);
  for (size_t i = 0; i < codecs.size(); ++i) {
    JsonObject device("driver", CodecDriver(codecs[i]));
    device.String("id", absl::StrCat(sound.info.alias, "-codec", i)).String("bus", sound.info.alias + ".0").Number("cad", i);
    b.Device(device.Given("audiodev", audiodev));
  }
}

absl::Status AddSound(Builder& b, const SoundDef& sound) {
  const AudioDef* const audio = AudioOf(b.def, sound.audio_id);
  const std::string audiodev = audio ? absl::StrCat("audio", audio->id) : std::string();
  // The speaker is on the board: only where it sounds can be told.
  if (sound.model == SoundModel::kPcspk) {
    b.Add("-machine", "pcspk-audiodev=" + audiodev);
    return absl::OkStatus();
  }
  const char* const driver = SoundDriver(sound.model);
  if (!driver) return InternalError("sound card model '%s' is not supported by qemu", xml::NameOf(conf::kSoundModels, sound.model));
  JsonObject device("driver", driver);
  device.String("id", sound.info.alias);
  if (!HasCodecs(sound.model)) device.Given("audiodev", audiodev);
  RETURN_IF_ERROR(AddAddress(b, sound.info, device));
  b.Device(std::move(device));
  if (HasCodecs(sound.model)) AddCodecs(b, sound, audiodev);
  return absl::OkStatus();
}
}  // namespace

absl::Status AddAudios(Builder& b) {
  for (const AudioDef& audio : b.def.devices.audios) b.Add("-audiodev", Audiodev(audio).ToText());
  return absl::OkStatus();
}

absl::Status AddSounds(Builder& b) {
  for (const SoundDef& sound : b.def.devices.sounds) RETURN_IF_ERROR(AddSound(b, sound));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

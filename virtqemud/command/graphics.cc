// SPDX-License-Identifier: Apache-2.0
// graphics.cc: -vnc, -spice and -display: how the guest's screen reaches its viewers.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::GraphicsDef;
using conf::GraphicsListen;
using conf::GraphicsType;
using conf::ListenType;

constexpr int kFirstVncPort = 5900, kShownSpicePort = 5901;

const GraphicsListen* ListenOf(const GraphicsDef& graphics) { return graphics.listens.empty() ? nullptr : &graphics.listens.front(); }

std::string AddressOf(const GraphicsDef& graphics, const std::string& standard) {
  const GraphicsListen* const listen = ListenOf(graphics);
  const std::string& address = listen && !listen->address.empty() ? listen->address : standard;
  return address.find(':') == std::string::npos ? address : absl::StrCat("[", address, "]");
}

std::string SocketOf(const Builder& b, const GraphicsListen& listen, const char* name) {
  return listen.socket.empty() ? absl::StrCat(b.context.folder, "/", name, ".sock") : listen.socket;
}

void AddTls(Builder& b, const char* id, const std::string& folder, bool verify) {
  JsonObject object("qom-type", "tls-creds-x509");
  b.Object(object.String("id", id).String("dir", folder).String("endpoint", "server").Bool("verify-peer", verify));
}

bool HasPassword(const GraphicsDef& graphics, const std::string& standard) { return !graphics.auth.password.empty() || !standard.empty(); }

std::string VncTarget(const Builder& b, const GraphicsDef& vnc) {
  const GraphicsListen* const listen = ListenOf(vnc);
  if (listen && listen->type == ListenType::kSocket) return "unix:" + Escaped(SocketOf(b, *listen, "vnc"));
  if (listen && listen->type == ListenType::kNone) return "none";
  // Before the ports are dealt out there is only the first to show.
  const int port = vnc.port > 0 ? vnc.port : kFirstVncPort;
  return absl::StrCat(AddressOf(vnc, b.context.config.vnc_listen), ":", port - kFirstVncPort);
}

std::string VncOption(Builder& b, const GraphicsDef& vnc) {
  const QemuConfig& config = b.context.config;
  std::string out = VncTarget(b, vnc);
  if (vnc.websocket > 0) absl::StrAppend(&out, ",websocket=", vnc.websocket);
  else if (vnc.websocket == -1 && b.context.standalone) out += ",websocket=on";
  if (vnc.share_policy != conf::VncSharePolicy::kDefault) absl::StrAppend(&out, ",share=", xml::NameOf(conf::kVncSharePolicies, vnc.share_policy));
  if (HasPassword(vnc, config.vnc_password)) out += ",password=on";
  if (config.vnc_tls) {
    AddTls(b, "vnc-tls-creds0", config.vnc_tls_x509_cert_dir, config.vnc_tls_x509_verify);
    out += ",tls-creds=vnc-tls-creds0";
  }
  if (config.vnc_sasl) out += ",sasl=on";
  if (vnc.power_control) absl::StrAppend(&out, ",power-control=", OnOffText(*vnc.power_control));
  if (vnc.audio_id) absl::StrAppend(&out, ",audiodev=audio", vnc.audio_id);
  else if (!b.def.devices.audios.empty()) absl::StrAppend(&out, ",audiodev=audio", b.def.devices.audios.front().id);
  return out;
}

void AddVnc(Builder& b, const GraphicsDef& vnc) {
  std::string option = VncOption(b, vnc);
  b.Add("-vnc", std::move(option));
  if (!vnc.keymap.empty()) b.Add("-k", vnc.keymap);
}

std::string SpiceTarget(const Builder& b, const GraphicsDef& spice) {
  const GraphicsListen* const listen = ListenOf(spice);
  if (listen && listen->type == ListenType::kSocket) return absl::StrCat("unix=on,addr=", Escaped(SocketOf(b, *listen, "spice")));
  if (listen && listen->type == ListenType::kNone) return "port=0";
  std::string out;
  const int port = spice.port > 0 ? spice.port : (spice.port == -1 || spice.autoport ? kShownSpicePort : 0);
  if (port > 0) out = absl::StrCat("port=", port);
  if (spice.spice.tls_port > 0) absl::StrAppend(&out, out.empty() ? "" : ",", "tls-port=", spice.spice.tls_port);
  absl::StrAppend(&out, out.empty() ? "" : ",", "addr=", AddressOf(spice, b.context.config.spice_listen));
  return out;
}

template <class E>
void AddChoice(std::string& out, const char* name, const xml::EnumNames<E>& names, E value) {
  if (value != E{}) absl::StrAppend(&out, ",", name, "=", xml::NameOf(names, value));
}

// Channels that the document puts behind TLS or before it, and the mode of all others.
std::string SpiceChannels(const conf::SpiceOptions& options) {
  std::string out;
  if (options.default_mode == conf::SpiceMode::kSecure) out += ",tls-channel=default";
  if (options.default_mode == conf::SpiceMode::kInsecure) out += ",plaintext-channel=default";
  for (const conf::SpiceChannel& channel : options.channels) {
    const char* const name = xml::NameOf(conf::kSpiceChannelNames, channel.name);
    if (channel.mode == conf::SpiceMode::kSecure) absl::StrAppend(&out, ",tls-channel=", name);
    if (channel.mode == conf::SpiceMode::kInsecure) absl::StrAppend(&out, ",plaintext-channel=", name);
  }
  return out;
}

std::string SpiceOption(const Builder& b, const GraphicsDef& spice) {
  const QemuConfig& config = b.context.config;
  const conf::SpiceOptions& options = spice.spice;
  std::string out = SpiceTarget(b, spice);
  if (config.spice_sasl) out += ",sasl=on";
  if (options.tls_port > 0 || config.spice_tls) absl::StrAppend(&out, ",x509-dir=", Escaped(config.spice_tls_x509_cert_dir));
  if (options.mouse == conf::MouseMode::kServer) out += ",agent-mouse=off";
  if (options.mouse == conf::MouseMode::kClient) out += ",agent-mouse=on";
  // A password is set over the monitor, where no other process sees it.
  if (!HasPassword(spice, config.spice_password)) out += ",disable-ticketing=on";
  out += SpiceChannels(options);
  AddChoice(out, "image-compression", conf::kImageCompressions, options.image);
  AddChoice(out, "jpeg-wan-compression", conf::kWanCompressions, options.jpeg);
  AddChoice(out, "zlib-glz-wan-compression", conf::kWanCompressions, options.zlib);
  absl::StrAppend(&out, OnOffPart("playback-compression", options.playback));
  AddChoice(out, "streaming-video", conf::kStreamingModes, options.streaming);
  if (conf::IsNo(options.clipboard)) out += ",disable-copy-paste=on";
  if (conf::IsNo(options.file_transfer)) out += ",disable-agent-file-xfer=on";
  if (conf::IsYes(spice.gl)) {
    out += ",gl=on";
    if (!spice.render_node.empty()) absl::StrAppend(&out, ",rendernode=", Escaped(spice.render_node));
  }
  return out + ",seamless-migration=on";
}

void AddSdl(Builder& b, const GraphicsDef& sdl) {
  std::string out = "sdl";
  if (sdl.fullscreen) out += ",full-screen=on";
  if (sdl.gl) absl::StrAppend(&out, ",gl=", OnOffText(*sdl.gl));
  b.Add("-display", out);
}

void AddEglHeadless(Builder& b, const GraphicsDef& egl) {
  b.Add("-display", egl.render_node.empty() ? "egl-headless" : absl::StrCat("egl-headless,rendernode=", Escaped(egl.render_node)));
}

void AddDbus(Builder& b, const GraphicsDef& dbus) {
  std::string out = "dbus";
  if (dbus.p2p) out += ",p2p=on";
  else if (!dbus.address.empty()) absl::StrAppend(&out, ",addr=", Escaped(dbus.address));
  if (conf::IsYes(dbus.gl)) {
    out += ",gl=on";
    if (!dbus.render_node.empty()) absl::StrAppend(&out, ",rendernode=", Escaped(dbus.render_node));
  }
  if (dbus.audio_id) absl::StrAppend(&out, ",audiodev=audio", dbus.audio_id);
  b.Add("-display", out);
}
}  // namespace

absl::Status AddGraphics(Builder& b) {
  for (const GraphicsDef& graphics : b.def.devices.graphics) {
    if (graphics.listens.size() > 1) return Unsupported("QEMU does not support multiple listens for one graphics device.");
    switch (graphics.type) {
      case GraphicsType::kVnc: AddVnc(b, graphics); break;
      case GraphicsType::kSpice:
        b.Add("-spice", SpiceOption(b, graphics));
        if (!graphics.keymap.empty()) b.Add("-k", graphics.keymap);
        break;
      case GraphicsType::kSdl: AddSdl(b, graphics); break;
      case GraphicsType::kEglHeadless: AddEglHeadless(b, graphics); break;
      case GraphicsType::kDbus: AddDbus(b, graphics); break;
      default: return Unsupported("unsupported graphics type '%s'", xml::NameOf(conf::kGraphicsTypes, graphics.type));
    }
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

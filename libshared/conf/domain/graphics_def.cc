// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/graphics_def.h"

#include <algorithm>
#include <cctype>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum GraphicsType;

bool HasListens(GraphicsType type) { return type == kVnc || type == kSpice || type == kRdp; }

template <class Map>
void Describe(Map& m, GraphicsListen& listen) {
  m.Attribute("type", listen.type, kListenTypes, xml::kRequired);
  const bool inactive = !Map::kReading && m.options().inactive;
  // The address of a network's listen, and what the daemon chose itself, are known while it runs.
  if (!(inactive && (listen.from_config || listen.type == ListenType::kNetwork))) m.Attribute("address", listen.address);
  m.Attribute("network", listen.network);
  if (!(inactive && listen.auto_socket)) m.Attribute("socket", listen.socket);
  if constexpr (Map::kReading) {
    if (listen.type == ListenType::kNetwork && listen.network.empty()) {
      m.Fail(XmlError("'network' attribute is required for listen type 'network'"));
    }
    if (m.options().inactive && listen.type == ListenType::kNetwork) listen.address.clear();
  }
}

template <class Map>
void Describe(Map& m, SpiceChannel& channel) {
  m.Attribute("name", channel.name, kSpiceChannelNames, xml::kRequired);
  m.Attribute("mode", channel.mode, kSpiceModes, xml::kRequired);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(GraphicsListen)
PLEIAD_DESCRIBE_BOTH_WAYS(SpiceChannel)

namespace {
// YYYY-MM-DDTHH:MM:SS
bool IsTime(const std::string& text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != kShape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == 'd' ? !isdigit(static_cast<unsigned char>(text[i])) : text[i] != kShape[i]) return false;
  }
  return true;
}

void ReadAuth(xml::Reader& m, GraphicsType type, GraphicsAuth& auth) {
  m.Attribute("passwd", auth.password);
  m.Attribute("passwdValidTo", auth.valid_to);
  PlainChosenAttribute(m, "connected", auth.connected, kPasswordConnected, PasswordConnected::kDefault, "unknown connected value");
  if (!auth.valid_to.empty() && !IsTime(auth.valid_to)) {
    return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "cannot parse password validity time '%s', expect YYYY-MM-DDTHH:MM:SS",
                        auth.valid_to));
  }
  if (type == kVnc && auth.connected != PasswordConnected::kDefault && auth.connected != PasswordConnected::kKeep) {
    m.Fail(Unsupported("VNC supports connected='keep' only"));
  }
}

void WriteAuth(xml::Writer& m, GraphicsAuth& auth) {
  if (auth.password.empty()) return;
  if (m.options().secure) m.Attribute("passwd", auth.password);
  m.Attribute("passwdValidTo", auth.valid_to);
  m.Attribute("connected", auth.connected, kPasswordConnected, PasswordConnected::kDefault);
}

template <class Map>
void AuthFields(Map& m, GraphicsDef& g) {
  if constexpr (Map::kReading) {
    ReadAuth(m, g.type, g.auth);
  } else {
    WriteAuth(m, g.auth);
  }
}

void ReadPort(xml::Reader& m, const char* attribute, const char* what, int& port) {
  const char* text = m.node().Attribute(attribute);
  m.KnowAttribute(attribute);
  if (text && !xml::FromText(text, port)) {
    m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "cannot parse %s port %s", std::string(what), std::string(text)));
  }
}

// Anything but yes and no is passed over.
void ReadAutoport(xml::Reader& m, bool& autoport) {
  const char* text = m.node().Attribute("autoport");
  m.KnowAttribute("autoport");
  bool value = false;
  if (text && xml::FromText(text, value)) autoport = value;
}

void ReadPorts(xml::Reader& m, GraphicsDef& g) {
  const char* what = xml::NameOf(kGraphicsTypes, g.type);
  ReadPort(m, "port", what, g.port);
  if (g.type == kSpice) ReadPort(m, "tlsPort", "spice TLS", g.spice.tls_port);
  if (g.type == kVnc) {
    // Documents of the first years say -1, or nothing, for a port of the daemon's choice.
    g.autoport = g.port == -1 || !m.HasAttribute("port");
    if (g.port == -1) g.port = 0;
    ReadPort(m, "websocket", "vnc WebSocket", g.websocket);
    g.websocket_auto = g.websocket == -1;
  }
  ReadAutoport(m, g.autoport);
  if (g.type == kSpice && g.port == -1 && g.spice.tls_port == -1) g.autoport = true;
  // 0 is not written, and absent means that the daemon chooses: so does 0, or the document would change when read again.
  if (g.type == kRdp && (g.port == -1 || g.port == 0)) g.autoport = true;
  if (!g.autoport || !m.options().inactive) return;
  g.port = 0;
  g.spice.tls_port = 0;
}

std::string ListenAttribute(const GraphicsDef& g, bool inactive) {
  if (g.listens.empty()) return "";
  const GraphicsListen& first = g.listens.front();
  if (inactive && (first.from_config || first.type == ListenType::kNetwork)) return "";
  return first.type == ListenType::kAddress || first.type == ListenType::kNetwork ? first.address : "";
}

void WriteVncPorts(xml::Writer& m, GraphicsDef& g) {
  const bool inactive = m.options().inactive;
  if (g.autoport && (inactive || g.port == 0)) {
    m.Attribute("port", -1);
  } else {
    m.Attribute("port", g.port, 0);
  }
  m.Attribute("autoport", g.autoport);
  m.Attribute("websocket", g.websocket_auto && inactive ? -1 : g.websocket, 0);
}

void WritePorts(xml::Writer& m, GraphicsDef& g) {
  const bool hidden = m.options().inactive && g.autoport;
  const ListenType listen = g.listens.empty() ? ListenType::kAddress : g.listens.front().type;
  if (listen == ListenType::kSocket && g.type == kVnc) {
    const GraphicsListen& first = g.listens.front();
    if (!(m.options().inactive && first.auto_socket)) m.Attribute("socket", first.socket);
    return;
  }
  if (listen == ListenType::kNone || listen == ListenType::kSocket) return;
  if (g.type == kVnc) {
    WriteVncPorts(m, g);
  } else if (g.type == kSpice) {
    m.Attribute("port", hidden ? 0 : g.port, 0);
    m.Attribute("tlsPort", hidden ? 0 : g.spice.tls_port, 0);
    m.Attribute("autoport", g.autoport);
  } else {
    if (g.port != 0 || g.autoport) m.Attribute("port", hidden ? 0 : g.port);
    m.Attribute("autoport", g.autoport, false);
    m.Attribute("replaceUser", g.replace_user, false);
    m.Attribute("multiUser", g.multi_user, false);
  }
  m.Attribute("listen", ListenAttribute(g, m.options().inactive));
}

// The attributes listen and socket are the first <listen> as older documents had it.
void ReadOldListen(xml::Reader& m, GraphicsDef& g) {
  std::string listen, socket;
  m.Attribute("listen", listen);
  if (g.type == kVnc) m.Attribute("socket", socket);
  if (g.listens.empty()) {
    GraphicsListen& first = g.listens.emplace_back();
    first.type = socket.empty() ? ListenType::kAddress : ListenType::kSocket;
    first.address = listen;
    first.socket = socket;
    return;
  }
  const GraphicsListen& first = g.listens.front();
  if (!listen.empty() && first.type == ListenType::kAddress && first.address != listen) {
    return m.Fail(Unsupported("graphics 'listen' attribute '%s' must match 'address' attribute of first listen element (found '%s')", listen,
                              first.address.empty() ? "none" : first.address));
  }
  if (!socket.empty() && first.type == ListenType::kSocket && first.socket != socket) {
    m.Fail(Unsupported("graphics 'socket' attribute '%s' must match 'socket' attribute of first listen element (found '%s')", socket,
                       first.socket.empty() ? "none" : first.socket));
  }
}

void ReadListens(xml::Reader& m, GraphicsDef& g) {
  m.List("listen", g.listens);
  if (m.failed()) return;
  ReadOldListen(m, g);
  // A spice server without a port listens nowhere.
  GraphicsListen& first = g.listens.front();
  const bool portless = g.type == kSpice && g.port == 0 && g.spice.tls_port == 0 && !g.autoport;
  if (portless && (first.type == ListenType::kAddress || first.type == ListenType::kNetwork)) {
    first = GraphicsListen();
    first.type = ListenType::kNone;
  }
}

template <class Map>
void VncFields(Map& m, GraphicsDef& g) {
  m.Attribute("keymap", g.keymap);
  m.Attribute("sharePolicy", g.share_policy, kVncSharePolicies, VncSharePolicy::kDefault);
  m.Attribute("powerControl", g.power_control);
  AuthFields(m, g);
}

template <class Map>
void LocalFields(Map& m, GraphicsDef& g) {
  m.Attribute("display", g.display);
  if (g.type == kSdl) m.Attribute("xauth", g.xauth);
  m.Attribute("fullscreen", g.fullscreen, false);
}

template <class Map>
void RdpFields(Map& m, GraphicsDef& g) {
  if constexpr (Map::kReading) {
    m.Attribute("replaceUser", g.replace_user, false);
    m.Attribute("multiUser", g.multi_user, false);
  }
}

template <class Map>
void DbusFields(Map& m, GraphicsDef& g) {
  m.Attribute("p2p", g.p2p, false);
  if (Map::kReading || (!g.p2p && !(m.options().inactive && g.address_from_config))) m.Attribute("address", g.address);
}

template <class Map, class E>
void SpiceChoice(Map& m, const char* child, const char* attribute, E& value, const xml::EnumNames<E>& names, E absent) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& c) { c.Attribute(attribute, value, names, xml::kRequired); });
  } else {
    m.Group(child, [&](auto& c) { c.Attribute(attribute, value, names, absent); });
  }
}
template <class Map, class T>
void SpiceSwitch(Map& m, const char* child, const char* attribute, std::optional<T>& value) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& c) { c.Attribute(attribute, value.emplace(), xml::kRequired); });
  } else {
    m.Group(child, [&](auto& c) { c.Attribute(attribute, value); });
  }
}

// Each channel once, in the order of the channels; those of any mode are as if not there.
void TidyChannels(std::vector<SpiceChannel>& channels) {
  std::vector<SpiceChannel> tidy;
  for (const auto& row : kSpiceChannelNames) {
    const auto last = std::find_if(channels.rbegin(), channels.rend(), [&](const SpiceChannel& c) { return c.name == row.value; });
    if (last != channels.rend() && last->mode != SpiceMode::kAny) tidy.push_back(*last);
  }
  channels = std::move(tidy);
}

template <class Map>
void SpiceChildren(Map& m, SpiceOptions& s) {
  m.List("channel", s.channels);
  if constexpr (Map::kReading) TidyChannels(s.channels);
  SpiceChoice(m, "image", "compression", s.image, kImageCompressions, ImageCompression::kDefault);
  SpiceChoice(m, "jpeg", "compression", s.jpeg, kWanCompressions, WanCompression::kDefault);
  SpiceChoice(m, "zlib", "compression", s.zlib, kWanCompressions, WanCompression::kDefault);
  SpiceSwitch(m, "playback", "compression", s.playback);
  SpiceChoice(m, "streaming", "mode", s.streaming, kStreamingModes, StreamingMode::kDefault);
  SpiceChoice(m, "mouse", "mode", s.mouse, kMouseModes, MouseMode::kDefault);
  SpiceSwitch(m, "clipboard", "copypaste", s.clipboard);
  SpiceSwitch(m, "filetransfer", "enable", s.file_transfer);
}

template <class Map>
void GlFields(Map& m, GraphicsDef& g) {
  if (g.type != kSpice && g.type != kSdl && g.type != kDbus && g.type != kEglHeadless) return;
  m.Group("gl", [&](auto& c) {
    if (g.type != kEglHeadless) {
      if constexpr (Map::kReading) {
        c.Attribute("enable", g.gl.emplace(), xml::kRequired);
      } else {
        c.Attribute("enable", g.gl);
      }
    }
    if (g.type != kSdl) c.Attribute("rendernode", g.render_node);
  });
}

template <class Map>
void AttributesOf(Map& m, GraphicsDef& g) {
  switch (g.type) {
    case kVnc: return VncFields(m, g);
    case kSpice:
      m.Attribute("keymap", g.keymap);
      m.Attribute("defaultMode", g.spice.default_mode, kSpiceModes, SpiceMode::kAny);
      return AuthFields(m, g);
    case kSdl:
    case kDesktop: return LocalFields(m, g);
    case kRdp: return RdpFields(m, g);
    case kDbus: return DbusFields(m, g);
    case kEglHeadless: return;
  }
}

template <class Map>
void Describe(Map& m, GraphicsDef& g) {
  m.Attribute("type", g.type, kGraphicsTypes, xml::kRequired);
  if (m.failed()) return;
  if constexpr (Map::kReading) {
    if (HasListens(g.type)) ReadPorts(m, g);
  } else {
    if (HasListens(g.type)) WritePorts(m, g);
  }
  AttributesOf(m, g);
  if constexpr (Map::kReading) {
    if (HasListens(g.type)) ReadListens(m, g);
  } else {
    m.List("listen", g.listens);
  }
  if (g.type == kSpice) SpiceChildren(m, g.spice);
  GlFields(m, g);
  if (g.type == kVnc || g.type == kDbus) m.Group("audio", [&](auto& c) { c.Attribute("id", g.audio_id, 0u); });
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(GraphicsDef)

}  // namespace pleiad::conf

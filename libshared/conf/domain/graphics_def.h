// SPDX-License-Identifier: Apache-2.0
// graphics_def.h: <graphics>, how the guest's screen is shown: vnc, spice, sdl, rdp, desktop, egl-headless, dbus.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

enum class GraphicsType { kSdl, kVnc, kRdp, kDesktop, kSpice, kEglHeadless, kDbus };
inline constexpr xml::EnumNames<GraphicsType> kGraphicsTypes = {
    {GraphicsType::kSdl, "sdl"},     {GraphicsType::kVnc, "vnc"},     {GraphicsType::kRdp, "rdp"},
    {GraphicsType::kDesktop, "desktop"}, {GraphicsType::kSpice, "spice"}, {GraphicsType::kEglHeadless, "egl-headless"},
    {GraphicsType::kDbus, "dbus"}};

enum class ListenType { kNone, kAddress, kNetwork, kSocket };
inline constexpr xml::EnumNames<ListenType> kListenTypes = {
    {ListenType::kNone, "none"}, {ListenType::kAddress, "address"}, {ListenType::kNetwork, "network"}, {ListenType::kSocket, "socket"}};

struct GraphicsListen {
  ListenType type = ListenType::kAddress;
  std::string address, network, socket;
  bool from_config = false;  // the daemon's own choice, not in the inactive document
  bool auto_socket = false;
};

enum class PasswordConnected { kDefault, kFail, kDisconnect, kKeep };
inline constexpr xml::EnumNames<PasswordConnected> kPasswordConnected = {{PasswordConnected::kFail, "fail"},
                                                                         {PasswordConnected::kDisconnect, "disconnect"},
                                                                         {PasswordConnected::kKeep, "keep"}};
struct GraphicsAuth {
  std::string password;
  std::string valid_to;  // YYYY-MM-DDTHH:MM:SS, UTC
  PasswordConnected connected = PasswordConnected::kDefault;
};

enum class VncSharePolicy { kDefault, kAllowExclusive, kForceShared, kIgnore };
inline constexpr xml::EnumNames<VncSharePolicy> kVncSharePolicies = {{VncSharePolicy::kAllowExclusive, "allow-exclusive"},
                                                                     {VncSharePolicy::kForceShared, "force-shared"},
                                                                     {VncSharePolicy::kIgnore, "ignore"}};

enum class SpiceChannelName { kMain, kDisplay, kInputs, kCursor, kPlayback, kRecord, kSmartcard, kUsbredir };
inline constexpr xml::EnumNames<SpiceChannelName> kSpiceChannelNames = {
    {SpiceChannelName::kMain, "main"},         {SpiceChannelName::kDisplay, "display"}, {SpiceChannelName::kInputs, "inputs"},
    {SpiceChannelName::kCursor, "cursor"},     {SpiceChannelName::kPlayback, "playback"}, {SpiceChannelName::kRecord, "record"},
    {SpiceChannelName::kSmartcard, "smartcard"}, {SpiceChannelName::kUsbredir, "usbredir"}};
enum class SpiceMode { kAny, kSecure, kInsecure };
inline constexpr xml::EnumNames<SpiceMode> kSpiceModes = {
    {SpiceMode::kAny, "any"}, {SpiceMode::kSecure, "secure"}, {SpiceMode::kInsecure, "insecure"}};
struct SpiceChannel {
  SpiceChannelName name = SpiceChannelName::kMain;
  SpiceMode mode = SpiceMode::kAny;
};
enum class ImageCompression { kDefault, kAutoGlz, kAutoLz, kQuic, kGlz, kLz, kOff };
inline constexpr xml::EnumNames<ImageCompression> kImageCompressions = {
    {ImageCompression::kAutoGlz, "auto_glz"}, {ImageCompression::kAutoLz, "auto_lz"}, {ImageCompression::kQuic, "quic"},
    {ImageCompression::kGlz, "glz"},          {ImageCompression::kLz, "lz"},          {ImageCompression::kOff, "off"}};
enum class WanCompression { kDefault, kAuto, kNever, kAlways };  // jpeg, zlib
inline constexpr xml::EnumNames<WanCompression> kWanCompressions = {
    {WanCompression::kAuto, "auto"}, {WanCompression::kNever, "never"}, {WanCompression::kAlways, "always"}};
enum class StreamingMode { kDefault, kFilter, kAll, kOff };
inline constexpr xml::EnumNames<StreamingMode> kStreamingModes = {
    {StreamingMode::kFilter, "filter"}, {StreamingMode::kAll, "all"}, {StreamingMode::kOff, "off"}};

struct SpiceOptions {
  int tls_port = 0;  // 0 is none, -1 automatic
  SpiceMode default_mode = SpiceMode::kAny;
  std::vector<SpiceChannel> channels;
  ImageCompression image = ImageCompression::kDefault;
  WanCompression jpeg = WanCompression::kDefault, zlib = WanCompression::kDefault;
  OnOff playback;
  StreamingMode streaming = StreamingMode::kDefault;
  MouseMode mouse = MouseMode::kDefault;
  YesNo clipboard, file_transfer;
};

struct GraphicsDef {
  GraphicsType type = GraphicsType::kVnc;
  int port = 0;  // vnc, spice, rdp; 0 is not given, -1 automatic (with autoport)
  bool autoport = false;
  int websocket = 0;  // vnc; 0 is none, -1 automatic
  bool websocket_auto = false;
  std::string keymap;
  GraphicsAuth auth;
  VncSharePolicy share_policy = VncSharePolicy::kDefault;
  YesNo power_control;
  std::string display, xauth;  // sdl, desktop
  bool fullscreen = false;
  bool replace_user = false, multi_user = false;  // rdp
  bool p2p = false;                               // dbus
  std::string address;                            // dbus
  bool address_from_config = false;
  YesNo gl;
  std::string render_node;
  uint32_t audio_id = 0;  // vnc, dbus; 0 is none
  SpiceOptions spice;
  std::vector<GraphicsListen> listens;
};

void Fields(xml::Reader&, GraphicsDef&);
void Fields(xml::Writer&, GraphicsDef&);

}  // namespace pleiad::conf

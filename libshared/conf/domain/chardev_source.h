// SPDX-License-Identifier: Apache-2.0
// chardev_source.h: the host's end of a character device: a pty, file, socket, spice channel, ...; not the guest's end.
// Serial ports, consoles, channels, smart cards, redirected USB devices and the entropy daemon use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/storage_source.h"

namespace pleiad::conf {

enum class ChardevType {
  kNull, kVc, kPty, kDev, kFile, kPipe, kStdio, kUdp, kTcp, kUnix, kSpicevmc, kSpiceport, kNmdm, kQemuVdagent, kDbus
};
inline constexpr xml::EnumNames<ChardevType> kChardevTypes = {
    {ChardevType::kNull, "null"}, {ChardevType::kVc, "vc"},       {ChardevType::kPty, "pty"},     {ChardevType::kDev, "dev"},
    {ChardevType::kFile, "file"}, {ChardevType::kPipe, "pipe"},   {ChardevType::kStdio, "stdio"}, {ChardevType::kUdp, "udp"},
    {ChardevType::kTcp, "tcp"},   {ChardevType::kUnix, "unix"},   {ChardevType::kSpicevmc, "spicevmc"}, {ChardevType::kSpiceport, "spiceport"},
    {ChardevType::kNmdm, "nmdm"}, {ChardevType::kQemuVdagent, "qemu-vdagent"}, {ChardevType::kDbus, "dbus"}};

enum class ChardevProtocol { kRaw, kTelnet, kTelnets, kTls };
inline constexpr xml::EnumNames<ChardevProtocol> kChardevProtocols = {
    {ChardevProtocol::kRaw, "raw"}, {ChardevProtocol::kTelnet, "telnet"}, {ChardevProtocol::kTelnets, "telnets"}, {ChardevProtocol::kTls, "tls"}};

enum class MouseMode { kDefault, kServer, kClient };
inline constexpr xml::EnumNames<MouseMode> kMouseModes = {{MouseMode::kServer, "server"}, {MouseMode::kClient, "client"}};

struct ChardevLog {
  std::string file;
  OnOff append;
};

struct ChardevSource {
  ChardevType type = ChardevType::kPty;
  // pty (while it runs), dev, file, pipe, unix
  std::string path;
  OnOff append;
  // tcp, unix: bind waits for clients, connect dials; udp: both ends
  bool listen = false;
  std::string host, service, bind_host, bind_service;
  ChardevProtocol protocol = ChardevProtocol::kRaw;
  YesNo tls;
  std::optional<Reconnect> reconnect;
  std::string channel;        // spiceport, dbus
  std::string master, slave;  // nmdm
  // qemu-vdagent
  YesNo clipboard;
  MouseMode mouse = MouseMode::kDefault;
  std::vector<DeviceSeclabel> seclabels;
  ChardevLog log;
};

// <source>, <protocol> and <log>, in the order of the document; `type` is an attribute of the device.
void ChardevSourceType(xml::Reader&, ChardevSource&, const char* attribute);
void ChardevSourceType(xml::Writer&, ChardevSource&, const char* attribute);
void ChardevSourceFields(xml::Reader&, ChardevSource&);
void ChardevSourceFields(xml::Writer&, ChardevSource&);
// What is missing; a channel's socket may be named by the daemon, and so need no path here.
enum class SocketPath { kRequired, kOptional };
absl::Status Check(const ChardevSource& source, SocketPath path = SocketPath::kRequired);

}  // namespace pleiad::conf

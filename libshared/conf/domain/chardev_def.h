// SPDX-License-Identifier: Apache-2.0
// chardev_def.h: <serial>, <parallel>, <console> and <channel>: what the guest sees of a character device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

enum class ChardevKind { kSerial, kParallel, kConsole, kChannel };
inline constexpr xml::EnumNames<ChardevKind> kChardevKinds = {{ChardevKind::kSerial, "serial"},
                                                              {ChardevKind::kParallel, "parallel"},
                                                              {ChardevKind::kConsole, "console"},
                                                              {ChardevKind::kChannel, "channel"}};

// The target's type attribute, of all kinds; kNone for parallel ports and for serial ports that have not been given one.
enum class ChardevTarget {
  kNone,
  // serial
  kIsaSerial, kUsbSerial, kPciSerial, kSpaprVioSerial, kSystemSerial, kSclpSerial, kIsaDebug,
  // console
  kSerial, kXen, kUml, kVirtio, kLxc, kOpenvz, kSclp, kSclplm,
  // channel
  kGuestfwd, kChannelVirtio, kChannelXen
};
const xml::EnumNames<ChardevTarget>& ChardevTargets(ChardevKind kind);

enum class SerialModel {
  kNone, kIsaSerial, kUsbSerial, kPciSerial, kSpaprVty, kPl011, k16550a, kSclpConsole, kSclplmConsole, kIsaDebugcon
};
inline constexpr xml::EnumNames<SerialModel> kSerialModels = {
    {SerialModel::kIsaSerial, "isa-serial"}, {SerialModel::kUsbSerial, "usb-serial"},     {SerialModel::kPciSerial, "pci-serial"},
    {SerialModel::kSpaprVty, "spapr-vty"},   {SerialModel::kPl011, "pl011"},              {SerialModel::k16550a, "16550a"},
    {SerialModel::kSclpConsole, "sclpconsole"}, {SerialModel::kSclplmConsole, "sclplmconsole"}, {SerialModel::kIsaDebugcon, "isa-debugcon"}};

enum class ChannelState { kDefault, kConnected, kDisconnected };
inline constexpr xml::EnumNames<ChannelState> kChannelStates = {{ChannelState::kConnected, "connected"},
                                                                {ChannelState::kDisconnected, "disconnected"}};

struct ChardevDef {
  ChardevKind kind = ChardevKind::kSerial;
  ChardevSource source;
  ChardevTarget target = ChardevTarget::kNone;
  SerialModel model = SerialModel::kNone;    // serial
  int port = -1;                             // serial, parallel, console; -1 is not given
  std::string name;                          // channel: virtio, xen
  ChannelState state = ChannelState::kDefault;  // channel: virtio, while it runs
  std::string forward_address;               // channel: guestfwd
  uint32_t forward_port = 0;
  DeviceInfo info;
};

// The element's name gives `kind`: the caller sets it before.
void Fields(xml::Reader&, ChardevDef&);
void Fields(xml::Writer&, ChardevDef&);
absl::Status Check(const ChardevDef& chardev);

}  // namespace pleiad::conf

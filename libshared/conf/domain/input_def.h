// SPDX-License-Identifier: Apache-2.0
// input_def.h: <input>, a mouse, tablet, keyboard or a device of the host's passed through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class InputType { kMouse, kTablet, kKeyboard, kPassthrough, kEvdev };
inline constexpr xml::EnumNames<InputType> kInputTypes = {{InputType::kMouse, "mouse"},
                                                          {InputType::kTablet, "tablet"},
                                                          {InputType::kKeyboard, "keyboard"},
                                                          {InputType::kPassthrough, "passthrough"},
                                                          {InputType::kEvdev, "evdev"}};
enum class InputBus { kDefault, kPs2, kUsb, kXen, kParallels, kVirtio, kNone };
inline constexpr xml::EnumNames<InputBus> kInputBuses = {{InputBus::kPs2, "ps2"},       {InputBus::kUsb, "usb"},
                                                         {InputBus::kXen, "xen"},       {InputBus::kParallels, "parallels"},
                                                         {InputBus::kVirtio, "virtio"}, {InputBus::kNone, "none"}};
enum class GrabToggle { kDefault, kCtrlCtrl, kAltAlt, kShiftShift, kMetaMeta, kScrolllock, kCtrlScrolllock };
inline constexpr xml::EnumNames<GrabToggle> kGrabToggles = {
    {GrabToggle::kCtrlCtrl, "ctrl-ctrl"}, {GrabToggle::kAltAlt, "alt-alt"},         {GrabToggle::kShiftShift, "shift-shift"},
    {GrabToggle::kMetaMeta, "meta-meta"}, {GrabToggle::kScrolllock, "scrolllock"}, {GrabToggle::kCtrlScrolllock, "ctrl-scrolllock"}};

struct InputDef {
  InputType type = InputType::kMouse;
  InputBus bus = InputBus::kDefault;
  VirtioModel model = VirtioModel::kDefault;
  std::string source;  // the host's /dev/input/eventN
  bool grab_all = false;
  OnOff repeat;
  GrabToggle grab_toggle = GrabToggle::kDefault;
  VirtioOptions virtio;
  DeviceInfo info;
};

void Fields(xml::Reader&, InputDef&);
void Fields(xml::Writer&, InputDef&);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// daemon_names.h: which daemon serves a connection URI, as libvirt names its modular daemons. A header alone: programs that take
// nothing else from here use it as well.
#pragma once

#include <string_view>

namespace pleiad {

struct DaemonName {
  std::string_view driver, daemon;
};

// Hypervisors first, in the order in which they are tried when a client names none.
inline constexpr DaemonName kDaemonNames[] = {
    {"qemu", "virtqemud"},
    {"lxc", "virtlxcd"},
    {"xen", "virtxend"},
    {"vbox", "virtvboxd"},
    {"bhyve", "virtbhyved"},
    {"ch", "virtchd"},
    {"vz", "virtvzd"},
    {"test", "virttestd"},
    {"network", "virtnetworkd"},
    {"storage", "virtstoraged"},
    {"nodedev", "virtnodedevd"},
    {"secret", "virtsecretd"},
    {"interface", "virtinterfaced"},
    {"nwfilter", "virtnwfilterd"},
};

// "virtqemud" for "qemu:///system", "qemu+unix:///session" and "qemu"; empty for drivers that no daemon has.
constexpr std::string_view DaemonOfUri(std::string_view uri) {
  const std::string_view driver = uri.substr(0, uri.find_first_of(":+"));
  for (const DaemonName& name : kDaemonNames) {
    if (name.driver == driver) return name.daemon;
  }
  return {};
}

}  // namespace pleiad

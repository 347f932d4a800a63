// SPDX-License-Identifier: Apache-2.0
// introspection.h: what an object tells of itself: its interfaces with names of arguments, documentation and how properties
// change, in the XML of the D-Bus specification.
#pragma once

#include <string>
#include <vector>

#include "libshared/dbus/interface.h"

namespace pleiad::dbus {

struct Introspected {
  std::vector<const Interface*> interfaces;
  bool is_object_manager = false;
  std::vector<std::string> children;  // names of nodes below
};

std::string IntrospectionXml(const Introspected& object);

}  // namespace pleiad::dbus

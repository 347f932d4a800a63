// SPDX-License-Identifier: Apache-2.0
// qemu_namespace_def.h: what a document asks of QEMU past libvirt's model, in the namespace
// http://libvirt.org/schemas/domain/qemu/1.0: raw arguments, capability and property overrides.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

inline constexpr char kQemuNamespaceUri[] = "http://libvirt.org/schemas/domain/qemu/1.0";

struct QemuEnv {
  std::string name;
  std::optional<std::string> value;
};
enum class QemuPropertyType { kString, kSigned, kUnsigned, kBool, kRemove };
struct QemuProperty {
  std::string name, value;
  QemuPropertyType type = QemuPropertyType::kString;
};
struct QemuDeviceOverride {
  std::string alias;
  std::vector<QemuProperty> properties;
};

struct QemuNamespace {
  std::vector<std::string> args;
  std::vector<QemuEnv> env;
  std::vector<std::string> capabilities_add, capabilities_del;
  std::string deprecation;  // "none", "omit", "reject", "crash"; empty: the driver's
  std::vector<QemuDeviceOverride> overrides;

  bool empty() const {
    return args.empty() && env.empty() && capabilities_add.empty() && capabilities_del.empty() && deprecation.empty() && overrides.empty();
  }
};

// Of the <domain> element itself: its children in this namespace. Any prefix is read, "qemu" is written.
void QemuFields(xml::Reader& m, QemuNamespace& qemu);
void QemuFields(xml::Writer& m, QemuNamespace& qemu);

}  // namespace pleiad::conf

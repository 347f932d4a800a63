// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/qemu_namespace_def.h"

#include <cstring>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
constexpr xml::EnumNames<QemuPropertyType> kPropertyTypes = {{QemuPropertyType::kString, "string"},
                                                             {QemuPropertyType::kSigned, "signed"},
                                                             {QemuPropertyType::kUnsigned, "unsigned"},
                                                             {QemuPropertyType::kBool, "bool"},
                                                             {QemuPropertyType::kRemove, "remove"}};

// The names of the elements with their prefix.
struct Names {
  const char *commandline, *arg, *env, *capabilities, *add, *del, *override_, *device, *frontend, *property, *deprecation;
};
constexpr Names kQemuNames = {"qemu:commandline", "qemu:arg",    "qemu:env",      "qemu:capabilities", "qemu:add",        "qemu:del",
                              "qemu:override",    "qemu:device", "qemu:frontend", "qemu:property",     "qemu:deprecation"};

Names NamesOf(xml::Reader& m, const std::string& prefix) {
  if (prefix == "qemu:") return kQemuNames;
  const auto name = [&](const char* local) { return m.Keep(prefix + local); };
  return {name("commandline"), name("arg"),    name("env"),      name("capabilities"), name("add"),       name("del"),
          name("override"),    name("device"), name("frontend"), name("property"),     name("deprecation")};
}

absl::Status Bad(const std::string& text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kXmlError, text); }

template <class Map>
void Strings(Map& m, const char* child, const char* attribute, std::vector<std::string>& values, const char* missing) {
  if constexpr (Map::kReading) {
    m.EachElement(child, [&](auto& g) {
      if (!g.HasAttribute(attribute)) return g.Fail(Bad(missing));
      g.Attribute(attribute, values.emplace_back());
    });
  } else {
    for (const std::string& value : values) {
      m.Nest(child, /*keep_empty=*/true, [&](auto& g) { g.Attribute(attribute, value, xml::kRequired); });
    }
  }
}

template <class Map>
void Env(Map& m, const Names& names, std::vector<QemuEnv>& env) {
  if constexpr (Map::kReading) {
    m.EachElement(names.env, [&](auto& g) {
      QemuEnv entry;
      g.Attribute("name", entry.name);
      g.Attribute("value", entry.value);
      if (entry.name.empty()) return g.Fail(Bad("No qemu environment name specified"));
      env.push_back(std::move(entry));
    });
  } else {
    for (const QemuEnv& entry : env) {
      m.Nest(names.env, /*keep_empty=*/true, [&](auto& g) {
        g.Attribute("name", entry.name);
        g.Attribute("value", entry.value);
      });
    }
  }
}

template <class Map>
void Property(Map& m, QemuProperty& property) {
  m.Attribute("name", property.name, xml::kRequired);
  m.Attribute("type", property.type, kPropertyTypes, xml::kRequired);
  m.Attribute("value", property.value);
}

template <class Map>
void Override(Map& m, const Names& names, std::vector<QemuDeviceOverride>& overrides) {
  if constexpr (Map::kReading) {
    m.EachElement(names.device, [&](auto& d) {
      QemuDeviceOverride& device = overrides.emplace_back();
      d.Attribute("alias", device.alias, xml::kRequired);
      d.Group(names.frontend, [&](auto& f) {
        f.EachElement(names.property, [&](auto& p) { Property(p, device.properties.emplace_back()); });
      });
    });
  } else {
    for (QemuDeviceOverride& device : overrides) {
      m.Nest(names.device, /*keep_empty=*/true, [&](auto& d) {
        d.Attribute("alias", device.alias);
        d.Group(names.frontend, [&](auto& f) {
          for (QemuProperty& property : device.properties) {
            f.Nest(names.property, /*keep_empty=*/true, [&](auto& p) { Property(p, property); });
          }
        });
      });
    }
  }
}

template <class Map>
void All(Map& m, const Names& names, QemuNamespace& qemu) {
  m.Group(names.commandline, [&](auto& g) {
    Strings(g, names.arg, "value", qemu.args, "No qemu command-line argument specified");
    Env(g, names, qemu.env);
  });
  m.Group(names.capabilities, [&](auto& g) {
    Strings(g, names.add, "capability", qemu.capabilities_add, "missing capability name");
    Strings(g, names.del, "capability", qemu.capabilities_del, "missing capability name");
  });
  m.Group(names.override_, [&](auto& g) { Override(g, names, qemu.overrides); });
  m.Group(names.deprecation, [&](auto& g) { g.Attribute("behavior", qemu.deprecation); });
}
}  // namespace

void QemuFields(xml::Reader& m, QemuNamespace& qemu) {
  m.node().EachAttribute([&](const char* name, const char* value) {
    if (strncmp(name, "xmlns:", 6) != 0 || strcmp(value, kQemuNamespaceUri) != 0) return;
    All(m, NamesOf(m, std::string(name + 6) + ":"), qemu);
  });
}
void QemuFields(xml::Writer& m, QemuNamespace& qemu) {
  All(m, kQemuNames, qemu);
}

}  // namespace pleiad::conf

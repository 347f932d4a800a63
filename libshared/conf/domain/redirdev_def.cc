// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/redirdev_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void Describe(Map& m, RedirdevDef& r) {
  if constexpr (Map::kReading) {
    m.Attribute("bus", r.bus);
    if (r.bus != "usb") return m.Fail(Unsupported("unknown redirdev bus '%s'", r.bus));
    if (!m.HasAttribute("type")) return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing type in redirdev"));
  } else {
    m.Attribute("bus", r.bus);
  }
  ChardevSourceType(m, r.source, "type");
  // It is written with an end tag even when nothing is in it.
  m.Body();
  ChardevSourceFields(m, r.source);
  Fields(m, r.info);
}

// A number that may be -1, for any; written in hexadecimal, or not at all.
template <class Map>
void IdField(Map& m, const char* name, int& id, int digits) {
  if constexpr (Map::kReading) {
    const char* text = m.node().Attribute(name);
    m.KnowAttribute(name);
    if (!text || std::string_view(text) == "-1") return;
    if (!xml::FromText(text, id) || id < 0) {
      m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "Cannot parse USB %s '%s'", std::string(name), std::string(text)));
    }
  } else if (id >= 0) {
    m.Attribute(name, absl::StrFormat("0x%0*X", digits, id));
  }
}

// "2.56": binary coded decimals, two digits each.
bool ParseVersion(std::string_view text, int& version) {
  const size_t dot = text.find('.');
  unsigned whole = 0, part = 0;
  if (dot == std::string_view::npos || !xml::FromText(text.substr(0, dot), whole) || !xml::FromText(text.substr(dot + 1), part)) return false;
  if (whole > 99 || part > 99) return false;
  version = static_cast<int>((whole / 10) << 12 | (whole % 10) << 8 | (part / 10) << 4 | part % 10);
  return true;
}

template <class Map>
void VersionField(Map& m, int& version) {
  if constexpr (Map::kReading) {
    const char* text = m.node().Attribute("version");
    m.KnowAttribute("version");
    if (!text || std::string_view(text) == "-1") return;
    if (!ParseVersion(text, version)) {
      m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "Cannot parse USB version %s", std::string(text)));
    }
  } else if (version >= 0) {
    m.Attribute("version", absl::StrFormat("%x.%02x", (version >> 8) & 0xff, version & 0xff));
  }
}

template <class Map>
void Describe(Map& m, RedirFilterRule& rule) {
  IdField(m, "class", rule.usb_class, 2);
  IdField(m, "vendor", rule.vendor, 4);
  IdField(m, "product", rule.product, 4);
  VersionField(m, rule.version);
  m.Attribute("allow", rule.allow, xml::kRequired);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(RedirFilterRule)

namespace {
template <class Map>
void Describe(Map& m, RedirFilterDef& filter) {
  m.List("usbdev", filter.rules);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(RedirdevDef)
PLEIAD_DESCRIBE_BOTH_WAYS(RedirFilterDef)

}  // namespace pleiad::conf

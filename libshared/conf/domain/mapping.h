// SPDX-License-Identifier: Apache-2.0
// mapping.h: shapes that several descriptions of the domain's elements share: state elements, sizes with a unit, and
// table values whose rejection has a text of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "libshared/base/bitmap.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/choice.h"
#include "libshared/conf/domain/memory_def.h"
#include "libshared/xml/reader.h"
#include "libshared/xml/writer.h"

namespace pleiad::conf {

template <class... Args>
absl::Status XmlError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlError, absl::StrFormat(format, args...));
}
template <class... Args>
absl::Status Unsupported(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, absl::StrFormat(format, args...));
}

// <child state='on'/>; reading demands the attribute.
template <class Map>
void StateElement(Map& m, const char* child, OnOff& value) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) { g.Attribute("state", value.emplace(), xml::kRequired); });
  } else if (value) {
    m.Group(child, [&](auto& g) { g.Attribute("state", *value, xml::kRequired); });
  }
}

// The same where a missing attribute means on. `describe` does what else the element has.
template <class Map, class F>
void StateElementOrOn(Map& m, const char* child, OnOff& value, F&& describe) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) {
      g.Attribute("state", value);
      if (!value) value = xml::OnOff{true};
      describe(g);
    });
  } else if (value) {
    m.Group(child, [&](auto& g) {
      g.Attribute("state", *value, xml::kRequired);
      describe(g);
    });
  }
}
template <class Map>
void StateElementOrOn(Map& m, const char* child, OnOff& value) {
  StateElementOrOn(m, child, value, [](auto&) {});
}

// An attribute whose wrong values are refused as unsupported configuration: "WHAT 'value'".
template <class Map, class E>
void ChosenAttribute(Map& m, const char* name, E& value, const xml::EnumNames<E>& names, std::type_identity_t<E> absent, const char* what) {
  if constexpr (Map::kReading) {
    m.KnowAttribute(name);
    const char* text = m.node().Attribute(name);
    value = absent;
    if (text && !xml::ValueOf(names, text, value)) m.Fail(Unsupported("%s '%s'", std::string(what), std::string(text)));
  } else {
    m.Attribute(name, value, names, absent);
  }
}

// A child's text whose wrong values are refused as unsupported configuration: "WHAT: value".
template <class Map, class E>
void ChosenText(Map& m, const char* child, E& value, const xml::EnumNames<E>& names, std::type_identity_t<E> absent, const char* what) {
  if constexpr (Map::kReading) {
    std::string text;
    m.Text(child, text);
    value = absent;
    if (!text.empty() && !xml::ValueOf(names, text, value)) m.Fail(Unsupported("%s: %s", std::string(what), text));
  } else {
    m.Text(child, xml::NameOf(names, value) + std::string());
  }
}

// A child <name unit='…'>N</name>, kept in bytes. Without a unit the number counts `default_scale` bytes.
// Written in KiB, or with `pretty` in the largest unit that leaves no fraction.
enum class UnitStyle { kKib, kPretty };
void SizeElement(xml::Reader& m, const char* child, std::optional<uint64_t>& bytes, uint64_t default_scale, UnitStyle style);
void SizeElement(xml::Writer& m, const char* child, std::optional<uint64_t>& bytes, uint64_t default_scale, UnitStyle style);

// The largest unit that divides `bytes`, as "MiB", and how many of it there are.
struct PrettySize {
  uint64_t value = 0;
  const char* unit = "B";
};
PrettySize PrettySizeOf(uint64_t bytes);

// An attribute that is a set of numbers; an empty set is not written. Errors: INVALID_ARG (8) as libvirt says it.
void BitmapAttribute(xml::Reader& m, const char* name, Bitmap& bitmap);
void BitmapAttribute(xml::Writer& m, const char* name, Bitmap& bitmap);

// Reads the text `text` of a size; `where` names it in the error as an XPath. Rounds up to whole KiB.
absl::StatusOr<uint64_t> ParseKib(std::string_view text, std::string_view unit, std::string_view where);

}  // namespace pleiad::conf

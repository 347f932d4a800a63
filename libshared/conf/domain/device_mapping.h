// SPDX-License-Identifier: Apache-2.0
// device_mapping.h: shapes that the descriptions of several devices share; included by their .cc files alone.
#pragma once

#include <optional>
#include <string>

#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/mapping.h"
#include "libshared/xml/reader.h"
#include "libshared/xml/writer.h"

namespace pleiad::conf {

// The two instances of a description, for those that include only the header.
#define PLEIAD_DESCRIBE_BOTH_WAYS(Type)                             \
  void Fields(xml::Reader& m, Type& value) { Describe(m, value); } \
  void Fields(xml::Writer& m, Type& value) { Describe(m, value); }

// A number written in hexadecimal with at least Digits digits; not there is `value` as it was.
template <int Digits, class Map>
void HexAttribute(Map& m, const char* name, uint32_t& value) {
  if constexpr (Map::kReading) {
    m.Attribute(name, value);
  } else {
    m.Attribute(name, xml::Hex<uint32_t, Digits>{value}, xml::kRequired);
  }
}
// The same where 0, or nothing, is not written.
template <int Digits, class Map, class T>
void HexAttributeOrNone(Map& m, const char* name, T& value) {
  if constexpr (Map::kReading) {
    m.Attribute(name, value);
  } else {
    m.Attribute(name, xml::Hex<T, Digits>{value}, xml::Hex<T, Digits>{});
  }
}

// An attribute whose wrong values are refused as unsupported configuration, in texts that do not quote them: "WHAT value".
template <class Map, class E>
void PlainChosenAttribute(Map& m, const char* name, E& value, const xml::EnumNames<E>& names, std::type_identity_t<E> absent, const char* what) {
  if constexpr (Map::kReading) {
    m.KnowAttribute(name);
    const char* text = m.node().Attribute(name);
    value = absent;
    if (text && !xml::ValueOf(names, text, value)) m.Fail(Unsupported("%s %s", std::string(what), std::string(text)));
  } else {
    m.Attribute(name, value, names, absent);
  }
}

// <child unit='…'>N</child>, kept in units of `stored` bytes and written so, as `unit`; without a unit it counts `given` bytes.
struct SizeUnit {
  uint64_t given, stored;
  const char* unit;
};
inline constexpr SizeUnit kBytes = {1, 1, "bytes"}, kKib = {1024, 1024, "KiB"}, kBytesToKib = {1, 1024, "KiB"};

void ReadSize(xml::Reader& m, const char* child, std::optional<uint64_t>& value, const SizeUnit& unit);
template <class Map>
void Size(Map& m, const char* child, std::optional<uint64_t>& value, const SizeUnit& unit) {
  if constexpr (Map::kReading) {
    ReadSize(m, child, value, unit);
  } else if (value) {
    m.Nest(child, /*keep_empty=*/true, [&](xml::Writer& w) {
      w.Attribute("unit", std::string(unit.unit));
      w.Value(*value);
    });
  }
}
// The same where 0 stands for absent.
template <class Map>
void Size(Map& m, const char* child, uint64_t& value, const SizeUnit& unit) {
  std::optional<uint64_t> size;
  if (value != 0) size = value;
  Size(m, child, size, unit);
  if constexpr (Map::kReading) value = size.value_or(0);
}

// A child element with one attribute that may be empty, as <script path='…'/>.
template <class Map>
void NamedChild(Map& m, const char* child, const char* attribute, std::string& value) {
  m.Group(child, [&](auto& g) { g.Attribute(attribute, value); });
}

// The attributes of every virtio device's <driver>.
template <class Map>
void VirtioFields(Map& m, VirtioOptions& virtio) {
  m.Attribute("iommu", virtio.iommu);
  m.Attribute("ats", virtio.ats);
  m.Attribute("packed", virtio.packed);
  m.Attribute("page_per_vq", virtio.page_per_vq);
}
// A <driver> with nothing else.
template <class Map>
void VirtioDriver(Map& m, VirtioOptions& virtio) {
  m.Group("driver", [&](auto& g) { VirtioFields(g, virtio); });
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/mapping.h"

#include <array>

namespace pleiad::conf {

void BitmapAttribute(xml::Reader& m, const char* name, Bitmap& bitmap) {
  m.KnowAttribute(name);
  const char* text = m.node().Attribute(name);
  if (!text) return;
  if (!FromText(text, bitmap)) {
    m.Fail(Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "Failed to parse bitmap '%s'", std::string(text).substr(0, 200)));
  } else if (bitmap.empty()) {
    m.Fail(Unsupported("Invalid value of '%s': %s", name, std::string(text).substr(0, 200)));
  }
}
void BitmapAttribute(xml::Writer& m, const char* name, Bitmap& bitmap) {
  if (!bitmap.empty()) m.Attribute(name, bitmap);
}

PrettySize PrettySizeOf(uint64_t bytes) {
  constexpr std::array<const char*, 7> kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  size_t power = 0;
  while (bytes != 0 && bytes % 1024 == 0 && power + 1 < kUnits.size()) {
    bytes /= 1024;
    ++power;
  }
  return {.value = bytes, .unit = kUnits[power]};
}

// A size in bytes as <name unit='…'>: the model's optional, wrapped so that it has a description of its own.
namespace {
struct SizeText {
  uint64_t bytes = 0, default_scale = 1024;
  UnitStyle style = UnitStyle::kKib;
};
void Fields(xml::Writer& m, SizeText& size) {
  const PrettySize pretty = size.style == UnitStyle::kPretty ? PrettySizeOf(size.bytes) : PrettySize{size.bytes / 1024, "KiB"};
  m.Attribute("unit", std::string(pretty.unit));
  m.Value(pretty.value);
}
void Fields(xml::Reader& m, SizeText& size) {
  m.KnowAttribute("unit");
  const char* unit = m.node().Attribute("unit");
  uint64_t value = 0;
  m.Value(value);
  if (m.failed()) return;
  auto bytes = ScaleToBytes(value, unit ? unit : "", size.default_scale);
  bytes.ok() ? void(size.bytes = *bytes) : m.Fail(bytes.status());
}
}  // namespace

void SizeElement(xml::Reader& m, const char* child, std::optional<uint64_t>& bytes, uint64_t default_scale, UnitStyle style) {
  if (!m.HasElement(child)) return;
  SizeText size{.default_scale = default_scale, .style = style};
  m.Element(child, size);
  bytes = size.bytes;
}
void SizeElement(xml::Writer& m, const char* child, std::optional<uint64_t>& bytes, uint64_t default_scale, UnitStyle style) {
  if (bytes) m.Element(child, SizeText{.bytes = *bytes, .default_scale = default_scale, .style = style});
}

}  // namespace pleiad::conf

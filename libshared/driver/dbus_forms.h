// SPDX-License-Identifier: Apache-2.0
// dbus_forms.h: how drivers' types stand on the bus where they are not simply their fields: a domain is its object's path, a
// set of CPUs a list of booleans.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"
#include "libshared/base/status_macros.h"
#include "libshared/dbus/interface.h"
#include "libshared/driver/domain/types.h"

namespace pleiad::driver {

inline constexpr char kDomainCollection[] = "domain";

// The last element of a path: "_c7a5fdbd_edaf_9455_926a_d65c16db1809".
inline std::string ElementOf(const Uuid& uuid) {
  std::string element = "_" + uuid.ToString();
  for (char& c : element) {
    if (c == '-') c = '_';
  }
  return element;
}
inline std::optional<Uuid> UuidOf(std::string_view element) {
  if (element.size() != 37 || element[0] != '_') return std::nullopt;
  std::string text(element.substr(1));
  for (char& c : text) {
    if (c == '_') c = '-';
  }
  return Uuid::Parse(text);
}

// CPU N is bit N of the set; `cpus` is how many the list has.
inline std::vector<bool> CpuList(const CpuMap& map, size_t cpus) {
  std::vector<bool> list(cpus);
  for (size_t i = 0; i < cpus && i / 8 < map.size(); ++i) list[i] = (static_cast<uint8_t>(map[i / 8]) >> (i % 8)) & 1;
  return list;
}
inline CpuMap CpuMapOf(const std::vector<bool>& list) {
  CpuMap map((list.size() + 7) / 8, '\0');
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i]) map[i / 8] = static_cast<char>(map[i / 8] | (1 << (i % 8)));
  }
  return map;
}

// A method that is known by its name but that no driver of this kind has. `text` has the signatures in it.
inline dbus::Method UnsupportedMethod(std::string_view text, std::string doc, std::string api, bool reading = false) {
  dbus::MethodText parsed = dbus::ParseMethodText(text);
  const Permission needed = reading ? permission::kConnectRead : permission::kConnectWrite;
  return {std::move(parsed.name),
          std::move(doc),
          std::move(parsed.in),
          std::move(parsed.out),
          {needed},
          dbus::Run::kInline,
          [api = std::move(api)](const std::any&, dbus::Reader&) {
            return dbus::Decoded{
                [api](const Caller&) -> absl::StatusOr<dbus::Answer> { return UnsupportedCall(ErrorDomain::kDomain, api); }};
          }};
}

// Objects that this daemon has none of: their lists are empty, for clients take an error for a broken daemon.
inline dbus::Method EmptyList(std::string_view text, std::string doc) {
  dbus::MethodText parsed = dbus::ParseMethodText(text);
  return {std::move(parsed.name),
          std::move(doc),
          std::move(parsed.in),
          std::move(parsed.out),
          {permission::kConnectRead},
          dbus::Run::kInline,
          [](const std::any&, dbus::Reader&) {
            return dbus::Decoded{[](const Caller&) -> absl::StatusOr<dbus::Answer> {
              return dbus::Answer([](dbus::Writer& writer) { writer.Array("o", [] {}); });
            }};
          }};
}

}  // namespace pleiad::driver

namespace pleiad::dbus {

template <>
struct Type<DomainRef> {
  static std::string Signature() { return "o"; }
  static void Put(Writer& writer, const DomainRef& domain) {
    writer.Path(std::string(writer.root()) + "/" + driver::kDomainCollection + "/" + driver::ElementOf(domain.uuid));
  }
};

}  // namespace pleiad::dbus

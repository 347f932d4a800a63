// SPDX-License-Identifier: Apache-2.0
// shapes.h: what the descriptions of several kinds of document share beside conf/domain/mapping.h: lists whose items
// need to know where they are, and reading a whole document. Included by .cc files alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libshared/base/uuid.h"
#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

template <class... Args>
absl::Status DetailError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, absl::StrFormat(format, args...));
}
template <class... Args>
absl::Status InternalError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, absl::StrFormat(format, args...));
}

// The elements <child> as items of `values`: describe(map, item).
template <class Map, class T, class F>
void Items(Map& m, const char* child, std::vector<T>& values, F&& describe) {
  if constexpr (Map::kReading) {
    m.EachElement(child, [&](auto& g) { describe(g, values.emplace_back()); });
  } else {
    for (T& value : values) {
      m.Nest(child, /*keep_empty=*/true, [&](auto& g) { describe(g, value); });
    }
  }
}

// An element that is there or not: describe(map, value).
template <class Map, class T, class F>
void Part(Map& m, const char* child, std::optional<T>& value, F&& describe) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) { describe(g, value.emplace()); });
  } else if (value) {
    m.Nest(child, /*keep_empty=*/true, [&](auto& g) { describe(g, *value); });
  }
}

// The text of an attribute while reading, known from then on; null when absent.
inline const char* TextOf(xml::Reader& m, const char* attribute) {
  m.KnowAttribute(attribute);
  return m.node().Attribute(attribute);
}

// A value whose wrong texts have an error of their own: wrong(text) makes it.
template <class Map, class T, class F>
void OwnAttribute(Map& m, const char* name, std::optional<T>& value, F&& wrong) {
  if constexpr (Map::kReading) {
    const char* text = TextOf(m, name);
    if (!text) return;
    using xml::FromText;
    if (!FromText(text, value.emplace())) m.Fail(wrong(std::string(text)));
  } else {
    m.Attribute(name, value);
  }
}

// <name> and <uuid> of an object. Errors: NO_NAME (21), XML_DETAIL (35) for a name that is no file's, INTERNAL_ERROR (1).
template <class Map>
void NameElement(Map& m, std::string& name) {
  if constexpr (Map::kReading) {
    m.Text("name", name);
    if (name.empty()) return m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kNoName));
    for (const char* bad : {"/", "\n"}) {
      if (name.find(bad) != std::string::npos) return m.Fail(DetailError("invalid char in name: %s", std::string(bad)));
    }
  } else {
    m.Text("name", name, xml::kRequired);
  }
}
template <class Map>
void UuidElement(Map& m, std::optional<Uuid>& uuid, const char* wrong = "malformed uuid element") {
  if constexpr (Map::kReading) {
    std::optional<std::string> text;
    m.Text("uuid", text);
    if (!text) return;
    uuid = Uuid::Parse(*text);
    if (!uuid) m.Fail(InternalError("%s", std::string(wrong)));
  } else {
    m.Text("uuid", uuid);
  }
}

// Reads a document with the root element `root`. Errors carry `domain`.
template <class T>
absl::StatusOr<T> ParseDocument(std::string_view text, const char* what, const char* root, ErrorDomain domain,
                                const xml::Options& options, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, what));
  const std::string found = document.root().name();
  if (found != root) {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of '%s', not '%s'", std::string(root), found);
  }
  T value;
  if (absl::Status status = xml::Read(document.root(), value, options, unknown); !status.ok()) return WithDomain(status, domain);
  return value;
}

}  // namespace pleiad::conf

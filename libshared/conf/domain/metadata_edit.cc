// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/metadata_edit.h"

#include <algorithm>
#include <cctype>

#include "libshared/base/domain_values.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/xml/node.h"
#include "libshared/xml/writer.h"

namespace pleiad::conf {
namespace {
std::string PrefixOf(const char* element) {
  const std::string_view name = element;
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string() : std::string(name.substr(0, colon));
}

// The namespace of `child` of <metadata>: declared by itself or by <metadata>.
std::string NamespaceOf(xml::Node metadata, xml::Node child) {
  const std::string prefix = PrefixOf(child.name());
  const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + prefix;
  const char* uri = child.Attribute(declaration.c_str());
  if (!uri) uri = metadata.Attribute(declaration.c_str());
  return uri ? uri : "";
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

std::string Escaped(std::string_view text) {
  std::string out;
  xml::AppendEscaped(out, text);
  return out;
}

bool IsPrefix(std::string_view key) {
  return !key.empty() && (isalpha(static_cast<unsigned char>(key[0])) || key[0] == '_') &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) { return isalnum(c) || c == '_' || c == '-' || c == '.'; });
}

// `element` under `key`: its own name gets the prefix and declares it; what it contains stays.
absl::StatusOr<std::string> WithPrefix(const std::string& element, std::string_view uri, std::string_view key) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(element, "metadata_xml"));
  std::string text = document.root().Print(0);
  const std::string name = document.root().name();
  const std::string prefixed = std::string(key) + ":" + name;
  text.replace(0, 1 + name.size(), "<" + prefixed + " xmlns:" + std::string(key) + "=\"" + Escaped(uri) + "\"");
  const std::string end = "</" + name + ">";
  if (const size_t at = text.rfind(end); at != std::string::npos) text.replace(at, end.size(), "</" + prefixed + ">");
  return text;
}
}  // namespace

std::optional<std::string> GetMetadataElement(const std::string& metadata, std::string_view uri) {
  if (metadata.empty()) return std::nullopt;
  auto document = xml::Document::Parse(metadata, "metadata");
  if (!document.ok()) return std::nullopt;
  for (xml::Node child = document->root().FirstChild(); child; child = child.Next()) {
    if (NamespaceOf(document->root(), child) != uri) continue;
    std::string text = child.Print(0);
    const std::string prefix = PrefixOf(child.name());
    if (prefix.empty()) {
      ReplaceAll(text, " xmlns=\"" + Escaped(uri) + "\"", "");
    } else {
      ReplaceAll(text, " xmlns:" + prefix + "=\"" + Escaped(uri) + "\"", "");
      ReplaceAll(text, "<" + prefix + ":", "<");
      ReplaceAll(text, "</" + prefix + ":", "</");
    }
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  return std::nullopt;
}

absl::StatusOr<std::string> SetMetadataElement(const std::string& metadata, std::string_view uri, std::string_view key,
                                               const std::optional<std::string>& element) {
  std::string children;
  if (!metadata.empty()) {
    ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(metadata, "metadata"));
    for (xml::Node child = document.root().FirstChild(); child; child = child.Next()) {
      if (NamespaceOf(document.root(), child) != uri) children += child.Print(1);
    }
  }
  if (element) {
    if (!IsPrefix(key)) return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "invalid namespace prefix '%s'", std::string(key));
    ASSIGN_OR_RETURN(const std::string prefixed, WithPrefix(*element, uri, key));
    ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(prefixed, "metadata_xml"));
    children += document.root().Print(1);
  }
  if (children.empty()) return std::string("<metadata/>\n");
  return "<metadata>\n" + children + "</metadata>\n";
}

absl::Status SetDomainMetadata(DomainDef& def, int32_t type, const std::optional<std::string>& metadata,
                               const std::optional<std::string>& key, const std::optional<std::string>& uri) {
  if (type == vir::kDomainMetadataDescription) {
    def.description = metadata.value_or("");
    return absl::OkStatus();
  }
  if (type == vir::kDomainMetadataTitle) {
    if (metadata && metadata->find('\n') != std::string::npos) {
      return MakeError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "metadata title can't contain newlines");
    }
    def.title = metadata.value_or("");
    return absl::OkStatus();
  }
  if (type == vir::kDomainMetadataElement && uri) {
    ASSIGN_OR_RETURN(def.metadata, SetMetadataElement(def.metadata, *uri, key.value_or(""), metadata));
    return absl::OkStatus();
  }
  return MakeError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "unknown metadata type");
}

absl::StatusOr<std::string> GetDomainMetadata(const DomainDef& def, int32_t type, const std::optional<std::string>& uri) {
  if (type < 0 || type > vir::kDomainMetadataElement) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "unknown metadata type");
  }
  std::optional<std::string> found;
  if (type == vir::kDomainMetadataDescription && !def.description.empty()) found = def.description;
  if (type == vir::kDomainMetadataTitle && !def.title.empty()) found = def.title;
  if (type == vir::kDomainMetadataElement && uri) found = GetMetadataElement(def.metadata, *uri);
  if (found) return *found;
  return MakeError(ErrorDomain::kDomain, ErrorCode::kNoDomainMetadata, "Requested metadata element is not present");
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/metadata_def.h"

#include <map>
#include <set>
#include <string_view>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
// The name of the attribute that declares the namespace of `element`: "xmlns:app" or "xmlns".
std::string Declaration(const char* element) {
  const std::string_view name = element;
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
}

void AppendAttribute(std::string& out, const std::string& name, const char* value) {
  out += ' ' + name + "=\"";
  xml::AppendEscaped(out, value);
  out += '"';
}

// <metadata> without its children: what it declares itself, what the root declared for them, and its other attributes.
std::string StartTag(xml::Node metadata, const std::map<std::string, const char*>& inherited) {
  std::string declarations, others;
  metadata.EachAttribute([&](const char* name, const char* value) {
    AppendAttribute(std::string_view(name).starts_with("xmlns") ? declarations : others, name, value);
  });
  for (const auto& [name, uri] : inherited) AppendAttribute(declarations, name, uri);
  return "<metadata" + declarations + others;
}
}  // namespace

void MetadataElement(xml::Reader& m, std::string& text) {
  m.KnowElement("metadata");
  const xml::Node metadata = m.node().FirstChild("metadata");
  if (!metadata) return;
  std::set<std::string> seen;
  std::map<std::string, const char*> inherited;
  std::string elements;
  for (xml::Node child = metadata.FirstChild(); child; child = child.Next()) {
    const std::string declaration = Declaration(child.name());
    const char* uri = child.Attribute(declaration.c_str());
    // A default namespace further up is the document's own.
    if (!uri && declaration != "xmlns") uri = metadata.Attribute(declaration.c_str());
    const bool inherits = !uri && declaration != "xmlns";
    if (inherits) uri = m.node().Attribute(declaration.c_str());
    if (!uri || !*uri || !seen.insert(uri).second) continue;
    if (inherits) inherited[declaration] = uri;
    elements += child.Print(1);
  }
  text = StartTag(metadata, inherited) + (elements.empty() ? "/>\n" : ">\n" + elements + "</metadata>\n");
}

void MetadataElement(xml::Writer& m, std::string& text) { m.Raw("metadata", text); }

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/metadata_def.h"

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

// `element` as text, with `attribute` put in.
std::string PrintWith(xml::Node element, const std::string& attribute, const std::string& value) {
  std::string text = element.Print(1), declaration = " " + attribute + "=\"";
  xml::AppendEscaped(declaration, value);
  text.insert(text.find('<') + 1 + std::string_view(element.name()).size(), declaration + '"');
  return text;
}
}  // namespace

void MetadataElement(xml::Reader& m, std::string& text) {
  m.KnowElement("metadata");
  const xml::Node metadata = m.node().FirstChild("metadata");
  if (!metadata) return;
  std::set<std::string> seen;
  std::string elements;
  for (xml::Node child = metadata.FirstChild(); child; child = child.Next()) {
    const std::string declaration = Declaration(child.name());
    const char* own = child.Attribute(declaration.c_str());
    const char* uri = own;
    // A default namespace further up is the document's own.
    for (xml::Node parent : {metadata, m.node()}) {
      if (!uri && declaration != "xmlns") uri = parent.Attribute(declaration.c_str());
    }
    if (!uri || !*uri || !seen.insert(uri).second) continue;
    elements += own ? child.Print(1) : PrintWith(child, declaration, uri);
  }
  text = elements.empty() ? "<metadata/>\n" : "<metadata>\n" + elements + "</metadata>\n";
}

void MetadataElement(xml::Writer& m, std::string& text) { m.Raw("metadata", text); }

}  // namespace pleiad::conf

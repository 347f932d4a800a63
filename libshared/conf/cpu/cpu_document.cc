// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/cpu_document.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/xml/node.h"
#include "libshared/xml/writer.h"

namespace pleiad::conf {
namespace {
std::string TextOf(xml::Node parent, const char* child) {
  const xml::Node node = parent.FirstChild(child);
  return node ? node.Text() : std::string();
}

std::string AttributeOf(xml::Node node, const char* name) {
  const char* const value = node.Attribute(name);
  return value ? value : "";
}

struct GuestCpu {
  const CpuDocument& cpu;
  bool allow_fallback;
};
template <class Map>
void Fields(Map& m, const GuestCpu& guest) {
  m.Attribute("mode", std::string("custom"));
  m.Attribute("match", std::string("exact"));
  m.Group("model", [&](auto& g) {
    g.Attribute("fallback", std::string(guest.allow_fallback ? "allow" : "forbid"));
    g.Value(guest.cpu.model);
  });
  m.Text("vendor", guest.cpu.vendor);
  for (const CpuDocument::Feature& feature : guest.cpu.features) {
    m.Group("feature", [&](auto& g) {
      g.Attribute("policy", feature.policy);
      g.Attribute("name", feature.name);
    });
  }
}
}  // namespace

absl::StatusOr<CpuDocument> ParseCpuDocument(std::string_view text) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "CPU_definition"));
  const xml::Node root = document.root();
  if (std::string_view(root.name()) != "cpu") {
    return MakeError(ErrorDomain::kCpu, ErrorCode::kXmlError, "XML does not contain expected 'cpu' element");
  }
  CpuDocument cpu;
  cpu.arch = TextOf(root, "arch");
  cpu.model = TextOf(root, "model");
  cpu.vendor = TextOf(root, "vendor");
  cpu.match = AttributeOf(root, "match");
  for (xml::Node node = root.FirstChild("feature"); node; node = node.Next("feature")) {
    CpuDocument::Feature feature{.name = AttributeOf(node, "name"), .policy = AttributeOf(node, "policy")};
    if (feature.name.empty()) return MakeError(ErrorDomain::kCpu, ErrorCode::kXmlError, "Invalid CPU feature name");
    if (feature.policy.empty()) feature.policy = "require";
    cpu.features.push_back(std::move(feature));
  }
  return cpu;
}

std::string FormatGuestCpu(const CpuDocument& cpu, bool allow_fallback) { return xml::Write("cpu", GuestCpu{cpu, allow_fallback}); }

}  // namespace pleiad::conf

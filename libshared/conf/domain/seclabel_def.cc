// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/seclabel_def.h"

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
constexpr xml::EnumNames<SecLabelType> kSecLabelTypes = {
    {SecLabelType::kNone, "none"}, {SecLabelType::kDynamic, "dynamic"}, {SecLabelType::kStatic, "static"}};

// A dynamic label relabels always, "none" never, a static one when asked to.
void SettleRelabel(xml::Reader& m, SecLabel& label) {
  switch (label.type) {
    case SecLabelType::kDynamic:
      if (IsNo(label.relabel)) return m.Fail(Unsupported("dynamic label type must use resource relabeling"));
      label.relabel = true;
      return;
    case SecLabelType::kNone:
      if (IsYes(label.relabel)) return m.Fail(Unsupported("resource relabeling is not compatible with 'none' label type"));
      label.relabel = false;
      return;
    case SecLabelType::kStatic:
      if (!label.relabel) label.relabel = false;
      return;
    case SecLabelType::kDefault: return;
  }
}

// The labels that a dynamic type got at run time are not read from a definition.
void Labels(xml::Reader& m, SecLabel& label) {
  std::string text, image;
  m.Text("label", text);
  m.Text("imagelabel", image);
  m.Text("baselabel", label.base_label);
  const bool running = !m.options().inactive;
  if (label.type == SecLabelType::kStatic || (running && label.type == SecLabelType::kDynamic)) label.label = text;
  if (running && IsYes(label.relabel)) label.image_label = image;
  if (label.type != SecLabelType::kDynamic) label.base_label.clear();
  if (label.type == SecLabelType::kStatic && text.empty() && !m.failed()) m.Fail(XmlError("security label is missing"));
}
void Labels(xml::Writer& m, SecLabel& label) {
  m.Text("label", label.label);
  m.Text("imagelabel", label.image_label);
  m.Text("baselabel", label.base_label);
}
}  // namespace

template <class Map>
void Fields(Map& m, SecLabel& label) {
  m.Attribute("type", label.type, kSecLabelTypes, SecLabelType::kDefault);
  m.Attribute("model", label.model);
  if constexpr (Map::kReading) {
    m.Attribute("relabel", label.relabel);
    SettleRelabel(m, label);
  } else if (label.type != SecLabelType::kNone) {
    m.Attribute("relabel", label.relabel);
  }
  Labels(m, label);
}
template void Fields(xml::Reader&, SecLabel&);
template void Fields(xml::Writer&, SecLabel&);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/smartcard_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

constexpr size_t kCertificates = 3;

template <class Map>
void Describe(Map& m, SmartcardDef& card) {
  m.Attribute("mode", card.mode, kSmartcardModes, xml::kRequired);
  if (m.failed()) return;
  if (card.mode == SmartcardMode::kHostCertificates) {
    m.TextList("certificate", card.certificates);
    m.Text("database", card.database);
  } else if (card.mode == SmartcardMode::kPassthrough) {
    if constexpr (Map::kReading) {
      if (!m.HasAttribute("type")) return m.Fail(XmlError("passthrough mode requires a character device type attribute"));
    }
    ChardevSourceType(m, card.source, "type");
    ChardevSourceFields(m, card.source);
  }
  Fields(m, card.info);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(card); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(SmartcardDef)

absl::Status Check(const SmartcardDef& card) {
  if (card.mode == SmartcardMode::kHostCertificates && card.certificates.size() != kCertificates) {
    return XmlError("host-certificates mode needs exactly three certificates");
  }
  return card.mode == SmartcardMode::kPassthrough ? Check(card.source) : absl::OkStatus();
}

}  // namespace pleiad::conf

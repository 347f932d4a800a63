// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/secret/secret_def.h"

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {
namespace {

// What the usage's one child is called, and what is said when it is missing.
struct UsageWords {
  const char *child, *missing;
};
UsageWords WordsOf(SecretUsageType type) {
  switch (type) {
    case SecretUsageType::kVolume:
      return {"volume", "volume usage specified, but volume path is missing"};
    case SecretUsageType::kCeph:
      return {"name", "Ceph usage specified, but name is missing"};
    case SecretUsageType::kIscsi:
      return {"target", "iSCSI usage specified, but target is missing"};
    case SecretUsageType::kTls:
      return {"name", "TLS usage specified, but name is missing"};
    case SecretUsageType::kVtpm:
      return {"name", "vTPM usage specified, but name is missing"};
    case SecretUsageType::kNone:
      break;
  }
  return {};
}

template <class Map>
void UsageFields(Map& m, SecretDef& secret) {
  if constexpr (Map::kReading) {
    const char* type = TextOf(m, "type");
    if (!type) return m.Fail(XmlError("unknown secret usage type"));
    if (!xml::ValueOf(kSecretUsageTypes, type, secret.usage_type)) {
      return m.Fail(Unsupported("unknown secret usage type %s", std::string(type)));
    }
  } else {
    m.Attribute("type", secret.usage_type, kSecretUsageTypes, xml::kRequired);
  }
  const UsageWords words = WordsOf(secret.usage_type);
  if (!words.child) return;
  m.Text(words.child, secret.usage_id);
  if (Map::kReading && secret.usage_id.empty()) m.Fail(InternalError("%s", std::string(words.missing)));
}

template <class Map>
void YesOrNo(Map& m, const char* name, bool& value) {
  if constexpr (Map::kReading) {
    std::optional<bool> given;
    OwnAttribute(m, name, given, [&](const std::string&) { return XmlError("invalid value of '%s'", std::string(name)); });
    value = given.value_or(false);
  } else {
    m.Attribute(name, value, xml::kRequired);
  }
}

template <class Map>
void Describe(Map& m, SecretDef& secret) {
  YesOrNo(m, "ephemeral", secret.ephemeral);
  YesOrNo(m, "private", secret.is_private);
  UuidElement(m, secret.uuid);
  m.Text("description", secret.description);
  if (!Map::kReading && secret.usage_type == SecretUsageType::kNone) return;
  m.Group("usage", [&](auto& g) { UsageFields(g, secret); });
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(SecretDef)

absl::StatusOr<SecretDef> ParseSecret(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  return ParseDocument<SecretDef>(text, "definition_of_secret", "secret", ErrorDomain::kSecret, options, unknown);
}
std::string FormatSecret(const SecretDef& secret) { return xml::Write("secret", secret); }
void CompleteSecret(SecretDef& secret) {
  if (!secret.uuid) secret.uuid = Uuid::Random();
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/described_objects.h"

#include <optional>
#include <string>

#include "libshared/xml/node.h"

namespace pleiad::driver {
namespace {
// The first of each, as the readers of documents take them.
class Described {
 public:
  explicit Described(std::string_view xml) {
    if (auto document = xml::Document::Parse(xml, "definition"); document.ok()) document_.emplace(*std::move(document));
  }

  xml::Node root() const { return document_ ? document_->root() : xml::Node(); }
  xml::Node Child(const char* element) const { return ChildOf(root(), element); }
  std::string Text(const char* element) const { return TextOf(Child(element)); }
  Uuid uuid() const { return Uuid::Parse(Text("uuid")).value_or(Uuid()); }

  static xml::Node ChildOf(const xml::Node& node, const char* element) { return node ? node.FirstChild(element) : xml::Node(); }
  static std::string TextOf(const xml::Node& node) { return node ? node.Text() : std::string(); }
  static std::string AttributeOf(const xml::Node& node, const char* name) {
    const char* const value = node ? node.Attribute(name) : nullptr;
    return value == nullptr ? std::string() : value;
  }

 private:
  std::optional<xml::Document> document_;
};

// virSecretUsageType, and the element of each that says for what.
struct Usage {
  std::string_view type;
  const char* element;
};
constexpr Usage kUsages[] = {{"none", ""},        {"volume", "volume"}, {"ceph", "name"},
                             {"iscsi", "target"}, {"tls", "name"},      {"vtpm", "name"}};
}  // namespace

DomainRef DescribedDomain(std::string_view xml) {
  const Described described(xml);
  return {.name = described.Text("name"), .uuid = described.uuid()};
}

NetworkRef DescribedNetwork(std::string_view xml) {
  const Described described(xml);
  return {.name = described.Text("name"), .uuid = described.uuid()};
}

Uuid DescribedNetworkPort(std::string_view xml) { return Described(xml).uuid(); }

StoragePoolRef DescribedPool(std::string_view xml) {
  const Described described(xml);
  StoragePoolRef pool{.name = described.Text("name"), .uuid = described.uuid()};
  // Without a name it has that of its source.
  if (pool.name.empty()) {
    pool.name = Described::TextOf(Described::ChildOf(described.Child("source"), "name"));
  }
  return pool;
}

StorageVolRef DescribedVolume(std::string_view xml, const StoragePoolRef& pool) {
  return {.pool = pool.name, .name = Described(xml).Text("name"), .key = {}};
}

NodeDeviceRef DescribedNodeDevice(std::string_view xml) { return {.name = Described(xml).Text("name")}; }

SecretRef DescribedSecret(std::string_view xml) {
  const Described described(xml);
  SecretRef secret{.uuid = described.uuid(), .usage_type = 0, .usage_id = {}};
  const xml::Node usage = described.Child("usage");
  const std::string type = Described::AttributeOf(usage, "type");
  for (const Usage& each : kUsages) {
    if (each.type != type || type == "none") continue;
    secret.usage_type = static_cast<int32_t>(&each - kUsages);
    secret.usage_id = Described::TextOf(Described::ChildOf(usage, each.element));
  }
  return secret;
}

NwfilterRef DescribedNwfilter(std::string_view xml) {
  const Described described(xml);
  return {.name = Described::AttributeOf(described.root(), "name"), .uuid = described.uuid()};
}

NwfilterBindingRef DescribedNwfilterBinding(std::string_view xml) {
  const Described described(xml);
  return {.portdev = Described::AttributeOf(described.Child("portdev"), "name"),
          .filtername = Described::AttributeOf(described.Child("filterref"), "filter")};
}

InterfaceRef DescribedInterface(std::string_view xml) {
  const Described described(xml);
  return {.name = Described::AttributeOf(described.root(), "name"),
          .mac = Described::AttributeOf(described.Child("mac"), "address")};
}

}  // namespace pleiad::driver

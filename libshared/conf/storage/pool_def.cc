// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/storage/pool_def.h"

#include <charconv>
#include <cstring>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/storage/storage_parts.h"

namespace pleiad::conf {
namespace {
constexpr char kFsUri[] = "http://libvirt.org/schemas/storagepool/fs/1.0";
constexpr char kRbdUri[] = "http://libvirt.org/schemas/storagepool/rbd/1.0";

bool HasMountOptions(PoolType type) { return type == PoolType::kFs || type == PoolType::kNetfs; }
bool IsNamedBySource(PoolType type) {
  return type == PoolType::kLogical || type == PoolType::kRbd || type == PoolType::kSheepdog || type == PoolType::kGluster ||
         type == PoolType::kZfs || type == PoolType::kVstorage;
}

template <class Map>
void NameAndUuid(Map& m, PoolDef& pool) {
  m.Text("name", pool.name);
  if constexpr (Map::kReading) {
    std::optional<std::string> text;
    m.Text("uuid", text);
    if (!text) return;
    pool.uuid = Uuid::Parse(*text);
    if (!pool.uuid) m.Fail(XmlError("malformed uuid element"));
  } else {
    m.Text("uuid", pool.uuid);
  }
}

// Which of the two names is missing is taken from the other.
void SettleNames(xml::Reader& m, PoolDef& pool) {
  std::string& source = pool.source.name;
  if (pool.name.empty() && IsNamedBySource(pool.type)) pool.name = source;
  if (pool.name.empty()) return m.Fail(XmlError("missing pool source name element"));
  if (pool.name.find('/') != std::string::npos) return m.Fail(XmlError("name %s cannot contain '/'", pool.name));
  if (pool.name.find('\n') != std::string::npos) return m.Fail(DetailError("invalid char in name: \n"));
  if (pool.type == PoolType::kRbd && source.empty()) return m.Fail(XmlError("element 'name' is mandatory for RBD pool"));
  if (IsNamedBySource(pool.type) && source.empty()) source = pool.name;
}

void Sizes(xml::Reader& m, PoolDef&) {
  for (const char* size : {"capacity", "allocation", "available"}) m.KnowElement(size);
}
void Sizes(xml::Writer& m, PoolDef& pool) {
  const auto write = [&](const char* name, uint64_t bytes) {
    m.Nest(name, /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("unit", std::string("bytes"));
      g.Value(bytes);
    });
  };
  write("capacity", pool.capacity_bytes);
  write("allocation", pool.allocation_bytes);
  write("available", pool.available_bytes);
}

template <class Map>
void FeaturesElement(Map& m, PoolDef& pool) {
  m.Group("features", [&](auto& g) { g.Group("cow", [&](auto& cow) { cow.Attribute("state", pool.cow); }); });
  if constexpr (Map::kReading) {
    if (!pool.cow || pool.type == PoolType::kDir || pool.type == PoolType::kFs) return;
    m.Fail(MakeError(ErrorDomain::kStorage, ErrorCode::kNoSupport, "cow feature may only be used for 'fs' and 'dir' pools"));
  }
}

template <class Map>
void TargetElement(Map& m, PoolDef& pool) {
  if (!pool.has_target()) return m.KnowElement("target");
  m.Group("target", [&](auto& g) {
    g.Text("path", pool.target_path);
    PermissionsElement(g, pool.permissions);
  });
  if constexpr (Map::kReading) {
    if (pool.type == PoolType::kLogical) pool.target_path = "/dev/" + pool.source.name;
    if (pool.type == PoolType::kZfs) pool.target_path = "/dev/zvol/" + pool.source.name;
    if (pool.target_path.empty()) return m.Fail(XmlError("missing storage pool target path"));
    pool.target_path = CleanPath(pool.target_path);
  }
}

// The elements of a namespace, under the prefix that the root gives it.
template <class F>
void EachOption(xml::Reader& m, const char* uri, const char* group, F&& read) {
  m.node().EachAttribute([&](const char* name, const char* value) {
    if (strncmp(name, "xmlns:", 6) != 0 || strcmp(value, uri) != 0) return;
    const std::string prefix = std::string(name + 6) + ":";
    const char *outer = m.Keep(prefix + group), *inner = m.Keep(prefix + "option");
    m.Group(outer, [&](auto& g) { g.EachElement(inner, read); });
  });
}

void Namespaces(xml::Reader& m, PoolDef& pool) {
  if (HasMountOptions(pool.type)) {
    EachOption(m, kFsUri, "mount_opts", [&](xml::Reader& option) {
      option.Attribute("name", pool.mount_options.emplace_back());
      if (pool.mount_options.back().empty()) option.Fail(XmlError("no fs mount option name specified"));
    });
  }
  if (pool.type != PoolType::kRbd) return;
  EachOption(m, kRbdUri, "config_opts", [&](xml::Reader& option) {
    PoolOption& item = pool.config_options.emplace_back();
    option.Attribute("name", item.name);
    option.Attribute("value", item.value);
    if (item.name.empty()) return option.Fail(XmlError("no rbd option name specified"));
    if (item.value.empty()) option.Fail(XmlError("no rbd option value specified"));
  });
}
void Namespaces(xml::Writer& m, PoolDef& pool) {
  m.Group("fs:mount_opts", [&](auto& g) {
    for (const std::string& name : pool.mount_options) {
      g.Nest("fs:option", /*keep_empty=*/true, [&](auto& option) { option.Attribute("name", name); });
    }
  });
  m.Group("rbd:config_opts", [&](auto& g) {
    Items(g, "rbd:option", pool.config_options, [](auto& option, PoolOption& item) {
      option.Attribute("name", item.name);
      option.Attribute("value", item.value);
    });
  });
}

void Declarations(xml::Reader&, PoolDef&) {}
void Declarations(xml::Writer& m, PoolDef& pool) {
  if (!pool.mount_options.empty()) m.Attribute("xmlns:fs", std::string(kFsUri));
  if (!pool.config_options.empty()) m.Attribute("xmlns:rbd", std::string(kRbdUri));
}

template <class Map>
void Describe(Map& m, PoolDef& pool) {
  m.Attribute("type", pool.type, kPoolTypes, xml::kRequired);
  Declarations(m, pool);
  NameAndUuid(m, pool);
  Sizes(m, pool);
  FeaturesElement(m, pool);
  if (m.failed()) return;
  if constexpr (Map::kReading) {
    m.Group("source", [&](auto& g) { SourceFields(g, pool.source, pool.type); });
    if (!m.HasElement("source")) SettleSource(m, pool.source, pool.type);
    NeedSource(m, pool.source, pool.type);
    if (m.failed()) return;
    SettleNames(m, pool);
  } else {
    m.Nest("source", /*keep_empty=*/true, [&](auto& g) { SourceFields(g, pool.source, pool.type); });
  }
  if (m.failed()) return;
  TargetElement(m, pool);
  Namespaces(m, pool);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(PoolDef)

bool PoolDef::has_target() const {
  return type != PoolType::kIscsiDirect && type != PoolType::kRbd && type != PoolType::kSheepdog && type != PoolType::kGluster;
}

std::string CleanPath(const std::string& path) {
  std::string clean;
  for (char c : path) {
    if (c != '/' || clean.empty() || clean.back() != '/') clean += c;
  }
  if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

namespace {
void ReadId(xml::Reader& m, const char* child, std::optional<uint32_t>& id) {
  std::optional<std::string> text;
  m.Text(child, text);
  if (!text) return;
  int64_t value = 0;
  if (!xml::FromText(*text, value) || value < -1 || value > UINT32_MAX)
    return m.Fail(XmlError("malformed %s element", std::string(child)));
  if (value >= 0) id = static_cast<uint32_t>(value);
}

void ReadMode(xml::Reader& m, std::optional<uint32_t>& mode) {
  std::optional<std::string> text;
  m.Text("mode", text);
  if (!text) return;
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value, 8);
  if (error != std::errc() || end != text->data() + text->size() || value > 0777) return m.Fail(XmlError("malformed octal mode"));
  mode = value;
}
}  // namespace

template <class Map>
void PermissionsElement(Map& m, StoragePermissions& permissions) {
  if (!Map::kReading && permissions.IsEmpty()) return;
  m.Group("permissions", [&](auto& g) {
    if constexpr (Map::kReading) {
      ReadMode(g, permissions.mode);
      ReadId(g, "owner", permissions.owner);
      ReadId(g, "group", permissions.group);
    } else {
      if (permissions.mode) g.Text("mode", absl::StrFormat("%04o", *permissions.mode));
      g.Text("owner", permissions.owner);
      g.Text("group", permissions.group);
    }
    g.Text("label", permissions.label);
  });
}
template void PermissionsElement(xml::Reader&, StoragePermissions&);
template void PermissionsElement(xml::Writer&, StoragePermissions&);

absl::StatusOr<PoolDef> ParsePool(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  return ParseDocument<PoolDef>(text, "storage_pool_definition", "pool", ErrorDomain::kStorage, options, unknown);
}
std::string FormatPool(const PoolDef& pool, const xml::Options& options) { return xml::Write("pool", pool, options); }
void CompletePool(PoolDef& pool) {
  if (!pool.uuid) pool.uuid = Uuid::Random();
}

}  // namespace pleiad::conf

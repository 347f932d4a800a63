// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/storage/volume_def.h"

#include <algorithm>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/storage/storage_parts.h"

namespace pleiad::conf {
namespace {

// A document with what reading it depends on.
struct VolumeDocument {
  VolumeDef* volume;
  PoolType pool;
  VolumeCapacity capacity;
};

template <class Map>
void SizeOf(Map& m, const char* child, std::optional<uint64_t>& bytes) {
  if constexpr (Map::kReading) {
    m.Group(child, [&](auto& g) {
      const char* unit = TextOf(g, "unit");
      uint64_t value = 0;
      if (!xml::FromText(g.node().Text(), value)) return g.Fail(XmlError("malformed capacity element"));
      const absl::StatusOr<uint64_t> scaled = ScaleToBytes(value, unit ? unit : "", 1);
      scaled.ok() ? void(bytes = *scaled) : g.Fail(scaled.status());
    });
  } else if (bytes) {
    m.Nest(child, /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("unit", std::string("bytes"));
      g.Value(*bytes);
    });
  }
}

template <class Map>
void FormatElement(Map& m, std::string& format, PoolType pool, const char* fallback) {
  if constexpr (Map::kReading) {
    NamedChild(m, "format", "type", format);
    const auto& known = VolumeFormats(pool);
    if (known.empty()) return format.clear();
    if (format.empty()) format = fallback;
    if (std::find(known.begin(), known.end(), format) == known.end())
      m.Fail(Unsupported("unknown volume format type %s", format));
  } else {
    NamedChild(m, "format", "type", format);
  }
}

void WriteTime(xml::Writer& m, const char* child, const FileTime& time) {
  // Whole seconds have no fraction.
  m.Text(child,
         time.nanoseconds == 0 ? std::to_string(time.seconds) : absl::StrFormat("%d.%09d", time.seconds, time.nanoseconds));
}

// Only the host says when a file was used.
void Timestamps(xml::Reader& m, std::optional<VolumeTimes>&) { m.KnowElement("timestamps"); }
void Timestamps(xml::Writer& m, std::optional<VolumeTimes>& times) {
  if (!times) return;
  m.Group("timestamps", [&](auto& g) {
    WriteTime(g, "atime", times->accessed);
    WriteTime(g, "mtime", times->modified);
    WriteTime(g, "ctime", times->changed);
    if (times->born) WriteTime(g, "btime", *times->born);
  });
}

template <class Map>
void CipherFields(Map& m, StorageEncryption& e) {
  m.Group("cipher", [&](auto& g) {
    g.Attribute("name", e.cipher_name);
    if constexpr (Map::kReading) {
      const char* size = TextOf(g, "size");
      if (!size) return g.Fail(XmlError("Missing required attribute 'size' in element 'cipher'"));
      if (e.cipher_name.empty()) return g.Fail(XmlError("cipher info missing 'name' attribute"));
    }
    if (Map::kReading || !e.cipher_name.empty()) g.Attribute("size", e.cipher_size);
    g.Attribute("mode", e.cipher_mode);
    g.Attribute("hash", e.cipher_hash);
  });
  if constexpr (Map::kReading) {
    if (m.HasElement("ivgen") && e.cipher_name.empty()) return m.Fail(XmlError("ivgen element found, but cipher is missing"));
  }
  m.Group("ivgen", [&](auto& g) {
    g.Attribute("name", e.ivgen_name);
    g.Attribute("hash", e.ivgen_hash);
    if (Map::kReading && e.ivgen_name.empty()) g.Fail(XmlError("Missing required attribute 'name' in element 'ivgen'"));
  });
}

template <class Map>
void SecretOf(Map& m, SecretRef& secret) {
  m.Attribute("type", secret.type);
  if constexpr (Map::kReading) {
    if (secret.type.empty()) return m.Fail(XmlError("unknown volume encryption secret type"));
    if (secret.type != "passphrase") return m.Fail(Unsupported("unknown volume encryption secret type %s", secret.type));
  }
  SecretFields(m, secret.uuid, secret.usage);
}

template <class Map>
void EncryptionFields(Map& m, StorageEncryption& e) {
  if constexpr (Map::kReading) {
    const char* format = TextOf(m, "format");
    if (!format) return m.Fail(XmlError("unknown volume encryption format"));
    if (!xml::ValueOf(kEncryptionFormats, format, e.format)) {
      return m.Fail(Unsupported("unknown volume encryption format type %s", std::string(format)));
    }
  } else {
    m.Attribute("format", e.format, kEncryptionFormats, xml::kRequired);
  }
  m.Attribute("engine", e.engine, kEncryptionEngines, EncryptionEngine::kDefault);
  m.Body();
  Items(m, "secret", e.secrets, [](auto& g, SecretRef& secret) { SecretOf(g, secret); });
  if (Map::kReading && e.format != EncryptionFormat::kLuks) {
    m.KnowElement("cipher");
    return m.KnowElement("ivgen");
  }
  CipherFields(m, e);
}

// "1.1": two numbers with a dot.
bool IsCompat(const std::string& text) {
  const size_t dot = text.find('.');
  return text.find_first_not_of("0123456789.") == std::string::npos && dot != std::string::npos && dot > 0 &&
         dot + 1 < text.size() && text.find('.', dot + 1) == std::string::npos;
}

template <class Map>
void FeatureElements(Map& m, VolumeTarget& target) {
  Part(m, "features", target.features, [](auto& g, VolumeFeatures& features) {
    g.Flag("lazy_refcounts", features.lazy_refcounts);
    g.Flag("extended_l2", features.extended_l2);
    if constexpr (Map::kReading) {
      const std::string other = g.FirstUnknownElement();
      if (!other.empty()) g.Fail(Unsupported("unsupported feature %s", other));
    }
  });
}

template <class Map>
void TargetFields(Map& m, VolumeTarget& target, PoolType pool) {
  m.Text("path", target.path);
  FormatElement(m, target.format, pool, VolumeFormats(pool).empty() ? "" : VolumeFormats(pool).front().c_str());
  PermissionsElement(m, target.permissions);
  Timestamps(m, target.times);
  Part(m, "encryption", target.encryption, [](auto& g, StorageEncryption& e) { EncryptionFields(g, e); });
  m.Text("compat", target.compat);
  if (Map::kReading && !target.compat.empty() && !IsCompat(target.compat)) {
    return m.Fail(XmlError("forbidden characters in 'compat' attribute"));
  }
  if constexpr (Map::kReading) {
    m.Group("clusterSize", [&](auto& g) {
      const char* unit = TextOf(g, "unit");
      uint64_t value = 0;
      if (!xml::FromText(g.node().Text(), value)) {
        return g.Fail(XmlError("Invalid value '%s' for element or attribute './target/clusterSize'", g.node().Text()));
      }
      const absl::StatusOr<uint64_t> scaled = ScaleToBytes(value, unit ? unit : "", 1);
      scaled.ok() ? void(target.cluster_bytes = *scaled) : g.Fail(scaled.status());
    });
    m.Flag("nocow", target.nocow);
  } else if (target.cluster_bytes) {
    m.Nest("clusterSize", /*keep_empty=*/true, [&](auto& g) {
      g.Attribute("unit", std::string("B"));
      g.Value(*target.cluster_bytes);
    });
  }
  FeatureElements(m, target);
  // The features came with the second version of the format.
  if (Map::kReading && target.features && target.compat.empty()) target.compat = "1.1";
}

void SourceElement(xml::Reader& m, VolumeDef&) { m.KnowElement("source"); }
void SourceElement(xml::Writer& m, VolumeDef& volume) {
  m.Group("source", [&](auto& g) {
    // Extents of one device stand together.
    for (size_t i = 0; i < volume.extents.size();) {
      const std::string& device = volume.extents[i].device;
      g.Nest("device", /*keep_empty=*/true, [&](auto& d) {
        d.Attribute("path", device);
        for (; i < volume.extents.size() && volume.extents[i].device == device; ++i) {
          d.Nest("extent", /*keep_empty=*/true, [&](auto& extent) {
            extent.Attribute("start", volume.extents[i].start);
            extent.Attribute("end", volume.extents[i].end);
          });
        }
      });
    }
  });
}

template <class Map>
void BackingElement(Map& m, VolumeDef& volume, PoolType pool) {
  Part(m, "backingStore", volume.backing, [&](auto& g, VolumeBacking& backing) {
    g.Text("path", backing.path);
    FormatElement(g, backing.format, pool, VolumeFormats(pool).empty() ? "" : "raw");
    PermissionsElement(g, backing.permissions);
    Timestamps(g, backing.times);
  });
  if (Map::kReading && volume.backing && volume.backing->path.empty()) volume.backing.reset();
}

template <class Map>
void Sizes(Map& m, VolumeDocument& document) {
  VolumeDef& volume = *document.volume;
  std::optional<uint64_t> capacity = volume.capacity_bytes, allocation = volume.allocation_bytes;
  if (Map::kReading) capacity.reset(), allocation.reset();
  SizeOf(m, "capacity", capacity);
  SizeOf(m, "allocation", allocation);
  if constexpr (Map::kReading) {
    m.KnowElement("physical");
    const bool optional = document.capacity == VolumeCapacity::kOptional ||
                          (document.capacity == VolumeCapacity::kRequiredWithoutBacking && m.HasElement("backingStore"));
    if (!capacity && !optional) return m.Fail(XmlError("missing capacity element"));
    volume.capacity_bytes = capacity.value_or(0);
    volume.has_allocation = allocation.has_value();
    volume.allocation_bytes = allocation.value_or(volume.capacity_bytes);
  } else {
    SizeOf(m, "physical", volume.physical_bytes);
  }
}

template <class Map>
void Describe(Map& m, VolumeDocument& document) {
  VolumeDef& volume = *document.volume;
  if constexpr (Map::kReading) {
    ChosenAttribute(m, "type", volume.type, kVolumeTypes, VolumeType::kFile, "unknown volume type");
  } else {
    m.Attribute("type", volume.type, kVolumeTypes, xml::kRequired);
  }
  m.Text("name", volume.name);
  if (Map::kReading && volume.name.empty()) return m.Fail(XmlError("missing volume name element"));
  m.Text("key", volume.key);
  SourceElement(m, volume);
  Sizes(m, document);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (!m.HasElement("target") && !VolumeFormats(document.pool).empty())
      volume.target.format = VolumeFormats(document.pool).front();
  }
  m.Group("target", [&](auto& g) { TargetFields(g, volume.target, document.pool); });
  BackingElement(m, volume, document.pool);
}

void Fields(xml::Reader& m, VolumeDocument& document) { Describe(m, document); }
void Fields(xml::Writer& m, VolumeDocument& document) { Describe(m, document); }
}  // namespace

const std::vector<std::string>& VolumeFormats(PoolType pool) {
  static const std::vector<std::string> kNothing,
      kFiles = {"raw", "none",  "dir",  "bochs", "cloop", "dmg",   "iso", "vpc",  "vdi",    "fat",
                "vhd", "ploop", "luks", "cow",   "qcow",  "qcow2", "qed", "vmdk", "unknown"},
      kPartitions = {"none", "linux", "fat16", "fat32", "linux-swap", "linux-lvm", "linux-raid", "extended"};
  switch (pool) {
    case PoolType::kDir:
    case PoolType::kFs:
    case PoolType::kNetfs:
    case PoolType::kGluster:
    case PoolType::kVstorage:
      return kFiles;
    case PoolType::kDisk:
      return kPartitions;
    default:
      return kNothing;
  }
}

absl::StatusOr<VolumeDef> ParseVolume(std::string_view text, PoolType pool, VolumeCapacity capacity,
                                      std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "storage_volume_definition"));
  const std::string root = document.root().name();
  if (root != "volume")
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of 'volume', not '%s'", root);
  VolumeDef volume;
  VolumeDocument all{.volume = &volume, .pool = pool, .capacity = capacity};
  if (absl::Status wrong = xml::Read(document.root(), all, {}, unknown); !wrong.ok())
    return WithDomain(wrong, ErrorDomain::kStorage);
  return volume;
}

std::string FormatVolume(const VolumeDef& volume) {
  VolumeDocument all{.volume = const_cast<VolumeDef*>(&volume), .pool = PoolType::kDir, .capacity = VolumeCapacity::kRequired};
  return xml::Write("volume", all);
}

}  // namespace pleiad::conf

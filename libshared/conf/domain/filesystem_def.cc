// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/filesystem_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum FilesystemType;

template <class Map>
void ModeAttribute(Map& m, const char* name, std::string& mode) {
  m.Attribute(name, mode);
  if constexpr (Map::kReading) {
    if (mode.empty() || m.failed()) return;
    const bool octal = mode.size() <= 4 && mode.find_first_not_of("01234567") == std::string::npos;
    if (!octal) {
      return m.Fail(XmlError("Invalid value for attribute '%s' in element 'filesystem': '%s'. Expected non-negative integer value",
                             std::string(name), mode));
    }
    mode.insert(0, 4 - mode.size(), '0');
  }
}

template <class Map>
void DriverFields(Map& m, FilesystemDef& fs) {
  m.Group("driver", [&](auto& g) {
    g.Attribute("type", fs.driver, kFilesystemDrivers, FilesystemDriver::kDefault);
    g.Attribute("format", fs.format);
    std::string policy = fs.write_immediately ? "immediate" : "";
    g.Attribute("wrpolicy", policy);
    if constexpr (Map::kReading) fs.write_immediately = policy == "immediate";
    g.Attribute("queue", fs.queue_size, uint64_t{0});
    VirtioFields(g, fs.virtio);
  });
}

template <class Map>
void BinaryFields(Map& m, FilesystemBinary& binary) {
  m.Group("binary", [&](auto& g) {
    g.Attribute("path", binary.path);
    g.Attribute("xattr", binary.xattr);
    g.Group("cache", [&](auto& c) { c.Attribute("mode", binary.cache, kVirtiofsCaches, VirtiofsCache::kDefault); });
    g.Group("sandbox", [&](auto& c) { c.Attribute("mode", binary.sandbox, kVirtiofsSandboxes, VirtiofsSandbox::kDefault); });
    g.Group("lock", [&](auto& c) {
      c.Attribute("posix", binary.posix_lock);
      c.Attribute("flock", binary.flock);
    });
    g.Group("thread_pool", [&](auto& c) { c.Attribute("size", binary.thread_pool_size); });
  });
}

// A RAM disk's size: kept in KiB, whatever unit it was given in.
template <class Map>
void UsageFields(Map& m, FilesystemDef& fs) {
  if constexpr (Map::kReading) {
    uint64_t usage = 0;
    std::string units;
    m.Attribute("usage", usage);
    m.Attribute("units", units);
    if (m.failed() || !m.HasAttribute("usage")) return;
    const absl::StatusOr<uint64_t> bytes = ScaleToBytes(usage, units, 1024);
    if (!bytes.ok()) return m.Fail(bytes.status());
    fs.source = std::to_string(*bytes / 1024);
  } else {
    m.Attribute("usage", fs.source);
    m.Attribute("units", std::string("KiB"));
  }
}

template <class Map>
void SourceFields(Map& m, FilesystemDef& fs) {
  m.Group("source", [&](auto& g) {
    switch (fs.type) {
      case kMount:
        g.Attribute("dir", fs.source);
        return g.Attribute("socket", fs.socket);
      case kBind: return g.Attribute("dir", fs.source);
      case kBlock: return g.Attribute("dev", fs.source);
      case kFile: return g.Attribute("file", fs.source);
      case kTemplate: return g.Attribute("name", fs.source);
      case kRam: return UsageFields(g, fs);
      case kVolume:
        g.Attribute("pool", fs.pool);
        return g.Attribute("volume", fs.volume);
    }
  });
}

template <class Map>
void Attributes(Map& m, FilesystemDef& fs) {
  if constexpr (Map::kReading) {
    m.Attribute("type", fs.type, kFilesystemTypes, kMount);
  } else {
    m.Attribute("type", fs.type, kFilesystemTypes, xml::kRequired);
  }
  m.Attribute("accessmode", fs.access_mode, kAccessModes, AccessMode::kDefault);
  m.Attribute("model", fs.model, kVirtioModels, VirtioModel::kDefault);
  m.Attribute("multidevs", fs.multidevs, kMultidevs, Multidevs::kDefault);
  ModeAttribute(m, "fmode", fs.fmode);
  ModeAttribute(m, "dmode", fs.dmode);
}

template <class Map>
void Describe(Map& m, FilesystemDef& fs) {
  Attributes(m, fs);
  DriverFields(m, fs);
  BinaryFields(m, fs.binary);
  SourceFields(m, fs);
  NamedChild(m, "target", "dir", fs.target);
  m.Flag("readonly", fs.readonly);
  Size(m, "space_hard_limit", fs.space_hard_limit, kBytes);
  Size(m, "space_soft_limit", fs.space_soft_limit, kBytes);
  Fields(m, fs.info);
  if constexpr (Map::kReading) {
    // virtiofsd always passes through.
    if (fs.access_mode == AccessMode::kDefault && fs.driver != FilesystemDriver::kVirtiofs) fs.access_mode = AccessMode::kPassthrough;
    if (m.failed()) return;
    if (absl::Status wrong = Check(fs); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(FilesystemDef)

absl::Status Check(const FilesystemDef& fs) {
  const bool has_source = !fs.source.empty() || !fs.socket.empty() || !fs.pool.empty();
  if (!has_source && fs.type == kRam) return XmlError("missing 'usage' attribute for RAM filesystem");
  if (!has_source) return MakeError(ErrorDomain::kDomain, ErrorCode::kNoSource, fs.target);
  if (fs.target.empty() && fs.socket.empty()) return MakeError(ErrorDomain::kDomain, ErrorCode::kNoTarget, fs.source);
  return absl::OkStatus();
}

}  // namespace pleiad::conf

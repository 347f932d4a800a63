// SPDX-License-Identifier: Apache-2.0
// pool_source.cc: <source>, where the volumes of a pool come from. Which parts it has depends on the pool's type.
#include <algorithm>
#include <cctype>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/storage/storage_parts.h"

namespace pleiad::conf {
namespace {
using enum PoolType;

// The formats of a type; the first is the default.
const std::vector<std::string>& FormatsOf(PoolType type) {
  static const std::vector<std::string> kNothing,
      kFsFormats = {"auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf",
                    "gfs",  "gfs2", "vfat", "hfs+", "xfs", "ocfs2",   "vmfs"},
      kNetfsFormats = {"auto", "nfs", "glusterfs", "cifs"},
      kDiskFormats = {"unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2"}, kLogicalFormats = {"lvm2", "unknown"};
  switch (type) {
    case kFs:
      return kFsFormats;
    case kNetfs:
      return kNetfsFormats;
    case kDisk:
      return kDiskFormats;
    case kLogical:
      return kLogicalFormats;
    default:
      return kNothing;
  }
}

bool HasHost(PoolType t) {
  return t == kNetfs || t == kIscsi || t == kIscsiDirect || t == kRbd || t == kSheepdog || t == kGluster;
}
bool HasDevice(PoolType t) { return t == kFs || t == kLogical || t == kDisk || t == kIscsi || t == kIscsiDirect || t == kZfs; }
bool HasDir(PoolType t) { return t == kNetfs || t == kGluster; }
bool HasName(PoolType t) { return t == kLogical || t == kRbd || t == kSheepdog || t == kGluster || t == kZfs || t == kVstorage; }
bool HasInitiator(PoolType t) { return t == kIscsi || t == kIscsiDirect; }

template <class Map>
void HostFields(Map& m, PoolHost& host) {
  m.Attribute("name", host.name);
  m.Attribute("port", host.port, 0);
  if (Map::kReading && host.name.empty()) m.Fail(XmlError("missing storage pool host name"));
}

template <class Map>
void DeviceFields(Map& m, PoolDevice& device) {
  m.Attribute("path", device.path);
  m.Attribute("part_separator", device.part_separator);
  if constexpr (Map::kReading) {
    m.KnowElement("freeExtent");
    if (device.path.empty()) return m.Fail(XmlError("missing storage pool source device path"));
  }
}

bool IsWwn(const std::string& text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return isxdigit(c); });
}

absl::Status CheckFcHost(const PoolAdapter& a) {
  if (a.wwnn.empty() || a.wwpn.empty()) return XmlError("'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
  for (const std::string* wwn : {&a.wwnn, &a.wwpn, &a.parent_wwnn, &a.parent_wwpn, &a.parent_fabric_wwn}) {
    if (!wwn->empty() && !IsWwn(*wwn)) return InternalError("Malformed wwn: %s", *wwn);
  }
  if (!a.parent_wwnn.empty() && a.parent_wwpn.empty()) {
    return XmlError("when providing parent_wwnn='%s', the parent_wwpn must also be provided", a.parent_wwnn);
  }
  if (a.parent_wwnn.empty() && !a.parent_wwpn.empty()) {
    return XmlError("when providing parent_wwpn='%s', the parent_wwnn must also be provided", a.parent_wwpn);
  }
  return absl::OkStatus();
}

absl::Status CheckScsiHost(const PoolAdapter& a) {
  if (a.name.empty() && !a.parent_address)
    return XmlError("Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
  if (!a.name.empty() && a.parent_address)
    return XmlError("Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter");
  return absl::OkStatus();
}

constexpr xml::EnumNames<AdapterType> kAdapterTypes = {{AdapterType::kScsiHost, "scsi_host"}, {AdapterType::kFcHost, "fc_host"}};

template <class Map>
void ParentAddressFields(Map& m, ScsiParentAddress& parent) {
  if constexpr (Map::kReading) {
    const char* text = TextOf(m, "unique_id");
    if (!m.HasElement("address")) return m.Fail(XmlError("Missing scsi_host PCI address element"));
    if (!text || !xml::FromText(text, parent.unique_id))
      return m.Fail(XmlError("Missing or invalid scsi adapter 'unique_id' value"));
  } else {
    m.Attribute("unique_id", parent.unique_id);
  }
  m.Element("address", parent.pci);
}

template <class Map>
void AdapterFields(Map& m, PoolAdapter& a) {
  m.Attribute("type", a.type, kAdapterTypes, AdapterType::kNone);
  m.Attribute("name", a.name);
  m.Attribute("parent", a.parent);
  m.Attribute("parent_wwnn", a.parent_wwnn);
  m.Attribute("parent_wwpn", a.parent_wwpn);
  m.Attribute("parent_fabric_wwn", a.parent_fabric_wwn);
  m.Attribute("managed", a.managed);
  m.Attribute("wwnn", a.wwnn);
  m.Attribute("wwpn", a.wwpn);
  Part(m, "parentaddr", a.parent_address, [](auto& g, ScsiParentAddress& parent) { ParentAddressFields(g, parent); });
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    // A bare name is what adapters were before they had types.
    if (a.type == AdapterType::kNone && !a.name.empty()) a.type = AdapterType::kScsiHost;
    absl::Status wrong;
    if (a.type == AdapterType::kFcHost) wrong = CheckFcHost(a);
    if (a.type == AdapterType::kScsiHost) wrong = CheckScsiHost(a);
    if (!wrong.ok()) m.Fail(std::move(wrong));
  }
}

template <class Map>
void AuthFields(Map& m, PoolAuth& auth) {
  m.Attribute("type", auth.type);
  m.Attribute("username", auth.username);
  if constexpr (Map::kReading) {
    if (auth.username.empty()) return m.Fail(XmlError("missing username for auth"));
    if (!auth.type.empty() && auth.type != "chap" && auth.type != "ceph")
      return m.Fail(Unsupported("unknown auth type '%s'", auth.type));
    if (!m.HasElement("secret")) return m.Fail(XmlError("Missing <secret> element in auth"));
    if (auth.type.empty()) return m.Fail(Unsupported("storage pool missing auth type"));
  }
  m.Group("secret", [&](auto& g) {
    if constexpr (Map::kReading) g.KnowAttribute("type");
    SecretFields(g, auth.secret_uuid, auth.secret_usage);
  });
}

template <class Map>
void FormatElement(Map& m, std::string& format, PoolType type) {
  NamedChild(m, "format", "type", format);
  if constexpr (Map::kReading) {
    const auto& known = FormatsOf(type);
    if (known.empty()) return format.clear();
    if (format.empty()) return;
    if (std::find(known.begin(), known.end(), format) == known.end()) m.Fail(Unsupported("unknown pool format type %s", format));
  }
}

absl::Status CheckSource(const PoolSource& source, PoolType type) {
  if (HasHost(type) && source.hosts.empty()) return XmlError("missing storage pool source host name");
  if ((type == kFs || type == kDisk) && source.devices.empty()) return XmlError("missing storage pool source device name");
  if (type == kNetfs && source.dir.empty()) return XmlError("missing storage pool source path");
  if (type == kScsi && source.adapter.type == AdapterType::kNone) return XmlError("missing storage pool source adapter");
  if (type == kIscsiDirect && source.initiator_iqn.empty()) return Unsupported("missing initiator IQN");
  return absl::OkStatus();
}

}  // namespace

void SettleSource(xml::Reader& m, PoolSource& source, PoolType type) {
  if (m.failed()) return;
  if (source.format.empty() && !FormatsOf(type).empty()) source.format = FormatsOf(type).front();
  if (!HasHost(type)) source.hosts.clear();
  if (!HasDevice(type)) source.devices.clear();
  if (!HasDir(type)) source.dir.clear();
  if (!HasName(type)) source.name.clear();
  if (!HasInitiator(type)) source.initiator_iqn.clear();
  if (type != kScsi) source.adapter = {};
  if (type == kGluster && source.dir.empty()) source.dir = "/";
  source.dir = CleanPath(source.dir);
}

// What a pool needs of its source; who looks for sources may leave it out.
void NeedSource(xml::Reader& m, const PoolSource& source, PoolType type) {
  if (m.failed()) return;
  if (absl::Status wrong = CheckSource(source, type); !wrong.ok()) m.Fail(std::move(wrong));
}

template <class Map>
void SourceFields(Map& m, PoolSource& source, PoolType type) {
  m.Body();
  Items(m, "host", source.hosts, [](auto& g, PoolHost& host) { HostFields(g, host); });
  Items(m, "device", source.devices, [](auto& g, PoolDevice& device) { DeviceFields(g, device); });
  NamedChild(m, "dir", "path", source.dir);
  m.Group("adapter", [&](auto& g) { AdapterFields(g, source.adapter); });
  m.Text("name", source.name);
  m.Group("initiator", [&](auto& g) { NamedChild(g, "iqn", "name", source.initiator_iqn); });
  FormatElement(m, source.format, type);
  Part(m, "auth", source.auth, [](auto& g, PoolAuth& auth) { AuthFields(g, auth); });
  NamedChild(m, "protocol", "ver", source.protocol_version);
  NamedChild(m, "vendor", "name", source.vendor);
  NamedChild(m, "product", "name", source.product);
  if constexpr (Map::kReading) SettleSource(m, source, type);
}
template void SourceFields(xml::Reader&, PoolSource&, PoolType);
template void SourceFields(xml::Writer&, PoolSource&, PoolType);

namespace {
struct SearchedSource {
  PoolType type = PoolType::kDir;
  PoolSource source;
};
void Fields(xml::Reader& m, SearchedSource& searched) {
  m.KnowElement("target");
  SourceFields(m, searched.source, searched.type);
}
struct FoundSources {
  PoolType type;
  const std::vector<PoolSource>* sources;
};
void Fields(xml::Writer& m, FoundSources& found) {
  m.Body();
  for (PoolSource source : *found.sources) {
    m.Nest("source", /*keep_empty=*/true, [&](auto& g) { SourceFields(g, source, found.type); });
  }
}
}  // namespace

absl::StatusOr<PoolSource> ParsePoolSource(std::string_view text, PoolType type) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "storage_source_specification"));
  const std::string root = document.root().name();
  if (root != "source")
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of 'source', not '%s'", root);
  SearchedSource searched{.type = type, .source = {}};
  if (absl::Status wrong = xml::Read(document.root(), searched, {}); !wrong.ok()) return WithDomain(wrong, ErrorDomain::kStorage);
  return std::move(searched.source);
}

std::string FormatPoolSources(PoolType type, const std::vector<PoolSource>& sources) {
  return xml::Write("sources", FoundSources{.type = type, .sources = &sources});
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/snapshot/snapshot_def.h"

#include <ctime>

#include "libshared/conf/snapshot/moment_parts.h"

namespace pleiad::conf {
namespace {

struct SnapshotDocument {
  SnapshotDef* snapshot;
  MomentUse use = MomentUse::kRedefine;
};

absl::Status CheckDiskSource(const SnapshotDisk& disk) {
  const StorageType type = disk.source.type;
  if (type != StorageType::kFile && type != StorageType::kBlock && type != StorageType::kNetwork) {
    return XmlError("unsupported disk snapshot type '%s'", std::string(xml::NameOf(kStorageTypes, type)));
  }
  const bool is_local = type == StorageType::kFile || type == StorageType::kBlock;
  if (is_local && !disk.source.path.empty() && disk.source.path[0] != '/') {
    return XmlError("disk snapshot image path '%s' must be absolute", disk.source.path);
  }
  // Only a new file can be named after the old one.
  if (disk.mode == DiskSnapshot::kExternal && type == StorageType::kNetwork && disk.source.protocol == NetProtocol::kNone) {
    return Unsupported("cannot generate external snapshot name for disk '%s' on a 'network' device", disk.name);
  }
  return absl::OkStatus();
}

void DiskFields(xml::Reader& m, SnapshotDisk& disk) {
  m.Attribute("name", disk.name);
  if (disk.name.empty()) return m.Fail(InternalError("missing name from disk snapshot element"));
  m.Attribute("snapshot", disk.mode, kDiskSnapshots, DiskSnapshot::kDefault);
  m.Attribute("type", disk.source.type, kStorageTypes, StorageType::kFile);
  m.Group("driver", [&](auto& g) {
    const char* type = TextOf(g, "type");
    if (type && !xml::ValueOf(kStorageFormats, type, disk.source.format)) {
      g.Fail(Unsupported("unknown disk snapshot driver '%s'", std::string(type)));
    }
  });
  m.Element("source", disk.source);
  if (m.failed()) return;
  // Whoever names a new image wants one.
  if (disk.mode == DiskSnapshot::kDefault && !disk.source.IsEmpty()) disk.mode = DiskSnapshot::kExternal;
  if (absl::Status wrong = CheckDiskSource(disk); !wrong.ok()) m.Fail(std::move(wrong));
}
void DiskFields(xml::Writer& m, SnapshotDisk& disk) {
  m.Attribute("name", disk.name);
  m.Attribute("snapshot", disk.mode, kDiskSnapshots, DiskSnapshot::kDefault);
  if (disk.mode != DiskSnapshot::kExternal) return;
  m.Attribute("type", disk.source.type == StorageType::kNone ? StorageType::kFile : disk.source.type, kStorageTypes,
              xml::kRequired);
  m.Group("driver", [&](auto& g) { g.Attribute("type", disk.source.format, kStorageFormats, StorageFormat::kNone); });
  m.Group("source", [&](auto& g) { Fields(g, disk.source); });
}

void MemoryElement(xml::Reader& m, SnapshotDef& snapshot) {
  m.Group("memory", [&](auto& g) {
    g.Attribute("snapshot", snapshot.memory, kDiskSnapshots, DiskSnapshot::kDefault);
    g.Attribute("file", snapshot.memory_file);
  });
  if (m.failed()) return;
  const std::string& file = snapshot.memory_file;
  if (snapshot.memory == DiskSnapshot::kDefault && !file.empty()) snapshot.memory = DiskSnapshot::kExternal;
  if (snapshot.memory != DiskSnapshot::kExternal && !file.empty()) {
    return m.Fail(XmlError("memory filename '%s' requires external snapshot", file));
  }
  if (snapshot.memory != DiskSnapshot::kExternal) return;
  if (file.empty()) return m.Fail(XmlError("external memory snapshots require a filename"));
  if (file[0] != '/') m.Fail(XmlError("memory snapshot file path (%s) must be absolute", file));
}
void MemoryElement(xml::Writer& m, SnapshotDef& snapshot) {
  m.Group("memory", [&](auto& g) {
    g.Attribute("snapshot", snapshot.memory, kDiskSnapshots, DiskSnapshot::kDefault);
    g.Attribute("file", snapshot.memory_file);
  });
}

// What a snapshot that was taken before must tell.
void ReadPast(xml::Reader& m, SnapshotDef& snapshot) {
  if (snapshot.name.empty()) return m.Fail(XmlError("a redefined snapshot must have a name"));
  std::string time, state;
  m.Text("creationTime", time);
  if (!xml::FromText(time, snapshot.creation_time_s)) return m.Fail(InternalError("missing creationTime from existing snapshot"));
  ParentElement(m, snapshot.parent);
  m.Text("state", state);
  if (state.empty()) return m.Fail(XmlError("missing state from existing snapshot"));
  if (!xml::ValueOf(kSnapshotStates, state, snapshot.state))
    return m.Fail(Unsupported("Invalid state '%s' in domain snapshot XML", state));
  const xml::Node domain = m.node().FirstChild("domain");
  // Snapshots of long ago had a domain of which only the uuid was told.
  if (!domain || !domain.Attribute("type")) return m.Fail(InternalError("missing domain in snapshot"));
  DomainElement(m, "domain", snapshot.domain);
  DomainElement(m, "inactiveDomain", snapshot.inactive_domain);
}

void SettleMemory(SnapshotDef& snapshot) {
  if (snapshot.memory != DiskSnapshot::kDefault) return;
  const bool offline = snapshot.state == SnapshotState::kShutoff || snapshot.state == SnapshotState::kDiskOnly;
  snapshot.memory = offline ? DiskSnapshot::kNo : DiskSnapshot::kInternal;
}

void Fields(xml::Reader& m, SnapshotDocument& document) {
  SnapshotDef& snapshot = *document.snapshot;
  m.Text("name", snapshot.name);
  m.Text("description", snapshot.description);
  if (document.use == MomentUse::kRedefine) {
    ReadPast(m, snapshot);
    if (m.failed()) return;
  } else {
    for (const char* told : {"creationTime", "parent", "state", "domain", "inactiveDomain"}) m.KnowElement(told);
  }
  MemoryElement(m, snapshot);
  m.Group("disks", [&](auto& g) { Items(g, "disk", snapshot.disks, [](auto& d, SnapshotDisk& disk) { DiskFields(d, disk); }); });
  m.Raw("cookie", snapshot.cookie);
  if (!m.failed() && document.use == MomentUse::kRedefine) SettleMemory(snapshot);
}

void Fields(xml::Writer& m, SnapshotDocument& document) {
  SnapshotDef& snapshot = *document.snapshot;
  m.Text("name", snapshot.name);
  m.Text("description", snapshot.description);
  m.Text("state", snapshot.state, kSnapshotStates, SnapshotState::kNone);
  ParentElement(m, snapshot.parent);
  m.Text("creationTime", snapshot.creation_time_s, int64_t{0});
  MemoryElement(m, snapshot);
  m.Group("disks", [&](auto& g) { Items(g, "disk", snapshot.disks, [](auto& d, SnapshotDisk& disk) { DiskFields(d, disk); }); });
  DomainElement(m, "domain", snapshot.domain);
  DomainElement(m, "inactiveDomain", snapshot.inactive_domain);
  m.Raw("cookie", snapshot.cookie);
}
}  // namespace

absl::StatusOr<SnapshotDef> ParseSnapshot(std::string_view text, MomentUse use, const xml::Options& options,
                                          std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "domain_snapshot"));
  const std::string root = document.root().name();
  if (root != "domainsnapshot") {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of 'domainsnapshot', not '%s'", root);
  }
  SnapshotDef snapshot;
  SnapshotDocument all{.snapshot = &snapshot, .use = use};
  if (absl::Status wrong = xml::Read(document.root(), all, options, unknown); !wrong.ok())
    return WithDomain(wrong, ErrorDomain::kDomainSnapshot);
  return snapshot;
}

std::string FormatSnapshot(const SnapshotDef& snapshot, const xml::Options& options) {
  return xml::Write("domainsnapshot", SnapshotDocument{.snapshot = const_cast<SnapshotDef*>(&snapshot)}, options);
}

void CompleteSnapshotName(SnapshotDef& snapshot, int64_t now_s) {
  if (snapshot.creation_time_s == 0) snapshot.creation_time_s = now_s;
  if (snapshot.name.empty()) snapshot.name = std::to_string(snapshot.creation_time_s);
}

}  // namespace pleiad::conf

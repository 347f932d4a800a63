// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/snapshot/backup_def.h"

#include "libshared/conf/snapshot/moment_parts.h"

namespace pleiad::conf {
namespace {

// Written though it may be left out.
template <class Map, class E>
void WrittenAttribute(Map& m, const char* name, E& value, const xml::EnumNames<E>& names, E absent) {
  if constexpr (Map::kReading) {
    m.Attribute(name, value, names, absent);
  } else {
    m.Attribute(name, value, names, xml::kRequired);
  }
}

template <class Map>
void ServerFields(Map& m, BackupServer& server) {
  WrittenAttribute(m, "transport", server.transport, kHostTransports, HostTransport::kTcp);
  m.Attribute("tls", server.tls);
  m.Attribute("name", server.name);
  m.Attribute("port", server.port, 0u);
  m.Attribute("socket", server.socket);
}

absl::Status CheckServer(const BackupServer& server) {
  const bool is_unix = server.transport == HostTransport::kUnix;
  if (server.transport == HostTransport::kRdma) return XmlError("transport '%s' is not for backups", "rdma");
  if (is_unix && !server.socket.starts_with('/')) return XmlError("backup socket path '%s' must be absolute", server.socket);
  if (!is_unix && server.name.empty()) return XmlError("missing '%s' of the server", "name");
  return absl::OkStatus();
}

absl::Status CheckDisk(const BackupDisk& disk) {
  if (disk.name.empty()) return XmlError("missing '%s' of disk backup element", "name");
  if (disk.type != StorageType::kFile && disk.type != StorageType::kBlock) {
    return XmlError("unsupported disk backup type '%s'", std::string(xml::NameOf(kStorageTypes, disk.type)));
  }
  if (!disk.path.empty() && disk.path[0] != '/') return XmlError("disk backup image path '%s' must be absolute", disk.path);
  if (disk.extent == BackupExtent::kFull && !disk.incremental.empty()) {
    return XmlError("disk '%s' shall have a full backup and an incremental one", disk.name);
  }
  return absl::OkStatus();
}

template <class Map>
void ImageElement(Map& m, const char* child, BackupDisk& disk) {
  m.Group(child, [&](auto& g) { g.Attribute(disk.type == StorageType::kBlock ? "dev" : "file", disk.path); });
}

template <class Map>
void DiskFields(Map& m, BackupDisk& disk, BackupMode mode) {
  m.Attribute("name", disk.name);
  m.Attribute("backup", disk.backup);
  if (!Map::kReading && IsNo(disk.backup)) return;
  WrittenAttribute(m, "type", disk.type, kStorageTypes, StorageType::kFile);
  m.Attribute("backupmode", disk.extent, kBackupExtents, BackupExtent::kDefault);
  m.Attribute("incremental", disk.incremental);
  m.Attribute("exportname", disk.export_name);
  m.Attribute("exportbitmap", disk.export_bitmap);
  m.Group("driver", [&](auto& g) { g.Attribute("type", disk.format, kStorageFormats, StorageFormat::kNone); });
  ImageElement(m, mode == BackupMode::kPush ? "target" : "scratch", disk);
  if constexpr (Map::kReading) {
    m.KnowAttribute("index");
    if (m.failed()) return;
    if (absl::Status wrong = CheckDisk(disk); !wrong.ok()) m.Fail(std::move(wrong));
  }
}

struct BackupDocument {
  BackupDef backup;
};

template <class Map>
void Fields(Map& m, BackupDocument& document) {
  BackupDef& backup = document.backup;
  WrittenAttribute(m, "mode", backup.mode, kBackupModes, BackupMode::kPush);
  m.Text("incremental", backup.incremental);
  Part(m, "server", backup.server, [](auto& g, BackupServer& server) { ServerFields(g, server); });
  m.Group("disks",
          [&](auto& g) { Items(g, "disk", backup.disks, [&](auto& d, BackupDisk& disk) { DiskFields(d, disk, backup.mode); }); });
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (backup.mode == BackupMode::kPush && backup.server)
      return m.Fail(XmlError("'%s' is for backups that are pulled", "server"));
    if (backup.mode == BackupMode::kPull && !backup.server)
      return m.Fail(XmlError("missing '%s' of a backup that is pulled", "server"));
    if (!backup.server) return;
    if (absl::Status wrong = CheckServer(*backup.server); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

absl::StatusOr<BackupDef> ParseBackup(std::string_view text, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(BackupDocument document, ParseDocument<BackupDocument>(text, "domain_backup", "domainbackup",
                                                                          ErrorDomain::kDomain, {.inactive = true}, unknown));
  return std::move(document.backup);
}

std::string FormatBackup(const BackupDef& backup) { return xml::Write("domainbackup", BackupDocument{backup}); }

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/disk_def.h"

#include <algorithm>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

// The throttles, in the order of the document.
struct TuneRow {
  const char* name;
  uint64_t DiskIoTune::*value;
};
constexpr TuneRow kRates[] = {
    {"total_bytes_sec", &DiskIoTune::total_bytes_sec},         {"read_bytes_sec", &DiskIoTune::read_bytes_sec},
    {"write_bytes_sec", &DiskIoTune::write_bytes_sec},         {"total_iops_sec", &DiskIoTune::total_iops_sec},
    {"read_iops_sec", &DiskIoTune::read_iops_sec},             {"write_iops_sec", &DiskIoTune::write_iops_sec},
    {"total_bytes_sec_max", &DiskIoTune::total_bytes_sec_max}, {"read_bytes_sec_max", &DiskIoTune::read_bytes_sec_max},
    {"write_bytes_sec_max", &DiskIoTune::write_bytes_sec_max}, {"total_iops_sec_max", &DiskIoTune::total_iops_sec_max},
    {"read_iops_sec_max", &DiskIoTune::read_iops_sec_max},     {"write_iops_sec_max", &DiskIoTune::write_iops_sec_max},
    {"size_iops_sec", &DiskIoTune::size_iops_sec},
};
constexpr TuneRow kLengths[] = {
    {"total_bytes_sec_max_length", &DiskIoTune::total_bytes_sec_max_length},
    {"read_bytes_sec_max_length", &DiskIoTune::read_bytes_sec_max_length},
    {"write_bytes_sec_max_length", &DiskIoTune::write_bytes_sec_max_length},
    {"total_iops_sec_max_length", &DiskIoTune::total_iops_sec_max_length},
    {"read_iops_sec_max_length", &DiskIoTune::read_iops_sec_max_length},
    {"write_iops_sec_max_length", &DiskIoTune::write_iops_sec_max_length},
};

template <class Map>
void TuneField(Map& m, const TuneRow& row, DiskIoTune& tune) {
  if constexpr (Map::kReading) {
    std::optional<std::string> text;
    m.Text(row.name, text);
    if (text && !xml::FromText(*text, tune.*row.value)) m.Fail(XmlError("disk iotune field '%s' must be an integer", std::string(row.name)));
  } else {
    m.Text(row.name, tune.*row.value, uint64_t{0});
  }
}

template <class Map>
void IoTuneFields(Map& m, DiskIoTune& tune) {
  m.Group("iotune", [&](auto& g) {
    for (const TuneRow& row : kRates) TuneField(g, row, tune);
    g.Text("group_name", tune.group_name);
    for (const TuneRow& row : kLengths) TuneField(g, row, tune);
  });
}

template <class Map>
void FormatAttribute(Map& m, StorageSource& source) {
  if constexpr (Map::kReading) {
    // What Xen once called its driver for raw images.
    const char* type = m.node().Attribute("type");
    if (type && std::string_view(type) == "aio") {
      m.KnowAttribute("type");
      source.format = StorageFormat::kRaw;
      return;
    }
  }
  ChosenAttribute(m, "type", source.format, kStorageFormats, StorageFormat::kNone, "unknown driver format value");
}

template <class Map>
void DriverFields(Map& m, DiskDef& disk) {
  m.Group("driver", [&](auto& g) {
    DiskDriver& d = disk.driver;
    g.Attribute("name", d.name);
    FormatAttribute(g, disk.source);
    g.Attribute("cache", d.cache, kDiskCaches, DiskCache::kDefault);
    g.Attribute("error_policy", d.error_policy, kDiskErrorPolicies, DiskErrorPolicy::kDefault);
    g.Attribute("rerror_policy", d.rerror_policy, kDiskErrorPolicies, DiskErrorPolicy::kDefault);
    g.Attribute("io", d.io, kDiskIos, DiskIo::kDefault);
    g.Attribute("ioeventfd", d.ioeventfd);
    g.Attribute("event_idx", d.event_idx);
    g.Attribute("copy_on_read", d.copy_on_read);
    g.Attribute("discard", d.discard, kDiskDiscards, DiskDiscard::kDefault);
    g.Attribute("iothread", d.iothread, 0u);
    g.Attribute("detect_zeroes", d.detect_zeroes, kDetectZeroes, DetectZeroes::kDefault);
    g.Attribute("queues", d.queues, 0u);
    g.Attribute("queue_size", d.queue_size, 0u);
    VirtioFields(g, d.virtio);
    g.Group("metadata_cache", [&](auto& c) { Size(c, "max_size", disk.source.metadata_cache_size, kBytes); });
  });
}

template <class Map>
void MirrorFields(Map& m, std::optional<DiskMirror>& mirror) {
  const auto describe = [&](auto& g) {
    DiskMirror& copy = *mirror;
    g.Attribute("type", copy.source.type, kStorageTypes, xml::kRequired);
    if constexpr (!Map::kReading) {
      // Clients of older libvirts look for the path here.
      if (copy.job == MirrorJob::kCopy && copy.source.type == StorageType::kFile) g.Attribute("file", copy.source.path);
      if (copy.job == MirrorJob::kCopy) g.Attribute("format", copy.source.format, kStorageFormats, StorageFormat::kNone);
    } else {
      g.KnowAttribute("file");
      g.KnowAttribute("format");
    }
    g.Attribute("job", copy.job, kMirrorJobs, xml::kRequired);
    g.Attribute("ready", copy.state, kMirrorStates, MirrorState::kNone);
    g.Group("format", [&](auto& f) { f.Attribute("type", copy.source.format, kStorageFormats, StorageFormat::kNone); });
    g.Element("source", copy.source);
    BackingStoreFields(g, copy.source);
  };
  if (m.options().inactive) {
    m.KnowElement("mirror");
  } else if constexpr (Map::kReading) {
    m.Group("mirror", [&](auto& g) {
      mirror.emplace();
      describe(g);
    });
  } else if (mirror) {
    m.Group("mirror", describe);
  }
}

template <class Map>
void GeometryFields(Map& m, DiskGeometry& geometry) {
  const auto describe = [&](auto& g) {
    g.Attribute("cyls", geometry.cylinders);
    g.Attribute("heads", geometry.heads);
    g.Attribute("secs", geometry.sectors);
    g.Attribute("trans", geometry.trans, kGeometryTrans, GeometryTrans::kDefault);
  };
  if (Map::kReading || (geometry.cylinders > 0 && geometry.heads > 0 && geometry.sectors > 0)) m.Group("geometry", describe);
}

template <class Map>
void TargetFields(Map& m, DiskDef& disk) {
  DiskTarget& t = disk.target;
  m.Group("target", [&](auto& g) {
    g.Attribute("dev", t.dev);
    g.Attribute("bus", t.bus, kDiskBuses, DiskBus::kNone);
    // Whether the tray is open is said of drives with one, and when it is.
    g.Attribute("tray", t.tray, kTrayStates, TrayState::kClosed);
    g.Attribute("removable", t.removable);
    g.Attribute("rotation_rate", t.rotation_rate, 0u);
  });
  if constexpr (Map::kReading) {
    if (!t.dev.empty()) return;
    const std::string where = disk.source.path.empty() ? "" : " " + disk.source.path;
    if (!m.failed()) m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kNoTarget, where.empty() ? "" : where.substr(1)));
  }
}

template <class Map>
void TransientFields(Map& m, DiskDef& disk) {
  const auto describe = [&](auto& g) { g.Attribute("shareBacking", disk.transient_share_backing); };
  if constexpr (Map::kReading) {
    disk.transient = m.HasElement("transient");
    m.Group("transient", describe);
  } else if (disk.transient) {
    m.Nest("transient", /*keep_empty=*/true, describe);
  }
}

// <auth> and <encryption> where older documents have them: beside <source>.
template <class Map>
void OldAuth(Map& m, StorageSource& source) {
  if constexpr (Map::kReading) {
    if (!m.HasElement("auth")) return m.KnowElement("auth");
    if (source.auth) return m.Fail(XmlError("an <auth> definition already found for disk source"));
    source.auth_in_disk = true;
    m.Element("auth", source.auth);
  } else if (source.auth_in_disk) {
    m.Element("auth", source.auth);
  }
}
template <class Map>
void OldEncryption(Map& m, StorageSource& source) {
  if constexpr (Map::kReading) {
    if (!m.HasElement("encryption")) return m.KnowElement("encryption");
    if (source.encryption) return m.Fail(XmlError("an <encryption> definition already found for disk source"));
    source.encryption_in_disk = true;
    m.Element("encryption", source.encryption);
  } else if (source.encryption_in_disk) {
    m.Element("encryption", source.encryption);
  }
}

template <class Map>
void SourceFields(Map& m, StorageSource& source) {
  m.Group("source", [&](auto& g) { Fields(g, source); });
}

template <class Map>
void DiskAttributes(Map& m, DiskDef& disk) {
  if constexpr (Map::kReading) {
    m.Attribute("type", disk.source.type, kStorageTypes, StorageType::kFile);
  } else {
    m.Attribute("type", disk.source.type == StorageType::kNone ? StorageType::kFile : disk.source.type, kStorageTypes, xml::kRequired);
  }
  if constexpr (Map::kReading) {
    m.Attribute("device", disk.device, kDiskDevices, DiskDevice::kDisk);
  } else {
    m.Attribute("device", disk.device, kDiskDevices, xml::kRequired);
  }
  m.Attribute("model", disk.model, kVirtioModels, VirtioModel::kDefault);
  m.Attribute("rawio", disk.rawio);
  m.Attribute("sgio", disk.sgio, kSgIos, SgIo::kDefault);
  m.Attribute("snapshot", disk.snapshot, kDiskSnapshots, DiskSnapshot::kDefault);
}

template <class Map>
void Describe(Map& m, DiskDef& disk) {
  DiskAttributes(m, disk);
  DriverFields(m, disk);
  if (!Map::kReading) OldAuth(m, disk.source);
  SourceFields(m, disk.source);
  if (Map::kReading) OldAuth(m, disk.source);
  BackingStoreFields(m, disk.source);
  NamedChild(m, "backenddomain", "name", disk.backend_domain);
  GeometryFields(m, disk.geometry);
  m.Group("blockio", [&](auto& g) {
    g.Attribute("logical_block_size", disk.blockio.logical_block_size, 0u);
    g.Attribute("physical_block_size", disk.blockio.physical_block_size, 0u);
  });
  MirrorFields(m, disk.mirror);
  TargetFields(m, disk);
  IoTuneFields(m, disk.iotune);
  m.Flag("readonly", disk.readonly);
  m.Flag("shareable", disk.shareable);
  TransientFields(m, disk);
  m.Text("serial", disk.serial);
  m.Text("wwn", disk.wwn);
  m.Text("vendor", disk.vendor);
  m.Text("product", disk.product);
  OldEncryption(m, disk.source);
  Fields(m, disk.info);
  if constexpr (Map::kReading) {
    // A CD can't be written, whatever the document says.
    if (disk.device == DiskDevice::kCdrom) disk.readonly = true;
    if (m.failed()) return;
    if (absl::Status wrong = Check(disk); !wrong.ok()) m.Fail(std::move(wrong));
  }
}

// A limit for all and one for reading or writing exclude each other, for each kind of limit.
absl::Status CheckIoTune(const DiskIoTune& t) {
  const auto both = [](uint64_t total, uint64_t read, uint64_t write) { return total && (read || write); };
  if (both(t.total_bytes_sec, t.read_bytes_sec, t.write_bytes_sec)) return XmlError("total and read/write bytes_sec cannot be set at the same time");
  if (both(t.total_iops_sec, t.read_iops_sec, t.write_iops_sec)) return XmlError("total and read/write iops_sec cannot be set at the same time");
  if (both(t.total_bytes_sec_max, t.read_bytes_sec_max, t.write_bytes_sec_max)) {
    return XmlError("total and read/write bytes_sec_max cannot be set at the same time");
  }
  if (both(t.total_iops_sec_max, t.read_iops_sec_max, t.write_iops_sec_max)) {
    return XmlError("total and read/write iops_sec_max cannot be set at the same time");
  }
  return absl::OkStatus();
}

bool IsHex(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return isxdigit(c) != 0; });
}

absl::Status CheckIdentity(const DiskDef& disk) {
  if (!disk.wwn.empty() && (disk.wwn.size() != 16 || !IsHex(disk.wwn))) {
    return Error(ErrorDomain::kNone, ErrorCode::kInternalError, "Malformed wwn: %s", disk.wwn);
  }
  if (disk.vendor.size() > 8) return Unsupported("disk vendor is more than 8 characters");
  if (disk.product.size() > 16) return Unsupported("disk product is more than 16 characters");
  return absl::OkStatus();
}

constexpr std::string_view kTargetPrefixes[] = {"fd", "hd", "vd", "sd", "xvd", "ubd"};
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(DiskDef)

int DiskIndexOf(const std::string& target) {
  for (std::string_view prefix : kTargetPrefixes) {
    if (!target.starts_with(prefix)) continue;
    const std::string_view letters = std::string_view(target).substr(prefix.size());
    const size_t count = std::min(letters.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), letters.size());
    // What follows the letters is the number of a partition.
    const bool number = letters.substr(count).find_first_not_of("0123456789") == std::string_view::npos;
    if (count == 0 || count > 5 || !number) continue;
    int index = 0;
    for (char c : letters.substr(0, count)) index = index * 26 + (c - 'a') + 1;
    return index - 1;
  }
  return -1;
}

absl::Status Check(const DiskDef& disk) {
  if (disk.driver.rerror_policy == DiskErrorPolicy::kEnospace) return Unsupported("Invalid disk read error policy: 'enospace'");
  if (disk.device == DiskDevice::kFloppy && !disk.target.dev.starts_with("fd")) {
    return Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "Invalid floppy device name: %s", disk.target.dev);
  }
  // A place on the network has a protocol; without a <source> there is none, also for a drive that may be empty.
  const bool nowhere = disk.source.type == StorageType::kNetwork && disk.source.protocol == NetProtocol::kNone;
  if (nowhere || (!disk.IsRemovable() && disk.source.IsEmpty())) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kNoSource, disk.target.dev);
  }
  if (disk.rawio && disk.device != DiskDevice::kLun) return Unsupported("rawio can be used only with device='lun'");
  if (disk.target.tray == TrayState::kOpen && !disk.IsRemovable()) return Unsupported("tray is only valid for cdrom and floppy");
  if (disk.target.removable && disk.target.bus != DiskBus::kNone && disk.target.bus != DiskBus::kUsb) {
    return XmlError("removable is only valid for usb disks");
  }
  if (absl::Status wrong = CheckIoTune(disk.iotune); !wrong.ok()) return wrong;
  return CheckIdentity(disk);
}

}  // namespace pleiad::conf

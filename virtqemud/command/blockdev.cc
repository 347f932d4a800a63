// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/blockdev.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {
namespace {
using conf::DiskCache;
using conf::NetProtocol;
using conf::StorageFormat;
using conf::StorageSource;
using conf::StorageType;

std::string AuthSecretId(const StorageSource& image) { return StorageNodeName(image) + "-auth-secret0"; }
std::string EncryptionSecretId(const StorageSource& image) { return FormatNodeName(image) + "-encryption-secret0"; }

JsonObject HostAddress(const conf::StorageHost& host, bool typed) {
  JsonObject address;
  if (host.transport == conf::HostTransport::kUnix) return address.String("type", "unix").String("path", host.socket);
  if (typed) address.String("type", "inet");
  return address.String("host", host.name).String("port", std::to_string(host.port));
}

// http://host:port/path?query
std::string UrlOf(const StorageSource& image) {
  const conf::StorageHost host = image.hosts.empty() ? conf::StorageHost{} : image.hosts.front();
  const bool v6 = host.name.find(':') != std::string::npos;
  std::string url = absl::StrCat(xml::NameOf(conf::kNetProtocols, image.protocol), "://", v6 ? "[" : "", host.name, v6 ? "]" : "");
  if (host.port) absl::StrAppend(&url, ":", host.port);
  absl::StrAppend(&url, image.path.starts_with('/') ? "" : "/", image.path);
  if (!image.query.empty()) absl::StrAppend(&url, "?", image.query);
  return url;
}

JsonObject Curl(const StorageSource& image) {
  JsonObject node("driver", xml::NameOf(conf::kNetProtocols, image.protocol));
  node.String("url", UrlOf(image));
  if (image.auth) node.String("username", image.auth->username).String("password-secret", AuthSecretId(image));
  if (image.ssl_verify) node.Bool("sslverify", *image.ssl_verify);
  if (!image.cookies.empty()) {
    node.String("cookie", absl::StrJoin(image.cookies, "; ", [](std::string* out, const conf::StorageCookie& cookie) {
      absl::StrAppend(out, cookie.name, "=", cookie.value);
    }));
  }
  return node.Given("readahead", image.readahead).Given("timeout", image.timeout);
}

JsonObject Nbd(const StorageSource& image) {
  JsonObject node("driver", "nbd");
  if (!image.hosts.empty()) node.Object("server", HostAddress(image.hosts.front(), /*typed=*/true));
  return node.Given("export", image.path).Given("tls-hostname", image.tls_hostname);
}

JsonObject Rbd(const StorageSource& image) {
  const size_t slash = image.path.find('/');
  const size_t second = slash == std::string::npos ? slash : image.path.find('/', slash + 1);
  JsonObject node("driver", "rbd");
  node.String("pool", image.path.substr(0, slash));
  if (second != std::string::npos) node.String("namespace", image.path.substr(slash + 1, second - slash - 1));
  const size_t name = second == std::string::npos ? slash : second;
  node.String("image", name == std::string::npos ? "" : image.path.substr(name + 1));
  node.Given("snapshot", image.snapshot).Given("conf", image.config_file);
  std::vector<JsonObject> servers;
  for (const conf::StorageHost& host : image.hosts) servers.push_back(HostAddress(host, /*typed=*/false));
  if (!servers.empty()) node.Objects("server", servers);
  if (image.auth) node.String("user", image.auth->username).String("key-secret", AuthSecretId(image));
  return node;
}

JsonObject Gluster(const StorageSource& image) {
  const size_t slash = image.path.find('/');
  JsonObject node("driver", "gluster");
  node.String("volume", image.path.substr(0, slash));
  node.String("path", slash == std::string::npos ? "" : image.path.substr(slash + 1));
  std::vector<JsonObject> servers;
  for (const conf::StorageHost& host : image.hosts) servers.push_back(HostAddress(host, /*typed=*/true));
  return node.Objects("server", servers);
}

// "iqn.2013-07.com.example:iscsi/1": the number behind the slash is the unit.
JsonObject Iscsi(const StorageSource& image) {
  const size_t slash = image.path.rfind('/');
  uint32_t lun = 0;
  if (slash != std::string::npos) (void)xml::FromText(std::string_view(image.path).substr(slash + 1), lun);
  const conf::StorageHost host = image.hosts.empty() ? conf::StorageHost{} : image.hosts.front();
  JsonObject node("driver", "iscsi");
  node.String("portal", absl::StrCat(host.name, ":", host.port ? host.port : 3260)).String("target", image.path.substr(0, slash));
  node.Number("lun", lun).String("transport", "tcp");
  if (image.auth) node.String("user", image.auth->username).String("password-secret", AuthSecretId(image));
  return node.Given("initiator-name", image.initiator_iqn);
}

JsonObject Ssh(const StorageSource& image) {
  JsonObject node("driver", "ssh");
  node.String("path", image.path);
  if (!image.hosts.empty()) node.Object("server", HostAddress(image.hosts.front(), /*typed=*/false));
  if (image.auth) node.String("user", image.auth->username);
  return node;
}

JsonObject Nfs(const StorageSource& image) {
  JsonObject server;
  server.String("host", image.hosts.empty() ? "" : image.hosts.front().name).String("type", "inet");
  JsonObject node("driver", "nfs");
  node.Object("server", server).String("path", image.path);
  uint64_t number = 0;
  if (!image.nfs_user.empty() && xml::FromText(image.nfs_user.substr(image.nfs_user[0] == '+'), number)) node.Number("user", number);
  if (!image.nfs_group.empty() && xml::FromText(image.nfs_group.substr(image.nfs_group[0] == '+'), number)) node.Number("group", number);
  return node;
}

JsonObject Network(const StorageSource& image) {
  switch (image.protocol) {
    case NetProtocol::kNbd: return Nbd(image);
    case NetProtocol::kRbd: return Rbd(image);
    case NetProtocol::kGluster: return Gluster(image);
    case NetProtocol::kIscsi: return Iscsi(image);
    case NetProtocol::kSsh: return Ssh(image);
    case NetProtocol::kNfs: return Nfs(image);
    case NetProtocol::kHttp:
    case NetProtocol::kHttps:
    case NetProtocol::kFtp:
    case NetProtocol::kFtps:
    case NetProtocol::kTftp: return Curl(image);
    default: return {};
  }
}

JsonObject Nvme(const StorageSource& image) {
  const conf::PciAddress& pci = image.nvme_address;
  JsonObject node("driver", "nvme");
  node.String("device", absl::StrFormat("%04x:%02x:%02x.%x", pci.domain, pci.bus, pci.slot, pci.function));
  return node.Number("namespace", image.nvme_namespace);
}

JsonObject FatFolder(const StorageSource& image, bool floppy, bool readonly) {
  JsonObject node("driver", "vvfat");
  node.String("dir", image.path).String("label", "QEMU VVFAT").Bool("floppy", floppy);
  return node.Bool("rw", !readonly);
}

struct CacheFlags {
  bool given = false, direct = false, no_flush = false;
};
CacheFlags FlagsOf(DiskCache cache) {
  switch (cache) {
    case DiskCache::kNone:
    case DiskCache::kDirectsync: return {true, true, false};
    case DiskCache::kUnsafe: return {true, false, true};
    case DiskCache::kWriteback:
    case DiskCache::kWritethrough: return {true, false, false};
    case DiskCache::kDefault: break;
  }
  return {};
}
void AddCache(const conf::DiskDef& disk, JsonObject& node) {
  const CacheFlags flags = FlagsOf(disk.driver.cache);
  if (flags.given) node.Object("cache", JsonObject().Bool("direct", flags.direct).Bool("no-flush", flags.no_flush));
}

// What the format is called by QEMU.
absl::StatusOr<const char*> FormatDriver(StorageFormat format) {
  switch (format) {
    case StorageFormat::kNone:
    case StorageFormat::kRaw:
    case StorageFormat::kIso: return "raw";
    case StorageFormat::kVpc: return "vpc";
    case StorageFormat::kVhd: return "vpc";
    case StorageFormat::kPloop: return "parallels";
    case StorageFormat::kBochs:
    case StorageFormat::kCloop:
    case StorageFormat::kDmg:
    case StorageFormat::kVdi:
    case StorageFormat::kLuks:
    case StorageFormat::kQcow:
    case StorageFormat::kQcow2:
    case StorageFormat::kQed:
    case StorageFormat::kVmdk: return xml::NameOf(conf::kStorageFormats, format);
    case StorageFormat::kFat: return "raw";
    default: return InternalError("storage format '%s' is not supported as a backing node", xml::NameOf(conf::kStorageFormats, format));
  }
}

const char* DiscardText(conf::DiskDiscard discard) { return discard == conf::DiskDiscard::kDefault ? "" : xml::NameOf(conf::kDiskDiscards, discard); }

JsonObject StorageNode(const conf::DiskDef& disk, const StorageSource& image, bool readonly) {
  const bool local = image.type == StorageType::kFile || image.type == StorageType::kBlock;
  if (image.type == StorageType::kDir) {
    return FatFolder(image, disk.device == conf::DiskDevice::kFloppy, readonly).String("node-name", StorageNodeName(image)).Bool("read-only", readonly);
  }
  JsonObject node = ProtocolNode(image);
  if (local && disk.driver.io != conf::DiskIo::kDefault) node.String("aio", xml::NameOf(conf::kDiskIos, disk.driver.io));
  node.String("node-name", StorageNodeName(image));
  AddCache(disk, node);
  return node.Bool("auto-read-only", true).String("discard", "unmap");
}

// `top`: the image that the guest writes to.
absl::StatusOr<JsonObject> FormatNode(const conf::DiskDef& disk, const StorageSource& image, bool top, const std::string& file) {
  ASSIGN_OR_RETURN(const char* driver, FormatDriver(image.format));
  JsonObject node("node-name", FormatNodeName(image));
  node.Bool("read-only", !top || disk.readonly || disk.device == conf::DiskDevice::kCdrom);
  if (top) {
    node.Given("discard", std::string(DiscardText(disk.driver.discard)));
    if (disk.driver.detect_zeroes != conf::DetectZeroes::kDefault) {
      node.String("detect-zeroes", xml::NameOf(conf::kDetectZeroes, disk.driver.detect_zeroes));
    }
  }
  AddCache(disk, node);
  const bool encrypted = image.encryption && image.encryption->engine != conf::EncryptionEngine::kLibrbd;
  const bool luks = encrypted && image.encryption->format == conf::EncryptionFormat::kLuks;
  if (luks && image.format == StorageFormat::kRaw) driver = "luks";
  node.String("driver", driver);
  if (std::string_view(driver) == "luks") {
    node.String("key-secret", EncryptionSecretId(image));
  } else if (encrypted) {
    node.Object("encrypt", JsonObject("format", luks ? "luks" : "aes").String("key-secret", EncryptionSecretId(image)));
  }
  if (image.metadata_cache_size && image.format == StorageFormat::kQcow2) node.Number("cache-size", *image.metadata_cache_size);
  node.String("file", file);
  if (image.backing) {
    if (image.backing->type == StorageType::kNone) {
      if (image.format == StorageFormat::kQcow2 || image.format == StorageFormat::kQed || image.format == StorageFormat::kQcow) node.Null("backing");
    } else {
      node.String("backing", FormatNodeName(*image.backing));
    }
  }
  return node;
}

absl::Status AddImage(const conf::DiskDef& disk, const StorageSource& image, bool top, std::vector<JsonObject>& nodes) {
  if (image.backing && image.backing->type != StorageType::kNone) RETURN_IF_ERROR(AddImage(disk, *image.backing, /*top=*/false, nodes));
  const bool readonly = !top || disk.readonly || disk.device == conf::DiskDevice::kCdrom;
  if (image.type == StorageType::kVolume) {
    return InternalError("storage source pool '%s' volume '%s' is not translated", image.pool, image.volume);
  }
  nodes.push_back(StorageNode(disk, image, readonly));
  if (nodes.back().empty() || !nodes.back().TextOf("driver")) {
    return Unsupported("unable to generate -blockdev for protocol '%s'", xml::NameOf(conf::kNetProtocols, image.protocol));
  }
  std::string file = StorageNodeName(image);
  if (image.slice) {
    JsonObject slice("driver", "raw");
    slice.String("node-name", absl::StrCat("libvirt-", image.index, "-slice-sto")).Number("offset", image.slice->offset);
    nodes.push_back(slice.Number("size", image.slice->size).String("file", file).Bool("auto-read-only", true).String("discard", "unmap"));
    file = absl::StrCat("libvirt-", image.index, "-slice-sto");
  }
  ASSIGN_OR_RETURN(JsonObject format, FormatNode(disk, image, top, file));
  nodes.push_back(std::move(format));
  return absl::OkStatus();
}
}  // namespace

JsonObject ProtocolNode(const StorageSource& image) {
  switch (image.type) {
    case StorageType::kFile: return JsonObject("driver", "file").String("filename", image.path);
    case StorageType::kBlock: return JsonObject("driver", "host_device").String("filename", image.path);
    case StorageType::kNetwork: return Network(image);
    case StorageType::kNvme: return Nvme(image);
    default: return {};
  }
}

std::vector<DiskSecret> SecretsOf(const conf::DiskDef& disk) {
  std::vector<DiskSecret> secrets;
  for (const StorageSource* image = &disk.source; image && image->type != StorageType::kNone; image = image->backing ? &*image->backing : nullptr) {
    if (image->auth) secrets.push_back({AuthSecretId(*image), &image->auth->secret});
    if (image->encryption && !image->encryption->secrets.empty()) secrets.push_back({EncryptionSecretId(*image), &image->encryption->secrets.front()});
  }
  return secrets;
}

std::string StorageNodeName(const StorageSource& image) { return absl::StrCat("libvirt-", image.index, "-storage"); }
std::string FormatNodeName(const StorageSource& image) { return absl::StrCat("libvirt-", image.index, "-format"); }

absl::StatusOr<std::vector<JsonObject>> DiskNodes(const conf::DiskDef& disk) {
  std::vector<JsonObject> nodes;
  if (disk.source.IsEmpty()) return nodes;
  RETURN_IF_ERROR(AddImage(disk, disk.source, /*top=*/true, nodes));
  if (conf::IsOn(disk.driver.copy_on_read)) {
    JsonObject node("driver", "copy-on-read");
    nodes.push_back(node.String("node-name", TopNode(disk)).String("file", FormatNodeName(disk.source)).String("discard", "unmap"));
  }
  return nodes;
}

std::string TopNode(const conf::DiskDef& disk) {
  if (disk.source.IsEmpty()) return {};
  if (conf::IsOn(disk.driver.copy_on_read)) return "libvirt-CoR-" + disk.target.dev;
  return FormatNodeName(disk.source);
}

}  // namespace pleiad::qemu

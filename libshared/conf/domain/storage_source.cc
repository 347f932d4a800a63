// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/storage_source.h"

#include <algorithm>
#include <utility>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void Describe(Map& m, SecretRef& secret) {
  m.Attribute("type", secret.type);
  m.Attribute("uuid", secret.uuid);
  m.Attribute("usage", secret.usage);
}

template <class Map>
void Describe(Map& m, StorageCookie& cookie) {
  m.Attribute("name", cookie.name, xml::kRequired);
  m.Value(cookie.value);
}

template <class Map>
void Describe(Map& m, StorageAuth& auth) {
  m.Attribute("username", auth.username);
  m.Element("secret", auth.secret);
  if constexpr (Map::kReading) {
    const SecretRef& secret = auth.secret;
    if (auth.username.empty()) return m.Fail(XmlError("missing username for auth"));
    if (!m.HasElement("secret")) return m.Fail(XmlError("Missing <secret> element in auth"));
    if (secret.uuid.has_value() == !secret.usage.empty()) return m.Fail(XmlError("missing secret uuid or usage attribute"));
    constexpr std::string_view kKinds[] = {"ceph", "iscsi", "volume", "tls", "vtpm"};
    if (std::find(std::begin(kKinds), std::end(kKinds), secret.type) == std::end(kKinds)) m.Fail(Unsupported("unknown secret type '%s'", secret.type));
  }
}

template <class Map>
void Describe(Map& m, StorageEncryption& e) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("format")) return m.Fail(XmlError("unknown volume encryption format"));
    PlainChosenAttribute(m, "format", e.format, kEncryptionFormats, EncryptionFormat::kDefault, "unknown volume encryption format type");
  } else {
    m.Attribute("format", e.format, kEncryptionFormats, xml::kRequired);
  }
  m.Attribute("engine", e.engine, kEncryptionEngines, EncryptionEngine::kDefault);
  m.List("secret", e.secrets);
  if constexpr (Map::kReading) {
    for (const SecretRef& secret : e.secrets) {
      if (secret.type != "passphrase") m.Fail(Unsupported("unknown volume encryption secret type %s", secret.type));
    }
  }
  m.Group("cipher", [&](auto& g) {
    g.Attribute("name", e.cipher_name);
    g.Attribute("size", e.cipher_size, 0u);
    g.Attribute("mode", e.cipher_mode);
    g.Attribute("hash", e.cipher_hash);
  });
  m.Group("ivgen", [&](auto& g) {
    g.Attribute("name", e.ivgen_name);
    g.Attribute("hash", e.ivgen_hash);
  });
  // Others than luks have no choice of cipher, and what is said of it is not kept.
  if (Map::kReading && e.format != EncryptionFormat::kLuks) {
    e.cipher_name.clear(), e.cipher_mode.clear(), e.cipher_hash.clear(), e.ivgen_name.clear(), e.ivgen_hash.clear();
    e.cipher_size = 0;
  }
}

template <class Map>
void Describe(Map& m, StorageHost& host) {
  ChosenAttribute(m, "transport", host.transport, kHostTransports, HostTransport::kTcp, "unknown protocol transport type");
  m.Attribute("name", host.name);
  m.Attribute("port", host.port, 0u);
  m.Attribute("socket", host.socket);
  if constexpr (Map::kReading) {
    if (host.transport == HostTransport::kUnix) {
      if (host.socket.empty()) m.Fail(XmlError("missing socket for unix transport"));
    } else if (host.name.empty()) {
      m.Fail(XmlError("missing name for host"));
    }
  }
}

template <class Map>
void Describe(Map& m, Reconnect& reconnect) {
  m.Attribute("enabled", reconnect.enabled);
  m.Attribute("timeout", reconnect.timeout, 0u);
}

template <class Map>
void Describe(Map& m, UnixSocket& socket) {
  m.Attribute("type", socket.type);
  m.Attribute("path", socket.path);
  m.Attribute("mode", socket.mode);
  m.Element("reconnect", socket.reconnect);
}

template <class Map>
void ReservationFields(Map& m, std::optional<Reservations>& reservations) {
  const auto describe = [&](auto& g) {
    g.Attribute("managed", reservations->managed);
    g.Element("source", reservations->source);
  };
  if constexpr (Map::kReading) {
    m.Group("reservations", [&](auto& g) {
      reservations.emplace();
      describe(g);
    });
  } else if (reservations) {
    m.Nest("reservations", /*keep_empty=*/true, describe);
  }
}

template <class Map>
void NetworkFields(Map& m, StorageSource& s) {
  m.Attribute("protocol", s.protocol, kNetProtocols, xml::kRequired);
  m.Attribute("name", s.path);
  if (!Map::kReading || s.protocol == NetProtocol::kHttp || s.protocol == NetProtocol::kHttps) {
    m.Attribute("query", s.query);
  } else {
    m.KnowAttribute("query");
  }
  m.Attribute("tls", s.tls);
  m.Attribute("tlsHostname", s.tls_hostname);
}

template <class Map>
void NetworkChildren(Map& m, StorageSource& s) {
  m.List("host", s.hosts);
  NamedChild(m, "snapshot", "name", s.snapshot);
  NamedChild(m, "config", "file", s.config_file);
  m.Group("ssl", [&](auto& g) { g.Attribute("verify", s.ssl_verify); });
  m.Group("cookies", [&](auto& g) { g.List("cookie", s.cookies); });
  m.Group("readahead", [&](auto& g) { g.Attribute("size", s.readahead, uint64_t{0}); });
  m.Group("timeout", [&](auto& g) { g.Attribute("seconds", s.timeout, uint64_t{0}); });
  m.Group("identity", [&](auto& g) {
    g.Attribute("user", s.nfs_user);
    g.Attribute("group", s.nfs_group);
  });
}

template <class Map>
void NvmeFields(Map& m, StorageSource& s) {
  std::string type = "pci";
  m.Attribute("type", type);
  m.Attribute("managed", s.nvme_managed);
  m.Attribute("namespace", s.nvme_namespace, xml::kRequired);
  m.Element("address", s.nvme_address);
  if constexpr (Map::kReading) {
    if (type != "pci") m.Fail(XmlError("unsupported source type '%s'", type));
    if (!m.HasElement("address")) m.Fail(XmlError("NVMe disk source is missing address"));
    if (!m.failed() && s.nvme_namespace == 0) m.Fail(XmlError("NVMe namespace can't be zero"));
  }
}

// What tells where the image is; attributes come before children.
template <class Map>
void PlaceFields(Map& m, StorageSource& s) {
  switch (s.type) {
    case StorageType::kNone:
    case StorageType::kFile:
      m.Attribute("file", s.path);
      m.Attribute("fdgroup", s.fd_group);
      break;
    case StorageType::kBlock: m.Attribute("dev", s.path); break;
    case StorageType::kDir: m.Attribute("dir", s.path); break;
    case StorageType::kNetwork: NetworkFields(m, s); break;
    case StorageType::kVolume:
      m.Attribute("pool", s.pool);
      m.Attribute("volume", s.volume);
      m.Attribute("mode", s.volume_mode, kVolumeModes, VolumeMode::kDefault);
      break;
    case StorageType::kNvme: break;  // its child follows the common attributes
    case StorageType::kVhostUser: Describe(m, s.vhost_user); break;
  }
}

template <class Map>
void SeclabelFields(Map& m, std::vector<DeviceSeclabel>& labels) {
  if constexpr (Map::kReading) {
    m.List("seclabel", labels);
  } else {
    for (const DeviceSeclabel& label : labels) {
      // Labels that were skipped are a matter of the running domain.
      if (!(m.options().inactive && IsYes(label.labelskip))) m.Element("seclabel", label);
    }
  }
}

template <class Map>
void CommonChildren(Map& m, StorageSource& s) {
  m.Group("slices", [&](auto& g) {
    const auto slice = [&](auto& c) {
      std::string type = "storage";
      c.Attribute("type", type);
      c.Attribute("offset", s.slice->offset, xml::kRequired);
      c.Attribute("size", s.slice->size, xml::kRequired);
    };
    if constexpr (Map::kReading) {
      g.Group("slice", [&](auto& c) {
        s.slice.emplace();
        slice(c);
      });
    } else if (s.slice) {
      g.Group("slice", slice);
    }
  });
  SeclabelFields(m, s.seclabels);
  if (Map::kReading || !s.auth_in_disk) m.Element("auth", s.auth);
  ReservationFields(m, s.reservations);
  if (s.type == StorageType::kNetwork || Map::kReading) {
    m.Group("initiator", [&](auto& g) { NamedChild(g, "iqn", "name", s.initiator_iqn); });
  }
  if (Map::kReading || !s.encryption_in_disk) m.Element("encryption", s.encryption);
}

template <class Map>
void Describe(Map& m, StorageSource& s, bool with_index = true) {
  PlaceFields(m, s);
  if (s.type == StorageType::kNvme && !Map::kReading) {
    std::string type = "pci";
    m.Attribute("type", type);
    m.Attribute("managed", s.nvme_managed);
    m.Attribute("namespace", s.nvme_namespace, xml::kRequired);
  }
  m.Attribute("startupPolicy", s.startup_policy, kStartupPolicies, StartupPolicy::kDefault);
  if (with_index && (Map::kReading || (!m.options().inactive && !s.IsEmpty()))) m.Attribute("index", s.index, 0u);
  if (s.type == StorageType::kNvme) {
    if constexpr (Map::kReading) {
      NvmeFields(m, s);
    } else {
      m.Element("address", s.nvme_address);
    }
  }
  if (s.type == StorageType::kNetwork) NetworkChildren(m, s);
  if (s.type != StorageType::kVhostUser) CommonChildren(m, s);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(s); !wrong.ok()) m.Fail(std::move(wrong));
  }
}

template <class Map>
void FormatFields(Map& m, StorageSource& s) {
  m.Group("format", [&](auto& g) {
    ChosenAttribute(g, "type", s.format, kStorageFormats, StorageFormat::kNone, "unknown backing store format");
    g.Group("metadata_cache", [&](auto& c) { Size(c, "max_size", s.metadata_cache_size, kBytes); });
  });
}

void WriteBacking(xml::Writer& m, StorageSource& source) {
  if (!source.backing || (m.options().inactive && source.backing->detected)) return;
  StorageSource& backing = *source.backing;
  m.Nest("backingStore", /*keep_empty=*/true, [&](xml::Writer& w) {
    if (backing.type == StorageType::kNone) return;
    w.Attribute("type", backing.type, kStorageTypes, xml::kRequired);
    // Here, and not at its source as that of the image on top is.
    if (!w.options().inactive) w.Attribute("index", backing.index, 0u);
    FormatFields(w, backing);
    // Kept when it says nothing: a backing image is refused without one.
    w.Nest("source", /*keep_empty=*/true, [&](xml::Writer& g) { Describe(g, backing, /*with_index=*/false); });
    WriteBacking(w, backing);
  });
}

// A document may nest these as deep as the parser lets it; a real chain has far fewer images.
constexpr int kMaxChain = 200;

void ReadBacking(xml::Reader& m, StorageSource& source, int depth) {
  m.Group("backingStore", [&](xml::Reader& g) {
    if (depth > kMaxChain) return g.Fail(XmlError("backing chain of more than %d images", kMaxChain));
    StorageSource& backing = source.backing.emplace();
    if (!g.HasAttribute("type")) {
      // Without a type it ends the chain.
      return;
    }
    g.Attribute("type", backing.type, kStorageTypes, xml::kRequired);
    g.Attribute("index", backing.index, 0u);
    if (!g.HasElement("format")) return g.Fail(XmlError("missing disk backing store format"));
    if (!g.HasElement("source")) return g.Fail(XmlError("missing disk backing store source"));
    FormatFields(g, backing);
    if (!g.failed() && backing.format == StorageFormat::kNone) return g.Fail(XmlError("missing disk backing store format"));
    g.Group("source", [&](auto& s) { Describe(s, backing); });
    ReadBacking(g, backing, depth + 1);
  });
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(SecretRef)
PLEIAD_DESCRIBE_BOTH_WAYS(StorageCookie)
PLEIAD_DESCRIBE_BOTH_WAYS(StorageHost)
PLEIAD_DESCRIBE_BOTH_WAYS(StorageAuth)
PLEIAD_DESCRIBE_BOTH_WAYS(StorageEncryption)
PLEIAD_DESCRIBE_BOTH_WAYS(UnixSocket)
PLEIAD_DESCRIBE_BOTH_WAYS(Reconnect)
PLEIAD_DESCRIBE_BOTH_WAYS(StorageSource)

void BackingStoreFields(xml::Reader& m, StorageSource& source) { ReadBacking(m, source, 0); }
void BackingStoreFields(xml::Writer& m, StorageSource& source) { WriteBacking(m, source); }

absl::Status Check(const StorageSource& s) {
  if (s.type == StorageType::kVolume && s.pool.empty() != s.volume.empty()) {
    return XmlError("'pool' and 'volume' must be specified together for 'pool' type source");
  }
  if (s.type != StorageType::kNetwork) return absl::OkStatus();
  constexpr NetProtocol kWithAuth[] = {NetProtocol::kIscsi, NetProtocol::kRbd,  NetProtocol::kSsh, NetProtocol::kHttp,
                                       NetProtocol::kHttps, NetProtocol::kFtp, NetProtocol::kFtps};
  if (s.auth && std::find(std::begin(kWithAuth), std::end(kWithAuth), s.protocol) == std::end(kWithAuth)) {
    return Unsupported("authentication is not supported for protocol '%s'", std::string(xml::NameOf(kNetProtocols, s.protocol)));
  }
  // An NBD server may have one nameless export; of the others every image has a name.
  if (s.path.empty() && s.protocol != NetProtocol::kNbd) return XmlError("missing name for disk source");
  if (s.protocol == NetProtocol::kRbd || s.protocol == NetProtocol::kGluster) {
    const size_t slash = s.path.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == s.path.size()) {
      return XmlError("can't split path '%s' into pool name and image name", s.path);
    }
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/shmem_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

// Written in MiB, the unit of the document since its first day; kept in bytes.
template <class Map>
void SizeFields(Map& m, std::optional<uint64_t>& bytes) {
  constexpr uint64_t kMib = 1 << 20;
  if constexpr (Map::kReading) {
    Size(m, "size", bytes, kBytes);
  } else if (bytes) {
    std::optional<uint64_t> size = *bytes / kMib;
    Size(m, "size", size, SizeUnit{kMib, kMib, "M"});
  }
}

template <class Map>
void ServerFields(Map& m, ShmemDef& shmem) {
  const auto server = [&](auto& g) { g.Attribute("path", shmem.server->path); };
  const auto msi = [&](auto& g) {
    g.Attribute("vectors", shmem.msi->vectors, 0u);
    g.Attribute("ioeventfd", shmem.msi->ioeventfd);
  };
  if constexpr (Map::kReading) {
    m.Group("server", [&](auto& g) { shmem.server.emplace(), server(g); });
    m.Group("msi", [&](auto& g) { shmem.msi.emplace(), msi(g); });
  } else {
    if (shmem.server) m.Nest("server", /*keep_empty=*/true, server);
    if (shmem.msi) m.Nest("msi", /*keep_empty=*/true, msi);
  }
}

template <class Map>
void Describe(Map& m, ShmemDef& shmem) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("name")) return m.Fail(XmlError("shmem element must contain 'name' attribute"));
  }
  m.Attribute("name", shmem.name);
  m.Attribute("role", shmem.role, kShmemRoles, ShmemRole::kDefault);
  m.Group("model", [&](auto& g) { g.Attribute("type", shmem.model, kShmemModels, xml::kRequired); });
  SizeFields(m, shmem.size);
  ServerFields(m, shmem);
  Fields(m, shmem.info);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(shmem); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(ShmemDef)

absl::Status Check(const ShmemDef& shmem) {
  // The name becomes a file in /dev/shm.
  if (shmem.name.find('/') != std::string::npos) return Unsupported("shmem name cannot include '/' character");
  if (shmem.name == ".") return Unsupported("shmem name cannot be equal to '.'");
  if (shmem.name == "..") return Unsupported("shmem name cannot be equal to '..'");
  return absl::OkStatus();
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/memory_backend.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace pleiad::qemu {
namespace {
using conf::MemoryAccess;

const char* PolicyName(conf::NumaMode mode) {
  switch (mode) {
    case conf::NumaMode::kStrict: return "bind";
    case conf::NumaMode::kPreferred: return "preferred";
    case conf::NumaMode::kInterleave: return "interleave";
    case conf::NumaMode::kRestrictive: return "";
  }
  return "";
}

// The page size in KiB that the document asks for here; nullopt for ordinary pages, 0 for the host's default huge pages.
std::optional<uint64_t> PageSizeOf(const Builder& b, const MemoryBackend& backend) {
  if (backend.module && backend.module->page_size_kib) return *backend.module->page_size_kib;
  const conf::MemoryBacking& backing = b.def.memory_backing;
  if (!backing.huge_pages) return std::nullopt;
  if (backing.pages.empty()) return 0;
  const uint32_t cell = backend.cell.value_or(0);
  for (const conf::HugePage& page : backing.pages) {
    if (page.nodes.Has(cell)) return page.size_kib;
  }
  for (const conf::HugePage& page : backing.pages) {
    if (page.nodes.empty()) return page.size_kib;
  }
  return std::nullopt;
}

MemoryAccess AccessOf(const Builder& b, const MemoryBackend& backend) {
  if (backend.module && backend.module->access != MemoryAccess::kDefault) return backend.module->access;
  if (backend.access != MemoryAccess::kDefault) return backend.access;
  if (backend.cell && b.def.cpu) {
    for (const conf::NumaCell& cell : b.def.cpu->numa.cells) {
      if (cell.id == *backend.cell && cell.access != MemoryAccess::kDefault) return cell.access;
    }
  }
  return b.def.memory_backing.access;
}

bool Discards(const Builder& b, const MemoryBackend& backend) {
  if (backend.module && backend.module->discard) return *backend.module->discard;
  if (backend.discard) return *backend.discard;
  if (backend.cell && b.def.cpu) {
    for (const conf::NumaCell& cell : b.def.cpu->numa.cells) {
      if (cell.id == *backend.cell && cell.discard) return *cell.discard;
    }
  }
  return b.def.memory_backing.discard;
}

// The host nodes that this memory is bound to.
void AddHostNodes(const Builder& b, const MemoryBackend& backend, JsonObject& object) {
  conf::NumaMode mode = conf::NumaMode::kStrict;
  Bitmap nodes;
  const conf::NumaTune& tune = b.def.numa_tune;
  if (tune.memory) mode = tune.memory->mode, nodes = tune.memory->nodes;
  for (const conf::NumaMemNode& node : tune.mem_nodes) {
    if (backend.cell && node.cell == *backend.cell) mode = node.mode, nodes = node.nodes;
  }
  if (backend.module && !backend.module->node_mask.empty()) nodes = backend.module->node_mask;
  const char* policy = PolicyName(mode);
  if (nodes.empty() || !*policy) return;
  object.Numbers("host-nodes", nodes.Bits());
  object.String("policy", policy);
}

std::string HugePagesMount(const QemuConfig& config) {
  return config.hugetlbfs_mounts.empty() ? "/dev/hugepages" : config.hugetlbfs_mounts.front();
}
std::string HugePagesRoot(const std::string& mount) { return mount + "/libvirt/qemu"; }
std::string FilesRoot(const QemuConfig& config, const QemuPaths& paths) {
  return config.memory_backing_dir.empty() ? paths.lib + "/ram" : config.memory_backing_dir;
}

struct Source {
  const char* type = "memory-backend-ram";
  std::string path;
  std::optional<MemoryFolder> folder;  // where `path` is or lies, unless it is the user's own
  std::optional<uint64_t> huge_kib;
  bool prealloc = false;
};

Source SourceOf(const Builder& b, const MemoryBackend& backend, MemoryAccess access) {
  const conf::MemoryBacking& backing = b.def.memory_backing;
  const std::optional<uint64_t> pages = PageSizeOf(b, backend);
  Source source;
  source.prealloc = backing.allocation == conf::MemoryAllocation::kImmediate;
  if (backend.module && !backend.module->path.empty()) {
    source.type = "memory-backend-file", source.path = backend.module->path;
  } else if (backing.source == conf::MemorySource::kMemfd) {
    source.type = "memory-backend-memfd", source.huge_kib = pages;
    if (pages) source.prealloc = true;
  } else if (pages) {
    source.type = "memory-backend-file";
    source.prealloc = true;
    const std::string mount = HugePagesMount(b.context.config);
    source.path = absl::StrCat(HugePagesRoot(mount), "/", MemoryFolderName(b.context.folder));
    source.folder = {.path = source.path, .mount = mount, .page_kib = *pages};
  } else if (backing.source == conf::MemorySource::kFile || (access != MemoryAccess::kDefault && backing.source != conf::MemorySource::kAnonymous)) {
    source.type = "memory-backend-file";
    const std::string folder =
        absl::StrCat(FilesRoot(b.context.config, b.context.paths), "/", MemoryFolderName(b.context.folder));
    source.path = absl::StrCat(folder, "/", backend.id);
    source.folder = {.path = folder, .mount = {}, .page_kib = 0};
  }
  return source;
}
}  // namespace

std::vector<std::string> MemoryRoots(const QemuConfig& config, const QemuPaths& paths) {
  std::vector<std::string> roots = {FilesRoot(config, paths)};
  if (config.hugetlbfs_mounts.empty()) roots.push_back(HugePagesRoot(HugePagesMount(config)));
  for (const std::string& mount : config.hugetlbfs_mounts) roots.push_back(HugePagesRoot(mount));
  return roots;
}

std::string MemoryFolderName(const std::string& folder) {
  const std::string name = folder.substr(folder.rfind('/') + 1);
  return name.starts_with("domain-") ? name.substr(7) : name;
}

JsonObject BackendProperties(Builder& b, const MemoryBackend& backend) {
  const MemoryAccess access = AccessOf(b, backend);
  Source source = SourceOf(b, backend, access);
  if (source.folder) b.UseFolder(*std::move(source.folder));
  JsonObject object("qom-type", source.type);
  object.String("id", backend.id);
  if (source.huge_kib) {
    object.Bool("hugetlb", true);
    if (*source.huge_kib) object.Number("hugetlbsize", *source.huge_kib * 1024);
  }
  object.Given("mem-path", source.path);
  const bool from_file = !source.path.empty() && !(backend.module && !backend.module->path.empty());
  if (from_file && Discards(b, backend)) object.Bool("discard-data", true);
  if (access != MemoryAccess::kDefault) object.Bool("share", access == MemoryAccess::kShared);
  else if (std::string_view(source.type) == "memory-backend-memfd") object.Bool("share", true);
  if (source.prealloc) object.Bool("prealloc", true);
  if (source.prealloc && b.def.memory_backing.allocation_threads) object.Number("prealloc-threads", b.def.memory_backing.allocation_threads);
  object.Number("size", backend.size_bytes);
  if (backend.module) {
    if (backend.module->align_size_kib) object.Number("align", *backend.module->align_size_kib * 1024);
    if (backend.module->pmem) object.Bool("pmem", true);
    if (backend.module->readonly) object.Bool("readonly", true);
  }
  AddHostNodes(b, backend, object);
  return object;
}

}  // namespace pleiad::qemu

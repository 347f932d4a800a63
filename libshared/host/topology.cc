// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/topology.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace pleiad::host {
namespace {
constexpr char kNodes[] = "/sys/devices/system/node";
constexpr char kCpus[] = "/sys/devices/system/cpu";

uint64_t SystemPageKib() { return static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024; }

CellCpu ReadCpu(const Root& root, uint32_t id) {
  const std::string folder = absl::StrCat(kCpus, "/cpu", id, "/topology/");
  CellCpu cpu;
  cpu.id = id;
  const auto core = root.SignedNumber(folder + "core_id");
  if (!core) {
    cpu.known = false;
    return cpu;
  }
  // The kernel says -1 where a level is unknown; libvirt's documents say 0.
  const auto at_least_zero = [](std::optional<int64_t> value) { return static_cast<uint32_t>(std::max<int64_t>(0, value.value_or(0))); };
  cpu.core = at_least_zero(core);
  cpu.socket = at_least_zero(root.SignedNumber(folder + "physical_package_id"));
  cpu.die = at_least_zero(root.SignedNumber(folder + "die_id"));
  cpu.siblings = root.List(folder + "thread_siblings_list").value_or(Bitmap());
  if (cpu.siblings.empty()) cpu.siblings.Set(id);
  return cpu;
}

// Ordinary pages are what huge pages leave of the memory.
std::vector<PagePool> ReadPages(const Root& root, const std::string& folder, uint64_t memory_kib) {
  std::vector<PagePool> pools;
  for (const std::string& name : root.Names(folder)) {
    PagePool pool;
    const std::string_view digits = std::string_view(name).substr(std::min<size_t>(name.size(), 10));  // hugepages-2048kB
    if (std::from_chars(digits.data(), digits.data() + digits.size(), pool.size_kib).ec != std::errc()) continue;
    pool.count = root.Number(absl::StrCat(folder, "/", name, "/nr_hugepages")).value_or(0);
    pools.push_back(pool);
  }
  std::sort(pools.begin(), pools.end(), [](const PagePool& a, const PagePool& b) { return a.size_kib < b.size_kib; });
  uint64_t huge_kib = 0;
  for (const PagePool& pool : pools) huge_kib += pool.size_kib * pool.count;
  const uint64_t ordinary_kib = memory_kib > huge_kib ? memory_kib - huge_kib : 0;
  pools.insert(pools.begin(), {.size_kib = SystemPageKib(), .count = ordinary_kib / SystemPageKib()});
  return pools;
}

std::vector<CellDistance> ReadDistances(const Root& root, const std::string& folder, const std::vector<uint32_t>& nodes) {
  std::vector<CellDistance> distances;
  const std::string line = root.Line(folder + "/distance").value_or("");
  size_t index = 0;
  for (absl::string_view word : absl::StrSplit(line, ' ', absl::SkipEmpty())) {
    uint32_t value = 0;
    if (index < nodes.size() && absl::SimpleAtoi(word, &value)) distances.push_back({.id = nodes[index], .value = value});
    ++index;
  }
  return distances;
}

void ReadMemoryOfCell(const Root& root, Cell& cell) {
  const std::string folder = absl::StrCat(kNodes, "/node", cell.id);
  const std::string meminfo = root.Read(folder + "/meminfo").value_or("");
  cell.memory_kib = NumberAfter(meminfo, absl::StrCat("Node ", cell.id, " MemTotal:")).value_or(0);
  cell.pages = ReadPages(root, folder + "/hugepages", cell.memory_kib);
}

Cell ReadCell(const Root& root, uint32_t id, const std::vector<uint32_t>& nodes) {
  const std::string folder = absl::StrCat(kNodes, "/node", id);
  Cell cell;
  cell.id = id;
  ReadMemoryOfCell(root, cell);
  cell.distances = ReadDistances(root, folder, nodes);
  for (uint32_t cpu : root.List(folder + "/cpulist").value_or(Bitmap()).Bits()) cell.cpus.push_back(ReadCpu(root, cpu));
  return cell;
}

void ReadMemoryOfMachine(const Root& root, Cell& cell) {
  cell.memory_kib = NumberAfter(root.Read("/proc/meminfo").value_or(""), "MemTotal:").value_or(0);
  cell.pages = ReadPages(root, "/sys/kernel/mm/hugepages", cell.memory_kib);
}

Cell WholeMachine(const Root& root) {
  Cell cell;
  ReadMemoryOfMachine(root, cell);
  for (uint32_t cpu : ReadCpuMap(root).present.Bits()) cell.cpus.push_back(ReadCpu(root, cpu));
  return cell;
}

uint64_t ParseCacheKib(const std::string& text) {
  uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ptr != text.data() + text.size() && *result.ptr == 'M') value *= 1024;
  return value;
}

void ReadCachesOf(const Root& root, uint32_t cpu, std::vector<CacheBank>& banks) {
  const std::string folder = absl::StrCat(kCpus, "/cpu", cpu, "/cache");
  for (const std::string& name : root.Names(folder)) {
    if (!name.starts_with("index")) continue;
    const std::string place = absl::StrCat(folder, "/", name, "/");
    CacheBank bank;
    bank.id = static_cast<uint32_t>(root.Number(place + "id").value_or(0));
    bank.level = static_cast<uint32_t>(root.Number(place + "level").value_or(0));
    const std::string kind = root.Line(place + "type").value_or("");
    bank.type = kind == "Unified" ? "both" : kind == "Instruction" ? "code" : "data";
    bank.size_kib = ParseCacheKib(root.Line(place + "size").value_or(""));
    bank.cpus = root.List(place + "shared_cpu_list").value_or(Bitmap());
    const bool seen = std::any_of(banks.begin(), banks.end(), [&](const CacheBank& other) {
      return other.level == bank.level && other.type == bank.type && other.id == bank.id;
    });
    // Levels below the third belong to single cores and are not listed.
    if (bank.level >= 3 && !seen && bank.size_kib > 0) banks.push_back(bank);
  }
}

std::vector<CacheBank> ReadCaches(const Root& root) {
  std::vector<CacheBank> banks;
  for (uint32_t cpu : ReadCpuMap(root).online.Bits()) ReadCachesOf(root, cpu, banks);
  std::sort(banks.begin(), banks.end(), [](const CacheBank& a, const CacheBank& b) {
    return std::tie(a.level, a.type, a.id) < std::tie(b.level, b.type, b.id);
  });
  return banks;
}

// The most cores of one socket, sockets of one cell and threads of one core; a machine may be uneven.
struct Maxima {
  uint32_t sockets = 0, cores = 0, threads = 0;
};
Maxima CountMaxima(const Cell& cell) {
  Maxima most;
  std::set<uint32_t> sockets;
  for (const CellCpu& cpu : cell.cpus) {
    if (cpu.known) sockets.insert(cpu.socket);
  }
  most.sockets = static_cast<uint32_t>(sockets.size());
  for (uint32_t socket : sockets) {
    std::set<std::pair<uint32_t, uint32_t>> cores;
    for (const CellCpu& cpu : cell.cpus) {
      if (!cpu.known || cpu.socket != socket) continue;
      cores.insert({cpu.die, cpu.core});
      most.threads = std::max(most.threads, cpu.siblings.Count());
    }
    most.cores = std::max(most.cores, static_cast<uint32_t>(cores.size()));
  }
  return most;
}
}  // namespace

const Cell* Topology::Find(uint32_t id) const {
  for (const Cell& cell : cells) {
    if (cell.id == id) return &cell;
  }
  return nullptr;
}

Topology ReadTopology(const Root& root) {
  Topology topology;
  const auto online = root.List(absl::StrCat(kNodes, "/online"));
  topology.has_numa = online.has_value() && !online->empty();
  if (topology.has_numa) {
    const std::vector<uint32_t> nodes = online->Bits();
    for (uint32_t id : nodes) topology.cells.push_back(ReadCell(root, id, nodes));
  } else {
    topology.cells.push_back(WholeMachine(root));
  }
  topology.caches = ReadCaches(root);
  return topology;
}

void RefreshMemory(const Root& root, Topology& topology) {
  for (Cell& cell : topology.cells) topology.has_numa ? ReadMemoryOfCell(root, cell) : ReadMemoryOfMachine(root, cell);
}

NodeInfo MakeNodeInfo(const Topology& topology, const CpuInfo& cpu, const CpuMap& map) {
  NodeInfo info;
  info.model = cpu.arch;
  info.mhz = cpu.mhz;
  info.nodes = static_cast<uint32_t>(topology.cells.size());
  info.cpus = map.online.Count();
  for (const Cell& cell : topology.cells) {
    info.memory_kib += cell.memory_kib;
    const Maxima most = CountMaxima(cell);
    info.sockets = std::max(info.sockets, most.sockets);
    info.cores = std::max(info.cores, most.cores);
    info.threads = std::max(info.threads, most.threads);
  }
  // Clients multiply these four to size CPU maps. Where the product would be short of the CPUs present, as with uneven
  // or odd topologies, libvirt reports one flat socket instead.
  const uint32_t total = map.present.Count();
  const uint64_t product = uint64_t{info.nodes} * info.sockets * info.cores * info.threads;
  if (product != total) {
    info.nodes = info.sockets = info.threads = 1;
    info.cores = total;
  }
  return info;
}

std::vector<uint64_t> ReadPageSizes(const Root& root) {
  std::vector<uint64_t> sizes;
  for (const PagePool& pool : ReadPages(root, "/sys/kernel/mm/hugepages", 0)) sizes.push_back(pool.size_kib);
  return sizes;
}

}  // namespace pleiad::host

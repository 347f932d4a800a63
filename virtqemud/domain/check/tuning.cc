// SPDX-License-Identifier: Apache-2.0
// Limits of CPU time and memory, I/O threads, and what memory is made of.
#include <algorithm>

#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
constexpr uint64_t kMinShares = 2, kMaxShares = 262144;  // cgroups' own bounds

absl::Status CheckCpuTune(const conf::DomainDef& def) {
  const conf::CpuTune& tune = def.cpu_tune;
  if (tune.shares && *tune.shares != 0 && (*tune.shares < kMinShares || *tune.shares > kMaxShares)) {
    return Unsupported("Value of cputune 'shares' must be in range [%d, %d]", kMinShares, kMaxShares);
  }
  if ((!tune.caches.empty() || !tune.memory.empty()) && def.virt_type != conf::VirtType::kKvm) {
    return Unsupported("cachetune is only supported for KVM domains");
  }
  return absl::OkStatus();
}

template <class Pool>
absl::Status CheckPool(const Pool& pool) {
  if (!pool.thread_pool_min || !pool.thread_pool_max || *pool.thread_pool_min <= *pool.thread_pool_max) return absl::OkStatus();
  return Unsupported("thread_pool_min must be smaller or equal to thread_pool_max");
}

absl::Status CheckHugePages(const conf::DomainDef& def) {
  const size_t cells = def.cpu ? def.cpu->numa.cells.size() : 0;
  for (const conf::HugePage& page : def.memory_backing.pages) {
    // Without cells there is one node, 0.
    if (page.nodes.empty() || page.nodes.Last() < std::max<size_t>(cells, 1)) continue;
    return Error(ErrorDomain::kQemu, ErrorCode::kXmlDetail, "hugepages: node %u not found", page.nodes.Last());
  }
  return absl::OkStatus();
}

absl::Status CheckMemory(const CheckInput& in) {
  const conf::DomainDef& def = in.def;
  if (def.memory_backing.huge_pages && def.memory_backing.source == conf::MemorySource::kAnonymous) {
    return Unsupported("hugepages are not allowed with anonymous memory source");
  }
  RETURN_IF_ERROR(CheckHugePages(def));
  const bool cells = def.cpu && !def.cpu->numa.cells.empty();
  if (def.memory.max_kib != 0 && !cells && !in.machine.ppc64) {
    return Unsupported("At least one numa node has to be configured when enabling memory hotplug");
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckTuning(const CheckInput& in) {
  RETURN_IF_ERROR(CheckCpuTune(in.def));
  for (const conf::IoThread& thread : in.def.io_threads.list) RETURN_IF_ERROR(CheckPool(thread));
  if (in.def.io_threads.defaults) RETURN_IF_ERROR(CheckPool(*in.def.io_threads.defaults));
  return CheckMemory(in);
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// host.h: this machine, for the daemons: what cannot change while it runs is read once, when first asked for, and kept;
// the rest is read at each call by the functions of memory.h and cpu_stats.h. For any thread.
#pragma once

#include <string>

#include "absl/base/call_once.h"
#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/host/cpu_info.h"
#include "libshared/host/cpu_stats.h"
#include "libshared/host/identity.h"
#include "libshared/host/kvm.h"
#include "libshared/host/memory.h"
#include "libshared/host/root.h"
#include "libshared/host/topology.h"

namespace pleiad::host {

class Host {
 public:
  explicit Host(Root root = Root()) : root_(std::move(root)) {}
  Host(const Host&) = delete;

  const Root& root() const { return root_; }
  const CpuInfo& cpu() const { return Facts().cpu; }
  // With the memory as it was when first asked for.
  const Topology& topology() const { return Facts().topology; }
  // With the memory and huge pages of now.
  Topology FreshTopology() const;
  const Uuid& uuid() const { return Facts().uuid; }
  const KvmFacts& kvm() const;

  // CPUs may come and go: read anew each time.
  CpuMap cpus() const { return ReadCpuMap(root_); }
  NodeInfo node_info() const;
  // Asks the resolver once for each name that the machine takes: later calls only read memory.
  std::string hostname() const;
  absl::StatusOr<std::vector<Stat>> MemoryStats(int cell) const { return ReadMemoryStats(root_, topology(), cell); }
  absl::StatusOr<std::vector<Stat>> CpuStats(int cpu) const { return ReadCpuStats(root_, cpu); }
  uint64_t FreeMemory() const { return ReadFreeMemory(root_, topology()); }

 private:
  struct Constant {
    CpuInfo cpu;
    Topology topology;
    Uuid uuid;
  };
  const Constant& Facts() const;

  Root root_;
  mutable absl::once_flag once_, kvm_once_;
  mutable Constant constant_;
  mutable KvmFacts kvm_;
  mutable absl::Mutex name_mutex_;
  mutable std::string plain_name_ ABSL_GUARDED_BY(name_mutex_), full_name_ ABSL_GUARDED_BY(name_mutex_);
};

}  // namespace pleiad::host

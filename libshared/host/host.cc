// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/host.h"

#include <unistd.h>

namespace pleiad::host {

const Host::Constant& Host::Facts() const {
  absl::call_once(once_, [this] {
    constant_ = {.cpu = ReadCpuInfo(root_), .topology = ReadTopology(root_), .uuid = ReadHostUuid(root_)};
  });
  return constant_;
}

Topology Host::FreshTopology() const {
  Topology topology = Facts().topology;
  RefreshMemory(root_, topology);
  return topology;
}

NodeInfo Host::node_info() const {
  NodeInfo info = MakeNodeInfo(topology(), cpu(), cpus());
  info.memory_kib = ReadTotalMemory(root_, topology());
  return info;
}

std::string Host::hostname() const {
  char plain[256] = {};
  ::gethostname(plain, sizeof plain - 1);
  absl::MutexLock lock(&name_mutex_);
  if (full_name_.empty() || plain_name_ != plain) {
    plain_name_ = plain;
    full_name_ = ReadHostname();
  }
  return full_name_;
}

const KvmFacts& Host::kvm() const {
  absl::call_once(kvm_once_, [this] { kvm_ = ReadKvm(root_.PathOf("/dev/kvm")); });
  return kvm_;
}

}  // namespace pleiad::host

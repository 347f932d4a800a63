// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/host.h"

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

const KvmFacts& Host::kvm() const {
  absl::call_once(kvm_once_, [this] { kvm_ = ReadKvm(root_.PathOf("/dev/kvm")); });
  return kvm_;
}

}  // namespace pleiad::host

// SPDX-License-Identifier: Apache-2.0
// smp.cc: how many virtual processors there are, in which topology, and the threads for I/O beside them.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
// Those that can be taken out again are plugged in after the start; -smp has the others.
uint32_t VcpusAtStart(const conf::Vcpus& vcpus) {
  if (vcpus.list.empty()) return vcpus.Current();
  uint32_t count = 0;
  for (const conf::Vcpu& vcpu : vcpus.list) {
    if (vcpu.enabled && !conf::IsYes(vcpu.hotpluggable)) ++count;
  }
  return count == 0 ? vcpus.Current() : count;
}

JsonObject IoThread(uint32_t id, const std::optional<int32_t>& pool_min, const std::optional<int32_t>& pool_max) {
  JsonObject object("qom-type", "iothread");
  object.String("id", absl::StrCat("iothread", id));
  if (pool_min) object.Signed("thread-pool-min", *pool_min);
  if (pool_max) object.Signed("thread-pool-max", *pool_max);
  return object;
}
}  // namespace

absl::Status AddSmp(Builder& b) {
  const conf::Vcpus& vcpus = b.def.vcpus;
  std::string value = std::to_string(VcpusAtStart(vcpus));
  if (VcpusAtStart(vcpus) != vcpus.maximum) absl::StrAppend(&value, ",maxcpus=", vcpus.maximum);
  if (b.def.cpu && b.def.cpu->topology && b.def.cpu->topology->sockets) {
    const conf::CpuTopology& topology = *b.def.cpu->topology;
    absl::StrAppend(&value, ",sockets=", topology.sockets);
    if (topology.dies != 1 && !b.emulator.HasOption("smp-opts", "dies")) {
      return Unsupported("Only 1 die per socket is supported");
    }
    if (b.emulator.HasOption("smp-opts", "dies")) absl::StrAppend(&value, ",dies=", topology.dies);
    absl::StrAppend(&value, ",cores=", topology.cores, ",threads=", topology.threads);
  } else {
    absl::StrAppend(&value, ",sockets=", vcpus.maximum, ",cores=1,threads=1");
  }
  b.Add("-smp", value);
  for (const conf::IoThread& thread : b.def.io_threads.list) b.Object(IoThread(thread.id, thread.thread_pool_min, thread.thread_pool_max));
  if (b.def.io_threads.list.empty()) {
    for (uint32_t id = 1; id <= b.def.io_threads.count; ++id) b.Object(IoThread(id, {}, {}));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

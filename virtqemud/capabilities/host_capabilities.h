// SPDX-License-Identifier: Apache-2.0
// host_capabilities.h: the document that virConnectGetCapabilities returns. The first call asks every emulator (from the
// cache on disk when it can); later ones return the same text until an emulator's binary or the
// host's memory changes.
#pragma once

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/capabilities/capabilities_def.h"
#include "libshared/host/host.h"
#include "virtqemud/capabilities/capabilities_cache.h"

namespace pleiad::qemu {

class HostCapabilities {
 public:
  struct Options {
    std::optional<Uuid> uuid;  // host_uuid of the configuration, in place of the machine's own
    std::vector<conf::CapsSecurityModel> security_models;
  };
  // `host` and `cache` outlive this object.
  HostCapabilities(const host::Host& host, CapabilitiesCache& cache, Options options) : host_(host), cache_(cache), options_(std::move(options)) {}

  // For a worker: may probe.
  std::string Xml();

 private:
  conf::CapabilitiesDef Make(const std::vector<std::pair<std::string, EmulatorPtr>>& emulators,
                             const host::Topology& topology) const;
  conf::CapsHost MakeHost(const EmulatorCapabilities* native, const host::Topology& topology) const;
  conf::CapsHostCpu MakeCpu(const EmulatorCapabilities* native) const;

  const host::Host& host_;
  CapabilitiesCache& cache_;
  const Options options_;
  absl::Mutex mutex_;
  std::vector<std::pair<std::string, EmulatorPtr>> made_from_ ABSL_GUARDED_BY(mutex_);
  std::string made_with_memory_ ABSL_GUARDED_BY(mutex_);
  std::string xml_ ABSL_GUARDED_BY(mutex_);
};

// The models that libvirt lists for a system instance without SELinux or AppArmor: none, and dac with the labels of the
// user and group that guests run as.
std::vector<conf::CapsSecurityModel> DacSecurityModels(uint32_t uid, uint32_t gid);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// domain_capabilities.h: the answer to virConnectGetDomainCapabilities. Texts are kept: the same question costs a look-up
// until the emulator's binary changes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/domain_capabilities/domain_capabilities_def.h"
#include "libshared/host/host.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/capabilities/firmware_list.h"

namespace pleiad::qemu {

// What a client asks about; what is absent is chosen: the host's architecture, its emulator, that one's default machine,
// KVM where it works.
struct EmulatorChoice {
  std::optional<std::string> emulator, arch, machine, virt_type;
};
// A choice with nothing left open.
struct ResolvedChoice {
  EmulatorPtr caps;
  std::string arch;
  const MachineType* machine = nullptr;  // of caps
  Accelerator accelerator = Accelerator::kTcg;
};
// Errors: kInvalidArg for words that are none and for parts that don't go together; those of CapabilitiesCache::Get.
absl::StatusOr<ResolvedChoice> Resolve(CapabilitiesCache& cache, const EmulatorChoice& choice);

class DomainCapabilities {
 public:
  // Both outlive this object. `firmware_files`: LOADER images to tell where no descriptor fits.
  DomainCapabilities(const host::Host& host, CapabilitiesCache& cache, FirmwareList firmware = FirmwareList()) : host_(host), cache_(cache), firmware_(std::move(firmware)) {}

  // For a worker: may probe.
  absl::StatusOr<std::string> Xml(const EmulatorChoice& choice);
  // The document as a model, not kept.
  absl::StatusOr<conf::DomainCapabilitiesDef> Make(const ResolvedChoice& choice) const;

 private:
  struct Kept {
    EmulatorPtr made_from;
    std::string firmware, xml;
  };
  void AddFirmware(const ResolvedChoice& choice, conf::DomainCapabilitiesDef& def) const;

  const host::Host& host_;
  CapabilitiesCache& cache_;
  const FirmwareList firmware_;
  absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// capabilities_cache.h: the capabilities of every emulator on this host: probed when first asked for, kept in memory and
// on disk. An answer serves as long as the binary and the circumstances in which it was asked stay the same; looking that
// up costs one stat(2). Any number of threads may ask; one probe runs for each binary and all who ask meanwhile wait for
// it, with its deadline. For workers, save for Peek.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "virtqemud/capabilities/capabilities_json.h"
#include "virtqemud/capabilities/emulator_capabilities.h"
#include "virtqemud/capabilities/emulator_finder.h"

namespace pleiad::qemu {

class CapabilitiesCache {
 public:
  struct Options {
    std::string folder;  // e.g. "/var/cache/libvirt/qemu/capabilities"; "" keeps nothing on disk
    absl::Duration probe_timeout = absl::Seconds(30);
    bool allow_kvm = true;
    std::string host;  // what else answers depend on: kernel, microcode, our version; see HostCircumstances()
  };
  explicit CapabilitiesCache(Options options, EmulatorFinder finder = EmulatorFinder());
  CapabilitiesCache(const CapabilitiesCache&) = delete;
  ~CapabilitiesCache();

  const EmulatorFinder& finder() const { return finder_; }

  // What the emulator at `path` can do. Errors: those of ProbeEmulator. Failures are not remembered.
  absl::StatusOr<EmulatorPtr> Get(const std::string& path);
  // Of the emulator for `arch`. Errors: kConfigUnsupported when none is installed.
  absl::StatusOr<EmulatorPtr> GetForArch(std::string_view arch);
  // What is known of `path` already without probing, or null. For any thread, the loop's included.
  EmulatorPtr Peek(const std::string& path) const;
  // The capabilities of every emulator found, in document order, with the architecture each was found for; those that
  // cannot be probed are left out. Probes as many at a time as there are CPUs.
  std::vector<std::pair<std::string, EmulatorPtr>> GetAll();

  // Forgets what is in memory, so that the next question looks at the disk and the binaries anew (SIGHUP).
  void Refresh();

 private:
  struct Entry;

  std::string FileOf(const std::string& path) const;
  EmulatorPtr Load(const ProbeKey& key) const;
  void Save(const ProbeKey& key, const EmulatorCapabilities& caps) const;
  absl::StatusOr<EmulatorPtr> Probe(const ProbeKey& key) const;

  const Options options_;
  const EmulatorFinder finder_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_ ABSL_GUARDED_BY(mutex_);
};

// The kernel's release, the processor's microcode, whether /dev/kvm may be used, and our version, as one line.
std::string HostCircumstances();

}  // namespace pleiad::qemu

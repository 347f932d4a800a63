// SPDX-License-Identifier: Apache-2.0
// domain_state.h: all that is known of a domain at one moment, as an immutable snapshot. Definitions hang on shared pointers,
// so that the next snapshot is cheap to make.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libshared/base/domain_events.h"
#include "libshared/base/domain_flags.h"
#include "libshared/base/domain_values.h"
#include "libshared/base/object_ref.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

using DefPtr = std::shared_ptr<const conf::DomainDef>;

// What a domain has while its process runs (or is being started).
struct Runtime {
  pid_t pid = -1;
  uint64_t process_start_time = 0;  // clock ticks since boot; with the pid it names the process for certain
  std::string unit;                 // of systemd; empty: detached
  std::string folder;               // /var/lib/libvirt/qemu/domain-1-demo: sockets and secrets of this run
  std::string monitor_path;
  bool starting = false;      // the steps of a start are not all done
  bool start_paused = false;  // … and it shall not run when they are
  bool autodestroy = false;   // ends with its creator's connection
  absl::Time started;
  std::vector<pid_t> vcpu_threads;  // by vCPU; 0 when not known
};

struct DomainState {
  DefPtr config;  // the persistent definition; null: transient
  DefPtr live;    // what runs; null: inactive
  int32_t runtime_id = -1;
  int32_t state = vir::kDomainShutoff;
  int32_t reason = vir::kDomainShutoffUnknown;
  Runtime runtime;
  uint64_t balloon_kib = 0;  // what the guest has now, while it runs
  bool autostart = false;
  bool autostart_once = false;
  bool has_managed_save = false;
  int32_t agent_timeout_s = -2;  // virDomainAgentResponseTimeoutValues
  std::vector<std::string> tainted;

  const conf::DomainDef& def() const { return live ? *live : *config; }
  const std::string& name() const { return def().name; }
  const Uuid& uuid() const { return def().uuid; }
  int32_t id() const { return runtime_id; }
  bool active() const { return runtime_id >= 0; }
  bool persistent() const { return config != nullptr; }
  // What a change is made to when it concerns the next start.
  const conf::DomainDef& next_def() const { return config ? *config : *live; }
  DomainRef ref() const { return {.name = name(), .uuid = uuid(), .id = runtime_id}; }
};

using Snapshot = std::shared_ptr<const DomainState>;

}  // namespace pleiad::qemu

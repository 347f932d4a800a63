// SPDX-License-Identifier: Apache-2.0
// domain_store.h: domains on disk. Definitions and autostart links are files of libvirt's format at libvirt's places; what runs
// is recorded under /run, so that the next daemon finds it. Every write is atomic, and durable where it must outlive a crash.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "virtqemud/domain/domain_state.h"
#include "virtqemud/paths.h"

namespace pleiad::qemu {

class DomainStore {
 public:
  explicit DomainStore(QemuPaths paths) : paths_(std::move(paths)) {}
  const QemuPaths& paths() const { return paths_; }

  // Makes the folders. Errors: SYSTEM_ERROR.
  absl::Status Prepare() const;

  absl::Status SaveConfig(const conf::DomainDef& def) const;
  absl::Status RemoveConfig(const std::string& name) const;
  absl::Status SetAutostart(const std::string& name, bool on) const;
  std::string ConfigPath(const std::string& name) const { return paths_.config + "/" + name + ".xml"; }
  std::string AutostartPath(const std::string& name) const { return paths_.autostart + "/" + name + ".xml"; }
  std::string ManagedSavePath(const std::string& name) const { return paths_.save + "/" + name + ".save"; }
  std::string LogPath(const std::string& name) const { return paths_.log + "/" + name + ".log"; }
  std::string PidPath(const std::string& name) const { return paths_.state + "/" + name + ".pid"; }

  // Records a domain that has a process or is about to.
  absl::Status SaveStatus(const DomainState& state) const;
  void RemoveStatus(const std::string& name) const;

  // What the disk has. A file that can't be read is logged and passed over: it stays for its owner to mend.
  std::vector<DomainState> LoadConfigs() const;
  std::vector<DomainState> LoadStatuses() const;
  // Removes what a daemon that was killed in the middle of something could not: half-written files, and folders, sockets and pid
  // files of runs without a record. `folders` are those of the runs there are, by the domain's name; `memory_roots`
  // hold the folders with their memory. What may belong to a record that can't be read stays.
  void RemoveLeftovers(const std::map<std::string, std::string>& folders, const std::vector<std::string>& memory_roots) const;

 private:
  QemuPaths paths_;
};

}  // namespace pleiad::qemu

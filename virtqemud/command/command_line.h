// SPDX-License-Identifier: Apache-2.0
// command_line.h: a running definition as QEMU's command line. Nothing here asks or changes the host: what the command line
// needs of it (descriptors, ports, folders) was prepared before and stands in the definition or in the context.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/capabilities/emulator_capabilities.h"
#include "virtqemud/config.h"
#include "virtqemud/paths.h"

namespace pleiad::qemu {

// Descriptors that QEMU inherits, with the number each one has there.
class PassedFds {
 public:
  // Takes `fd` over and returns the number that the command line has to name.
  int Pass(UniqueFd fd) {
    fds_.emplace_back(std::move(fd), next_);
    return next_++;
  }
  const std::vector<std::pair<UniqueFd, int>>& fds() const { return fds_; }

 private:
  static constexpr int kFirst = 20;  // above what the launcher has open
  int next_ = kFirst;
  std::vector<std::pair<UniqueFd, int>> fds_;
};

struct CommandContext {
  const EmulatorCapabilities& emulator;
  const QemuConfig& config;
  const QemuPaths& paths;
  bool privileged = true;
  std::string folder;             // of this run: /var/lib/libvirt/qemu/domain-1-demo
  std::string monitor_path;       // where the monitor's socket is, or will be
  int monitor_fd = -1;            // number of the monitor's listening socket in QEMU; -1: QEMU makes it
  bool paused = true;             // -S
  std::string incoming;           // -incoming, for restore and migration; empty: none
  // Descriptors of the interfaces with a tap device (bridge, network, ethernet, direct), in the order of the definition:
  // several for each with several queues. vhost_fds may be empty for one that is to do without vhost.
  std::vector<std::vector<int>> tap_fds, vhost_fds;
  int vsock_fd = -1;              // /dev/vhost-vsock with the guest's number set
  // Shows the object for the key that secrets of the monitor are encrypted with. A real start that needs it must have
  // written FOLDER/master-key.aes (32 random bytes) before; all others leave it out. Standalone always shows it.
  bool master_key = false;
  // Writes the value of a secret to a file that QEMU may read ("FOLDER/ID") and returns its path; the caller removes it when
  // QEMU answers. Without it, definitions that need a secret are refused with NO_SECRET.
  std::function<absl::StatusOr<std::string>(const conf::SecretRef& secret, const std::string& id)> secret_file = nullptr;
  // For domxml-to-native: shows a command line that nobody runs.
  bool standalone = false;
};

// Where QEMU makes files of a guest's memory. The caller makes it, for QEMU's user alone.
struct MemoryFolder {
  std::string path;       // "/var/lib/libvirt/qemu/ram/1-demo"
  std::string mount;      // of huge pages, which this folder lies in; empty: ordinary files
  uint64_t page_kib = 0;  // what the pages have to be like; 0: any
};

struct CommandLine {
  std::vector<std::string> argv;         // argv[0] is the emulator
  std::vector<std::string> environment;  // NAME=value
  std::vector<MemoryFolder> memory_folders = {};
};

//   Errors  CONFIG_UNSUPPORTED (67) for what this emulator lacks, by name; INTERNAL_ERROR
absl::StatusOr<CommandLine> BuildCommandLine(const conf::DomainDef& def, const CommandContext& context);

// As the log and domxml-to-native show it: shell-quoted, one option a line.
std::string FormatCommandLine(const CommandLine& command, bool one_line);

// Gives every device that has none its alias ("virtio-disk0") and every image its node's number, as libvirt does. Before
// BuildCommandLine.
void AssignAliases(conf::DomainDef& def);

// The folders that hold the memory folders of all runs: of ordinary files first, then one for each mount of huge pages.
std::vector<std::string> MemoryRoots(const QemuConfig& config, const QemuPaths& paths);
// What the memory folders of a run whose own folder is `folder` are called in each of them: "1-demo" of "…/domain-1-demo".
std::string MemoryFolderName(const std::string& folder);

// The socket of a channel that the document gives none, in the folder for channels of a run whose own folder is `folder`:
// QEMU makes the socket, the caller its folder; and the caller puts it into the running definition, which clients read.
std::string ChannelSocketPath(const conf::ChardevDef& channel, const QemuPaths& paths, const std::string& folder);
// Where the program that plays the TPM listens, and virtiofsd for a filesystem: started by the caller.
std::string TpmSocketPath(const std::string& folder);
std::string VirtiofsSocketPath(const conf::FilesystemDef& filesystem, const std::string& folder);

}  // namespace pleiad::qemu

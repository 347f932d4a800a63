// SPDX-License-Identifier: Apache-2.0
// options.h: the command line that all daemons share: libvirt's options, and which of three kinds of instance this is.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace pleiad::daemon {

// Where an instance keeps its things and whom it serves.
enum class Mode {
  kSystem,    // root's: /run/libvirt, the system bus
  kSession,   // a user's own: below XDG_RUNTIME_DIR and the other XDG folders, the session bus
  kEmbedded,  // everything below one folder (--root): nothing of the system is touched, no privilege is needed
};

// What a daemon is called, and what others call it.
struct Identity {
  std::string_view name;     // "virtqemud", also the stem of its sockets: virtqemud-sock
  std::string_view summary;  // one line for --help
  // The stem of the sockets where it is not `name`: virtproxyd listens on libvirt-sock.
  std::string_view socket_stem = {};

  std::string SocketStem() const { return std::string(socket_stem.empty() ? name : socket_stem); }
};

struct Options {
  Mode mode = Mode::kSystem;
  std::string root;      // --root, for Mode::kEmbedded: absolute
  std::string config;    // --config; empty: the default place
  std::string pid_file;  // --pid-file; empty: the default place
  absl::Duration timeout = absl::InfiniteDuration();  // --timeout: idle time after which the daemon ends
  bool detach = false;   // --daemon
  bool verbose = false;  // --verbose: messages of level info are kept too
};

// What the command line asks for.
struct CommandLine {
  enum class Action { kRun, kPrint, kFail } action = Action::kRun;
  Options options;
  std::string text;  // for kPrint to standard output (--help, --version), for kFail to standard error
};

// `argv` as main() got it; `is_root` decides between system and session instance when the command line does not.
CommandLine ParseCommandLine(const Identity& identity, int argc, char** argv, bool is_root);

}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>

#include <charconv>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "libshared/daemon/paths.h"

#ifndef PLEIAD_VERSION
#define PLEIAD_VERSION "unknown"
#endif

namespace pleiad::daemon {
namespace {
constexpr int kRoot = 256, kSession = 257;
constexpr option kLongOptions[] = {
    {"help", no_argument, nullptr, 'h'},           {"version", no_argument, nullptr, 'V'},
    {"verbose", no_argument, nullptr, 'v'},        {"daemon", no_argument, nullptr, 'd'},
    {"timeout", required_argument, nullptr, 't'},  {"config", required_argument, nullptr, 'f'},
    {"pid-file", required_argument, nullptr, 'p'}, {"root", required_argument, nullptr, kRoot},
    {"session", no_argument, nullptr, kSession},   {nullptr, 0, nullptr, 0},
};

std::string Help(const Identity& identity) {
  const Paths system = Paths::System();
  const std::string name(identity.name), stem = identity.SocketStem();
  return absl::StrCat("Usage:\n  ", name, " [options]\n\n", std::string(identity.summary),
                      "\n\nOptions:\n"
                      "  -h | --help            Display program help\n"
                      "  -v | --verbose         Verbose messages\n"
                      "  -d | --daemon          Run as a daemon & write PID file\n"
                      "  -t | --timeout <secs>  Exit after timeout period\n"
                      "  -f | --config <file>   Configuration file\n"
                      "  -V | --version         Display version information\n"
                      "  -p | --pid-file <file> Change name of PID file\n"
                      "       --session         Serve this user, even as root (implied for other users)\n"
                      "       --root <dir>      Keep everything below <dir>: no system service, no privileges\n"
                      "\nDefault paths of the system instance:\n\n"
                      "  Configuration file (unless overridden by -f):\n    ",
                      system.etc, "/", name, ".conf\n\n  Sockets:\n    ", system.run, "/", stem, "-sock\n    ", system.run, "/", stem,
                      "-sock-ro\n\n  PID file (unless overridden by -p):\n    ", system.PidFile(name), "\n");
}

CommandLine Print(std::string text) { return {CommandLine::Action::kPrint, {}, std::move(text)}; }

CommandLine Fail(const Identity& identity, std::string_view why) {
  return {CommandLine::Action::kFail, {}, absl::StrCat(std::string(identity.name), ": ", std::string(why), "\n")};
}

bool ParseTimeout(std::string_view text, absl::Duration& timeout) {
  int seconds = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds <= 0) return false;
  timeout = absl::Seconds(seconds);
  return true;
}
}  // namespace

CommandLine ParseCommandLine(const Identity& identity, int argc, char** argv, bool is_root) {
  CommandLine line;
  Options& options = line.options;
  options.mode = is_root ? Mode::kSystem : Mode::kSession;
  optind = 0;  // glibc: begin anew, also after an earlier call
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, "+:hVvdt:f:p:", kLongOptions, nullptr)) != -1;) {
    switch (c) {
      case 'h': return Print(Help(identity));
      // libvirt's version first: tools that ask for it mean what the daemon is compatible with.
      case 'V': return Print(absl::StrCat(std::string(identity.name), " (libvirt) 9.0.0, Pleiad ", PLEIAD_VERSION, "\n"));
      case 'v': options.verbose = true; break;
      case 'd': options.detach = true; break;
      case 'f': options.config = optarg; break;
      case 'p': options.pid_file = optarg; break;
      case kSession: options.mode = Mode::kSession; break;
      case kRoot:
        options.mode = Mode::kEmbedded;
        options.root = std::filesystem::absolute(optarg).lexically_normal().string();
        break;
      case 't':
        if (!ParseTimeout(optarg, options.timeout)) return Fail(identity, absl::StrCat("Invalid value for timeout: '", optarg, "'"));
        break;
      case ':': return Fail(identity, absl::StrCat("option '", argv[optind - 1], "' needs a value; see --help"));
      default: return Fail(identity, absl::StrCat("unrecognized option '", argv[optind - 1], "'; see --help"));
    }
  }
  if (optind < argc) return Fail(identity, absl::StrCat("unexpected argument '", argv[optind], "'; see --help"));
  return line;
}

}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
// recorded_argv_test.cc: complete documents become the command lines that libvirt made of them. PLEIAD_ORACLE names a file
// with recorded answers: a JSON object whose members have "xml" (the complete document) and "argv" (domxml-to-native) or
// "argv_error" (code and text). Without it, or without the emulators, there is nothing to compare with.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include "libshared/base/error.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/conf/domain/firmware.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/command/command_line.h"

namespace pleiad::qemu {
namespace {
std::string FileText(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Numbers of descriptors are whatever was free.
std::string WithoutFds(std::string text) {
  constexpr std::string_view kBefore = "\"fd\":\"";
  for (size_t at = 0; (at = text.find(kBefore, at)) != std::string::npos;) {
    at += kBefore.size();
    text.replace(at, std::min(text.find_first_not_of("0123456789", at), text.size()) - at, "N");
  }
  return text;
}

// Where two command lines part.
std::string Difference(const std::string& want, const std::string& got) {
  size_t at = 0;
  while (at < want.size() && at < got.size() && want[at] == got[at]) ++at;
  const size_t from = at < 60 ? 0 : at - 60;
  return "want …" + want.substr(from, 220) + "\n got …" + got.substr(from, 220);
}

CapabilitiesCache& Emulators() {
  static auto* const cache = new CapabilitiesCache({.folder = {}, .allow_kvm = false, .host = {}});
  return *cache;
}

absl::StatusOr<std::string> Translate(const std::string& xml) {
  auto def = conf::ParseDomain(xml, {.inactive = true, .secure = true});
  if (!def.ok()) return def.status();
  auto emulator = Emulators().Get(def->devices.emulator);
  if (!emulator.ok()) return emulator.status();
  const QemuPaths paths =
      QemuPaths::System("/run/libvirt", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt");
  static const auto* const firmware = new auto(conf::LoadFirmwareDescriptors(conf::FirmwareFolders()));
  if (auto chosen = conf::ChooseFirmware(*def, *firmware, paths.nvram); !chosen.ok()) return chosen;
  AssignAliases(*def);
  const std::string folder = paths.lib + "/domain--1-" + def->name.substr(0, 20);
  auto command = BuildCommandLine(*def, {.emulator = **emulator,
                                         .config = QemuConfig(),
                                         .paths = paths,
                                         .folder = folder,
                                         .monitor_path = folder + "/monitor.sock",
                                         .incoming = {},
                                         .tap_fds = {},
                                         .vhost_fds = {},
                                         .standalone = true});
  if (!command.ok()) return command.status();
  return FormatCommandLine(*command, /*one_line=*/true);
}

TEST(RecordedArgvTest, MakesOfDocumentsWhatLibvirtMadeOfThem) {
  const char* path = getenv("PLEIAD_ORACLE");
  if (!path) GTEST_SKIP() << "PLEIAD_ORACLE names no file";
  setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  const boost::json::value recorded = boost::json::parse(FileText(path));
  int count = 0, same = 0, refused = 0, refusals = 0, absent = 0;
  for (const auto& [name, answer] : recorded.as_object()) {
    const auto* xml = answer.as_object().if_contains("xml");
    const auto* argv = answer.as_object().if_contains("argv");
    const auto* error = answer.as_object().if_contains("argv_error");
    if (!xml || (!argv && !error)) continue;
    SCOPED_TRACE(std::string(name));
    const auto got = Translate(std::string(xml->as_string()));
    if (got.status().message().find("Cannot check QEMU binary") != absl::string_view::npos) {
      ++absent;
      continue;
    }
    if (argv) {
      ++count;
      const std::string want = WithoutFds(std::string(argv->as_string()));
      if (got.ok() && WithoutFds(*got) == want)
        ++same;
      else
        ADD_FAILURE() << (got.ok() ? Difference(want, WithoutFds(*got)) : MessageOf(got.status()));
    } else {
      ++refusals;
      const auto& expected = error->as_array();
      if (static_cast<int64_t>(ErrorCodeOf(got.status())) == expected[0].as_int64() &&
          MessageOf(got.status()) == std::string(expected[1].as_string()))
        ++refused;
      else
        ADD_FAILURE() << "want " << error->as_array() << "\n got " << (got.ok() ? *got : MessageOf(got.status()));
    }
  }
  std::cout << same << " of " << count << " command lines are the same, " << refused << " of " << refusals << " refusals; "
            << absent << " had no emulator\n";
}
}  // namespace
}  // namespace pleiad::qemu

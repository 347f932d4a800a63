// SPDX-License-Identifier: Apache-2.0
// fake_emulator.h: a shell script in the place of an emulator. It answers QMP from a few recorded answers (cut down from
// Debian's QEMU 7.2) and counts how often it was started.
#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace pleiad::qemu {

class FakeEmulator {
 public:
  explicit FakeEmulator(const std::string& script, mode_t mode = 0755, const std::string& name = "qemu-system-x86_64") {
    std::string folder = (std::filesystem::temp_directory_path() / "pleiad-emulator-XXXXXX").string();
    folder_ = ::mkdtemp(folder.data());
    path_ = folder_ + "/" + name;
    std::ofstream(path_) << script;
    ::chmod(path_.c_str(), mode);
  }
  // One that works: `answers` are lines "COMMAND<tab>JSON of the return value".
  static FakeEmulator Recorded(const std::string& answers_file, const std::string& name = "qemu-system-x86_64") {
    return FakeEmulator("#!/bin/sh\n"
                        "echo run >>\"$(dirname \"$0\")/runs\"\n"
                        "cat <<'END'\n"
                        R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}})"
                        "\nEND\n"
                        "while IFS= read -r line; do\n"
                        "  command=${line#*'\"execute\":\"'}; command=${command%%'\"'*}\n"
                        "  answer=$(sed -n \"s/^$command\t//p\" '" + answers_file + "')\n"
                        "  if [ -n \"$answer\" ]; then printf '{\"return\": %s}\\n' \"$answer\"\n"
                        "  else echo '{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"unknown\"}}'; fi\n"
                        "done\n", 0755, name);
  }
  FakeEmulator(FakeEmulator&& other) noexcept : folder_(std::move(other.folder_)), path_(std::move(other.path_)) { other.folder_.clear(); }
  ~FakeEmulator() {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }
  long runs() const {
    std::ifstream file(folder_ + "/runs");
    return std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
  }

 private:
  std::string folder_, path_;
};

}  // namespace pleiad::qemu

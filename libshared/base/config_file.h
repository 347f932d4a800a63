// SPDX-License-Identifier: Apache-2.0
// config_file.h: libvirt's *.conf files: `key = value` with "strings", numbers, [ lists ] and # comments. They are a near
// subset of TOML and toml++ reads the values; where libvirt's rules differ (no escapes in strings, the last of two
// settings of one key counts) libvirt's hold.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace pleiad {

class ConfigFile {
 public:
  // Reads `path`. A file that is not there has no settings: every default holds. kConfSyntax names file, line and what is wrong.
  static absl::StatusOr<ConfigFile> Load(const std::string& path);
  static absl::StatusOr<ConfigFile> Parse(std::string_view text, std::string name);

  // Each puts the setting of `key` into `value` and leaves it as it is when there is none. kConfSyntax names file,
  // line, key and the type that is wanted when it has another one, or is out of range.
  absl::Status Get(std::string_view key, std::string& value);
  absl::Status Get(std::string_view key, bool& value);  // 0 or 1
  absl::Status Get(std::string_view key, int32_t& value);
  absl::Status Get(std::string_view key, uint32_t& value);
  absl::Status Get(std::string_view key, int64_t& value);
  absl::Status Get(std::string_view key, uint64_t& value);
  // A single string counts as a list of one, as libvirt has it.
  absl::Status Get(std::string_view key, std::vector<std::string>& value);
  // File permissions: a string with an octal number.
  absl::Status GetMode(std::string_view key, uint32_t& value);

  bool Has(std::string_view key) const { return settings_.find(key) != settings_.end(); }
  // The same; the key is known, whatever its value.
  bool MarkRead(std::string_view key) { return Find(key) != nullptr; }
  // Keys that nobody has asked for, with file and line, for a warning that names them.
  std::vector<std::string> UnreadKeys() const;
  const std::string& name() const { return name_; }

 private:
  using Value = std::variant<std::string, int64_t, std::vector<std::string>>;
  struct Setting {
    Value value;
    int line = 0;
    bool read = false;
  };

  absl::Status AddStatement(const std::string& key, const std::string& value, int line);
  absl::Status SyntaxError(int line, std::string_view what) const;
  absl::Status WrongType(std::string_view key, const Setting& setting, std::string_view wanted) const;
  absl::Status GetNumber(std::string_view key, int64_t min, uint64_t max, int64_t& value, bool& found);
  template <class Number>
  absl::Status GetInteger(std::string_view key, Number& value);
  Setting* Find(std::string_view key);

  std::string name_;
  std::map<std::string, Setting, std::less<>> settings_;
};

}  // namespace pleiad

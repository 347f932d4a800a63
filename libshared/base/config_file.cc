// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/config_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad {
namespace {
constexpr size_t kMaxFileBytes = 1 << 20;

bool IsKeyByte(char c) { return isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.'; }

// Walks over a file, setting by setting. It finds where a value ends; what the value means is toml++'s.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  struct Statement {
    std::string key, value;  // the value as TOML
    int line = 0;            // where the value begins
  };

  // The next setting; absent at the end, and when `error` was set.
  std::optional<Statement> Next() {
    SkipBlank();
    if (text_.empty()) return std::nullopt;
    Statement statement{.key = TakeKey(), .value = {}, .line = line_};
    if (statement.key.empty()) return Fail("expecting a name");
    SkipSpaces();
    if (!text_.starts_with('=')) return Fail("expecting an assignment");
    Drop();
    SkipSpaces();
    statement.line = line_;
    if (!TakeValue(statement.value)) return std::nullopt;
    return statement;
  }

  const std::string& error() const { return error_; }
  int line() const { return line_; }

 private:
  std::nullopt_t Fail(std::string_view what) {
    error_ = what;
    return std::nullopt;
  }

  char Drop() {
    const char c = text_.front();
    if (c == '\n') ++line_;
    text_.remove_prefix(1);
    return c;
  }

  void SkipSpaces() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) Drop();
  }

  void SkipComment() {
    while (!text_.empty() && text_.front() != '\n') Drop();
  }

  void SkipBlank() {
    while (!text_.empty()) {
      if (text_.front() == '#') SkipComment();
      else if (isspace(static_cast<unsigned char>(text_.front())) != 0 || text_.front() == ';') Drop();
      else break;
    }
  }

  std::string TakeKey() {
    std::string key;
    while (!text_.empty() && IsKeyByte(text_.front())) key += Drop();
    return key;
  }

  // Up to the end of the line, or further while a list is open.
  bool TakeValue(std::string& value) {
    int open = 0;
    while (!text_.empty()) {
      const char c = text_.front();
      if (c == '#') {
        SkipComment();
      } else if (c == '"' || c == '\'') {
        if (!TakeString(value)) return false;
      } else if ((c == '\n' || c == ';') && open == 0) {
        return true;
      } else {
        open += c == '[' ? 1 : c == ']' ? -1 : 0;
        value += Drop();
      }
    }
    if (open > 0) return Fail("list is not closed with ]"), false;
    return true;
  }

  bool TakeString(std::string& value) {
    const char quote = Drop();
    value += '"';
    while (!text_.empty() && text_.front() != quote && text_.front() != '\n') {
      const char c = Drop();
      // A backslash stands for itself in these files, and so does a quote of the other kind.
      if (c == '\\' || c == '"') value += '\\';
      value += c;
    }
    if (!text_.starts_with(quote)) return Fail("unterminated string"), false;
    Drop();
    value += '"';
    return true;
  }

  std::string_view text_;
  int line_ = 1;
  std::string error_;
};

std::optional<std::vector<std::string>> Strings(const toml::array& array) {
  std::vector<std::string> strings;
  for (const toml::node& node : array) {
    const auto* text = node.as_string();
    if (text == nullptr) return std::nullopt;
    strings.push_back(text->get());
  }
  return strings;
}
}  // namespace

absl::StatusOr<ConfigFile> ConfigFile::Load(const std::string& path) {
  auto text = ReadFile(path, kMaxFileBytes);
  if (IsSystemError(text.status(), ENOENT)) return Parse("", path);
  RETURN_IF_ERROR(text.status());
  return Parse(*text, path);
}

absl::StatusOr<ConfigFile> ConfigFile::Parse(std::string_view text, std::string name) {
  ConfigFile config;
  config.name_ = std::move(name);
  Scanner scanner(text);
  while (auto statement = scanner.Next()) {
    RETURN_IF_ERROR(config.AddStatement(statement->key, statement->value, statement->line));
  }
  if (!scanner.error().empty()) return config.SyntaxError(scanner.line(), scanner.error());
  return config;
}

absl::Status ConfigFile::AddStatement(const std::string& key, const std::string& value, int line) {
  Setting setting{.value = {}, .line = line, .read = false};
  try {
    const toml::table table = toml::parse(absl::StrCat("value = ", value));
    const toml::node_view node = table["value"];
    std::optional<std::vector<std::string>> list;
    if (const auto* text = node.as_string()) {
      setting.value = text->get();
    } else if (const auto* number = node.as_integer()) {
      setting.value = number->get();
    } else if (const auto* array = node.as_array(); array != nullptr && (list = Strings(*array))) {
      setting.value = std::move(*list);
    } else {
      return SyntaxError(line, absl::StrCat("the value of '", key, "' must be a string, a number or a list of strings"));
    }
  } catch (const toml::parse_error& error) {
    const int at = line + static_cast<int>(error.source().begin.line) - 1;
    return SyntaxError(at, absl::StrCat("cannot read the value of '", key, "': ", std::string(error.description())));
  }
  settings_.insert_or_assign(key, std::move(setting));
  return absl::OkStatus();
}

absl::Status ConfigFile::SyntaxError(int line, std::string_view what) const {
  return MakeError(ErrorDomain::kConf, ErrorCode::kConfSyntax, absl::StrCat(name_, ":", line, ": ", std::string(what)));
}

absl::Status ConfigFile::WrongType(std::string_view key, const Setting& setting, std::string_view wanted) const {
  return SyntaxError(setting.line, absl::StrCat("expected ", std::string(wanted), " for '", std::string(key), "' parameter"));
}

ConfigFile::Setting* ConfigFile::Find(std::string_view key) {
  auto found = settings_.find(key);
  if (found == settings_.end()) return nullptr;
  found->second.read = true;
  return &found->second;
}

absl::Status ConfigFile::Get(std::string_view key, std::string& value) {
  const Setting* setting = Find(key);
  if (setting == nullptr) return absl::OkStatus();
  const auto* text = std::get_if<std::string>(&setting->value);
  if (text == nullptr) return WrongType(key, *setting, "a string");
  value = *text;
  return absl::OkStatus();
}

absl::Status ConfigFile::Get(std::string_view key, std::vector<std::string>& value) {
  const Setting* setting = Find(key);
  if (setting == nullptr) return absl::OkStatus();
  if (const auto* text = std::get_if<std::string>(&setting->value)) {
    value = {*text};
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&setting->value)) {
    value = *list;
  } else {
    return WrongType(key, *setting, "a list of strings");
  }
  return absl::OkStatus();
}

absl::Status ConfigFile::GetNumber(std::string_view key, int64_t min, uint64_t max, int64_t& value, bool& found) {
  const Setting* setting = Find(key);
  found = setting != nullptr;
  if (!found) return absl::OkStatus();
  const auto* number = std::get_if<int64_t>(&setting->value);
  if (number == nullptr) return WrongType(key, *setting, "a number");
  const bool fits = *number >= min && (*number < 0 || static_cast<uint64_t>(*number) <= max);
  if (!fits) return WrongType(key, *setting, absl::StrCat("a number from ", min, " to ", max));
  value = *number;
  return absl::OkStatus();
}

template <class Number>
absl::Status ConfigFile::GetInteger(std::string_view key, Number& value) {
  using Limits = std::numeric_limits<Number>;
  int64_t number = 0;
  bool found = false;
  const int64_t min = std::is_signed_v<Number> ? static_cast<int64_t>(Limits::min()) : 0;
  RETURN_IF_ERROR(GetNumber(key, min, static_cast<uint64_t>(Limits::max()), number, found));
  if (found) value = static_cast<Number>(number);
  return absl::OkStatus();
}

absl::Status ConfigFile::Get(std::string_view key, bool& value) { return GetInteger(key, value); }
absl::Status ConfigFile::Get(std::string_view key, int32_t& value) { return GetInteger(key, value); }
absl::Status ConfigFile::Get(std::string_view key, uint32_t& value) { return GetInteger(key, value); }
absl::Status ConfigFile::Get(std::string_view key, int64_t& value) { return GetInteger(key, value); }
absl::Status ConfigFile::Get(std::string_view key, uint64_t& value) { return GetInteger(key, value); }

absl::Status ConfigFile::GetMode(std::string_view key, uint32_t& value) {
  std::string text;
  RETURN_IF_ERROR(Get(key, text));
  if (text.empty()) return absl::OkStatus();
  uint32_t mode = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  if (error != std::errc() || *end != '\0' || mode > 07777) return WrongType(key, *Find(key), "an octal mode such as \"0770\"");
  value = mode;
  return absl::OkStatus();
}

std::vector<std::string> ConfigFile::UnreadKeys() const {
  std::vector<std::string> keys;
  for (const auto& [key, setting] : settings_) {
    if (!setting.read) keys.push_back(absl::StrCat(name_, ":", setting.line, ": ", key));
  }
  return keys;
}

}  // namespace pleiad

// SPDX-License-Identifier: Apache-2.0
// journal.h: what a daemon says about itself: leveled messages with fields, to the journal, a stream, a file or syslog.
// libvirt's log_level, log_filters and log_outputs settings choose what is kept and where. From any thread.
// A message below the level costs one atomic read when its text is made in a lambda:
//     log::Debug([&] { return absl::StrCat("read ", count, " frames"); });
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/status/status.h"

namespace pleiad::log {

enum class Level : int { kDebug = 1, kInfo = 2, kWarning = 3, kError = 4 };

// A journal field: NAME in capitals, then its value.
struct Field {
  std::string_view name, value;
};
using Fields = std::initializer_list<Field>;
// Messages about one domain carry these two.
inline constexpr std::string_view kDomainName = "DOMAIN_NAME";
inline constexpr std::string_view kDomainUuid = "DOMAIN_UUID";

struct Settings {
  Level level = Level::kWarning;
  std::string filters = {};  // "1:qemu 3:rpc.*": the first whose pattern is in the category decides; shell wildcards
  std::string outputs = {};  // "3:journald 1:file:/var/log/x.log 2:stderr 4:syslog:virtqemud"; empty: DefaultOutput()
};

// Applies `settings` and opens the outputs, files that were rotated away anew. kInvalidArg names the part that cannot be understood; nothing changes then.
absl::Status Configure(const Settings& settings);
// The settings in force, as text in the same form.
Settings CurrentSettings();
// The journal when standard error goes there, or nowhere that somebody reads (`detached`); else standard error.
std::string DefaultOutput(bool detached);

// The category of a message is its file's place in the tree: "rpc.server" for libshared/rpc/server.cc.
std::string CategoryOf(std::string_view file);

// Where a message is from; clang 14 has no std::source_location.
class SourceLocation {
 public:
  static constexpr SourceLocation current(const char* file = __builtin_FILE(), const char* function = __builtin_FUNCTION(),
                                          uint32_t line = __builtin_LINE()) {
    return SourceLocation(file, function, line);
  }
  constexpr const char* file_name() const { return file_; }
  constexpr const char* function_name() const { return function_; }
  constexpr uint32_t line() const { return line_; }

 private:
  constexpr SourceLocation(const char* file, const char* function, uint32_t line) : file_(file), function_(function), line_(line) {}
  const char *file_, *function_;
  uint32_t line_;
};

namespace internal {
extern std::atomic<int> lowest_level;  // the lowest level that any filter or output lets through
}
inline bool MayBeOn(Level level) { return static_cast<int>(level) >= internal::lowest_level.load(std::memory_order_relaxed); }

void Write(Level level, std::string_view message, std::span<const Field> fields, const SourceLocation& where);

template <class Text>
void At(Level level, Text&& text, Fields fields, const SourceLocation& where) {
  if (!MayBeOn(level)) return;
  const std::span<const Field> all(fields.begin(), fields.size());
  if constexpr (std::is_invocable_v<Text>) {
    Write(level, std::forward<Text>(text)(), all, where);
  } else {
    Write(level, text, all, where);
  }
}

// `text` is a string or a callable that makes one.
template <class Text>
void Debug(Text&& text, Fields fields = {}, SourceLocation where = SourceLocation::current()) {
  At(Level::kDebug, std::forward<Text>(text), fields, where);
}
template <class Text>
void Info(Text&& text, Fields fields = {}, SourceLocation where = SourceLocation::current()) {
  At(Level::kInfo, std::forward<Text>(text), fields, where);
}
template <class Text>
void Warning(Text&& text, Fields fields = {}, SourceLocation where = SourceLocation::current()) {
  At(Level::kWarning, std::forward<Text>(text), fields, where);
}
template <class Text>
void Error(Text&& text, Fields fields = {}, SourceLocation where = SourceLocation::current()) {
  At(Level::kError, std::forward<Text>(text), fields, where);
}

// For a failure that nobody is told of otherwise: "WHAT: the error's text", with LIBVIRT_CODE and LIBVIRT_DOMAIN.
void Failure(std::string_view what, const absl::Status& status, Fields fields = {},
             SourceLocation where = SourceLocation::current());

}  // namespace pleiad::log

// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/journal.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
// The place in the code is the caller's, not this file.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::log {
namespace internal {
std::atomic<int> lowest_level = static_cast<int>(Level::kWarning);
}

namespace {
struct Entry {
  Level level;
  std::string_view message;
  std::span<const Field> fields;
  const SourceLocation& where;
  const std::string& category;
};

struct Filter {
  Level level;
  std::string pattern;
};

class Output {
 public:
  virtual ~Output() = default;
  virtual void Write(const Entry& entry) = 0;
  Level level = Level::kWarning;
  std::string place;  // "file:/var/log/x.log"
};

int PriorityOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return LOG_DEBUG;
    case Level::kInfo:
      return LOG_INFO;
    case Level::kWarning:
      return LOG_WARNING;
    case Level::kError:
      return LOG_ERR;
  }
  return LOG_ERR;
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

// "virtual void pleiad::rpc::Server::Accept(int)" is "Accept" for a reader.
std::string_view ShortFunction(std::string_view function) {
  function = function.substr(0, function.find('('));
  const size_t start = function.find_last_of(": ");
  return start == std::string_view::npos ? function : function.substr(start + 1);
}

constexpr std::string_view kShared = "libshared/";

// Without the folder that it was built in: "libshared/rpc/server.cc", "virtqemud/main.cc".
std::string_view PlaceInTree(std::string_view file) {
  if (size_t at = file.rfind(kShared); at != std::string_view::npos) return file.substr(at);
  if (size_t at = file.rfind("/virt"); at != std::string_view::npos) return file.substr(at + 1);
  return file;
}

class JournalOutput final : public Output {
 public:
  void Write(const Entry& entry) override {
    std::vector<std::string> lines;
    lines.push_back(absl::StrCat("MESSAGE=", std::string(entry.message)));
    lines.push_back(absl::StrCat("PRIORITY=", PriorityOf(entry.level)));
    lines.push_back(absl::StrCat("LIBVIRT_SOURCE=", entry.category));
    lines.push_back(absl::StrCat("CODE_FILE=", std::string(PlaceInTree(entry.where.file_name()))));
    lines.push_back(absl::StrCat("CODE_LINE=", entry.where.line()));
    lines.push_back(absl::StrCat("CODE_FUNC=", std::string(ShortFunction(entry.where.function_name()))));
    for (const Field& field : entry.fields) lines.push_back(absl::StrCat(std::string(field.name), "=", std::string(field.value)));
    std::vector<iovec> parts;
    for (std::string& line : lines) parts.push_back({line.data(), line.size()});
    sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
  }
};

// Lines for people: "2026-11-21 20:00:00.123+0000: 4711: warning : Accept:120 : text".
class StreamOutput final : public Output {
 public:
  explicit StreamOutput(UniqueFd fd) : fd_(std::move(fd)) {}

  static absl::StatusOr<UniqueFd> Open(const std::string& path) {
    UniqueFd fd(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!fd) return SystemError(ErrorDomain::kNone, errno, absl::StrCat("failed to open ", path));
    return fd;
  }

  void Write(const Entry& entry) override {
    const std::string line =
        absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M:%E3S+0000", absl::Now(), absl::UTCTimeZone()), ": ", gettid(), ": ",
                     std::string(NameOf(entry.level)), " : ", std::string(ShortFunction(entry.where.function_name())), ":",
                     entry.where.line(), " : ", std::string(entry.message), "\n");
    // Logging goes on when a disk is full or a reader is gone.
    [[maybe_unused]] ssize_t ignored = write(fd_.get(), line.data(), line.size());
  }

 private:
  UniqueFd fd_;
};

class SyslogOutput final : public Output {
 public:
  // The C library keeps the pointer until the next one; a later SyslogOutput is made before this one goes.
  explicit SyslogOutput(std::string ident) : ident_(std::move(ident)) { openlog(ident_.c_str(), LOG_PID, LOG_DAEMON); }
  void Write(const Entry& entry) override {
    syslog(PriorityOf(entry.level), "%.*s", static_cast<int>(entry.message.size()), entry.message.data());
  }

 private:
  std::string ident_;
};

struct State {
  absl::Mutex mutex;
  Settings settings ABSL_GUARDED_BY(mutex);
  std::vector<Filter> filters ABSL_GUARDED_BY(mutex);
  std::vector<std::unique_ptr<Output>> outputs ABSL_GUARDED_BY(mutex);
};

// Never destroyed: threads may log until the very end of the process.
State& GlobalState() {
  static State* state = new State;
  return *state;
}

template <class... Args>
absl::Status Wrong(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kConf, ErrorCode::kInvalidArg, format, args...);
}

std::optional<Level> LevelOf(const std::string& text) {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 1 || number > 4) return std::nullopt;
  return static_cast<Level>(number);
}

std::vector<std::string> PartsOf(const std::string& text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
}

absl::StatusOr<std::vector<Filter>> ParseFilters(const std::string& text) {
  std::vector<Filter> filters;
  for (const std::string& part : PartsOf(text)) {
    // More than two are passed over, as libvirt does.
    const std::vector<std::string> words = absl::StrSplit(part, ':');
    if (words.size() < 2) return Wrong("Malformed format for filter '%s'", part);
    const auto level = LevelOf(words[0]);
    if (!level) return Wrong("Invalid priority '%s' for filter '%s'", words[0], part);
    // A + asked for stack traces once; accepted and without effect.
    const std::string match(absl::StripPrefix(words[1], "+"));
    if (match.empty()) return Wrong("Invalid match string '%s'", match);
    filters.push_back({*level, absl::StrCat("*", match, "*")});
  }
  return filters;
}

// `words` are level, destination and, for those that need it, where exactly.
absl::StatusOr<std::unique_ptr<Output>> OpenOutput(const std::string& part, const std::vector<std::string>& words) {
  const std::string& kind = words[1];
  if (kind != "stderr" && kind != "journald" && kind != "file" && kind != "syslog")
    return Wrong("Invalid log destination '%s' for log output '%s'", kind, part);
  const size_t wanted = kind == "file" || kind == "syslog" ? 3 : 2;
  if (words.size() != wanted)
    return Wrong("Log output '%s' does not meet the format requirements for destination type '%s'", part, kind);
  if (kind == "journald") return std::make_unique<JournalOutput>();
  if (kind == "stderr") return std::make_unique<StreamOutput>(UniqueFd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)));
  if (kind == "syslog") return std::make_unique<SyslogOutput>(words[2]);
  ASSIGN_OR_RETURN(UniqueFd fd, StreamOutput::Open(words[2]));
  return std::make_unique<StreamOutput>(std::move(fd));
}

absl::StatusOr<std::unique_ptr<Output>> ParseOutput(const std::string& part) {
  std::vector<std::string> words = absl::StrSplit(part, ':');
  if (words.size() < 2) return Wrong("Malformed format for log output '%s'", part);
  const auto level = LevelOf(words[0]);
  if (!level) return Wrong("Invalid log priority '%s' for log output '%s'", words[0], part);
  std::error_code ignored;
  if (words[1] == "file" && words.size() == 3) words[2] = std::filesystem::absolute(words[2], ignored).string();
  ASSIGN_OR_RETURN(auto output, OpenOutput(part, words));
  output->level = *level;
  output->place = absl::StrJoin(words.begin() + 1, words.end(), ":");
  return output;
}

using Outputs = std::vector<std::unique_ptr<Output>>;

// Of several to the same place the last one holds.
absl::StatusOr<Outputs> ParseOutputs(const std::string& text) {
  Outputs outputs;
  for (const std::string& part : PartsOf(text)) {
    ASSIGN_OR_RETURN(auto output, ParseOutput(part));
    std::erase_if(outputs, [&output](const auto& earlier) { return earlier->place == output->place; });
    outputs.push_back(std::move(output));
  }
  return outputs;
}

std::string TextOf(const Outputs& outputs) {
  return absl::StrJoin(outputs, " ", [](std::string* text, const auto& output) {
    absl::StrAppend(text, static_cast<int>(output->level), ":", output->place);
  });
}

// A message is written when its category's level lets it through and the output's own level does too.
int LowestLevel(const Settings& settings, const std::vector<Filter>& filters, const Outputs& outputs) {
  int wanted = static_cast<int>(settings.level), taken = static_cast<int>(Level::kError);
  for (const Filter& filter : filters) wanted = std::min(wanted, static_cast<int>(filter.level));
  for (const auto& output : outputs) taken = std::min(taken, static_cast<int>(output->level));
  return std::max(wanted, taken);
}

bool StderrIsJournal() {
  const char* stream = getenv("JOURNAL_STREAM");
  struct stat info;
  if (stream == nullptr || fstat(STDERR_FILENO, &info) != 0) return false;
  return absl::StrCat(info.st_dev, ":", info.st_ino) == stream;
}

void StartDefault(State& state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(state.mutex) {
  state.settings.outputs = DefaultOutput(/*detached=*/false);
  if (auto outputs = ParseOutputs(state.settings.outputs); outputs.ok()) state.outputs = *std::move(outputs);
}
}  // namespace

std::string CategoryOf(std::string_view file) {
  file = PlaceInTree(file);
  if (file.starts_with(kShared)) file.remove_prefix(kShared.size());
  std::string category(file.substr(0, file.rfind('.')));
  std::replace(category.begin(), category.end(), '/', '.');
  return category;
}

std::string DefaultOutput(bool detached) {
  const bool journal_runs = access("/run/systemd/journal/socket", W_OK) == 0;
  return journal_runs && (detached || StderrIsJournal()) ? "1:journald" : "1:stderr";
}

absl::Status Configure(const Settings& settings) {
  Settings next = settings;
  if (PartsOf(next.outputs).empty()) next.outputs = DefaultOutput(/*detached=*/false);
  ASSIGN_OR_RETURN(auto filters, ParseFilters(next.filters));
  ASSIGN_OR_RETURN(auto outputs, ParseOutputs(next.outputs));
  next.outputs = TextOf(outputs);
  State& state = GlobalState();
  absl::MutexLock lock(&state.mutex);
  internal::lowest_level = LowestLevel(next, filters, outputs);
  state.settings = std::move(next);
  state.filters = std::move(filters);
  state.outputs = std::move(outputs);
  return absl::OkStatus();
}

Settings CurrentSettings() {
  State& state = GlobalState();
  absl::MutexLock lock(&state.mutex);
  return state.settings;
}

void Write(Level level, std::string_view message, std::span<const Field> fields, const SourceLocation& where) {
  const std::string category = CategoryOf(where.file_name());
  State& state = GlobalState();
  absl::MutexLock lock(&state.mutex);
  if (state.outputs.empty()) StartDefault(state);
  Level wanted = state.settings.level;
  for (const Filter& filter : state.filters) {
    if (fnmatch(filter.pattern.c_str(), category.c_str(), 0) != 0) continue;
    wanted = filter.level;
    break;
  }
  if (level < wanted) return;
  const Entry entry{level, message, fields, where, category};
  for (auto& output : state.outputs) {
    if (level >= output->level) output->Write(entry);
  }
}

void Failure(std::string_view what, const absl::Status& status, Fields fields, SourceLocation where) {
  if (!MayBeOn(Level::kError) || status.ok()) return;
  const ErrorInfo info = ErrorInfoOf(status);
  const std::string text = what.empty() ? info.text : absl::StrCat(std::string(what), ": ", info.text);
  const std::string code = std::to_string(static_cast<int>(info.code)), domain = std::to_string(static_cast<int>(info.domain));
  std::vector<Field> all(fields);
  all.push_back({"LIBVIRT_CODE", code});
  all.push_back({"LIBVIRT_DOMAIN", domain});
  Write(Level::kError, text, all, where);
}

}  // namespace pleiad::log

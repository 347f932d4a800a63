// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/root.h"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <memory>

#include "libshared/base/error.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::host {
namespace {
std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

template <class T>
std::optional<T> ToNumber(std::string_view text) {
  T value = 0;
  int base = 10;
  if (text.starts_with("0x")) {
    text.remove_prefix(2);
    base = 16;
  }
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}
}  // namespace

absl::StatusOr<std::string> Root::Read(std::string_view path) const {
  const std::string whole = PathOf(path);
  UniqueFd fd(::open(whole.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return SystemError(ErrorDomain::kNone, errno, "cannot open " + whole);
  std::string content;
  char buffer[16384];
  while (content.size() < kMaxFileBytes) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError(ErrorDomain::kNone, errno, "cannot read " + whole);
    content.append(buffer, static_cast<size_t>(count));
  }
  return content;
}

std::optional<std::string> Root::Line(std::string_view path) const {
  auto content = Read(path);
  if (!content.ok()) return std::nullopt;
  return std::string(Trim(*content));
}

std::optional<uint64_t> Root::Number(std::string_view path) const {
  auto line = Line(path);
  return line ? ToNumber<uint64_t>(*line) : std::nullopt;
}

std::optional<int64_t> Root::SignedNumber(std::string_view path) const {
  auto line = Line(path);
  return line ? ToNumber<int64_t>(*line) : std::nullopt;
}

std::optional<Bitmap> Root::List(std::string_view path) const {
  auto line = Line(path);
  if (!line) return std::nullopt;
  Bitmap bitmap;
  if (!line->empty() && !FromText(*line, bitmap)) return std::nullopt;
  return bitmap;
}

bool Root::Exists(std::string_view path) const { return ::access(PathOf(path).c_str(), F_OK) == 0; }

std::vector<std::string> Root::Names(std::string_view path) const {
  std::vector<std::string> names;
  std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(PathOf(path).c_str()), &::closedir);
  while (folder) {
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  return names;
}

std::optional<uint64_t> NumberAfter(std::string_view text, std::string_view key) {
  for (size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at != 0 && text[at - 1] != '\n') continue;
    std::string_view rest = text.substr(at + key.size());
    rest = rest.substr(0, rest.find('\n'));
    rest = Trim(rest);
    return ToNumber<uint64_t>(rest.substr(0, rest.find(' ')));
  }
  return std::nullopt;
}

}  // namespace pleiad::host

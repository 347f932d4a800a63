// SPDX-License-Identifier: Apache-2.0
// input.h: what the fuzz targets share: input as text, files and sockets to feed it through, and the check that what was read
// is written and read again as the same.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "libshared/base/unique_fd.h"

namespace pleiad::fuzz {

inline std::string_view Text(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// Any text is read or refused; what was read is written, and what was written is read again and written the same. The first
// time something may still fall away, as it does with libvirt: an empty <bandwidth> is written once and not missed the next time.
// `quirks` are parts of the errors with which libvirt, too, refuses what it wrote itself.
template <class Parse, class Format>
void ReadAndWrite(std::string_view text, Parse parse, Format format, std::initializer_list<const char*> quirks = {}) {
  auto def = parse(text);
  if (!def.ok()) return;
  std::string written, before;
  for (int turn = 0; turn < 3; ++turn) {
    before = std::exchange(written, format(*def));
    def = parse(written);
    if (!def.ok()) {
      const std::string error = def.status().ToString();
      for (const char* const quirk : quirks) {
        if (error.find(quirk) != std::string::npos) return;
      }
      fprintf(stderr, "---- written\n%s\n---- and refused: %s\n", written.c_str(), error.c_str());
      abort();
    }
  }
  if (written == before) return;
  fprintf(stderr, "---- written\n%s\n---- read and written again\n%s\n", before.c_str(), written.c_str());
  abort();
}

// A folder in memory that lives as long as the process.
class Folder {
 public:
  Folder() {
    char path[] = "/dev/shm/pleiad-fuzz-XXXXXX";
    if (mkdtemp(path) == nullptr) abort();
    path_ = path;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  void Write(const std::string& name, std::string_view content) const {
    const UniqueFd file(open((path_ + "/" + name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file || write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) abort();
  }

 private:
  std::string path_;
};

// A socket to connect to, for what is given a path.
class Listener {
 public:
  explicit Listener(std::string path) : path_(std::move(path)), fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    memcpy(address.sun_path, path_.data(), std::min(path_.size(), sizeof address.sun_path - 1));
    if (bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd_.get(), 8) != 0) abort();
  }
  const std::string& path() const { return path_; }
  // The other end of who has just connected; does not wait when it is read or written.
  UniqueFd Accept() const { return UniqueFd(accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)); }

 private:
  std::string path_;
  UniqueFd fd_;
};

}  // namespace pleiad::fuzz

// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/identity.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>

namespace pleiad::host {
namespace {
// Boards without a number of their own carry FFFFFFFF-… or a row of one digit.
bool IsSerious(const std::string& text) {
  const size_t first = text.find_first_not_of("- ");
  if (first == std::string::npos) return false;
  for (char c : text) {
    if (c != '-' && c != ' ' && c != text[first]) return true;
  }
  return false;
}
}  // namespace

std::string ReadHostname() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return "localhost";
  if (std::strncmp(name, "localhost", 9) == 0 || std::strchr(name, '.') != nullptr) return name;
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  hints.ai_family = AF_UNSPEC;
  addrinfo* list = nullptr;
  if (::getaddrinfo(name, nullptr, &hints, &list) != 0 || list == nullptr) return name;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, &::freeaddrinfo);
  // "localhost" as the canonical name says nothing; the plain name is better.
  if (list->ai_canonname == nullptr || std::strncmp(list->ai_canonname, "localhost", 9) == 0) return name;
  return list->ai_canonname;
}

Uuid ReadHostUuid(const Root& root) {
  for (const char* path : {"/sys/devices/virtual/dmi/id/product_uuid", "/sys/class/dmi/id/product_uuid", "/etc/machine-id"}) {
    const auto text = root.Line(path);
    if (!text || !IsSerious(*text)) continue;
    if (auto uuid = Uuid::Parse(*text)) return *uuid;
  }
  return Uuid::Random();
}

}  // namespace pleiad::host

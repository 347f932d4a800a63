// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/client_address.h"

#include <unistd.h>

#include <cstdlib>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/base/daemon_names.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::rpc {
namespace {
absl::Status NoUri(std::string_view uri) {
  return MakeError(ErrorDomain::kRpc, ErrorCode::kInvalidArg, absl::StrCat("no connection URI: '", std::string(uri), "'"));
}

struct Uri {
  std::string driver, transport, path;
  std::map<std::string, std::string> parameters;
};

int HexDigit(char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

std::string Unescaped(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    plain += escape ? static_cast<char>(HexDigit(text[i + 1]) << 4 | HexDigit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return plain;
}

absl::StatusOr<Uri> Parse(std::string_view text) {
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return NoUri(text);
  Uri uri;
  const std::string_view scheme = text.substr(0, colon);
  const size_t plus = scheme.find('+');
  uri.driver = scheme.substr(0, plus);
  if (plus != std::string_view::npos) uri.transport = scheme.substr(plus + 1);
  std::string_view rest = text.substr(colon + 3);
  const size_t question = rest.find('?');
  const std::string_view path = rest.substr(0, question);
  if (!path.starts_with('/')) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kNoSupport, absl::StrCat("another host: '", std::string(text), "'"));
  }
  uri.path = path;
  if (question == std::string_view::npos) return uri;
  for (const absl::string_view pair :
       absl::StrSplit(absl::string_view(rest.data() + question + 1, rest.size() - question - 1), '&', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parameter = absl::StrSplit(pair, absl::MaxSplits('=', 1));
    uri.parameters[parameter.first] = Unescaped(parameter.second);
  }
  return uri;
}

std::string SessionFolder() {
  if (const char* runtime = getenv("XDG_RUNTIME_DIR"); runtime != nullptr && runtime[0] == '/')
    return absl::StrCat(runtime, "/libvirt");
  const char* const home = getenv("HOME");
  return absl::StrCat(home == nullptr ? "/" : home, "/.cache/libvirt");
}

absl::StatusOr<std::string> SocketOf(const Uri& uri, std::string_view text, bool read_only) {
  if (const auto socket = uri.parameters.find("socket"); socket != uri.parameters.end()) return socket->second;
  const auto mode = uri.parameters.find("mode");
  const std::string how = mode == uri.parameters.end() ? "auto" : mode->second;
  if (how != "auto" && how != "direct" && how != "legacy") return NoUri(text);
  const bool session = uri.path == "/session" || (uri.path != "/system" && geteuid() != 0);
  const std::string folder = session ? SessionFolder() : "/run/libvirt";
  const std::string suffix = read_only && !session ? "-sock-ro" : "-sock";
  const std::string daemon(DaemonOfUri(uri.driver));
  if (!daemon.empty() && how != "legacy") {
    const std::string direct = absl::StrCat(folder, "/", daemon, suffix);
    if (how == "direct" || access(direct.c_str(), F_OK) == 0) return direct;
  }
  if (how == "direct") return NoUri(text);
  return absl::StrCat(folder, "/libvirt", suffix);
}
}  // namespace

absl::StatusOr<ClientAddress> ClientAddress::Of(std::string_view text, bool read_only) {
  ASSIGN_OR_RETURN(const Uri uri, Parse(text));
  if (!uri.transport.empty() && uri.transport != "unix") {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kNoSupport,
                     absl::StrCat("transport '", uri.transport, "' of '", std::string(text), "'"));
  }
  ASSIGN_OR_RETURN(std::string socket, SocketOf(uri, text, read_only));
  return ClientAddress{.socket = std::move(socket), .uri = absl::StrCat(uri.driver, "://", uri.path)};
}

}  // namespace pleiad::rpc

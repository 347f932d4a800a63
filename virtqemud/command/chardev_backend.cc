// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/chardev_backend.h"

#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {
namespace {
using conf::ChardevSource;
using conf::ChardevType;

std::string Reconnects(const ChardevSource& source) {
  if (!source.reconnect) return {};
  if (conf::IsYes(source.reconnect->enabled)) return absl::StrCat(",reconnect=", source.reconnect->timeout);
  return conf::IsNo(source.reconnect->enabled) ? ",reconnect=0" : "";
}

std::string Tcp(const ChardevSource& source, const std::string& id) {
  std::string out = absl::StrCat("socket,id=", id, ",host=", source.host, ",port=", source.service);
  if (source.protocol == conf::ChardevProtocol::kTelnet) out += ",telnet=on";
  out += source.listen ? ",server=on,wait=off" : Reconnects(source);
  if (conf::IsYes(source.tls)) absl::StrAppend(&out, ",tls-creds=obj", id, "_tls0");
  return out;
}

std::string Udp(const ChardevSource& source, const std::string& id) {
  return absl::StrCat("udp,id=", id, ",host=", source.host, ",port=", source.service, ",localaddr=", source.bind_host,
                      ",localport=", source.bind_service.empty() ? "0" : source.bind_service);
}

std::string Vdagent(const ChardevSource& source, const std::string& id) {
  std::string out = absl::StrCat("qemu-vdagent,id=", id, ",name=vdagent");
  if (source.clipboard) absl::StrAppend(&out, ",clipboard=", OnOffText(*source.clipboard));
  if (source.mouse == conf::MouseMode::kServer) out += ",mouse=off";
  if (source.mouse == conf::MouseMode::kClient) out += ",mouse=on";
  return out;
}

absl::StatusOr<std::string> Backend(const ChardevSource& source, const std::string& id, bool parallel) {
  const std::string path = Escaped(source.path);
  switch (source.type) {
    case ChardevType::kNull: return "null,id=" + id;
    case ChardevType::kVc: return "vc,id=" + id;
    case ChardevType::kPty: return "pty,id=" + id;
    case ChardevType::kStdio: return "stdio,id=" + id;
    case ChardevType::kDev: return absl::StrCat(parallel ? "parallel" : "serial", ",id=", id, ",path=", path);
    case ChardevType::kFile: return absl::StrCat("file,id=", id, ",path=", path, OnOffPart("append", source.append));
    case ChardevType::kPipe: return absl::StrCat("pipe,id=", id, ",path=", path);
    case ChardevType::kUdp: return Udp(source, id);
    case ChardevType::kTcp: return Tcp(source, id);
    case ChardevType::kUnix:
      return absl::StrCat("socket,id=", id, ",path=", path, source.listen ? ",server=on,wait=off" : Reconnects(source));
    case ChardevType::kSpicevmc: return absl::StrCat("spicevmc,id=", id, ",name=vdagent");
    case ChardevType::kSpiceport: return absl::StrCat("spiceport,id=", id, ",name=", Escaped(source.channel));
    case ChardevType::kQemuVdagent: return Vdagent(source, id);
    case ChardevType::kDbus: return absl::StrCat("dbus,id=", id, ",name=", Escaped(source.channel));
    case ChardevType::kNmdm: break;
  }
  return Unsupported("unsupported chardev '%s'", xml::NameOf(conf::kChardevTypes, source.type));
}
}  // namespace

absl::StatusOr<std::string> ChardevOption(const ChardevSource& source, const std::string& id, bool parallel) {
  ASSIGN_OR_RETURN(std::string out, Backend(source, id, parallel));
  if (!source.log.file.empty()) absl::StrAppend(&out, ",logfile=", Escaped(source.log.file), OnOffPart("logappend", source.log.append));
  return out;
}

}  // namespace pleiad::qemu

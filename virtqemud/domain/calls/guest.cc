// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/guest.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/chardev_lookup.h"
#include "virtqemud/domain/calls/key_codes.h"
#include "virtqemud/domain/run/state_changes.h"
#include "virtqemud/domain/taint.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kScreenshotPatience = absl::Seconds(30);
constexpr size_t kMaxKeys = 16;

absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* api) {
  return RejectFlagsOutside(known, flags, api, ErrorDomain::kQemu);
}

absl::StatusOr<UniqueFd> ConnectTo(const std::string& path) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) return SystemError(ErrorDomain::kQemu, ENAMETOOLONG, "socket '" + path + "'");
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "unable to connect to '" + path + "'");
  }
  return fd;
}
}  // namespace

absl::Status Guest::SendKey(const Caller&, const DomainRef& ref, uint32_t codeset, uint32_t hold_ms,
                            const std::vector<uint32_t>& keycodes, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainSendKey"));
  if (keycodes.empty() || keycodes.size() > kMaxKeys) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "1 to %d keys can be sent at once", kMaxKeys);
  }
  std::vector<uint32_t> qnums;
  for (const uint32_t code : keycodes) {
    const std::optional<uint32_t> qnum = ToQnum(codeset, code);
    if (!qnum) {
      return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot translate keycode %d of codeset %d to qnum keycode",
                   code, codeset);
    }
    qnums.push_back(*qnum);
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainSendKey"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  return SendKeys(*monitor, qnums, hold_ms, context_.MonitorDeadline());
}

absl::StatusOr<driver::Screenshot> Guest::TakeScreenshot(const Caller&, const DomainRef& ref, uint32_t screen, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainScreenshot"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kQuery, "virDomainScreenshot"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const Snapshot state = domain->snapshot();
  const auto& videos = state->live->devices.videos;
  if (videos.empty()) return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "no screens to take screenshot from");
  // Screens are counted over the heads of all cards.
  uint32_t left = screen;
  size_t card = 0;
  while (card < videos.size() && left >= std::max(videos[card].heads, 1u)) left -= std::max(videos[card++].heads, 1u);
  if (card == videos.size()) return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "no such screen ID");

  // QEMU writes into a file of its own folder, whose only name goes as soon as it is open here.
  const std::string path = state->runtime.folder + "/screenshot.png";
  absl::Cleanup remove = [&path] { unlink(path.c_str()); };
  unlink(path.c_str());
  const boost::json::object arguments{{"filename", path}, {"format", "png"}, {"device", videos[card].info.alias}, {"head", left}};
  RETURN_IF_ERROR(monitor->Execute("screendump", arguments, absl::Now() + kScreenshotPatience).status());
  UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return SystemError(ErrorDomain::kQemu, errno, "unable to open '" + path + "'");
  driver::Screenshot shot{.stream = {}, .value = "image/png"};
  shot.stream.descriptor = std::move(file);
  shot.stream.to_client = true;
  return shot;
}

absl::StatusOr<driver::StreamEnd> Guest::OpenStream(const DomainPtr& domain, const conf::ChardevDef& chardev, bool force) {
  const bool is_pty = chardev.source.type == conf::ChardevType::kPty;
  if (!is_pty && (chardev.source.type != conf::ChardevType::kUnix || !chardev.source.listen)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "character device %s is not using a PTY or UNIX socket",
                 chardev.info.alias);
  }
  if (chardev.source.path.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "character device %s of domain '%s' has no path yet",
                 chardev.info.alias, domain->snapshot()->name());
  }
  UniqueFd device;
  if (is_pty) {
    device.Reset(open(chardev.source.path.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!device) return SystemError(ErrorDomain::kQemu, errno, "unable to open console '" + chardev.source.path + "'");
  } else {
    ASSIGN_OR_RETURN(device, ConnectTo(chardev.source.path));
  }
  driver::StreamEnd end;
  end.revoker = std::make_shared<rpc::StreamRevoker>();
  auto holder = console_locks_.Take(chardev.source.path, end.revoker, force);
  if (!holder) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "Active console session exists for this domain");
  }
  end.descriptor = std::move(device);
  end.to_client = true;
  end.from_client = true;
  end.on_end = [holder](rpc::StreamOutcome) mutable {
    holder.reset();
    return absl::OkStatus();
  };
  return end;
}

absl::StatusOr<driver::StreamEnd> Guest::OpenConsole(const Caller&, const DomainRef& ref,
                                                     const std::optional<std::string>& device, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainConsoleSafe | vir::kDomainConsoleForce, flags, "qemuDomainOpenConsole"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::ChardevDef* chardev = conf::FindConsole(*state->live, device);
  if (!chardev) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot find character device %s", device.value_or("(null)"));
  }
  return OpenStream(domain, *chardev, (flags & vir::kDomainConsoleForce) != 0);
}

absl::StatusOr<driver::StreamEnd> Guest::OpenChannel(const Caller&, const DomainRef& ref, const std::optional<std::string>& name,
                                                     uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainChannelForce, flags, "qemuDomainOpenChannel"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::ChardevDef* channel = conf::FindChannel(*state->live, name);
  if (!channel) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot find channel %s", name.value_or("(null)"));
  }
  return OpenStream(domain, *channel, (flags & vir::kDomainChannelForce) != 0);
}

absl::Status Guest::OpenGraphics(const Caller&, const DomainRef& ref, uint32_t index, uint32_t flags, UniqueFd client) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainOpenGraphicsSkipauth, flags, "qemuDomainOpenGraphics"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainOpenGraphics"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const Snapshot state = domain->snapshot();
  if (index >= state->live->devices.graphics.size()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "No graphics backend with index %d", index);
  }
  const conf::GraphicsType type = state->live->devices.graphics[index].type;
  if (type != conf::GraphicsType::kVnc && type != conf::GraphicsType::kSpice) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "Can only open VNC or SPICE graphics backends, not %s",
                 xml::NameOf(conf::kGraphicsTypes, type));
  }
  return AddClient(*monitor, type == conf::GraphicsType::kVnc ? "vnc" : "spice", (flags & vir::kDomainOpenGraphicsSkipauth) != 0,
                   client.get(), context_.MonitorDeadline());
}

absl::StatusOr<UniqueFd> Guest::OpenGraphicsFd(const Caller& caller, const DomainRef& ref, uint32_t index, uint32_t flags) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket");
  UniqueFd ours(pair[0]), theirs(pair[1]);
  RETURN_IF_ERROR(OpenGraphics(caller, ref, index, flags, std::move(theirs)));
  return ours;
}

absl::StatusOr<std::string> Guest::MonitorCommand(const Caller&, const DomainRef& ref, const std::string& command,
                                                  uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainQemuMonitorCommandHmp, flags, "qemuDomainQemuMonitorCommand"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainQemuMonitorCommand"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  // Whoever talks to the monitor directly may change what the daemon believes: the domain carries that mark.
  context_.domains.Update(domain, [](DomainState& next) { Taint(next, kCustomMonitorTaint); });
  if (flags & vir::kDomainQemuMonitorCommandHmp) return HumanCommand(*monitor, command, context_.MonitorDeadline());
  return monitor->ExecuteRaw(command, context_.MonitorDeadline());
}

}  // namespace pleiad::qemu

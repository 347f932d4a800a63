// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/guest.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/chardev_lookup.h"

namespace pleiad::test {
namespace {

// Every guest has these two, on its first disk.
struct Mount {
  const char* mountpoint;
  const char* partition;
};
constexpr Mount kMounts[] = {{"/", "1"}, {"/boot", "2"}};

// Every byte is its address.
absl::StatusOr<std::string> Peek(uint64_t offset, uint32_t size) {
  constexpr uint32_t kLongest = 4194304;  // REMOTE_DOMAIN_MEMORY_PEEK_BUFFER_MAX, and of disks the same
  if (size > kLongest) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "size of at most %d is allowed", kLongest);
  std::string bytes(size, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(offset + i);
  return bytes;
}
}  // namespace

absl::Status Guest::SendKey(const Caller&, const DomainRef& ref, uint32_t, uint32_t, const std::vector<uint32_t>& keys,
                            uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSendKey"));
  RETURN_IF_ERROR(context_.domains().FindActive(ref).status());
  constexpr uint32_t kLastKey = 0x2ff;
  for (const uint32_t key : keys) {
    if (key > kLastKey) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid keycode: 0x%x", key);
  }
  return absl::OkStatus();
}

absl::StatusOr<driver::GuestTime> Guest::Time(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetTime"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  return driver::GuestTime{.seconds = state->guest.clock_s, .nanoseconds = state->guest.clock_ns};
}

// The clock stands still.
absl::Status Guest::SetTime(const Caller&, const DomainRef& ref, int64_t seconds, uint32_t nanoseconds, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainTimeSync, flags, "testDomainSetTime"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return context_.domains().Step(domain, [&](DomainState& next) {
    next.guest.clock_s = seconds;
    next.guest.clock_ns = nanoseconds;
    return absl::OkStatus();
  });
}

absl::StatusOr<driver::Screenshot> Guest::TakeScreenshot(const Caller&, const DomainRef& ref, uint32_t, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainScreenshot"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  // Eight by eight dark blue dots.
  static constexpr unsigned char kPicture[] = {
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
      0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x08, 0x08, 0x03, 0x00, 0x00, 0x00, 0xf3, 0xd1, 0x4e, 0xb9, 0x00,
      0x00, 0x00, 0x03, 0x50, 0x4c, 0x54, 0x45, 0x10, 0x20, 0x60, 0x63, 0x6a, 0xdb, 0x50, 0x00, 0x00, 0x00,
      0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0xa0, 0x0e, 0x00, 0x00, 0x00, 0x48, 0x00, 0x01,
      0x10, 0x45, 0xef, 0xd2, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
  UniqueFd picture(memfd_create("screenshot", MFD_CLOEXEC));
  if (!picture || write(picture.get(), kPicture, sizeof(kPicture)) != static_cast<ssize_t>(sizeof(kPicture)) ||
      lseek(picture.get(), 0, SEEK_SET) != 0) {
    return SystemError(ErrorDomain::kTest, errno, "cannot make the screenshot");
  }
  driver::Screenshot screenshot{.stream = {}, .value = "image/png"};
  screenshot.stream.descriptor = std::move(picture);
  screenshot.stream.to_client = true;
  return screenshot;
}

absl::StatusOr<driver::StreamEnd> Guest::OpenConsole(const Caller&, const DomainRef& ref,
                                                     const std::optional<std::string>& device, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainConsoleSafe | vir::kDomainConsoleForce, flags, "testDomainOpenConsole"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::ChardevDef* console = conf::FindConsole(*state->live, device);
  if (!console) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "cannot find character device %s", device.value_or("(null)"));
  }
  return consoles_.Open(state->ref(), "console/" + console->info.alias, (flags & vir::kDomainConsoleForce) != 0);
}

absl::StatusOr<driver::StreamEnd> Guest::OpenChannel(const Caller&, const DomainRef& ref, const std::optional<std::string>& name,
                                                     uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainChannelForce, flags, "testDomainOpenChannel"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::ChardevDef* channel = conf::FindChannel(*state->live, name);
  if (!channel) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "cannot find channel %s", name.value_or("(null)"));
  }
  return consoles_.Open(state->ref(), "channel/" + channel->name, (flags & vir::kDomainChannelForce) != 0);
}

absl::StatusOr<std::string> Guest::BlockPeek(const Caller&, const DomainRef& ref, const std::string& path, uint64_t offset,
                                             uint32_t size, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainBlockPeek"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  if (!FindDisk(domain->snapshot()->def(), path)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "no disk with path '%s' was found", path);
  }
  return Peek(offset, size);
}

absl::StatusOr<std::string> Guest::MemoryPeek(const Caller&, const DomainRef& ref, uint64_t offset, uint32_t size,
                                              uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kMemoryVirtual | vir::kMemoryPhysical, flags, "testDomainMemoryPeek"));
  RETURN_IF_ERROR(context_.domains().FindActive(ref).status());
  return Peek(offset, size);
}

// There is nobody to take it.
absl::Status Guest::SendProcessSignal(const Caller&, const DomainRef& ref, int64_t pid, uint32_t signal, uint32_t flags) {
  constexpr uint32_t kSignals = 65;  // virDomainProcessSignal: up to 64
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSendProcessSignal"));
  if (pid != 1) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "only sending a signal to pid 1 is supported");
  if (signal >= kSignals) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "signum value %d is out of range", signal);
  return context_.domains().Find(ref).status();
}

// No domain here has any.
absl::StatusOr<TypedParams> Guest::LaunchSecurityInfo(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetLaunchSecurityInfo"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return TypedParams();
}

absl::StatusOr<std::string> Guest::GuestHostname(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainGetHostnameLease | vir::kDomainGetHostnameAgent, flags, "testDomainGetHostname"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return absl::StrCat(domain->snapshot()->name(), "host");
}

// The third address of a network, and on, by the interface's place.
absl::StatusOr<std::vector<driver::GuestInterface>> Guest::InterfaceAddresses(const Caller&, const DomainRef& ref,
                                                                              uint32_t source, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainInterfaceAddresses"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (source > 2) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "Unknown IP address data source %d", source);
  const Domain::Snapshot state = domain->snapshot();
  std::vector<driver::GuestInterface> interfaces;
  for (const conf::InterfaceDef& def : state->live->devices.interfaces) {
    driver::GuestInterface interface {
      .name = def.target_dev, .mac = def.mac.address, .addresses = {}
    };
    interface.addresses.push_back({.type = 0, .address = absl::StrCat("192.168.122.", 3 + interfaces.size()), .prefix = 24});
    interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

absl::StatusOr<std::vector<driver::GuestFilesystem>> Guest::Filesystems(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetFSInfo"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  std::vector<driver::GuestFilesystem> filesystems;
  if (state->live->devices.disks.empty()) return filesystems;
  const std::string& disk = state->live->devices.disks.front().target.dev;
  for (const Mount& mount : kMounts) {
    filesystems.push_back({.mountpoint = mount.mountpoint, .name = disk + mount.partition, .type = "ext4", .devices = {disk}});
  }
  return filesystems;
}

// How many filesystems it is that changed.
absl::StatusOr<int32_t> Guest::Freeze(const DomainRef& ref, const std::vector<std::string>& mountpoints, bool freeze) {
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  for (const std::string& mountpoint : mountpoints) {
    if (std::none_of(std::begin(kMounts), std::end(kMounts), [&](const Mount& m) { return mountpoint == m.mountpoint; })) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "mount point not found: %s", mountpoint);
    }
  }
  int32_t changed = 0;
  domains.Update(domain, [&](DomainState& next) {
    for (const Mount& mount : kMounts) {
      const bool meant =
          mountpoints.empty() || std::find(mountpoints.begin(), mountpoints.end(), mount.mountpoint) != mountpoints.end();
      if (!meant) continue;
      changed += freeze ? next.guest.frozen.insert(mount.mountpoint).second : next.guest.frozen.erase(mount.mountpoint) > 0;
    }
  });
  return changed;
}

absl::StatusOr<int32_t> Guest::FsFreeze(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                        uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainFSFreeze"));
  return Freeze(ref, mountpoints, true);
}

absl::StatusOr<int32_t> Guest::FsThaw(const Caller&, const DomainRef& ref, const std::vector<std::string>& mountpoints,
                                      uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainFSThaw"));
  return Freeze(ref, mountpoints, false);
}

absl::Status Guest::FsTrim(const Caller&, const DomainRef& ref, const std::optional<std::string>& mountpoint, uint64_t,
                           uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainFSTrim"));
  if (mountpoint) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "Specifying mount point is not supported for now");
  }
  return context_.domains().FindActive(ref).status();
}

absl::Status Guest::SetUserPassword(const Caller&, const DomainRef& ref, const std::optional<std::string>&,
                                    const std::optional<std::string>&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainPasswordEncrypted, flags, "testDomainSetUserPassword"));
  return context_.domains().FindActive(ref).status();
}

}  // namespace pleiad::test

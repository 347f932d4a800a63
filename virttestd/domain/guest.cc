// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/guest.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* function) {
  return RejectFlagsOutside(known, flags, function, ErrorDomain::kTest);
}

// Every guest has these two, on its first disk.
struct Mount {
  const char* mountpoint;
  const char* partition;
};
constexpr Mount kMounts[] = {{"/", "1"}, {"/boot", "2"}};
}  // namespace

absl::Status Guest::SendKey(const Caller&, const DomainRef& ref, uint32_t, uint32_t, const std::vector<uint32_t>& keys,
                            uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSendKey"));
  RETURN_IF_ERROR(node_.domains.FindActive(ref).status());
  constexpr uint32_t kLastKey = 0x2ff;
  for (const uint32_t key : keys) {
    if (key > kLastKey) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid keycode: 0x%x", key);
  }
  return absl::OkStatus();
}

absl::StatusOr<driver::GuestTime> Guest::Time(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetTime"));
  RETURN_IF_ERROR(node_.domains.FindActive(ref).status());
  return driver::GuestTime{.seconds = 627319920, .nanoseconds = 0};
}

absl::StatusOr<std::string> Guest::GuestHostname(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainGetHostnameLease | vir::kDomainGetHostnameAgent, flags, "testDomainGetHostname"));
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindActive(ref));
  return absl::StrCat(domain->snapshot()->name(), "host");
}

// The third address of a network, and on, by the interface's place.
absl::StatusOr<std::vector<driver::GuestInterface>> Guest::InterfaceAddresses(const Caller&, const DomainRef& ref,
                                                                              uint32_t source, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainInterfaceAddresses"));
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindActive(ref));
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
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindActive(ref));
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
  Domains& domains = node_.domains;
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
      changed += freeze ? next.frozen.insert(mount.mountpoint).second : next.frozen.erase(mount.mountpoint) > 0;
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
  return node_.domains.FindActive(ref).status();
}

absl::Status Guest::SetUserPassword(const Caller&, const DomainRef& ref, const std::optional<std::string>&,
                                    const std::optional<std::string>&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainPasswordEncrypted, flags, "testDomainSetUserPassword"));
  return node_.domains.FindActive(ref).status();
}

}  // namespace pleiad::test

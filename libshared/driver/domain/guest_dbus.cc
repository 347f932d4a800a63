// SPDX-License-Identifier: Apache-2.0
// domain/guest_dbus.cc: members of org.libvirt.Domain that reach into the guest, and those that this kind of driver has not.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/access.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Run;
using DomainRows = dbus::Rows<DomainRef>;

struct Time {
  uint64_t seconds;
  uint32_t nanoseconds;
};

absl::StatusOr<uint32_t> AsCount(absl::StatusOr<int32_t> count) {
  if (!count.ok()) return count.status();
  return static_cast<uint32_t>(*count);
}

void AddAgent(DomainRows& rows, DomainGuest& guest) {
  rows.Handle(
      "FSFreeze(mountpoints, flags) -> frozenFilesystems", "Freezes the guest's file systems; none named is all.",
      [&guest](const Caller& caller, const DomainRef& domain, const std::vector<std::string>& mountpoints, uint32_t flags) {
        return AsCount(guest.FsFreeze(caller, domain, mountpoints, flags));
      },
      {kDomainFsFreeze}, Run::kWorker);
  rows.Handle(
      "FSThaw(mountpoints, flags) -> thawedFilesystems", "Thaws frozen file systems.",
      [&guest](const Caller& caller, const DomainRef& domain, const std::vector<std::string>& mountpoints, uint32_t flags) {
        return AsCount(guest.FsThaw(caller, domain, mountpoints, flags));
      },
      {kDomainFsFreeze}, Run::kWorker);
  rows.Method("FSTrim(mountpoint, minimum, flags)", "Gives unused blocks of a file system back.", guest, &DomainGuest::FsTrim,
              {kDomainFsTrim}, Run::kWorker);
  rows.Method("GetFSInfo(flags) -> fsInfo", "The guest's file systems: where, name, type, disks.", guest,
              &DomainGuest::Filesystems, {kDomainFsFreeze}, Run::kWorker);
  rows.Method("GetHostname(flags) -> hostname", "The guest's name for itself.", guest, &DomainGuest::GuestHostname,
              {kDomainWrite}, Run::kWorker);
  rows.Handle(
      "GetTime(flags) -> time", "The guest's clock: seconds since 1970 and nanoseconds.",
      [&guest](const Caller& caller, const DomainRef& domain, uint32_t flags) -> absl::StatusOr<Time> {
        ASSIGN_OR_RETURN(const GuestTime time, guest.Time(caller, domain, flags));
        return Time{static_cast<uint64_t>(time.seconds), time.nanoseconds};
      },
      {kDomainWrite}, Run::kWorker);
  rows.Handle(
      "SetTime(seconds, nseconds, flags)", "Sets the guest's clock.",
      [&guest](const Caller& caller, const DomainRef& domain, uint64_t seconds, uint32_t nanoseconds, uint32_t flags) {
        return guest.SetTime(caller, domain, static_cast<int64_t>(seconds), nanoseconds, flags);
      },
      {kDomainSetTime}, Run::kWorker);
  rows.Method("SetUserPassword(user, password, flags)", "Changes a password in the guest.", guest, &DomainGuest::SetUserPassword,
              {kDomainSetPassword}, Run::kWorker);
}

void AddHardware(DomainRows& rows, DomainGuest& guest, rpc::AccessCheck* access) {
  rows.Handle(
      "InterfaceAddresses(source, flags) -> ifaces",
      "The guest's interfaces: name, MAC, addresses (virDomainInterfaceAddressesSource).",
      [&guest, access](const Caller& caller, const DomainRef& domain, uint32_t source,
                       uint32_t flags) -> absl::StatusOr<std::vector<GuestInterface>> {
        RETURN_IF_ERROR(MayAskForAddresses(access, caller, domain, source));
        return guest.InterfaceAddresses(caller, domain, source, flags);
      },
      {kDomainRead}, Run::kWorker);
  rows.Handle(
      "MemoryPeek(offset, size, flags) -> buffer", "Bytes of the guest's memory.",
      [&guest](const Caller& caller, const DomainRef& domain, uint64_t offset, uint64_t size,
               uint32_t flags) -> absl::StatusOr<std::vector<uint8_t>> {
        constexpr uint64_t kMostBytes = 4194304;
        if (size > kMostBytes)
          return MakeError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "size in virDomainMemoryPeek must not exceed 4194304");
        ASSIGN_OR_RETURN(const std::string bytes, guest.MemoryPeek(caller, domain, offset, static_cast<uint32_t>(size), flags));
        return std::vector<uint8_t>(bytes.begin(), bytes.end());
      },
      {kDomainMemRead}, Run::kWorker);
  rows.Method("OpenGraphicsFD(idx, flags) -> fd", "A connection to the display server.", guest, &DomainGuest::OpenGraphicsFd,
              {kDomainOpenGraphics}, Run::kWorker);
  rows.Method("SendKey(codeset, holdtime, keycodes, flags)", "Presses keys together (virKeycodeSet), for holdtime milliseconds.",
              guest, &DomainGuest::SendKey, {kDomainSendInput}, Run::kWorker);
}

struct Absent {
  const char *text, *doc, *api;
};
constexpr Absent kAbsent[] = {
    {"AddIOThread(iothreadId:u, flags:u)", "Adds an I/O thread.", "virDomainAddIOThread"},
    {"BlockCommit(disk:s, base:s, top:s, bandwidth:t, flags:u)", "Merges a disk's images downwards.", "virDomainBlockCommit"},
    {"BlockCopy(disk:s, destxml:s, params:a{sv}, flags:u)", "Copies a disk.", "virDomainBlockCopy"},
    {"BlockJobAbort(disk:s, flags:u)", "Ends a block job.", "virDomainBlockJobAbort"},
    {"BlockPeek(disk:s, offset:t, size:t, flags:u) -> buffer:ay", "Bytes of a disk.", "virDomainBlockPeek"},
    {"BlockPull(disk:s, bandwidth:t, flags:u)", "Merges a disk's images upwards.", "virDomainBlockPull"},
    {"BlockRebase(disk:s, base:s, bandwidth:t, flags:u)", "Merges a disk's images down to one.", "virDomainBlockRebase"},
    {"BlockJobSetSpeed(disk:s, bandwidth:t, flags:u)", "Limits a block job.", "virDomainBlockJobSetSpeed"},
    {"DelIOThread(iothreadId:u, flags:u)", "Removes an I/O thread.", "virDomainDelIOThread"},
    {"GetGuestVcpus(flags:u) -> vcpus:a{sv}", "Virtual CPUs as the guest sees them.", "virDomainGetGuestVcpus"},
    {"GetInterfaceParameters(device:s, flags:u) -> interfaceParameters:a{sv}", "An interface's limits.",
     "virDomainGetInterfaceParameters"},
    {"GetPerfEvents(flags:u) -> perfEvents:a{sv}", "Which performance events are counted.", "virDomainGetPerfEvents"},
    {"MigrateGetCompressionCache(flags:u) -> cacheSize:t", "Migration's cache.", "virDomainMigrateGetCompressionCache"},
    {"MigrateGetMaxSpeed(flags:u) -> bandwidth:t", "Migration's limit.", "virDomainMigrateGetMaxSpeed"},
    {"MigrateSetCompressionCache(cacheSize:t, flags:u)", "Migration's cache.", "virDomainMigrateSetCompressionCache"},
    {"MigrateSetMaxDowntime(downtime:t, flags:u)", "How long migration may stop the guest.", "virDomainMigrateSetMaxDowntime"},
    {"MigrateSetMaxSpeed(bandwidth:t, flags:u)", "Migration's limit.", "virDomainMigrateSetMaxSpeed"},
    {"MigrateStartPostCopy(flags:u)", "Lets the guest run on the other host already.", "virDomainMigrateStartPostCopy"},
    {"MigrateToURI3(dconuri:s, params:a{sv}, flags:u)", "Moves the guest to another host.", "virDomainMigrateToURI3"},
    {"SendProcessSignal(pidValue:x, sigNum:u, flags:u)", "Sends a signal to a process of the guest.",
     "virDomainSendProcessSignal"},
    {"SetBlockThreshold(dev:s, threshold:t, flags:u)", "Asks for an event when an image grows over a size.",
     "virDomainSetBlockThreshold"},
    {"SetGuestVcpus(vcpumap:ab, state:i, flags:u)", "Switches the guest's CPUs on or off.", "virDomainSetGuestVcpus"},
    {"SetInterfaceParameters(device:s, params:a{sv}, flags:u)", "Changes an interface's limits.",
     "virDomainSetInterfaceParameters"},
    {"SetPerfEvents(params:a{sv}, flags:u)", "Chooses which performance events are counted.", "virDomainSetPerfEvents"},
    {"SnapshotCurrent(flags:u) -> domainSnapshot:o", "The current snapshot.", "virDomainSnapshotCurrent"},
    {"SnapshotCreateXML(xml:s, flags:u) -> domainSnapshot:o", "Takes a snapshot.", "virDomainSnapshotCreateXML"},
    {"SnapshotLookupByName(name:s, flags:u) -> domainSnapshot:o", "The snapshot of that name.", "virDomainSnapshotLookupByName"},
};

}  // namespace

void AddGuestMembers(dbus::Interface& interface, DomainDriver& driver, rpc::AccessCheck* access) {
  DomainRows rows(interface);
  AddAgent(rows, driver.guest);
  AddHardware(rows, driver.guest, access);
  interface.Add(EmptyList("ListDomainSnapshots(flags:u) -> domainSnapshots:ao", "The domain's snapshots."));
  for (const Absent& absent : kAbsent) interface.Add(UnsupportedMethod(absent.text, absent.doc, absent.api));
}

}  // namespace pleiad::driver

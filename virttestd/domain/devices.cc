// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/devices.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/device_lists.h"
#include "virttestd/domain/thresholds.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kForce = 4;  // VIR_DOMAIN_DEVICE_MODIFY_FORCE

absl::StatusOr<conf::DeviceDef> Read(const std::string& xml) {
  return conf::ParseDevice(xml, {.inactive = true, .secure = true});
}
}  // namespace

absl::Status Devices::Attach(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainAttachDeviceFlags"));
  ASSIGN_OR_RETURN(conf::DeviceDef device, Read(xml));
  if (auto* interface = std::get_if<conf::InterfaceDef>(&device)) GiveAddress(*interface);
  std::optional<std::string> added;
  RETURN_IF_ERROR(context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) -> absl::Status {
    ASSIGN_OR_RETURN(std::string alias, AddDevice(def.devices, device, /*give_alias=*/live));
    if (live) added = std::move(alias);
    NameInterfaces(def.devices);
    return conf::Check(def.devices);
  }));
  if (added) context_.Emit(ref, store::DeviceAddedEvent{.alias = *added});
  return absl::OkStatus();
}

absl::Status Devices::Detach(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainDetachDeviceFlags"));
  ASSIGN_OR_RETURN(const conf::DeviceDef device, Read(xml));
  std::optional<std::string> removed;
  RETURN_IF_ERROR(context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) -> absl::Status {
    ASSIGN_OR_RETURN(std::string alias, RemoveDevice(def.devices, device));
    if (live) removed = std::move(alias);
    return absl::OkStatus();
  }));
  if (removed) context_.Emit(ref, store::DeviceRemovedEvent{.alias = *removed});
  return absl::OkStatus();
}

absl::Status Devices::DetachByAlias(const Caller&, const DomainRef& ref, const std::string& alias, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainDetachDeviceAlias"));
  bool running = false;
  RETURN_IF_ERROR(context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) {
    running |= live;
    return RemoveDevice(def.devices, alias).status();
  }));
  if (running) context_.Emit(ref, store::DeviceRemovedEvent{.alias = alias});
  return absl::OkStatus();
}

absl::Status Devices::Update(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | kForce, flags, "testDomainUpdateDeviceFlags"));
  ASSIGN_OR_RETURN(const conf::DeviceDef device, Read(xml));
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) -> absl::Status {
    RETURN_IF_ERROR(ReplaceDevice(def.devices, device).status());
    return conf::Check(def.devices);
  });
}

absl::Status Devices::BlockResize(const Caller&, const DomainRef& ref, const std::string& disk, uint64_t size, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBlockResizeBytes, flags, "testDomainBlockResize"));
  constexpr uint64_t kKib = 1024;
  if (!(flags & vir::kDomainBlockResizeBytes) && size > UINT64_MAX / kKib) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOverflow, "size is too large");
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  std::optional<store::BlockThresholdEvent> reached;
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!next.active()) return NotRunning();
    const conf::DiskDef* found = FindDisk(*next.live, disk);
    if (!found) return NoDisk(disk);
    next.disk_bytes[found->target.dev] = (flags & vir::kDomainBlockResizeBytes) ? size : size * kKib;
    reached = TakeReached(next, *found);
    return absl::OkStatus();
  }));
  if (reached) context_.Emit(ref, *std::move(reached));
  return absl::OkStatus();
}

}  // namespace pleiad::test

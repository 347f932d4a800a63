// SPDX-License-Identifier: Apache-2.0
// domain_event.h: what happens to domains, as drivers say it. The front ends give each kind its number and its wire form.
// Numbers in the fields (events, details, actions, reasons) are libvirt's, of libvirt-domain.h.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libshared/base/object_ref.h"
#include "libshared/base/typed_param.h"

namespace pleiad::store {

struct LifecycleEvent {
  int32_t event = 0, detail = 0;
};
struct RebootEvent {};
struct RtcChangeEvent {
  int64_t utc_offset_s = 0;
};
struct WatchdogEvent {
  int32_t action = 0;
};
// Serves both virDomainEventIOError and …IOErrorReason.
struct IoErrorEvent {
  std::string source_path, device;
  int32_t action = 0;
  std::string reason;
};
struct GraphicsEvent {
  struct Address {
    int32_t family = 0;
    std::string node, service;
  };
  int32_t phase = 0;
  Address local, remote;
  std::string auth_scheme;
  std::vector<std::pair<std::string, std::string>> subject;  // type and name
};
struct ControlErrorEvent {};
// Serves BLOCK_JOB (by path) and BLOCK_JOB_2 (by target).
struct BlockJobEvent {
  std::string path, target;
  int32_t type = 0, status = 0;
};
struct DiskChangeEvent {
  std::string old_source, new_source, device;
  int32_t reason = 0;
};
struct TrayChangeEvent {
  std::string device;
  int32_t reason = 0;
};
struct PmWakeupEvent {
  int32_t reason = 0;
};
struct PmSuspendEvent {
  int32_t reason = 0;
};
struct PmSuspendDiskEvent {
  int32_t reason = 0;
};
struct BalloonChangeEvent {
  uint64_t actual_kib = 0;
};
struct DeviceAddedEvent {
  std::string alias;
};
struct DeviceRemovedEvent {
  std::string alias;
};
struct DeviceRemovalFailedEvent {
  std::string alias;
};
struct TunableEvent {
  TypedParams params;
};
struct AgentLifecycleEvent {
  int32_t state = 0, reason = 0;
};
struct MigrationIterationEvent {
  int32_t iteration = 0;
};
struct JobCompletedEvent {
  TypedParams params;
};
struct MetadataChangeEvent {
  int32_t type = 0;
  std::string uri;  // empty: none
};
struct BlockThresholdEvent {
  std::string device, path;
  uint64_t threshold = 0, excess = 0;
};
struct MemoryFailureEvent {
  int32_t recipient = 0, action = 0;
  uint32_t flags = 0;
};
struct MemoryDeviceSizeChangeEvent {
  std::string alias;
  uint64_t size_kib = 0;
};
// The QEMU program's own: any event of the monitor, for clients that asked for it.
struct MonitorEvent {
  std::string event;
  int64_t seconds = 0;
  uint32_t microseconds = 0;
  std::string details;  // JSON; empty: none
};

struct DomainEvent {
  DomainRef domain;
  std::variant<LifecycleEvent, RebootEvent, RtcChangeEvent, WatchdogEvent, IoErrorEvent, GraphicsEvent, ControlErrorEvent, BlockJobEvent,
               DiskChangeEvent, TrayChangeEvent, PmWakeupEvent, PmSuspendEvent, PmSuspendDiskEvent, BalloonChangeEvent, DeviceAddedEvent,
               DeviceRemovedEvent, DeviceRemovalFailedEvent, TunableEvent, AgentLifecycleEvent, MigrationIterationEvent,
               JobCompletedEvent, MetadataChangeEvent, BlockThresholdEvent, MemoryFailureEvent, MemoryDeviceSizeChangeEvent, MonitorEvent>
      what;
};

}  // namespace pleiad::store

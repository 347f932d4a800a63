// SPDX-License-Identifier: Apache-2.0
// domain/types.h: what calls on domains take and give. Where an aggregate answers a call, its fields stand in the order
// in which they travel, so that a binding can pass them on field by field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/base/object_ref.h"
#include "libshared/base/typed_param.h"
#include "libshared/base/unique_fd.h"
#include "libshared/rpc/stream_end.h"

namespace pleiad::driver {

// virDomainState and its reasons are passed as libvirt numbers them (libvirt-domain.h).
struct DomainState {
  int32_t state = 0;
  int32_t reason = 0;
};

struct DomainInfo {
  int32_t state = 0;
  uint64_t max_memory_kib = 0;
  uint64_t memory_kib = 0;
  uint32_t vcpus = 0;
  uint64_t cpu_time_ns = 0;
};

struct JobInfo {
  int32_t type = 0;  // virDomainJobType
  uint64_t time_elapsed_ms = 0, time_remaining_ms = 0;
  uint64_t data_total = 0, data_processed = 0, data_remaining = 0;  // bytes, as all below
  uint64_t memory_total = 0, memory_processed = 0, memory_remaining = 0;
  uint64_t file_total = 0, file_processed = 0, file_remaining = 0;
};

struct JobStats {
  int32_t type = 0;
  TypedParams params;
};

struct ControlInfo {
  uint32_t state = 0;  // virDomainControlState
  uint32_t details = 0;
  uint64_t state_time_ms = 0;
};

struct SecurityLabel {
  std::string label;
  bool enforcing = false;
};

struct BlockInfo {
  uint64_t allocation = 0, capacity = 0, physical = 0;  // bytes
};

struct BlockStats {
  int64_t read_requests = -1, read_bytes = -1, write_requests = -1, write_bytes = -1, errors = -1;
};

// A job on a disk: pull, commit, copy. No job: all is 0.
struct BlockJobInfo {
  int32_t type = 0;        // virDomainBlockJobType
  uint64_t bandwidth = 0;  // MiB/s, with flag 1 bytes/s
  uint64_t current = 0, end = 0;
};

struct InterfaceStats {
  int64_t rx_bytes = -1, rx_packets = -1, rx_errors = -1, rx_dropped = -1;
  int64_t tx_bytes = -1, tx_packets = -1, tx_errors = -1, tx_dropped = -1;
};

struct MemoryStat {
  int32_t tag = 0;  // virDomainMemoryStatTags
  uint64_t value = 0;
};

struct DiskError {
  std::string disk;
  int32_t error = 0;  // virDomainDiskErrorCode
};

struct SchedulerType {
  std::string type;
  int32_t nparams = 0;
};

struct VcpuInfo {
  uint32_t number = 0;
  int32_t state = 0;  // virVcpuState
  uint64_t cpu_time_ns = 0;
  int32_t cpu = -1;  // the host CPU it runs on, -1 when unknown
};

// A set of host CPUs as libvirt passes it: bit N of byte N/8.
using CpuMap = std::string;

struct VcpuList {
  std::vector<VcpuInfo> vcpus;
  std::vector<CpuMap> affinities;  // one for each of vcpus
};

struct IothreadInfo {
  uint32_t id = 0;
  CpuMap affinity;
};

struct DomainStatsRecord {
  DomainRef domain;
  TypedParams params;
};

struct InterfaceAddress {
  int32_t type = 0;  // 0 IPv4, 1 IPv6
  std::string address;
  uint32_t prefix = 0;
};

struct GuestInterface {
  std::string name;
  std::optional<std::string> mac;
  std::vector<InterfaceAddress> addresses;
};

struct GuestFilesystem {
  std::string mountpoint, name, type;
  std::vector<std::string> devices;
};

struct GuestTime {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
};

struct MonitorReply {
  std::string result;
  std::vector<UniqueFd> files;
};

// The daemon's end of a stream, which rpc/ pumps.
using StreamEnd = rpc::StreamEnd;

// The picture as a stream; the value is its MIME type.
using Screenshot = rpc::StreamAnd<std::string>;

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// domain_def.h: a domain's configuration, all of what its document says. A plain value: copied when it is to change, and
// published as a whole. Reading it from text fills in nothing and asks nothing of the host: defaults, addresses and
// controllers are completion's work, what a hypervisor can run is its driver's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/domain/blkiotune_def.h"
#include "libshared/conf/domain/clock_def.h"
#include "libshared/conf/domain/container_def.h"
#include "libshared/conf/domain/cpu_def.h"
#include "libshared/conf/domain/cputune_def.h"
#include "libshared/conf/domain/devices.h"
#include "libshared/conf/domain/features_def.h"
#include "libshared/conf/domain/lifecycle_def.h"
#include "libshared/conf/domain/memory_def.h"
#include "libshared/conf/domain/numa_def.h"
#include "libshared/conf/domain/os_def.h"
#include "libshared/conf/domain/perf_def.h"
#include "libshared/conf/domain/qemu_namespace_def.h"
#include "libshared/conf/domain/seclabel_def.h"
#include "libshared/conf/domain/security_def.h"
#include "libshared/conf/domain/sysinfo_def.h"
#include "libshared/conf/domain/vcpu_def.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

// The numbers are libvirt's, the names those of <domain type='…'>.
enum class VirtType {
  kNone, kQemu, kKqemu, kKvm, kXen, kLxc, kUml, kOpenvz, kTest, kVmware, kHyperv, kVbox, kPhyp, kParallels, kBhyve, kVz
};
inline constexpr xml::EnumNames<VirtType> kVirtTypes = {
    {VirtType::kQemu, "qemu"},     {VirtType::kKqemu, "kqemu"},   {VirtType::kKvm, "kvm"},     {VirtType::kXen, "xen"},
    {VirtType::kLxc, "lxc"},       {VirtType::kUml, "uml"},       {VirtType::kOpenvz, "openvz"}, {VirtType::kTest, "test"},
    {VirtType::kVmware, "vmware"}, {VirtType::kHyperv, "hyperv"}, {VirtType::kVbox, "vbox"},   {VirtType::kPhyp, "phyp"},
    {VirtType::kParallels, "parallels"}, {VirtType::kBhyve, "bhyve"}, {VirtType::kVz, "vz"},
};

struct DomainDef {
  VirtType virt_type = VirtType::kNone;
  int32_t id = -1;  // of a running domain; -1 when it is not
  std::string name;
  Uuid uuid;                     // null: the document has none, completion makes one
  std::optional<Uuid> genid;     // null inside: <genid/> is there and completion makes one
  std::string title, description;
  std::string metadata;          // the whole <metadata> element as text, foreign namespaces kept; empty: none

  Memory memory;
  MemoryBacking memory_backing;
  BlkioTune blkio_tune;
  MemTune mem_tune;
  Vcpus vcpus;
  IoThreads io_threads;
  CpuTune cpu_tune;
  NumaTune numa_tune;
  std::string partition;         // <resource><partition>
  std::string fibre_channel_app_id;
  std::vector<Sysinfo> sysinfo;
  std::string bootloader, bootloader_args;
  Os os;
  IdMap id_map;
  Features features;
  std::optional<CpuDef> cpu;
  Clock clock;
  LifecycleAction on_poweroff = LifecycleAction::kDestroy;
  LifecycleAction on_reboot = LifecycleAction::kRestart;
  LifecycleAction on_crash = LifecycleAction::kDestroy;
  LockFailureAction on_lock_failure = LockFailureAction::kDefault;
  PowerManagement pm;
  Perf perf;
  Devices devices;
  std::vector<SecLabel> sec_labels;
  KeyWrap key_wrap;
  std::optional<LaunchSecurity> launch_security;
  QemuNamespace qemu;
};

// The <domain> element, also within another document: a snapshot's, or the daemon's own record of what runs, which
// has its private parts around it.
template <class Map>
void Fields(Map& m, DomainDef& def);

// Reads a document. Parts that nobody knows are passed over and named in `unknown` if given.
//   Errors  XML_ERROR (27), XML_INVALID_SCHEMA (options.validate and unknown parts), INVALID_ARG, OS_TYPE, ...: libvirt's
absl::StatusOr<DomainDef> ParseDomain(std::string_view xml, const xml::Options& options = {}, std::vector<std::string>* unknown = nullptr);

// Writes the document, elements in the order in which libvirt's clients know them.
std::string FormatDomain(const DomainDef& def, const xml::Options& options = {});

// What is wrong in a completed definition, as far as it needs no knowledge of the host or the hypervisor: the general
// parts (devices have their own).
//   Errors  XML_ERROR (27), CONFIG_UNSUPPORTED (67)
absl::Status CheckDomain(const DomainDef& def);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// capabilities_def.h: the document of virConnectGetCapabilities: the host, and what guests it can run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/base/bitmap.h"
#include "libshared/base/uuid.h"

namespace pleiad::conf {

struct CapsPages {
  uint64_t size_kib = 0;
  std::optional<uint64_t> count;
};
struct CapsTscCounter {
  uint64_t frequency_hz = 0;
  bool scaling = false;
};
struct CapsCpuTopology {
  uint32_t sockets = 0, dies = 0, cores = 0, threads = 0;
};
struct CapsSignature {
  uint32_t family = 0, model = 0, stepping = 0;
};
struct CapsHostCpu {
  std::string arch, model, vendor;
  std::optional<uint32_t> microcode;
  std::optional<CapsSignature> signature;
  std::optional<CapsTscCounter> counter;
  CapsCpuTopology topology;
  std::optional<uint32_t> physical_addr_bits;
  std::vector<std::string> features;
  std::vector<CapsPages> pages;
};

struct CapsPowerManagement {
  bool suspend_memory = false, suspend_disk = false, suspend_hybrid = false;
};

struct CapsCellCpu {
  uint32_t id = 0;
  bool known = true;  // false: offline, only the number is told
  uint32_t socket = 0, die = 0, core = 0;
  Bitmap siblings;
};
struct CapsDistance {
  uint32_t id = 0, value = 0;
};
struct CapsCell {
  uint32_t id = 0;
  uint64_t memory_kib = 0;
  std::vector<CapsPages> pages;
  std::vector<CapsDistance> distances;
  std::vector<CapsCellCpu> cpus;
};
struct CapsCacheBank {
  uint32_t id = 0, level = 0;
  std::string type;
  uint64_t size_kib = 0;
  Bitmap cpus;
};
struct CapsBaseLabel {
  std::string type, label;  // for guests of which domain type
};
struct CapsSecurityModel {
  std::string model, doi = "0";
  std::vector<CapsBaseLabel> base_labels;
};

struct CapsHost {
  Uuid uuid;
  CapsHostCpu cpu;
  CapsPowerManagement power_management;
  bool iommu = false;
  std::vector<std::string> migration_transports;
  std::vector<CapsCell> cells;
  std::vector<CapsCacheBank> caches;
  std::vector<CapsSecurityModel> security_models;
};

struct CapsMachine {
  std::string name;
  std::string canonical;  // for an alias: what it stands for
  uint32_t max_cpus = 0;
  bool deprecated = false;
};
struct CapsGuest {
  std::string arch;
  uint32_t word_size = 0;
  std::string emulator;
  std::vector<CapsMachine> machines;
  std::vector<std::string> domain_types;
  bool pae = false;
  bool acpi = false, apic = false;
  bool cpu_selection = true, device_boot = true, disk_snapshot = true;
};

struct CapabilitiesDef {
  CapsHost host;
  std::vector<CapsGuest> guests;
};

// The document, with the blank lines between its parts that libvirt has.
std::string FormatCapabilities(const CapabilitiesDef& capabilities);

}  // namespace pleiad::conf

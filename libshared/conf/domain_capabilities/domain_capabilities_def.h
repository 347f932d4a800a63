// SPDX-License-Identifier: Apache-2.0
// domain_capabilities_def.h: the document of virConnectGetDomainCapabilities: what a domain may have with one emulator,
// machine and accelerator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pleiad::conf {

// <enum name='…'> with the values that an attribute may take.
struct DomCapsEnum {
  std::string name;
  std::vector<std::string> values;
};
// An element with supported='yes|no' and enums; those of one that isn't supported are not written.
struct DomCapsPart {
  std::string name;
  bool supported = false;
  std::vector<std::string> values;  // of <loader>: paths of firmware
  std::vector<DomCapsEnum> enums;
};

struct DomCapsFeature {
  std::string name, policy;
};
struct DomCapsHostModel {
  std::string model, vendor;
  std::vector<DomCapsFeature> features;
};
struct DomCapsCpuModel {
  std::string name;
  std::string usable;  // "yes", "no", "unknown"
  std::string vendor;  // "unknown" when it has none
  bool deprecated = false;
};
struct DomCapsCpu {
  bool host_passthrough = false, maximum = false;
  std::vector<std::string> host_passthrough_migratable, maximum_migratable;
  std::optional<DomCapsHostModel> host_model;
  std::vector<DomCapsCpuModel> models;  // empty: custom models are not supported
};

struct DomCapsSev {
  uint32_t cbitpos = 0, reduced_phys_bits = 0, max_guests = 0, max_es_guests = 0;
};

struct DomainCapabilitiesDef {
  std::string path, domain, machine, arch;
  uint32_t max_vcpus = 0;
  bool iothreads = false;
  DomCapsEnum firmware;
  DomCapsPart loader;
  DomCapsCpu cpu;
  DomCapsPart memory_backing;
  std::vector<DomCapsPart> devices;
  std::vector<DomCapsPart> features;  // those before <sev>, and <sgx> and <hyperv> after it
  std::optional<DomCapsSev> sev;
  std::vector<DomCapsPart> late_features;
};

std::string FormatDomainCapabilities(const DomainCapabilitiesDef& capabilities);

}  // namespace pleiad::conf

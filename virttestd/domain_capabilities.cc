// SPDX-License-Identifier: Apache-2.0
// domain_capabilities.cc: the call of host.h that tells what domains may have. The pretended hypervisor takes every device that a
// document can name; those that clients choose among are told.
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "libshared/conf/cpu/x86_known_models.h"
#include "libshared/conf/domain/disk_def.h"
#include "libshared/conf/domain/graphics_def.h"
#include "libshared/conf/domain/video_def.h"
#include "libshared/conf/domain_capabilities/domain_capabilities_def.h"
#include "virttestd/flags.h"
#include "virttestd/host.h"

namespace pleiad::test {
namespace {
constexpr char kEmulator[] = "/usr/bin/test-hv", kArch[] = "i686";

template <class E>
std::vector<std::string> AllNames(const xml::EnumNames<E>& names) {
  std::vector<std::string> all;
  for (const auto& [value, name] : names) all.emplace_back(name);
  return all;
}

conf::DomCapsPart Part(const char* name, std::vector<conf::DomCapsEnum> enums) {
  return {.name = name, .supported = true, .values = {}, .enums = std::move(enums)};
}

conf::DomCapsCpu Cpu() {
  const conf::X86Processor& processor = PretendedProcessor();
  conf::DomCapsCpu cpu;
  for (const conf::X86Model& model : conf::KnownX86Models()) {
    const bool usable = (model.features & ~processor.features).none();
    cpu.models.push_back({.name = model.name,
                          .usable = usable ? "yes" : "no",
                          .vendor = model.vendor.empty() ? "unknown" : model.vendor,
                          .deprecated = false});
  }
  return cpu;
}
}  // namespace

absl::Status CheckChoice(const driver::HypervisorChoice& choice) {
  if (choice.emulator && *choice.emulator != kEmulator) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unknown emulator binary: %s", *choice.emulator);
  }
  if (choice.arch && !conf::IsX86(*choice.arch)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unknown architecture: %s", *choice.arch);
  }
  if (choice.virt_type && *choice.virt_type != "test") {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unknown virttype: %s", *choice.virt_type);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Host::DomainCapabilities(const Caller& caller, const driver::HypervisorChoice& choice,
                                                     uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectGetDomainCapabilities"));
  RETURN_IF_ERROR(CheckChoice(choice));
  ASSIGN_OR_RETURN(const int32_t max_vcpus, MaxVcpus(caller, choice.virt_type));
  conf::DomainCapabilitiesDef caps;
  caps.path = kEmulator;
  caps.domain = "test";
  caps.machine = choice.machine.value_or("");
  caps.arch = choice.arch.value_or(kArch);
  caps.max_vcpus = static_cast<uint32_t>(max_vcpus);
  caps.iothreads = true;
  caps.firmware.name = "firmware";
  caps.loader.name = "loader";
  caps.cpu = Cpu();
  caps.memory_backing.name = "memoryBacking";
  caps.devices = {Part("disk", {{"diskDevice", AllNames(conf::kDiskDevices)}, {"bus", AllNames(conf::kDiskBuses)}}),
                  Part("graphics", {{"type", AllNames(conf::kGraphicsTypes)}}),
                  Part("video", {{"modelType", AllNames(conf::kVideoTypes)}})};
  caps.features = {Part("backup", {})};
  return conf::FormatDomainCapabilities(caps);
}

}  // namespace pleiad::test

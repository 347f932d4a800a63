// SPDX-License-Identifier: Apache-2.0
// domain/tuning_dbus.cc: members of org.libvirt.Domain that change devices and what it may use.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/dbus.h"
#include "libshared/driver/rpc_forms.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Run;
using DomainRows = dbus::Rows<DomainRef>;

constexpr int32_t kMaxVcpus = 16384;
constexpr uint32_t kVcpuGuest = 8;  // VIR_DOMAIN_VCPU_GUEST

size_t HostCpus(HostDriver& host, const Caller& caller) {
  const auto map = host.GetNodeCpuMap(caller, 0);
  return map.ok() ? static_cast<size_t>(std::max(map->total, 0)) : 0;
}

struct IothreadCpus {
  uint32_t id;
  std::vector<bool> cpus;
};

void AddPinning(DomainRows& rows, DomainDriver& driver) {
  rows.Handle(
      "GetEmulatorPinInfo(flags) -> cpumap", "On which of the host's CPUs the emulator may run.",
      [&driver](const Caller& caller, const DomainRef& domain, uint32_t flags) -> absl::StatusOr<std::vector<bool>> {
        ASSIGN_OR_RETURN(const CpuMap map, driver.tuning.EmulatorPinInfo(caller, domain, flags));
        return CpuList(map, HostCpus(driver.host, caller));
      },
      {kDomainRead}, Run::kWorker);
  rows.Handle(
      "GetIOThreadInfo(flags) -> ioThreadInfo", "I/O threads and on which of the host's CPUs each may run.",
      [&driver](const Caller& caller, const DomainRef& domain, uint32_t flags) -> absl::StatusOr<std::vector<IothreadCpus>> {
        ASSIGN_OR_RETURN(const auto threads, driver.tuning.Iothreads(caller, domain, flags));
        std::vector<IothreadCpus> cpus;
        for (const IothreadInfo& thread : threads)
          cpus.push_back({thread.id, CpuList(thread.affinity, HostCpus(driver.host, caller))});
        return cpus;
      },
      {kDomainRead}, Run::kWorker);
  rows.Handle(
      "GetVcpuPinInfo(flags) -> vcpuPinInfo", "On which of the host's CPUs each virtual CPU may run.",
      [&driver](const Caller& caller, const DomainRef& domain, uint32_t flags) -> absl::StatusOr<std::vector<std::vector<bool>>> {
        ASSIGN_OR_RETURN(const auto maps, driver.tuning.VcpuPinInfo(caller, domain, kMaxVcpus, flags));
        std::vector<std::vector<bool>> lists;
        for (const CpuMap& map : maps) lists.push_back(CpuList(map, HostCpus(driver.host, caller)));
        return lists;
      },
      {kDomainRead}, Run::kWorker);
  rows.Handle(
      "PinEmulator(cpumap, flags)", "Binds the emulator to CPUs of the host.",
      [&driver](const Caller& caller, const DomainRef& domain, const std::vector<bool>& cpus, uint32_t flags) {
        return driver.tuning.PinEmulator(caller, domain, CpuMapOf(cpus), flags);
      },
      Changing(), Run::kWorker);
  rows.Handle(
      "PinIOThread(iothreadId, cpumap, flags)", "Binds an I/O thread to CPUs of the host.",
      [&driver](const Caller& caller, const DomainRef& domain, uint32_t iothread, const std::vector<bool>& cpus, uint32_t flags) {
        return driver.tuning.PinIothread(caller, domain, iothread, CpuMapOf(cpus), flags);
      },
      Changing(), Run::kWorker);
  rows.Handle(
      "PinVcpu(vcpu, cpumap, flags)", "Binds a virtual CPU to CPUs of the host.",
      [&driver](const Caller& caller, const DomainRef& domain, uint32_t vcpu, const std::vector<bool>& cpus, uint32_t flags) {
        return driver.tuning.PinVcpu(caller, domain, vcpu, CpuMapOf(cpus), flags);
      },
      Changing(), Run::kWorker);
}

void AddAmounts(DomainRows& rows, DomainTuning& tuning) {
  rows.Handle(
      "GetVcpus(flags) -> vcpus", "How many virtual CPUs there are (virDomainVcpuFlags).",
      [&tuning](const Caller& caller, const DomainRef& domain, uint32_t flags) -> absl::StatusOr<uint32_t> {
        ASSIGN_OR_RETURN(const int32_t count, tuning.VcpuCount(caller, domain, flags));
        return static_cast<uint32_t>(count);
      },
      {kDomainRead, kDomainWrite.When(kVcpuGuest)}, Run::kWorker);
  rows.Method("SetMemory(memory, flags)", "Sets the memory in KiB (virDomainMemoryModFlags).", tuning, &DomainTuning::SetMemory,
              Changing(), Run::kWorker);
  rows.Method("SetVcpus(vcpus, flags)", "Sets the number of virtual CPUs (virDomainVcpuFlags).", tuning, &DomainTuning::SetVcpus,
              Changing(), Run::kWorker);
}

void AddParameters(DomainRows& rows, DomainTuning& tuning) {
  rows.Method("GetBlockIOParameters(flags) -> BlkioParameters", "Weights and limits of the domain's disk I/O.", tuning,
              &DomainTuning::BlkioParameters, {kDomainRead}, Run::kWorker);
  rows.Handle(
      "GetBlockIOTune(disk, flags) -> blockIOTune", "Limits of a disk's I/O.",
      [&tuning](const Caller& caller, const DomainRef& domain, const std::string& disk, uint32_t flags) {
        return tuning.BlockIoTune(caller, domain, disk, flags);
      },
      {kDomainRead}, Run::kWorker);
  rows.Method("GetMemoryParameters(flags) -> memoryParameters", "Limits of the domain's memory.", tuning,
              &DomainTuning::MemoryParameters, {kDomainRead}, Run::kWorker);
  rows.Method("GetMetadata(type, uri, flags) -> metadata",
              "Title, description, or the element of that namespace (virDomainMetadataType).", tuning, &DomainTuning::Metadata,
              {kDomainRead}, Run::kInline);
  rows.Method("GetNumaParameters(flags) -> numaParameters", "On which of the host's nodes the domain's memory is.", tuning,
              &DomainTuning::NumaParameters, {kDomainRead}, Run::kWorker);
  rows.Method("GetSchedulerParameters(flags) -> SchedulerParameters", "Shares and quotas of CPU time.", tuning,
              &DomainTuning::SchedulerParameters, {kDomainRead}, Run::kWorker);
  rows.Method("SetBlockIOParameters(params, flags)", "Changes weights and limits of the domain's disk I/O.", tuning,
              &DomainTuning::SetBlkioParameters, Changing(), Run::kWorker);
  rows.Method("SetBlockIOTune(disk, params, flags)", "Changes the limits of a disk's I/O.", tuning, &DomainTuning::SetBlockIoTune,
              Changing(), Run::kWorker);
  rows.Method("SetMemoryParameters(params, flags)", "Changes limits of the domain's memory.", tuning,
              &DomainTuning::SetMemoryParameters, Changing(), Run::kWorker);
  rows.Method("SetMetadata(type, metadata, key, uri, flags)",
              "Changes title, description, or the element of a namespace; an empty text removes it.", tuning,
              &DomainTuning::SetMetadata, Changing(), Run::kWorker);
  rows.Method("SetNumaParameters(params, flags)", "Changes on which of the host's nodes the domain's memory is.", tuning,
              &DomainTuning::SetNumaParameters, Changing(), Run::kWorker);
  rows.Method("SetSchedulerParameters(params, flags)", "Changes shares and quotas of CPU time.", tuning,
              &DomainTuning::SetSchedulerParameters, Changing(), Run::kWorker);
}

void AddDevices(DomainRows& rows, DomainDevices& devices) {
  rows.Method("AttachDevice(xml, flags)", "Adds a device.", devices, &DomainDevices::Attach, Changing(), Run::kWorker);
  rows.Method("BlockResize(disk, size, flags)", "Changes a disk's size, in KiB or with flag 1 in bytes.", devices,
              &DomainDevices::BlockResize, {kDomainBlockWrite}, Run::kWorker);
  rows.Method("DetachDevice(xml, flags)", "Removes a device.", devices, &DomainDevices::Detach, Changing(), Run::kWorker);
  rows.Method("UpdateDevice(xml, flags)", "Changes a device.", devices, &DomainDevices::Update, Changing(), Run::kWorker);
}

}  // namespace

void AddTuningMembers(dbus::Interface& interface, DomainDriver& driver) {
  DomainRows rows(interface);
  AddPinning(rows, driver);
  AddAmounts(rows, driver.tuning);
  AddParameters(rows, driver.tuning);
  AddDevices(rows, driver.devices);
}

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// host/dbus.cc: org.libvirt.Connect: the hypervisor and its host, finding and making domains. What other daemons own
// (networks, storage, devices, ...) is listed as empty here and answered in full by virtproxyd.
#include "libshared/driver/domain/dbus.h"
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/access.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Emits;
using dbus::Run;
using RootRows = dbus::Rows<dbus::Root>;
using Stats = dbus::Dict<std::string, uint64_t>;

absl::StatusOr<Stats> ToDict(absl::StatusOr<std::vector<NodeStat>> stats) {
  if (!stats.ok()) return stats.status();
  Stats dict;
  for (NodeStat& stat : *stats) dict.entries.emplace_back(std::move(stat.field), stat.value);
  return dict;
}

struct NamedStats {
  std::string domain;
  TypedParams params;
};

absl::StatusOr<std::vector<NamedStats>> AllStats(DomainStats& stats, rpc::AccessCheck* access, const Caller& caller,
                                                 uint32_t groups, uint32_t flags) {
  ASSIGN_OR_RETURN(auto records, stats.AllStats(caller, {}, groups, flags));
  if (access != nullptr) {
    std::erase_if(records, [&](const DomainStatsRecord& record) {
      return !access->CheckKnown(caller, {&kDomainRead, 1}, &record.domain, "virConnectGetAllDomainStats").ok();
    });
  }
  std::vector<NamedStats> named;
  for (DomainStatsRecord& record : records) named.push_back({std::move(record.domain.name), std::move(record.params)});
  return named;
}

void AddProperties(dbus::Interface& interface, HostDriver& host) {
  RootRows rows(interface);
  rows.Get("Encrypted", "Whether the connection to the hypervisor is encrypted: it is local.", Emits::kConst,
           [](const Caller&) { return absl::StatusOr<bool>(false); }, {});
  rows.Property("Hostname", "The host's name.", Emits::kFalse, host, &HostDriver::Hostname, {kConnectGetattr}, Run::kWorker);
  rows.Property("LibVersion", "The libvirt version whose behaviour the daemon has: major * 1000000 + minor * 1000 + release.",
                Emits::kFalse, host, &HostDriver::LibVersion, {kConnectGetattr});
  rows.Get("Secure", "Whether nobody else can read along: the connection is local.", Emits::kConst,
           [](const Caller&) { return absl::StatusOr<bool>(true); }, {});
  rows.Property("Version", "The hypervisor's version: major * 1000000 + minor * 1000 + release.", Emits::kFalse, host,
                &HostDriver::Version, {kConnectGetattr}, Run::kWorker);
}

void AddHost(dbus::Interface& interface, HostDriver& host) {
  RootRows rows(interface);
  rows.Method("BaselineCPU(xmlCPUs, flags) -> cpu", "The CPU that all of the given ones can be.", host, &HostDriver::BaselineCpu,
              {kConnectRead}, Run::kWorker);
  rows.Method("CompareCPU(xmlDesc, flags) -> compareResult", "How a CPU compares to the host's (virCPUCompareResult).", host,
              &HostDriver::CompareCpu, {kConnectRead}, Run::kWorker);
  rows.Method("GetCapabilities() -> capabilities", "What host and hypervisor can do, as XML.", host, &HostDriver::Capabilities,
              {kConnectRead}, Run::kWorker);
  rows.Method("GetCPUModelNames(arch, flags) -> models", "The CPU models known for an architecture.", host,
              &HostDriver::CpuModelNames, {kConnectRead}, Run::kWorker);
  rows.Handle(
      "GetDomainCapabilities(emulatorbin, arch, machine, virttype, flags) -> domCapabilities",
      "What domains of that kind can have, as XML. Empty texts stand for the defaults.",
      [&host](const Caller& caller, const std::optional<std::string>& emulator, const std::optional<std::string>& arch,
              const std::optional<std::string>& machine, const std::optional<std::string>& virt_type, uint32_t flags) {
        return host.DomainCapabilities(caller, {emulator, arch, machine, virt_type}, flags);
      },
      {kConnectWrite}, Run::kWorker);
  rows.Method("GetSysinfo(flags) -> sysinfo", "The host's SMBIOS tables, as XML.", host, &HostDriver::Sysinfo, {kConnectRead},
              Run::kWorker);
}

void AddNode(dbus::Interface& interface, HostDriver& host) {
  RootRows rows(interface);
  rows.Handle(
      "NodeGetCPUMap(flags) -> res", "Which of the host's CPUs are online.",
      [&host](const Caller& caller, uint32_t flags) -> absl::StatusOr<std::vector<bool>> {
        ASSIGN_OR_RETURN(const NodeCpuMap map, host.GetNodeCpuMap(caller, flags));
        return CpuList(map.online_map, static_cast<size_t>(std::max(map.total, 0)));
      },
      {kConnectRead}, Run::kInline);
  rows.Handle(
      "NodeGetCPUStats(cpuNum, flags) -> cpuStats", "Times of one CPU of the host, or with -1 of all, in nanoseconds.",
      [&host](const Caller& caller, int32_t cpu, uint32_t flags) { return ToDict(host.NodeCpuStats(caller, cpu, flags)); },
      {kConnectRead}, Run::kInline);
  rows.Method("NodeGetFreeMemory() -> freemem", "The host's free memory in bytes.", host, &HostDriver::NodeFreeMemory,
              {kConnectRead}, Run::kInline);
  rows.Method("NodeGetMemoryParameters(flags) -> memoryParameters", "The host's memory tuning.", host,
              &HostDriver::NodeMemoryParameters, {kConnectRead}, Run::kWorker);
  rows.Handle(
      "NodeGetMemoryStats(cellNum, flags) -> stats", "Memory of one NUMA node of the host, or with -1 of all, in KiB.",
      [&host](const Caller& caller, int32_t cell, uint32_t flags) { return ToDict(host.NodeMemoryStats(caller, cell, flags)); },
      {kConnectRead}, Run::kInline);
  rows.Method("NodeGetSecurityModel() -> secModel", "The security model of domains and its domain of interpretation.", host,
              &HostDriver::NodeSecurityModel, {kConnectRead}, Run::kInline);
  interface.Add(UnsupportedMethod("NodeSetMemoryParameters(params:a{sv}, flags:u)", "Changes the host's memory tuning.",
                                  "virNodeSetMemoryParameters"));
}

const Permissions kToCreate = {kDomainWrite, kDomainStart}, kToDefine = {kDomainWrite, kDomainSave};

// Rules may look at the domain that is described.
void AddMaking(dbus::Interface& interface, DomainLifecycle& lifecycle, rpc::AccessCheck* access) {
  RootRows rows(interface);
  rows.Handle(
      "DomainCreateXML(xml, flags) -> domain", "Starts a transient domain.",
      [&lifecycle, access](const Caller& caller, const std::string& xml, uint32_t flags) -> absl::StatusOr<DomainRef> {
        RETURN_IF_ERROR(MayMake(access, caller, xml, kToCreate, "virDomainCreateXML"));
        return lifecycle.CreateXml(caller, xml, flags, {});
      },
      kToCreate, Run::kWorker);
  rows.Handle(
      "DomainCreateXMLWithFiles(xml, files, flags) -> domain",
      "Starts a transient domain, whose first process gets the descriptors.",
      [&lifecycle, access](const Caller& caller, const std::string& xml, std::vector<UniqueFd> files,
                           uint32_t flags) -> absl::StatusOr<DomainRef> {
        RETURN_IF_ERROR(MayMake(access, caller, xml, kToCreate, "virDomainCreateXMLWithFiles"));
        return lifecycle.CreateXml(caller, xml, flags, std::move(files));
      },
      kToCreate, Run::kWorker);
  rows.Handle(
      "DomainDefineXML(xml) -> domain", "Makes a description persistent.",
      [&lifecycle, access](const Caller& caller, const std::string& xml) -> absl::StatusOr<DomainRef> {
        RETURN_IF_ERROR(MayMake(access, caller, xml, kToDefine, "virDomainDefineXML"));
        return lifecycle.Define(caller, xml, 0);
      },
      kToDefine, Run::kWorker);
  interface.ChecksLater({"DomainCreateXML", "DomainCreateXMLWithFiles", "DomainDefineXML"});
}

// Rules may look at the domain that was found.
absl::StatusOr<DomainRef> Seen(rpc::AccessCheck* access, const Caller& caller, absl::StatusOr<DomainRef> found,
                               std::string_view api) {
  if (found.ok()) RETURN_IF_ERROR(MaySee(access, caller, *found, api));
  return found;
}

void AddDomains(dbus::Interface& interface, DomainDriver& driver, rpc::AccessCheck* access) {
  RootRows rows(interface);
  rows.Handle(
      "DomainLookupByID(id) -> domain", "The running domain with that number.",
      [&inspect = driver.inspect, access](const Caller& caller, int32_t id) {
        return Seen(access, caller, inspect.LookupById(caller, id), "virDomainLookupByID");
      },
      {kDomainGetattr}, Run::kInline);
  rows.Handle(
      "DomainLookupByName(name) -> domain", "The domain of that name.",
      [&inspect = driver.inspect, access](const Caller& caller, const std::string& name) {
        return Seen(access, caller, inspect.LookupByName(caller, name), "virDomainLookupByName");
      },
      {kDomainGetattr}, Run::kInline);
  rows.Handle(
      "DomainLookupByUUID(uuid) -> domain", "The domain with that UUID.",
      [&inspect = driver.inspect, access](const Caller& caller, const std::string& uuid) -> absl::StatusOr<DomainRef> {
        const auto parsed = Uuid::Parse(uuid);
        if (!parsed)
          return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg,
                       "uuidstr in virDomainLookupByUUIDString must be a valid UUID");
        return Seen(access, caller, inspect.LookupByUuid(caller, *parsed), "virDomainLookupByUUIDString");
      },
      {kDomainGetattr}, Run::kInline);
  rows.Handle(
      "GetAllDomainStats(stats, flags) -> records", "Statistics of all domains, by name.",
      [&stats = driver.stats, access](const Caller& caller, uint32_t groups, uint32_t flags) {
        return AllStats(stats, access, caller, groups, flags);
      },
      {kConnectSearchDomains}, Run::kWorker);
  rows.Handle(
      "ListDomains(flags) -> domains", "The domains that the flags choose (virConnectListAllDomainsFlags).",
      [&inspect = driver.inspect, access](const Caller& caller, uint32_t flags) -> absl::StatusOr<std::vector<DomainRef>> {
        ASSIGN_OR_RETURN(std::vector<DomainRef> domains, inspect.ListAll(caller, flags));
        KeepVisible(access, caller, domains, "virConnectListAllDomains");
        return domains;
      },
      {kConnectSearchDomains}, Run::kInline);
  interface.ChecksLater({"DomainLookupByID", "DomainLookupByName", "DomainLookupByUUID"});
}

const Permissions kToRestore = {kDomainStart, kDomainWrite}, kToReadImage = {kDomainWrite},
                  kToChangeImage = {kDomainWrite, kDomainHibernate};

// Rules may look at the domain that a file is of.
void AddSaved(dbus::Interface& interface, DomainSavedState& saved, rpc::AccessCheck* access) {
  RootRows rows(interface);
  rows.Handle(
      "DomainRestore(from, xml, flags)", "Starts a domain from a file that it was saved to.",
      [&saved, access](const Caller& caller, const std::string& from, const std::optional<std::string>& xml, uint32_t flags) {
        return saved.Restore(caller, from, xml, flags, AllowedBy(access, caller, kToRestore, "virDomainRestoreFlags"));
      },
      kToRestore, Run::kWorker);
  rows.Handle(
      "DomainSaveImageDefineXML(file, xml, flags)", "Changes a saved domain.",
      [&saved, access](const Caller& caller, const std::string& file, const std::string& xml, uint32_t flags) {
        return saved.DefineImageXml(caller, file, xml, flags,
                                    AllowedBy(access, caller, kToChangeImage, "virDomainSaveImageDefineXML"));
      },
      kToChangeImage, Run::kWorker);
  rows.Handle(
      "DomainSaveImageGetXMLDesc(file, flags) -> xml", "Describes a saved domain.",
      [&saved, access](const Caller& caller, const std::string& file, uint32_t flags) {
        return saved.ImageXmlDesc(caller, file, flags, AllowedBy(access, caller, kToReadImage, "virDomainSaveImageGetXMLDesc"));
      },
      kToReadImage, Run::kWorker);
  interface.ChecksLater({"DomainRestore", "DomainSaveImageDefineXML", "DomainSaveImageGetXMLDesc"});
}

void AddAbsentObjects(dbus::Interface& interface) {
  interface.Add(EmptyList("ListInterfaces(flags:u) -> interfaces:ao", "The host's interfaces."));
  interface.Add(EmptyList("ListNetworks(flags:u) -> networks:ao", "Virtual networks."));
  interface.Add(EmptyList("ListNodeDevices(flags:u) -> devs:ao", "The host's devices."));
  interface.Add(EmptyList("ListNWFilters(flags:u) -> nwfilters:ao", "Network filters."));
  interface.Add(EmptyList("ListSecrets(flags:u) -> secrets:ao", "Secrets."));
  interface.Add(EmptyList("ListStoragePools(flags:u) -> storagePools:ao", "Storage pools."));
  struct Absent {
    const char *text, *api;
  };
  static constexpr Absent kAbsent[] = {
      {"FindStoragePoolSources(type:s, srcSpec:s, flags:u) -> storagePoolSources:s", "virConnectFindStoragePoolSources"},
      {"InterfaceChangeBegin(flags:u)", "virInterfaceChangeBegin"},
      {"InterfaceChangeCommit(flags:u)", "virInterfaceChangeCommit"},
      {"InterfaceChangeRollback(flags:u)", "virInterfaceChangeRollback"},
      {"InterfaceDefineXML(xml:s, flags:u) -> interface:o", "virInterfaceDefineXML"},
      {"InterfaceLookupByMAC(mac:s) -> interface:o", "virInterfaceLookupByMACString"},
      {"InterfaceLookupByName(name:s) -> interface:o", "virInterfaceLookupByName"},
      {"NetworkCreateXML(xml:s) -> network:o", "virNetworkCreateXML"},
      {"NetworkDefineXML(xml:s) -> network:o", "virNetworkDefineXML"},
      {"NetworkLookupByName(name:s) -> network:o", "virNetworkLookupByName"},
      {"NetworkLookupByUUID(uuid:s) -> network:o", "virNetworkLookupByUUIDString"},
      {"NodeDeviceCreateXML(xml:s, flags:u) -> dev:o", "virNodeDeviceCreateXML"},
      {"NodeDeviceLookupByName(name:s) -> dev:o", "virNodeDeviceLookupByName"},
      {"NodeDeviceLookupSCSIHostByWWN(wwnn:s, wwpn:s, flags:u) -> dev:o", "virNodeDeviceLookupSCSIHostByWWN"},
      {"NWFilterDefineXML(xml:s) -> nwfilter:o", "virNWFilterDefineXML"},
      {"NWFilterLookupByName(name:s) -> nwfilter:o", "virNWFilterLookupByName"},
      {"NWFilterLookupByUUID(uuid:s) -> nwfilter:o", "virNWFilterLookupByUUIDString"},
      {"SecretDefineXML(xml:s, flags:u) -> secret:o", "virSecretDefineXML"},
      {"SecretLookupByUUID(uuid:s) -> secret:o", "virSecretLookupByUUIDString"},
      {"SecretLookupByUsage(usageType:i, usageID:s) -> secret:o", "virSecretLookupByUsage"},
      {"StoragePoolCreateXML(xml:s, flags:u) -> storagePool:o", "virStoragePoolCreateXML"},
      {"StoragePoolDefineXML(xml:s, flags:u) -> storagePool:o", "virStoragePoolDefineXML"},
      {"StoragePoolLookupByName(name:s) -> storagePool:o", "virStoragePoolLookupByName"},
      {"StoragePoolLookupByUUID(uuid:s) -> storagePool:o", "virStoragePoolLookupByUUIDString"},
      {"StorageVolLookupByKey(key:s) -> storageVol:o", "virStorageVolLookupByKey"},
      {"StorageVolLookupByPath(path:s) -> storageVol:o", "virStorageVolLookupByPath"},
  };
  for (const Absent& absent : kAbsent) {
    interface.Add(UnsupportedMethod(absent.text, "Served by the daemon that owns such objects.", absent.api, /*reading=*/true));
  }
}

}  // namespace

std::shared_ptr<dbus::Interface> ConnectInterface(DomainDriver& driver, rpc::AccessCheck* access) {
  auto interface = std::make_shared<dbus::Interface>("org.libvirt.Connect", "A hypervisor on this host.");
  AddProperties(*interface, driver.host);
  AddHost(*interface, driver.host);
  AddNode(*interface, driver.host);
  AddMaking(*interface, driver.lifecycle, access);
  AddDomains(*interface, driver, access);
  AddSaved(*interface, driver.saved_state, access);
  AddAbsentObjects(*interface);
  interface->AddSignal("DomainEvent(domain:o, event:i, detail:i)",
                       "A domain was defined, started, stopped, ... (virDomainEventType and its details).");
  interface->AddSignal("NetworkEvent(network:o, event:i)", "A network's lifecycle.");
  interface->AddSignal("NodeDeviceEvent(dev:o, event:i, detail:i)", "A device's lifecycle.");
  interface->AddSignal("SecretEvent(secret:o, event:i, detail:i)", "A secret's lifecycle.");
  interface->AddSignal("StoragePoolEvent(storagePool:o, event:i, detail:i)", "A storage pool's lifecycle.");
  return interface;
}

}  // namespace pleiad::driver

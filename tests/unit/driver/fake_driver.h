// SPDX-License-Identifier: Apache-2.0
// fake_driver.h: a hypervisor of two domains that live in memory: "web" runs and "db" does not. It remembers what it was asked.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/error.h"
#include "libshared/driver/domain/driver.h"

namespace pleiad::driver {

inline const Uuid kWebUuid = *Uuid::Parse("c7a5fdbd-edaf-9455-926a-d65c16db1809");
inline const Uuid kDbUuid = *Uuid::Parse("00000000-0000-4000-8000-000000000002");
inline constexpr char kWebXml[] = "<domain type='test'><name>web</name></domain>";

class FakeHost : public HostDriver {
 public:
  absl::Status Open(const Caller&, const std::optional<std::string>& uri, uint32_t) override {
    if (uri && *uri != "qemu:///system") return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "unexpected URI '%s'", *uri);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> Uri(const Caller&) override { return "qemu:///system"; }
  absl::StatusOr<std::string> Type(const Caller&) override { return "QEMU"; }
  absl::StatusOr<uint64_t> Version(const Caller&) override { return 7002000; }
  absl::StatusOr<uint64_t> LibVersion(const Caller&) override { return 9000000; }
  absl::StatusOr<std::string> Hostname(const Caller&) override { return "host.example"; }
  absl::StatusOr<std::vector<NodeStat>> NodeMemoryStats(const Caller&, int32_t, uint32_t) override {
    return std::vector<NodeStat>{{"total", 2048}, {"free", 1024}};
  }
  absl::StatusOr<NodeInfo> GetNodeInfo(const Caller&) override { return NodeInfo{"x86_64", 2048, 2, 1000, 1, 1, 2, 1}; }
  absl::StatusOr<NodeCpuMap> GetNodeCpuMap(const Caller&, uint32_t) override { return NodeCpuMap{"\x03", 2, 2}; }
  absl::StatusOr<SecurityModel> NodeSecurityModel(const Caller&) override { return SecurityModel{"none", "0"}; }
};

class FakeLifecycle : public DomainLifecycle {
 public:
  absl::StatusOr<DomainRef> Create(const Caller& caller, const DomainRef& domain, uint32_t flags,
                                   std::vector<UniqueFd> files) override {
    Note(absl::StrCat("create ", domain.name, " ", flags, " files=", files.size()));
    last_caller = caller;
    return DomainRef{domain.name, domain.uuid, 7};
  }
  absl::StatusOr<DomainRef> Define(const Caller&, const std::string& xml, uint32_t flags) override {
    Note(absl::StrCat("define ", xml, " ", flags));
    if (xml == "<bad/>") return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlError, "missing name");
    return DomainRef{"new", kDbUuid, -1};
  }
  absl::Status Destroy(const Caller&, const DomainRef& domain, uint32_t flags) override {
    Note(absl::StrCat("destroy ", domain.name, " ", flags));
    return absl::OkStatus();
  }
  absl::StatusOr<bool> Autostart(const Caller&, const DomainRef&) override { return autostart; }
  absl::Status SetAutostart(const Caller&, const DomainRef& domain, int32_t on) override {
    Note(absl::StrCat("autostart ", domain.name, " ", on));
    autostart = on != 0;
    return absl::OkStatus();
  }
  std::vector<std::string> TakeNotes() {
    const absl::MutexLock lock(&mutex_);
    return std::exchange(notes_, {});
  }
  Caller last_caller;
  bool autostart = true;

 private:
  void Note(std::string note) {
    const absl::MutexLock lock(&mutex_);
    notes_.push_back(std::move(note));
  }
  absl::Mutex mutex_;
  std::vector<std::string> notes_;
};

class FakeInspect : public DomainInspect {
 public:
  absl::StatusOr<DomainRef> LookupByUuid(const Caller&, const Uuid& uuid) override {
    for (const DomainRef& domain : domains) {
      if (domain.uuid == uuid) return domain;
    }
    return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching uuid '%s'", uuid.ToString());
  }
  absl::StatusOr<DomainRef> LookupByName(const Caller&, const std::string& name) override {
    for (const DomainRef& domain : domains) {
      if (domain.name == name) return domain;
    }
    return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching name '%s'", name);
  }
  absl::StatusOr<std::vector<DomainRef>> ListAll(const Caller&, uint32_t flags) override {
    std::vector<DomainRef> chosen;
    for (const DomainRef& domain : domains) {
      const uint32_t kind = domain.id >= 0 ? 1 : 2;
      if ((flags & 3) == 0 || (flags & kind)) chosen.push_back(domain);
    }
    return chosen;
  }
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef&, uint32_t flags) override {
    return flags & 1 ? "<domain secure='yes'/>" : kWebXml;
  }
  absl::StatusOr<DomainState> State(const Caller&, const DomainRef&, uint32_t) override { return DomainState{1, 5}; }
  absl::StatusOr<DomainInfo> Info(const Caller&, const DomainRef&) override { return DomainInfo{1, 2048, 1024, 2, 99}; }
  absl::StatusOr<std::string> OsType(const Caller&, const DomainRef&) override { return "hvm"; }
  absl::StatusOr<bool> IsActive(const Caller&, const DomainRef& domain) override { return domain.id >= 0; }
  absl::StatusOr<bool> IsPersistent(const Caller&, const DomainRef&) override { return persistent; }
  absl::StatusOr<bool> IsUpdated(const Caller&, const DomainRef&) override { return false; }
  absl::StatusOr<std::vector<SecurityLabel>> SecurityLabels(const Caller&, const DomainRef&) override {
    return std::vector<SecurityLabel>{{"+64055:+64055", true}};
  }
  absl::StatusOr<std::vector<std::string>> Messages(const Caller&, const DomainRef&, uint32_t) override {
    return std::vector<std::string>{};
  }

  std::vector<DomainRef> domains{{"web", kWebUuid, 3}, {"db", kDbUuid, -1}};
  bool persistent = true;
};

class FakeStats : public DomainStats {
 public:
  absl::StatusOr<std::vector<DomainStatsRecord>> AllStats(const Caller&, const std::vector<DomainRef>& domains, uint32_t,
                                                          uint32_t) override {
    std::vector<DomainStatsRecord> records;
    for (const DomainRef& domain : domains)
      records.push_back({domain, {{"state.state", int32_t{1}}, {"cpu.time", uint64_t{12}}}});
    if (domains.empty()) records.push_back({{"web", kWebUuid, 3}, {{"state.state", int32_t{1}}}});
    return records;
  }
  absl::StatusOr<TypedParams> BlockStatsFlags(const Caller&, const DomainRef&, const std::string&, uint32_t flags) override {
    last_flags = flags;
    return TypedParams{{"rd_bytes", int64_t{10}}, {"wr_bytes", int64_t{20}}, {"note", std::string("text")}};
  }
  absl::StatusOr<std::vector<TypedParams>> CpuStats(const Caller&, const DomainRef&, int32_t start, uint32_t count,
                                                    uint32_t) override {
    if (count == 0) return std::vector<TypedParams>(2);
    if (start < 0)
      return std::vector<TypedParams>{{{"cpu_time", uint64_t{30}}, {"user_time", uint64_t{4}}, {"system_time", uint64_t{5}}}};
    return std::vector<TypedParams>{{{"cpu_time", uint64_t{10}}}, {{"cpu_time", uint64_t{20}}}};
  }
  uint32_t last_flags = 0;
};

class FakeTuning : public DomainTuning {
 public:
  absl::Status SetMemory(const Caller&, const DomainRef&, uint64_t memory_kib, uint32_t flags) override {
    last_memory = memory_kib;
    last_flags = flags;
    return absl::OkStatus();
  }
  absl::StatusOr<VcpuList> Vcpus(const Caller&, const DomainRef&, int32_t) override {
    return VcpuList{{{0, 1, 5, 0}, {1, 1, 6, 1}}, {"\x03", "\x01"}};
  }
  absl::StatusOr<SchedulerType> GetSchedulerType(const Caller&, const DomainRef&) override { return SchedulerType{"posix", 9}; }
  uint64_t last_memory = 0;
  uint32_t last_flags = 0;
};

// Everything that a front end is given.
struct FakeDriver {
  explicit FakeDriver(event::Loop& loop) : events(loop) {}
  FakeHost host;
  FakeLifecycle lifecycle;
  FakeInspect inspect;
  FakeStats stats;
  FakeTuning tuning;
  DomainGuest guest;
  DomainDevices devices;
  DomainSavedState saved_state;
  DomainSnapshots snapshots;
  DomainCheckpoints checkpoints;
  DomainBlockJobs block_jobs;
  DomainMigration migration;
  DomainEventBus events;
  DomainDriver driver{host,        lifecycle, inspect,     stats,      tuning,    guest, devices,
                      saved_state, snapshots, checkpoints, block_jobs, migration, events};
};

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
// domain/stats_dbus.cc: members of org.libvirt.Domain that count what it uses.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Run;

// virDomainStatsTypes; the domain that is asked for always answers, also when it is not running.
absl::StatusOr<dbus::TwiceWrapped> StatsOf(DomainStats& stats, const Caller& caller, const DomainRef& domain, uint32_t groups,
                                           uint32_t flags) {
  ASSIGN_OR_RETURN(auto records, stats.AllStats(caller, {domain}, groups, flags));
  if (records.empty()) return dbus::TwiceWrapped{};
  return dbus::TwiceWrapped{std::move(records.front().params)};
}

absl::StatusOr<dbus::Dict<int32_t, uint64_t>> MemoryStatsOf(DomainStats& stats, const Caller& caller, const DomainRef& domain,
                                                            uint32_t flags) {
  constexpr uint32_t kMost = 64;  // there are fewer kinds (virDomainMemoryStatTags)
  ASSIGN_OR_RETURN(const auto values, stats.MemoryStats(caller, domain, kMost, flags));
  dbus::Dict<int32_t, uint64_t> dict;
  for (const MemoryStat& value : values) dict.entries.emplace_back(value.tag, value.value);
  return dict;
}

}  // namespace

void AddStatsMembers(dbus::Interface& interface, DomainDriver& driver) {
  dbus::Rows<DomainRef> rows(interface);
  DomainStats& stats = driver.stats;
  rows.Method("GetDiskErrors(flags) -> diskErrors", "Disks that have failed, and how (virDomainDiskErrorCode).", stats,
              &DomainStats::DiskErrors, {kDomainRead}, Run::kWorker);
  rows.Handle(
      "GetStats(stats, flags) -> records", "Statistics by name; each value is in a variant inside of the variant.",
      [&stats](const Caller& caller, const DomainRef& domain, uint32_t groups, uint32_t flags) {
        return StatsOf(stats, caller, domain, groups, flags);
      },
      {kDomainRead}, Run::kWorker);
  rows.Handle(
      "MemoryStats(flags) -> stats", "Memory in KiB by kind (virDomainMemoryStatTags).",
      [&stats](const Caller& caller, const DomainRef& domain, uint32_t flags) {
        return MemoryStatsOf(stats, caller, domain, flags);
      },
      {kDomainRead}, Run::kWorker);
  rows.Method("SetMemoryStatsPeriod(period, flags)",
              "How often the guest's balloon tells its statistics, in seconds; 0 is never.", stats,
              &DomainStats::SetMemoryStatsPeriod, {kDomainWrite}, Run::kWorker);
}

}  // namespace pleiad::driver

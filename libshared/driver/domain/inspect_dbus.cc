// SPDX-License-Identifier: Apache-2.0
// domain/inspect_dbus.cc: members of org.libvirt.Domain that tell what it is and what it does.
#include "libshared/driver/dbus_forms.h"
#include "libshared/driver/domain/dbus.h"

namespace pleiad::driver {
namespace {

using namespace permission;
using dbus::Emits;
using dbus::Run;
using DomainRows = dbus::Rows<DomainRef>;

constexpr uint32_t kXmlSecure = 1, kXmlMigratable = 8;  // virDomainXMLFlags

void AddProperties(DomainRows& rows, DomainDriver& driver) {
  rows.Property("Active", "Whether the domain runs.", Emits::kTrue, driver.inspect, &DomainInspect::IsActive, {kDomainRead});
  // The reference was just looked up, so that it has the number and name of now.
  rows.Get("Id", "The running domain's number; 0 when it does not run.", Emits::kTrue,
           [](const Caller&, const DomainRef& domain) {
             return absl::StatusOr<uint32_t>(domain.id < 0 ? 0u : static_cast<uint32_t>(domain.id));
           },
           {kDomainRead});
  rows.Get("Name", "The domain's name.", Emits::kTrue,
           [](const Caller&, const DomainRef& domain) { return absl::StatusOr<std::string>(domain.name); }, {kDomainRead});
  rows.Property("OSType", "How the guest is run: hvm, exe, ...", Emits::kFalse, driver.inspect, &DomainInspect::OsType,
                {kDomainRead});
  rows.Property("Persistent", "Whether the domain has a description that outlives its run.", Emits::kTrue, driver.inspect,
                &DomainInspect::IsPersistent, {kDomainRead});
  rows.Property("SchedulerType", "The scheduler's name and the number of its parameters.", Emits::kFalse, driver.tuning,
                &DomainTuning::GetSchedulerType, {kDomainRead});
  rows.Property("Updated", "Whether the persistent description differs from the running one.", Emits::kTrue, driver.inspect,
                &DomainInspect::IsUpdated, {kDomainRead});
  rows.Get("UUID", "The domain's UUID.", Emits::kConst,
           [](const Caller&, const DomainRef& domain) { return absl::StatusOr<std::string>(domain.uuid.ToString()); },
           {kDomainRead});
}

void AddState(DomainRows& rows, DomainInspect& inspect) {
  rows.Method("GetControlInfo(flags) -> controlInfo",
              "Whether the domain can be controlled now: state, details, since when in ms.", inspect,
              &DomainInspect::GetControlInfo, {kDomainRead}, Run::kInline);
  rows.Method("GetSecurityLabelList() -> securityLabels", "Labels and whether they are enforced.", inspect,
              &DomainInspect::SecurityLabels, {kDomainRead}, Run::kInline);
  rows.Method("GetState(flags) -> state", "State and reason (virDomainState).", inspect, &DomainInspect::State, {kDomainRead},
              Run::kInline);
  rows.Method("GetXMLDesc(flags) -> xml", "The domain's description (virDomainXMLFlags).", inspect, &DomainInspect::XmlDesc,
              {kDomainRead, kDomainReadSecure.When(kXmlSecure | kXmlMigratable)}, Run::kInline);
}

void AddJobs(DomainRows& rows, DomainInspect& inspect, DomainBlockJobs& block_jobs) {
  rows.Handle(
      "AbortJob()", "Ends the job that runs on the domain.",
      [&inspect](const Caller& caller, const DomainRef& domain) { return inspect.AbortJob(caller, domain, 0); }, {kDomainWrite},
      Run::kWorker);
  rows.Handle(
      "GetBlockJobInfo(disk, flags) -> blockJobInfo", "Type, bandwidth and progress of the job on a disk; zeroes when none runs.",
      [&block_jobs](const Caller& caller, const DomainRef& domain, const std::string& disk,
                    uint32_t flags) -> absl::StatusOr<BlockJobInfo> {
        ASSIGN_OR_RETURN(const auto job, block_jobs.Info(caller, domain, disk, flags));
        return job.value_or(BlockJobInfo{});
      },
      {kDomainRead}, Run::kWorker);
  rows.Method("GetJobInfo() -> jobInfo", "Progress of the job that runs on the domain.", inspect, &DomainInspect::GetJobInfo,
              {kDomainRead}, Run::kWorker);
  rows.Method("GetJobStats(flags) -> stats", "Type and progress of the job that runs on the domain.", inspect,
              &DomainInspect::GetJobStats, {kDomainRead}, Run::kWorker);
}

}  // namespace

void AddInspectMembers(dbus::Interface& interface, DomainDriver& driver) {
  DomainRows rows(interface);
  AddProperties(rows, driver);
  AddState(rows, driver.inspect);
  AddJobs(rows, driver.inspect, driver.block_jobs);
}

}  // namespace pleiad::driver

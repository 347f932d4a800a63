// SPDX-License-Identifier: Apache-2.0
// domain/inspect_rpc.cc: procedures that find domains and tell what they are. All read memory only.
#include "libshared/driver/domain/access.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_lifecycle.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Inspect = DomainInspect;

constexpr uint32_t kListActive = 1, kListInactive = 2;  // virConnectListAllDomainsFlags
constexpr uint32_t kXmlSecure = 1, kXmlMigratable = 8;  // virDomainXMLFlags
constexpr uint32_t kMaxDomains = 16384;

// Lists show what the caller may know of. A check that asks others must not do so on the loop's thread.
struct Lists {
  Inspect& inspect;
  rpc::AccessCheck* access;
  Run run() const { return access && access->MayWait() ? Run::kWorker : Run::kInline; }

  absl::StatusOr<std::vector<DomainRef>> All(const Caller& caller, uint32_t flags) const {
    ASSIGN_OR_RETURN(std::vector<DomainRef> domains, inspect.ListAll(caller, flags));
    KeepVisible(access, caller, domains, "virConnectListAllDomains");
    return domains;
  }
  // Rules may look at what was found.
  absl::StatusOr<DomainRef> Seen(const Caller& caller, absl::StatusOr<DomainRef> found, std::string_view api) const {
    if (found.ok()) RETURN_IF_ERROR(MaySee(access, caller, *found, api));
    return found;
  }
  absl::StatusOr<int32_t> Count(const Caller& caller, uint32_t flags) const {
    ASSIGN_OR_RETURN(const auto domains, All(caller, flags));
    return static_cast<int32_t>(domains.size());
  }
  absl::StatusOr<std::vector<int32_t>> Ids(const Caller& caller, int32_t most) const {
    RETURN_IF_ERROR(CheckCount(most, kMaxDomains, "maxids", "REMOTE_DOMAIN_LIST_MAX"));
    ASSIGN_OR_RETURN(const auto domains, All(caller, kListActive));
    std::vector<int32_t> ids;
    for (const DomainRef& domain : domains) {
      if (ids.size() < static_cast<size_t>(most)) ids.push_back(domain.id);
    }
    return ids;
  }
  absl::StatusOr<std::vector<std::string>> DefinedNames(const Caller& caller, int32_t most) const {
    RETURN_IF_ERROR(CheckCount(most, kMaxDomains, "maxnames", "REMOTE_DOMAIN_LIST_MAX"));
    ASSIGN_OR_RETURN(const auto domains, All(caller, kListInactive));
    std::vector<std::string> names;
    for (const DomainRef& domain : domains) {
      if (names.size() < static_cast<size_t>(most)) names.push_back(domain.name);
    }
    return names;
  }
};

void BindLists(rpc::Table& table, const Lists& lists) {
  table.Handle<wire::ConnectListDefinedDomains>(  // 21
      [lists](const Caller& caller, const wire::ConnectListDefinedDomainsArgs& args) {
        return lists.DefinedNames(caller, args.maxnames);
      },
      {kConnectSearchDomains}, lists.run());
  table.Handle<wire::ConnectNumOfDefinedDomains>(  // 25
      [lists](const Caller& caller, const wire::None&) { return lists.Count(caller, kListInactive); }, {kConnectSearchDomains},
      lists.run());
  table.Handle<wire::ConnectListDomains>(  // 37
      [lists](const Caller& caller, const wire::ConnectListDomainsArgs& args) { return lists.Ids(caller, args.maxids); },
      {kConnectSearchDomains}, lists.run());
  table.Handle<wire::ConnectNumOfDomains>(  // 51
      [lists](const Caller& caller, const wire::None&) { return lists.Count(caller, kListActive); }, {kConnectSearchDomains},
      lists.run());
  table.Handle<wire::ConnectListAllDomains>(  // 273
      [lists](const Caller& caller,
              const wire::ConnectListAllDomainsArgs& args) -> absl::StatusOr<wire::ConnectListAllDomainsRet> {
        ASSIGN_OR_RETURN(auto domains, lists.All(caller, args.flags));
        wire::ConnectListAllDomainsRet ret{.domains = {}, .ret = static_cast<uint32_t>(domains.size())};
        if (args.need_results) RETURN_IF_ERROR(rpc::binding::Assign(ret.domains, std::move(domains)));
        return ret;
      },
      {kConnectSearchDomains}, lists.run());
}

void BindLookups(rpc::Table& table, const Lists& lists) {
  table.Handle<wire::DomainLookupById>(  // 22
      [lists](const Caller& caller, const wire::DomainLookupByIdArgs& args) {
        return lists.Seen(caller, lists.inspect.LookupById(caller, args.id), "virDomainLookupByID");
      },
      {kDomainGetattr}, lists.run());
  table.Handle<wire::DomainLookupByName>(  // 23
      [lists](const Caller& caller, const wire::DomainLookupByNameArgs& args) {
        return lists.Seen(caller, lists.inspect.LookupByName(caller, args.name), "virDomainLookupByName");
      },
      {kDomainGetattr}, lists.run());
  table.Handle<wire::DomainLookupByUuid>(  // 24
      [lists](const Caller& caller, const wire::DomainLookupByUuidArgs& args) {
        return lists.Seen(caller, lists.inspect.LookupByUuid(caller, args.uuid), "virDomainLookupByUUID");
      },
      {kDomainGetattr}, lists.run());
  table.ChecksLater<wire::DomainLookupById>();
  table.ChecksLater<wire::DomainLookupByName>();
  table.ChecksLater<wire::DomainLookupByUuid>();
}

wire::DomainGetSecurityLabelRet LabelOf(const SecurityLabel& label) {
  wire::DomainGetSecurityLabelRet ret{.label = {}, .enforcing = label.enforcing};
  PutChars(ret.label, label.label);
  return ret;
}

absl::StatusOr<wire::DomainGetSecurityLabelRet> FirstLabel(Inspect& inspect, const Caller& caller, const DomainRef& domain) {
  ASSIGN_OR_RETURN(const auto labels, inspect.SecurityLabels(caller, domain));
  return LabelOf(labels.empty() ? SecurityLabel{} : labels.front());
}

absl::StatusOr<wire::DomainGetSecurityLabelListRet> AllLabels(Inspect& inspect, const Caller& caller, const DomainRef& domain) {
  ASSIGN_OR_RETURN(const auto labels, inspect.SecurityLabels(caller, domain));
  wire::DomainGetSecurityLabelListRet ret{.labels = {}, .ret = static_cast<int32_t>(labels.size())};
  for (const SecurityLabel& label : labels) ret.labels.items.push_back(LabelOf(label));
  return ret;
}

void BindFacts(rpc::Table& table, Inspect& inspect) {
  table.Bind<wire::DomainGetXmlDesc>(inspect, &Inspect::XmlDesc,
                                     {kDomainRead, kDomainReadSecure.When(kXmlSecure | kXmlMigratable)});  // 14
  table.Bind<wire::DomainGetInfo>(inspect, &Inspect::Info, {kDomainRead});                                 // 16
  table.Bind<wire::DomainGetMaxMemory>(inspect, &Inspect::MaxMemory, {kDomainRead});                       // 17
  table.Bind<wire::DomainGetOsType>(inspect, &Inspect::OsType, {kDomainRead});                             // 19
  table.Handle<wire::DomainGetSecurityLabel>(                                                              // 121
      [&inspect](const Caller& caller, const wire::DomainGetSecurityLabelArgs& args) {
        return FirstLabel(inspect, caller, args.dom);
      },
      {kDomainRead});
  table.Bind<wire::DomainIsActive>(inspect, &Inspect::IsActive, {kDomainRead});          // 150
  table.Bind<wire::DomainIsPersistent>(inspect, &Inspect::IsPersistent, {kDomainRead});  // 151
  table.Bind<wire::DomainIsUpdated>(inspect, &Inspect::IsUpdated, {kDomainRead});        // 202
  table.Bind<wire::DomainGetState>(inspect, &Inspect::State, {kDomainRead});             // 212
  table.Handle<wire::DomainGetSecurityLabelList>(                                        // 278
      [&inspect](const Caller& caller, const wire::DomainGetSecurityLabelListArgs& args) {
        return AllLabels(inspect, caller, args.dom);
      },
      {kDomainRead});
  table.Bind<wire::DomainGetMessages>(inspect, &Inspect::Messages, {kDomainRead});  // 426
}

void BindJobs(rpc::Table& table, Inspect& inspect) {
  table.Bind<wire::DomainGetJobInfo>(inspect, &Inspect::GetJobInfo, {kDomainRead}, Run::kWorker);  // 163
  table.Handle<wire::DomainAbortJob>(                                                              // 164
      [&inspect](const Caller& caller, const wire::DomainAbortJobArgs& args) { return inspect.AbortJob(caller, args.dom, 0); },
      {kDomainWrite}, Run::kWorker);
  table.Bind<wire::DomainGetControlInfo>(inspect, &Inspect::GetControlInfo, {kDomainRead});          // 229
  table.Bind<wire::DomainGetJobStats>(inspect, &Inspect::GetJobStats, {kDomainRead}, Run::kWorker);  // 298
  table.Bind<wire::DomainAbortJobFlags>(inspect, &Inspect::AbortJob, {kDomainWrite}, Run::kWorker);  // 442
}

}  // namespace

void BindInspectProcedures(rpc::Table& table, DomainInspect& inspect, const DomainFront& front) {
  BindLists(table, Lists{inspect, front.access});
  BindLookups(table, Lists{inspect, front.access});
  BindFacts(table, inspect);
  BindJobs(table, inspect);
}

}  // namespace pleiad::driver

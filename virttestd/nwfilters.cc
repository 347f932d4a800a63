// SPDX-License-Identifier: Apache-2.0
#include "virttestd/nwfilters.h"

#include <set>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
using conf::NwfilterBindingDef;
using conf::NwfilterDef;

constexpr uint32_t kValidate = 1;  // VIR_NWFILTER_DEFINE_VALIDATE, VIR_NWFILTER_BINDING_CREATE_VALIDATE

NwfilterRef RefOf(const NwfilterDef& filter) { return {.name = filter.name, .uuid = *filter.uuid}; }
NwfilterBindingRef RefOf(const NwfilterBindingDef& binding) {
  return {.portdev = binding.port_dev, .filtername = binding.filter.filter};
}
}  // namespace

absl::StatusOr<NwfilterDef*> Nwfilters::Find(const NwfilterRef& ref) {
  for (auto& [name, filter] : filters_) {
    if (*filter.uuid == ref.uuid) return &filter;
  }
  return Error(ErrorDomain::kNwfilter, ErrorCode::kNoNwfilter, "no nwfilter with matching uuid '%s'", ref.uuid.ToString());
}

absl::StatusOr<std::vector<NwfilterRef>> Nwfilters::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectListAllNWFilters"));
  std::vector<NwfilterRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, filter] : filters_) refs.push_back(RefOf(filter));
  return refs;
}

absl::StatusOr<NwfilterRef> Nwfilters::LookupByName(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  const auto found = filters_.find(name);
  if (found != filters_.end()) return RefOf(found->second);
  return Error(ErrorDomain::kNwfilter, ErrorCode::kNoNwfilter, "no nwfilter with matching name '%s'", name);
}

absl::StatusOr<NwfilterRef> Nwfilters::LookupByUuid(const Caller&, const Uuid& uuid) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NwfilterDef* const filter, Find({.name = {}, .uuid = uuid}));
  return RefOf(*filter);
}

bool Nwfilters::Reaches(const std::string& from, const std::string& name) {
  std::vector<std::string> next = {from};
  std::set<std::string> seen = {from};
  while (!next.empty()) {
    const std::string current = std::move(next.back());
    next.pop_back();
    if (current == name) return true;
    const auto filter = filters_.find(current);
    if (filter == filters_.end()) continue;
    for (const conf::FilterEntry& entry : filter->second.entries) {
      if (entry.include && seen.insert(entry.include->filter).second) next.push_back(entry.include->filter);
    }
  }
  return false;
}

absl::Status Nwfilters::CheckNew(const NwfilterDef& filter) {
  for (const auto& [name, other] : filters_) {
    if (filter.uuid == other.uuid && name != filter.name) {
      return Error(ErrorDomain::kNwfilter, ErrorCode::kOperationFailed,
                   "filter with same UUID but different name ('%s') already exists", name);
    }
  }
  if (const auto same = filters_.find(filter.name); same != filters_.end() && filter.uuid != same->second.uuid) {
    return Error(ErrorDomain::kNwfilter, ErrorCode::kOperationFailed, "filter '%s' already exists with uuid %s", filter.name,
                 same->second.uuid->ToString());
  }
  for (const conf::FilterEntry& entry : filter.entries) {
    if (entry.include && Reaches(entry.include->filter, filter.name)) {
      return MakeError(ErrorDomain::kNwfilter, ErrorCode::kOperationFailed, "filter would introduce a loop");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<NwfilterRef> Nwfilters::DefineXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kValidate, flags, "testNWFilterDefineXMLFlags"));
  ASSIGN_OR_RETURN(NwfilterDef filter, conf::ParseNwfilter(xml, {.validate = (flags & kValidate) != 0}));
  conf::CompleteNwfilter(filter);
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckNew(filter));
  const NwfilterRef ref = RefOf(filter);
  filters_.insert_or_assign(ref.name, std::move(filter));
  return ref;
}

absl::Status Nwfilters::Undefine(const Caller&, const NwfilterRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NwfilterDef* const filter, Find(ref));
  const std::string name = filter->name;
  for (const auto& [port_dev, binding] : bindings_) {
    if (!Reaches(binding.filter.filter, name)) continue;
    return MakeError(ErrorDomain::kNwfilter, ErrorCode::kOperationInvalid, "nwfilter is in use");
  }
  filters_.erase(name);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Nwfilters::XmlDesc(const Caller&, const NwfilterRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNWFilterGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NwfilterDef* const filter, Find(ref));
  return conf::FormatNwfilter(*filter);
}

// ---- which interface has which --------------------------------------------------------------------------------------

absl::StatusOr<NwfilterBindingDef*> Nwfilters::FindBinding(const std::string& port_dev) {
  const auto found = bindings_.find(port_dev);
  if (found != bindings_.end()) return &found->second;
  return Error(ErrorDomain::kNwfilter, ErrorCode::kNoNwfilterBinding, "no nwfilter binding for port dev '%s'", port_dev);
}

absl::StatusOr<std::vector<NwfilterBindingRef>> Nwfilters::ListAllBindings(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectListAllNWFilterBindings"));
  std::vector<NwfilterBindingRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [port_dev, binding] : bindings_) refs.push_back(RefOf(binding));
  return refs;
}

absl::StatusOr<NwfilterBindingRef> Nwfilters::BindingLookup(const Caller&, const std::string& port_dev) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NwfilterBindingDef* const binding, FindBinding(port_dev));
  return RefOf(*binding);
}

absl::StatusOr<NwfilterBindingRef> Nwfilters::BindingCreateXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kValidate, flags, "testNWFilterBindingCreateXML"));
  ASSIGN_OR_RETURN(NwfilterBindingDef binding, conf::ParseNwfilterBinding(xml, {.validate = (flags & kValidate) != 0}));
  absl::MutexLock lock(&mutex_);
  if (bindings_.contains(binding.port_dev)) {
    return Error(ErrorDomain::kNwfilter, ErrorCode::kOperationFailed, "binding '%s' already exists", binding.port_dev);
  }
  if (!filters_.contains(binding.filter.filter)) {
    return Error(ErrorDomain::kNwfilter, ErrorCode::kInternalError, "referenced filter '%s' is missing", binding.filter.filter);
  }
  const NwfilterBindingRef ref = RefOf(binding);
  bindings_.emplace(ref.portdev, std::move(binding));
  return ref;
}

absl::Status Nwfilters::BindingDelete(const Caller&, const NwfilterBindingRef& ref) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(FindBinding(ref.portdev).status());
  bindings_.erase(ref.portdev);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Nwfilters::BindingXmlDesc(const Caller&, const NwfilterBindingRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNWFilterBindingGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NwfilterBindingDef* const binding, FindBinding(ref.portdev));
  return conf::FormatNwfilterBinding(*binding);
}

}  // namespace pleiad::test

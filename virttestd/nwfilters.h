// SPDX-License-Identifier: Apache-2.0
// nwfilters.h: filters of network traffic and which interface has which, in memory: nothing is filtered. Few and small, so one
// lock that is held for moments guards them all.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/nwfilter/nwfilter_def.h"
#include "libshared/driver/nwfilter/driver.h"

namespace pleiad::test {

class Nwfilters final : public driver::NwfilterDriver {
 public:
  absl::StatusOr<std::vector<NwfilterRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<NwfilterRef> LookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<NwfilterRef> LookupByUuid(const Caller&, const Uuid& uuid) override;
  absl::StatusOr<NwfilterRef> DefineXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status Undefine(const Caller&, const NwfilterRef& ref) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const NwfilterRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<NwfilterBindingRef>> ListAllBindings(const Caller&, uint32_t flags) override;
  absl::StatusOr<NwfilterBindingRef> BindingLookup(const Caller&, const std::string& port_dev) override;
  absl::StatusOr<NwfilterBindingRef> BindingCreateXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status BindingDelete(const Caller&, const NwfilterBindingRef& ref) override;
  absl::StatusOr<std::string> BindingXmlDesc(const Caller&, const NwfilterBindingRef& ref, uint32_t flags) override;

 private:
  absl::StatusOr<conf::NwfilterDef*> Find(const NwfilterRef& ref) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<conf::NwfilterBindingDef*> FindBinding(const std::string& port_dev) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether the filter `name` is `from`, or one that it includes, directly or not.
  bool Reaches(const std::string& from, const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether it may be, beside the others: OPERATION_FAILED (9).
  absl::Status CheckNew(const conf::NwfilterDef& filter) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::map<std::string, conf::NwfilterDef> filters_ ABSL_GUARDED_BY(mutex_);          // by name
  std::map<std::string, conf::NwfilterBindingDef> bindings_ ABSL_GUARDED_BY(mutex_);  // by the host's name of the interface
};

}  // namespace pleiad::test

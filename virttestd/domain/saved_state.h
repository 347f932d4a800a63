// SPDX-License-Identifier: Apache-2.0
// saved_state.h: saves and core dumps. There is no memory to keep: a saved file holds a mark and the definition, a dump the
// mark alone; what a managed save keeps is in the domain's state.
//   Source  virsh -c test:///default save, save-image-dumpxml, dump
#pragma once

#include "libshared/driver/domain/saved_state.h"
#include "virttestd/domain/jobs.h"

namespace pleiad::test {

class SavedState final : public driver::DomainSavedState {
 public:
  SavedState(const Context& context, Jobs& jobs) : context_(context), jobs_(jobs) {}  // both outlive this object

  absl::Status Save(const Caller&, const DomainRef& ref, const std::string& path, const std::optional<std::string>& xml,
                    uint32_t flags) override;
  absl::Status Restore(const Caller&, const std::string& path, const std::optional<std::string>& xml, uint32_t flags,
                       const driver::MayTouch& may) override;
  absl::StatusOr<std::string> ImageXmlDesc(const Caller&, const std::string& path, uint32_t flags,
                                           const driver::MayTouch& may) override;
  absl::Status DefineImageXml(const Caller&, const std::string& path, const std::string& xml, uint32_t flags,
                              const driver::MayTouch& may) override;
  absl::Status ManagedSave(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> HasManagedSaveImage(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status ManagedSaveRemove(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::string> ManagedSaveXmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status ManagedSaveDefineXml(const Caller&, const DomainRef& ref, const std::optional<std::string>& xml,
                                    uint32_t flags) override;
  absl::Status CoreDump(const Caller&, const DomainRef& ref, const std::string& path, uint32_t format, uint32_t flags) override;

 private:
  const Context& context_;
  Jobs& jobs_;
};

}  // namespace pleiad::test

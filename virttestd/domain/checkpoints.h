// SPDX-License-Identifier: Apache-2.0
// checkpoints.h: checkpoints of domains that write nothing: trees of documents.
//   Source  virsh -c test:///default checkpoint-create, checkpoint-list, checkpoint-delete
#pragma once

#include "libshared/driver/domain/checkpoints.h"
#include "virttestd/domain/jobs.h"

namespace pleiad::test {

// Makes a new checkpoint of a running domain the current one. Its name and time are filled in.
absl::Status AddCheckpoint(DomainState& state, conf::CheckpointDef& def);

class Checkpoints final : public driver::DomainCheckpoints {
 public:
  Checkpoints(const Context& context, Jobs& jobs) : context_(context), jobs_(jobs) {}  // both outlive this object

  absl::StatusOr<DomainCheckpointRef> Create(const Caller&, const DomainRef& ref, const std::string& xml,
                                             uint32_t flags) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> Names(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> ChildNames(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::StatusOr<DomainCheckpointRef> LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                   uint32_t flags) override;
  absl::StatusOr<DomainCheckpointRef> Parent(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::Status Delete(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::Status BeginBackup(const Caller&, const DomainRef& ref, const std::string& backup_xml,
                           const std::optional<std::string>& checkpoint_xml, uint32_t flags) override;
  absl::StatusOr<std::string> BackupXmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) override;

 private:
  using DefPtr = std::shared_ptr<const conf::CheckpointDef>;
  absl::StatusOr<DefPtr> Find(const DomainCheckpointRef& ref) const;
  const Context& context_;
  Jobs& jobs_;
};

}  // namespace pleiad::test

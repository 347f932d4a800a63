// SPDX-License-Identifier: Apache-2.0
// checkpoints.h: checkpoints of domains that write nothing: trees of documents.
//   Source  virsh -c test:///default checkpoint-create, checkpoint-list, checkpoint-delete
#pragma once

#include "libshared/driver/domain/checkpoints.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Checkpoints final : public driver::DomainCheckpoints {
 public:
  explicit Checkpoints(const Context& context) : context_(context) {}  // outlives this object

  absl::StatusOr<DomainCheckpointRef> Create(const Caller&, const DomainRef& ref, const std::string& xml,
                                             uint32_t flags) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> Names(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> ChildNames(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::StatusOr<DomainCheckpointRef> LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                   uint32_t flags) override;
  absl::StatusOr<DomainCheckpointRef> Parent(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;
  absl::Status Delete(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) override;

 private:
  using DefPtr = std::shared_ptr<const conf::CheckpointDef>;
  absl::StatusOr<DefPtr> Find(const DomainCheckpointRef& ref) const;
  const Context& context_;
};

}  // namespace pleiad::test

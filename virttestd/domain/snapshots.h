// SPDX-License-Identifier: Apache-2.0
// snapshots.h: snapshots of domains that run nothing: a definition and a state to go back to, in trees.
//   Source  virsh -c test:///default snapshot-create, snapshot-list, snapshot-revert, snapshot-delete
#pragma once

#include "libshared/driver/domain/snapshots.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Snapshots final : public driver::DomainSnapshots {
 public:
  explicit Snapshots(const Context& context) : context_(context) {}  // outlives this object

  absl::StatusOr<DomainSnapshotRef> Create(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> Names(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> ChildNames(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::StatusOr<DomainSnapshotRef> LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                 uint32_t flags) override;
  absl::StatusOr<std::optional<std::string>> Current(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> IsCurrent(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> HasMetadata(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::StatusOr<DomainSnapshotRef> Parent(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::Status Revert(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;
  absl::Status Delete(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) override;

 private:
  using DefPtr = std::shared_ptr<const conf::SnapshotDef>;
  absl::StatusOr<DefPtr> Find(const DomainSnapshotRef& ref) const;
  const Context& context_;
};

}  // namespace pleiad::test

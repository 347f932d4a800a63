// SPDX-License-Identifier: Apache-2.0
// snapshot_flags.h: libvirt's flags of calls about snapshots and checkpoints (libvirt-domain-snapshot.h and
// libvirt-domain-checkpoint.h), named as in domain_flags.h.
#pragma once

#include <cstdint>

namespace pleiad::vir {

// virDomainCheckpointCreateFlags
inline constexpr uint32_t kDomainCheckpointCreateRedefine = 1;
inline constexpr uint32_t kDomainCheckpointCreateQuiesce = 2;
inline constexpr uint32_t kDomainCheckpointCreateRedefineValidate = 4;

// virDomainCheckpointXMLFlags
inline constexpr uint32_t kDomainCheckpointXmlSecure = 1;
inline constexpr uint32_t kDomainCheckpointXmlNoDomain = 2;
inline constexpr uint32_t kDomainCheckpointXmlSize = 4;

// virDomainCheckpointListFlags
inline constexpr uint32_t kDomainCheckpointListRoots = 1;
inline constexpr uint32_t kDomainCheckpointListDescendants = 1;
inline constexpr uint32_t kDomainCheckpointListTopological = 2;
inline constexpr uint32_t kDomainCheckpointListLeaves = 4;
inline constexpr uint32_t kDomainCheckpointListNoLeaves = 8;

// virDomainCheckpointDeleteFlags
inline constexpr uint32_t kDomainCheckpointDeleteChildren = 1;
inline constexpr uint32_t kDomainCheckpointDeleteMetadataOnly = 2;
inline constexpr uint32_t kDomainCheckpointDeleteChildrenOnly = 4;

// virDomainSnapshotCreateFlags
inline constexpr uint32_t kDomainSnapshotCreateRedefine = 1;
inline constexpr uint32_t kDomainSnapshotCreateCurrent = 2;
inline constexpr uint32_t kDomainSnapshotCreateNoMetadata = 4;
inline constexpr uint32_t kDomainSnapshotCreateHalt = 8;
inline constexpr uint32_t kDomainSnapshotCreateDiskOnly = 0x10;
inline constexpr uint32_t kDomainSnapshotCreateReuseExt = 0x20;
inline constexpr uint32_t kDomainSnapshotCreateQuiesce = 0x40;
inline constexpr uint32_t kDomainSnapshotCreateAtomic = 0x80;
inline constexpr uint32_t kDomainSnapshotCreateLive = 0x100;
inline constexpr uint32_t kDomainSnapshotCreateValidate = 0x200;

// virDomainSnapshotXMLFlags
inline constexpr uint32_t kDomainSnapshotXmlSecure = 1;

// virDomainSnapshotListFlags
inline constexpr uint32_t kDomainSnapshotListRoots = 1;
inline constexpr uint32_t kDomainSnapshotListDescendants = 1;
inline constexpr uint32_t kDomainSnapshotListLeaves = 4;
inline constexpr uint32_t kDomainSnapshotListNoLeaves = 8;
inline constexpr uint32_t kDomainSnapshotListMetadata = 2;
inline constexpr uint32_t kDomainSnapshotListNoMetadata = 0x10;
inline constexpr uint32_t kDomainSnapshotListInactive = 0x20;
inline constexpr uint32_t kDomainSnapshotListActive = 0x40;
inline constexpr uint32_t kDomainSnapshotListDiskOnly = 0x80;
inline constexpr uint32_t kDomainSnapshotListInternal = 0x100;
inline constexpr uint32_t kDomainSnapshotListExternal = 0x200;
inline constexpr uint32_t kDomainSnapshotListTopological = 0x400;

// virDomainSnapshotRevertFlags
inline constexpr uint32_t kDomainSnapshotRevertRunning = 1;
inline constexpr uint32_t kDomainSnapshotRevertPaused = 2;
inline constexpr uint32_t kDomainSnapshotRevertForce = 4;
inline constexpr uint32_t kDomainSnapshotRevertResetNvram = 8;

// virDomainSnapshotDeleteFlags
inline constexpr uint32_t kDomainSnapshotDeleteChildren = 1;
inline constexpr uint32_t kDomainSnapshotDeleteMetadataOnly = 2;
inline constexpr uint32_t kDomainSnapshotDeleteChildrenOnly = 4;

}  // namespace pleiad::vir

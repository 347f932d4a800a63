// SPDX-License-Identifier: Apache-2.0
// wire/snapshot.h: calls on snapshots, checkpoints and backups:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainSnapshotCreateXmlArgs {
  NonnullDomain dom;
  std::string xml_desc;
  uint32_t flags = 0;
};

struct DomainSnapshotCreateXmlRet {
  NonnullDomainSnapshot snap;
};

struct DomainSnapshotGetXmlDescArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotGetXmlDescRet {
  std::string xml;
};

struct DomainSnapshotNumArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainSnapshotNumRet {
  int32_t num = 0;
};

struct DomainSnapshotListNamesArgs {
  NonnullDomain dom;
  int32_t maxnames = 0;
  uint32_t flags = 0;
};

struct DomainSnapshotListNamesRet {
  xdr::List<std::string, 16384> names;
};

struct DomainListAllSnapshotsArgs {
  NonnullDomain dom;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct DomainListAllSnapshotsRet {
  xdr::List<NonnullDomainSnapshot, 16384> snapshots;
  int32_t ret = 0;
};

struct DomainSnapshotNumChildrenArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotNumChildrenRet {
  int32_t num = 0;
};

struct DomainSnapshotListChildrenNamesArgs {
  NonnullDomainSnapshot snap;
  int32_t maxnames = 0;
  uint32_t flags = 0;
};

struct DomainSnapshotListChildrenNamesRet {
  xdr::List<std::string, 16384> names;
};

struct DomainSnapshotListAllChildrenArgs {
  NonnullDomainSnapshot snapshot;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct DomainSnapshotListAllChildrenRet {
  xdr::List<NonnullDomainSnapshot, 16384> snapshots;
  int32_t ret = 0;
};

struct DomainSnapshotLookupByNameArgs {
  NonnullDomain dom;
  std::string name;
  uint32_t flags = 0;
};

struct DomainSnapshotLookupByNameRet {
  NonnullDomainSnapshot snap;
};

struct DomainHasCurrentSnapshotArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainHasCurrentSnapshotRet {
  int32_t result = 0;
};

struct DomainSnapshotGetParentArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotGetParentRet {
  NonnullDomainSnapshot snap;
};

struct DomainSnapshotCurrentArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainSnapshotCurrentRet {
  NonnullDomainSnapshot snap;
};

struct DomainSnapshotIsCurrentArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotIsCurrentRet {
  int32_t current = 0;
};

struct DomainSnapshotHasMetadataArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotHasMetadataRet {
  int32_t metadata = 0;
};

struct DomainRevertToSnapshotArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainSnapshotDeleteArgs {
  NonnullDomainSnapshot snap;
  uint32_t flags = 0;
};

struct DomainCheckpointCreateXmlArgs {
  NonnullDomain dom;
  std::string xml_desc;
  uint32_t flags = 0;
};

struct DomainCheckpointCreateXmlRet {
  NonnullDomainCheckpoint checkpoint;
};

struct DomainCheckpointGetXmlDescArgs {
  NonnullDomainCheckpoint checkpoint;
  uint32_t flags = 0;
};

struct DomainCheckpointGetXmlDescRet {
  std::string xml;
};

struct DomainListAllCheckpointsArgs {
  NonnullDomain dom;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct DomainListAllCheckpointsRet {
  xdr::List<NonnullDomainCheckpoint, 16384> checkpoints;
  int32_t ret = 0;
};

struct DomainCheckpointListAllChildrenArgs {
  NonnullDomainCheckpoint checkpoint;
  int32_t need_results = 0;
  uint32_t flags = 0;
};

struct DomainCheckpointListAllChildrenRet {
  xdr::List<NonnullDomainCheckpoint, 16384> checkpoints;
  int32_t ret = 0;
};

struct DomainCheckpointLookupByNameArgs {
  NonnullDomain dom;
  std::string name;
  uint32_t flags = 0;
};

struct DomainCheckpointLookupByNameRet {
  NonnullDomainCheckpoint checkpoint;
};

struct DomainCheckpointGetParentArgs {
  NonnullDomainCheckpoint checkpoint;
  uint32_t flags = 0;
};

struct DomainCheckpointGetParentRet {
  NonnullDomainCheckpoint parent;
};

struct DomainCheckpointDeleteArgs {
  NonnullDomainCheckpoint checkpoint;
  uint32_t flags = 0;
};

struct DomainBackupBeginArgs {
  NonnullDomain dom;
  std::string backup_xml;
  std::optional<std::string> checkpoint_xml;
  uint32_t flags = 0;
};

struct DomainBackupGetXmlDescArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainBackupGetXmlDescRet {
  std::string xml;
};

using DomainSnapshotCreateXml = Procedure<Program::kRemote, 185, DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlRet>;
using DomainSnapshotGetXmlDesc = Procedure<Program::kRemote, 186, DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescRet>;
using DomainSnapshotNum = Procedure<Program::kRemote, 187, DomainSnapshotNumArgs, DomainSnapshotNumRet>;
using DomainSnapshotListNames = Procedure<Program::kRemote, 188, DomainSnapshotListNamesArgs, DomainSnapshotListNamesRet>;
using DomainSnapshotLookupByName = Procedure<Program::kRemote, 189, DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameRet>;
using DomainHasCurrentSnapshot = Procedure<Program::kRemote, 190, DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotRet>;
using DomainSnapshotCurrent = Procedure<Program::kRemote, 191, DomainSnapshotCurrentArgs, DomainSnapshotCurrentRet>;
using DomainRevertToSnapshot = Procedure<Program::kRemote, 192, DomainRevertToSnapshotArgs, None>;
using DomainSnapshotDelete = Procedure<Program::kRemote, 193, DomainSnapshotDeleteArgs, None>;
using DomainSnapshotGetParent = Procedure<Program::kRemote, 244, DomainSnapshotGetParentArgs, DomainSnapshotGetParentRet>;
using DomainSnapshotNumChildren = Procedure<Program::kRemote, 246, DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenRet>;
using DomainSnapshotListChildrenNames = Procedure<Program::kRemote, 247, DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesRet>;
using DomainSnapshotIsCurrent = Procedure<Program::kRemote, 271, DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentRet>;
using DomainSnapshotHasMetadata = Procedure<Program::kRemote, 272, DomainSnapshotHasMetadataArgs, DomainSnapshotHasMetadataRet>;
using DomainListAllSnapshots = Procedure<Program::kRemote, 274, DomainListAllSnapshotsArgs, DomainListAllSnapshotsRet>;
using DomainSnapshotListAllChildren = Procedure<Program::kRemote, 275, DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenRet>;
using DomainCheckpointCreateXml = Procedure<Program::kRemote, 411, DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlRet>;
using DomainCheckpointGetXmlDesc = Procedure<Program::kRemote, 412, DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescRet>;
using DomainListAllCheckpoints = Procedure<Program::kRemote, 413, DomainListAllCheckpointsArgs, DomainListAllCheckpointsRet>;
using DomainCheckpointListAllChildren = Procedure<Program::kRemote, 414, DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenRet>;
using DomainCheckpointLookupByName = Procedure<Program::kRemote, 415, DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameRet>;
using DomainCheckpointGetParent = Procedure<Program::kRemote, 416, DomainCheckpointGetParentArgs, DomainCheckpointGetParentRet>;
using DomainCheckpointDelete = Procedure<Program::kRemote, 417, DomainCheckpointDeleteArgs, None>;
using DomainBackupBegin = Procedure<Program::kRemote, 421, DomainBackupBeginArgs, None>;
using DomainBackupGetXmlDesc = Procedure<Program::kRemote, 422, DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescRet>;

}  // namespace pleiad::rpc::wire

// SPDX-License-Identifier: Apache-2.0
// wire/domain_lifecycle.h: calls that find, define, start and end domains:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainCreateXmlArgs {
  std::string xml_desc;
  uint32_t flags = 0;
};

struct DomainCreateXmlRet {
  NonnullDomain dom;
};

struct DomainCreateXmlWithFilesArgs {
  std::string xml_desc;
  uint32_t flags = 0;
};

struct DomainCreateXmlWithFilesRet {
  NonnullDomain dom;
};

struct DomainLookupByIdArgs {
  int32_t id = 0;
};

struct DomainLookupByIdRet {
  NonnullDomain dom;
};

struct DomainLookupByUuidArgs {
  Uuid uuid;
};

struct DomainLookupByUuidRet {
  NonnullDomain dom;
};

struct DomainLookupByNameArgs {
  std::string name;
};

struct DomainLookupByNameRet {
  NonnullDomain dom;
};

struct DomainSuspendArgs {
  NonnullDomain dom;
};

struct DomainResumeArgs {
  NonnullDomain dom;
};

struct DomainPmSuspendForDurationArgs {
  NonnullDomain dom;
  uint32_t target = 0;
  uint64_t duration = 0;
  uint32_t flags = 0;
};

struct DomainPmWakeupArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainShutdownArgs {
  NonnullDomain dom;
};

struct DomainRebootArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainResetArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainDestroyArgs {
  NonnullDomain dom;
};

struct DomainDestroyFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainSaveArgs {
  NonnullDomain dom;
  std::string to;
};

struct DomainSaveFlagsArgs {
  NonnullDomain dom;
  std::string to;
  std::optional<std::string> dxml;
  uint32_t flags = 0;
};

struct DomainSaveParamsArgs {
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainRestoreArgs {
  std::string from;
};

struct DomainRestoreFlagsArgs {
  std::string from;
  std::optional<std::string> dxml;
  uint32_t flags = 0;
};

struct DomainRestoreParamsArgs {
  xdr::List<TypedParam, 64> params;
  uint32_t flags = 0;
};

struct DomainSaveImageGetXmlDescArgs {
  std::string file;
  uint32_t flags = 0;
};

struct DomainSaveImageGetXmlDescRet {
  std::string xml;
};

struct DomainSaveImageDefineXmlArgs {
  std::string file;
  std::string dxml;
  uint32_t flags = 0;
};

struct DomainCoreDumpArgs {
  NonnullDomain dom;
  std::string to;
  uint32_t flags = 0;
};

struct DomainCoreDumpWithFormatArgs {
  NonnullDomain dom;
  std::string to;
  uint32_t dumpformat = 0;
  uint32_t flags = 0;
};

struct DomainCreateArgs {
  NonnullDomain dom;
};

struct DomainCreateWithFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainCreateWithFlagsRet {
  NonnullDomain dom;
};

struct DomainCreateWithFilesArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainCreateWithFilesRet {
  NonnullDomain dom;
};

struct DomainDefineXmlArgs {
  std::string xml;
};

struct DomainDefineXmlRet {
  NonnullDomain dom;
};

struct DomainDefineXmlFlagsArgs {
  std::string xml;
  uint32_t flags = 0;
};

struct DomainDefineXmlFlagsRet {
  NonnullDomain dom;
};

struct DomainUndefineArgs {
  NonnullDomain dom;
};

struct DomainUndefineFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainInjectNmiArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetAutostartArgs {
  NonnullDomain dom;
};

struct DomainGetAutostartRet {
  int32_t autostart = 0;
};

struct DomainSetAutostartArgs {
  NonnullDomain dom;
  int32_t autostart = 0;
};

struct DomainManagedSaveArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainHasManagedSaveImageArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainHasManagedSaveImageRet {
  int32_t result = 0;
};

struct DomainManagedSaveRemoveArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainManagedSaveGetXmlDescArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainManagedSaveGetXmlDescRet {
  std::string xml;
};

struct DomainManagedSaveDefineXmlArgs {
  NonnullDomain dom;
  std::optional<std::string> dxml;
  uint32_t flags = 0;
};

struct DomainShutdownFlagsArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainRenameArgs {
  NonnullDomain dom;
  std::optional<std::string> new_name;
  uint32_t flags = 0;
};

struct DomainRenameRet {
  int32_t retcode = 0;
};

struct DomainSetLifecycleActionArgs {
  NonnullDomain dom;
  uint32_t type = 0;
  uint32_t action = 0;
  uint32_t flags = 0;
};

struct DomainFdAssociateArgs {
  NonnullDomain dom;
  std::string name;
  uint32_t flags = 0;
};

struct DomainGetAutostartOnceArgs {
  NonnullDomain dom;
};

struct DomainGetAutostartOnceRet {
  int32_t autostart = 0;
};

struct DomainSetAutostartOnceArgs {
  NonnullDomain dom;
  int32_t autostart = 0;
};

using DomainCreate = Procedure<Program::kRemote, 9, DomainCreateArgs, None>;
using DomainCreateXml = Procedure<Program::kRemote, 10, DomainCreateXmlArgs, DomainCreateXmlRet>;
using DomainDefineXml = Procedure<Program::kRemote, 11, DomainDefineXmlArgs, DomainDefineXmlRet>;
using DomainDestroy = Procedure<Program::kRemote, 12, DomainDestroyArgs, None>;
using DomainGetAutostart = Procedure<Program::kRemote, 15, DomainGetAutostartArgs, DomainGetAutostartRet>;
using DomainLookupById = Procedure<Program::kRemote, 22, DomainLookupByIdArgs, DomainLookupByIdRet>;
using DomainLookupByName = Procedure<Program::kRemote, 23, DomainLookupByNameArgs, DomainLookupByNameRet>;
using DomainLookupByUuid = Procedure<Program::kRemote, 24, DomainLookupByUuidArgs, DomainLookupByUuidRet>;
using DomainReboot = Procedure<Program::kRemote, 27, DomainRebootArgs, None>;
using DomainResume = Procedure<Program::kRemote, 28, DomainResumeArgs, None>;
using DomainSetAutostart = Procedure<Program::kRemote, 29, DomainSetAutostartArgs, None>;
using DomainShutdown = Procedure<Program::kRemote, 33, DomainShutdownArgs, None>;
using DomainSuspend = Procedure<Program::kRemote, 34, DomainSuspendArgs, None>;
using DomainUndefine = Procedure<Program::kRemote, 35, DomainUndefineArgs, None>;
using DomainCoreDump = Procedure<Program::kRemote, 53, DomainCoreDumpArgs, None>;
using DomainRestore = Procedure<Program::kRemote, 54, DomainRestoreArgs, None>;
using DomainSave = Procedure<Program::kRemote, 55, DomainSaveArgs, None>;
using DomainManagedSave = Procedure<Program::kRemote, 182, DomainManagedSaveArgs, None>;
using DomainHasManagedSaveImage = Procedure<Program::kRemote, 183, DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageRet>;
using DomainManagedSaveRemove = Procedure<Program::kRemote, 184, DomainManagedSaveRemoveArgs, None>;
using DomainCreateWithFlags = Procedure<Program::kRemote, 196, DomainCreateWithFlagsArgs, DomainCreateWithFlagsRet>;
using DomainInjectNmi = Procedure<Program::kRemote, 210, DomainInjectNmiArgs, None>;
using DomainUndefineFlags = Procedure<Program::kRemote, 231, DomainUndefineFlagsArgs, None>;
using DomainSaveFlags = Procedure<Program::kRemote, 232, DomainSaveFlagsArgs, None>;
using DomainRestoreFlags = Procedure<Program::kRemote, 233, DomainRestoreFlagsArgs, None>;
using DomainDestroyFlags = Procedure<Program::kRemote, 234, DomainDestroyFlagsArgs, None>;
using DomainSaveImageGetXmlDesc = Procedure<Program::kRemote, 235, DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescRet>;
using DomainSaveImageDefineXml = Procedure<Program::kRemote, 236, DomainSaveImageDefineXmlArgs, None>;
using DomainReset = Procedure<Program::kRemote, 245, DomainResetArgs, None>;
using DomainShutdownFlags = Procedure<Program::kRemote, 258, DomainShutdownFlagsArgs, None>;
using DomainPmSuspendForDuration = Procedure<Program::kRemote, 261, DomainPmSuspendForDurationArgs, None>;
using DomainPmWakeup = Procedure<Program::kRemote, 267, DomainPmWakeupArgs, None>;
using DomainCreateXmlWithFiles = Procedure<Program::kRemote, 309, DomainCreateXmlWithFilesArgs, DomainCreateXmlWithFilesRet>;
using DomainCreateWithFiles = Procedure<Program::kRemote, 310, DomainCreateWithFilesArgs, DomainCreateWithFilesRet>;
using DomainCoreDumpWithFormat = Procedure<Program::kRemote, 334, DomainCoreDumpWithFormatArgs, None>;
using DomainDefineXmlFlags = Procedure<Program::kRemote, 350, DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsRet>;
using DomainRename = Procedure<Program::kRemote, 358, DomainRenameArgs, DomainRenameRet>;
using DomainManagedSaveGetXmlDesc = Procedure<Program::kRemote, 388, DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescRet>;
using DomainManagedSaveDefineXml = Procedure<Program::kRemote, 389, DomainManagedSaveDefineXmlArgs, None>;
using DomainSetLifecycleAction = Procedure<Program::kRemote, 390, DomainSetLifecycleActionArgs, None>;
using DomainSaveParams = Procedure<Program::kRemote, 440, DomainSaveParamsArgs, None>;
using DomainRestoreParams = Procedure<Program::kRemote, 441, DomainRestoreParamsArgs, None>;
using DomainFdAssociate = Procedure<Program::kRemote, 443, DomainFdAssociateArgs, None>;
using DomainGetAutostartOnce = Procedure<Program::kRemote, 449, DomainGetAutostartOnceArgs, DomainGetAutostartOnceRet>;
using DomainSetAutostartOnce = Procedure<Program::kRemote, 450, DomainSetAutostartOnceArgs, None>;

}  // namespace pleiad::rpc::wire

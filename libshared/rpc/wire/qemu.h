// SPDX-License-Identifier: Apache-2.0
// wire/qemu.h: the QEMU program: monitor and agent access:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct QemuDomainMonitorCommandArgs {
  NonnullDomain dom;
  std::string cmd;
  uint32_t flags = 0;
};

struct QemuDomainMonitorCommandRet {
  std::string result;
};

struct QemuDomainAttachArgs {
  uint32_t pid_value = 0;
  uint32_t flags = 0;
};

struct QemuDomainAttachRet {
  NonnullDomain dom;
};

struct QemuDomainAgentCommandArgs {
  NonnullDomain dom;
  std::string cmd;
  int32_t timeout = 0;
  uint32_t flags = 0;
};

struct QemuDomainAgentCommandRet {
  std::optional<std::string> result;
};

struct QemuConnectDomainMonitorEventRegisterArgs {
  std::optional<NonnullDomain> dom;
  std::optional<std::string> event;
  uint32_t flags = 0;
};

struct QemuConnectDomainMonitorEventRegisterRet {
  int32_t callback_id = 0;
};

struct QemuConnectDomainMonitorEventDeregisterArgs {
  int32_t callback_id = 0;
};

struct QemuDomainMonitorEventMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string event;
  int64_t seconds = 0;
  uint32_t micros = 0;
  std::optional<std::string> details;
};

struct QemuDomainMonitorCommandWithFilesArgs {
  NonnullDomain dom;
  std::string cmd;
  uint32_t flags = 0;
};

struct QemuDomainMonitorCommandWithFilesRet {
  std::string result;
};

using QemuDomainMonitorCommand = Procedure<Program::kQemu, 1, QemuDomainMonitorCommandArgs, QemuDomainMonitorCommandRet>;
using QemuDomainAttach = Procedure<Program::kQemu, 2, QemuDomainAttachArgs, QemuDomainAttachRet>;
using QemuDomainAgentCommand = Procedure<Program::kQemu, 3, QemuDomainAgentCommandArgs, QemuDomainAgentCommandRet>;
using QemuConnectDomainMonitorEventRegister = Procedure<Program::kQemu, 4, QemuConnectDomainMonitorEventRegisterArgs, QemuConnectDomainMonitorEventRegisterRet>;
using QemuConnectDomainMonitorEventDeregister = Procedure<Program::kQemu, 5, QemuConnectDomainMonitorEventDeregisterArgs, None>;
using QemuDomainMonitorEvent = Event<Program::kQemu, 6, QemuDomainMonitorEventMsg>;
using QemuDomainMonitorCommandWithFiles = Procedure<Program::kQemu, 7, QemuDomainMonitorCommandWithFilesArgs, QemuDomainMonitorCommandWithFilesRet>;

}  // namespace pleiad::rpc::wire

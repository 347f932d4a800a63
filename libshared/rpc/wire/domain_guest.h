// SPDX-License-Identifier: Apache-2.0
// wire/domain_guest.h: calls that reach into a running guest:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct DomainMemoryPeekArgs {
  NonnullDomain dom;
  uint64_t offset = 0;
  uint32_t size = 0;
  uint32_t flags = 0;
};

struct DomainMemoryPeekRet {
  xdr::Opaque<4194304> buffer;
};

struct DomainScreenshotArgs {
  NonnullDomain dom;
  uint32_t screen = 0;
  uint32_t flags = 0;
};

struct DomainScreenshotRet {
  std::optional<std::string> mime;
};

struct DomainSendKeyArgs {
  NonnullDomain dom;
  uint32_t codeset = 0;
  uint32_t holdtime = 0;
  xdr::List<uint32_t, 16> keycodes;
  uint32_t flags = 0;
};

struct DomainSendProcessSignalArgs {
  NonnullDomain dom;
  int64_t pid_value = 0;
  uint32_t signum = 0;
  uint32_t flags = 0;
};

struct DomainGetHostnameArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetHostnameRet {
  std::string hostname;
};

struct DomainOpenConsoleArgs {
  NonnullDomain dom;
  std::optional<std::string> dev_name;
  uint32_t flags = 0;
};

struct DomainOpenChannelArgs {
  NonnullDomain dom;
  std::optional<std::string> name;
  uint32_t flags = 0;
};

struct DomainOpenGraphicsArgs {
  NonnullDomain dom;
  uint32_t idx = 0;
  uint32_t flags = 0;
};

struct DomainOpenGraphicsFdArgs {
  NonnullDomain dom;
  uint32_t idx = 0;
  uint32_t flags = 0;
};

struct DomainFstrimArgs {
  NonnullDomain dom;
  std::optional<std::string> mount_point;
  uint64_t minimum = 0;
  uint32_t flags = 0;
};

struct DomainGetTimeArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetTimeRet {
  int64_t seconds = 0;
  uint32_t nseconds = 0;
};

struct DomainSetTimeArgs {
  NonnullDomain dom;
  int64_t seconds = 0;
  uint32_t nseconds = 0;
  uint32_t flags = 0;
};

struct DomainFsfreezeArgs {
  NonnullDomain dom;
  xdr::List<std::string, 256> mountpoints;
  uint32_t flags = 0;
};

struct DomainFsfreezeRet {
  int32_t filesystems = 0;
};

struct DomainFsthawArgs {
  NonnullDomain dom;
  xdr::List<std::string, 256> mountpoints;
  uint32_t flags = 0;
};

struct DomainFsthawRet {
  int32_t filesystems = 0;
};

struct DomainFsinfo {
  std::string mountpoint;
  std::string name;
  std::string fstype;
  xdr::List<std::string, 256> dev_aliases;
};

struct DomainGetFsinfoArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetFsinfoRet {
  xdr::List<DomainFsinfo, 256> info;
  uint32_t ret = 0;
};

struct DomainIpAddr {
  int32_t type = 0;
  std::string addr;
  uint32_t prefix = 0;
};

struct DomainInterface {
  std::string name;
  std::optional<std::string> hwaddr;
  xdr::List<DomainIpAddr, 2048> addrs;
};

struct DomainInterfaceAddressesArgs {
  NonnullDomain dom;
  uint32_t source = 0;
  uint32_t flags = 0;
};

struct DomainInterfaceAddressesRet {
  xdr::List<DomainInterface, 2048> ifaces;
};

struct DomainSetUserPasswordArgs {
  NonnullDomain dom;
  std::optional<std::string> user;
  std::optional<std::string> password;
  uint32_t flags = 0;
};

struct DomainGetGuestVcpusArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

struct DomainGetGuestVcpusRet {
  xdr::List<TypedParam, 64> params;
};

struct DomainSetGuestVcpusArgs {
  NonnullDomain dom;
  std::string cpumap;
  int32_t state = 0;
  uint32_t flags = 0;
};

struct DomainGetGuestInfoArgs {
  NonnullDomain dom;
  uint32_t types = 0;
  uint32_t flags = 0;
};

struct DomainGetGuestInfoRet {
  xdr::List<TypedParam, 2048> params;
};

struct DomainAgentSetResponseTimeoutArgs {
  NonnullDomain dom;
  int32_t timeout = 0;
  uint32_t flags = 0;
};

struct DomainAgentSetResponseTimeoutRet {
  int32_t result = 0;
};

struct DomainAuthorizedSshKeysGetArgs {
  NonnullDomain dom;
  std::string user;
  uint32_t flags = 0;
};

struct DomainAuthorizedSshKeysGetRet {
  xdr::List<std::string, 2048> keys;
};

struct DomainAuthorizedSshKeysSetArgs {
  NonnullDomain dom;
  std::string user;
  xdr::List<std::string, 2048> keys;
  uint32_t flags = 0;
};

using DomainMemoryPeek = Procedure<Program::kRemote, 104, DomainMemoryPeekArgs, DomainMemoryPeekRet>;
using DomainOpenConsole = Procedure<Program::kRemote, 201, DomainOpenConsoleArgs, None>;
using DomainScreenshot = Procedure<Program::kRemote, 211, DomainScreenshotArgs, DomainScreenshotRet>;
using DomainSendKey = Procedure<Program::kRemote, 226, DomainSendKeyArgs, None>;
using DomainOpenGraphics = Procedure<Program::kRemote, 249, DomainOpenGraphicsArgs, None>;
using DomainGetHostname = Procedure<Program::kRemote, 277, DomainGetHostnameArgs, DomainGetHostnameRet>;
using DomainFstrim = Procedure<Program::kRemote, 294, DomainFstrimArgs, None>;
using DomainSendProcessSignal = Procedure<Program::kRemote, 295, DomainSendProcessSignalArgs, None>;
using DomainOpenChannel = Procedure<Program::kRemote, 296, DomainOpenChannelArgs, None>;
using DomainFsfreeze = Procedure<Program::kRemote, 335, DomainFsfreezeArgs, DomainFsfreezeRet>;
using DomainFsthaw = Procedure<Program::kRemote, 336, DomainFsthawArgs, DomainFsthawRet>;
using DomainGetTime = Procedure<Program::kRemote, 337, DomainGetTimeArgs, DomainGetTimeRet>;
using DomainSetTime = Procedure<Program::kRemote, 338, DomainSetTimeArgs, None>;
using DomainOpenGraphicsFd = Procedure<Program::kRemote, 343, DomainOpenGraphicsFdArgs, None>;
using DomainGetFsinfo = Procedure<Program::kRemote, 349, DomainGetFsinfoArgs, DomainGetFsinfoRet>;
using DomainInterfaceAddresses = Procedure<Program::kRemote, 353, DomainInterfaceAddressesArgs, DomainInterfaceAddressesRet>;
using DomainSetUserPassword = Procedure<Program::kRemote, 357, DomainSetUserPasswordArgs, None>;
using DomainGetGuestVcpus = Procedure<Program::kRemote, 371, DomainGetGuestVcpusArgs, DomainGetGuestVcpusRet>;
using DomainSetGuestVcpus = Procedure<Program::kRemote, 372, DomainSetGuestVcpusArgs, None>;
using DomainGetGuestInfo = Procedure<Program::kRemote, 418, DomainGetGuestInfoArgs, DomainGetGuestInfoRet>;
using DomainAgentSetResponseTimeout = Procedure<Program::kRemote, 420, DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutRet>;
using DomainAuthorizedSshKeysGet = Procedure<Program::kRemote, 424, DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetRet>;
using DomainAuthorizedSshKeysSet = Procedure<Program::kRemote, 425, DomainAuthorizedSshKeysSetArgs, None>;

}  // namespace pleiad::rpc::wire

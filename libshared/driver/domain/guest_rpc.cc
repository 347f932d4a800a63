// SPDX-License-Identifier: Apache-2.0
// domain/guest_rpc.cc: procedures that reach into a running guest, and the QEMU and LXC programs'.
#include "libshared/driver/domain/access.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_block.h"
#include "libshared/rpc/wire/domain_config.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/lxc.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Guest = DomainGuest;

absl::Status OpenGraphics(Guest& guest, rpc::CallContext& context, const wire::DomainOpenGraphicsArgs& args) {
  if (context.descriptors.empty())
    return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "no file descriptor was passed with the call");
  return guest.OpenGraphics(context.caller, args.dom, args.idx, args.flags, std::move(context.descriptors.front()));
}

absl::StatusOr<std::vector<GuestInterface>> Addresses(Guest& guest, rpc::AccessCheck* access, const Caller& caller,
                                                      const wire::DomainInterfaceAddressesArgs& args) {
  RETURN_IF_ERROR(MayAskForAddresses(access, caller, args.dom, args.source));
  return guest.InterfaceAddresses(caller, args.dom, args.source, args.flags);
}

void BindScreenAndKeys(rpc::Table& table, Guest& guest) {
  table.BindStream<wire::DomainOpenConsole>(guest, &Guest::OpenConsole, {kDomainOpenDevice});    // 201
  table.BindStream<wire::DomainScreenshot>(guest, &Guest::TakeScreenshot, {kDomainScreenshot});  // 211
  table.Bind<wire::DomainSendKey>(guest, &Guest::SendKey, {kDomainSendInput}, Run::kWorker);     // 226
  table.Handle<wire::DomainOpenGraphics>(                                                        // 249
      [&guest](rpc::CallContext& context, const wire::DomainOpenGraphicsArgs& args) {
        return OpenGraphics(guest, context, args);
      },
      {kDomainOpenGraphics}, Run::kWorker);
  table.Bind<wire::DomainSendProcessSignal>(guest, &Guest::SendProcessSignal, {kDomainSendSignal}, Run::kWorker);  // 295
  table.BindStream<wire::DomainOpenChannel>(guest, &Guest::OpenChannel, {kDomainOpenDevice});                      // 296
  table.Bind<wire::DomainOpenGraphicsFd>(guest, &Guest::OpenGraphicsFd, {kDomainOpenGraphics}, Run::kWorker);      // 343
  table.Bind<wire::DomainGraphicsReload>(guest, &Guest::ReloadGraphics, {kDomainWrite}, Run::kWorker);             // 448
}

void BindAgent(rpc::Table& table, Guest& guest, const DomainFront& front) {
  table.Bind<wire::DomainBlockPeek>(guest, &Guest::BlockPeek, {kDomainBlockRead}, Run::kWorker);    // 103
  table.Bind<wire::DomainMemoryPeek>(guest, &Guest::MemoryPeek, {kDomainMemRead}, Run::kWorker);    // 104
  table.Bind<wire::DomainGetHostname>(guest, &Guest::GuestHostname, {kDomainWrite}, Run::kWorker);  // 277
  table.Bind<wire::DomainFstrim>(guest, &Guest::FsTrim, {kDomainFsTrim}, Run::kWorker);             // 294
  table.Bind<wire::DomainFsfreeze>(guest, &Guest::FsFreeze, {kDomainFsFreeze}, Run::kWorker);       // 335
  table.Bind<wire::DomainFsthaw>(guest, &Guest::FsThaw, {kDomainFsFreeze}, Run::kWorker);           // 336
  table.Bind<wire::DomainGetTime>(guest, &Guest::Time, {kDomainWrite}, Run::kWorker);               // 337
  table.Bind<wire::DomainSetTime>(guest, &Guest::SetTime, {kDomainSetTime}, Run::kWorker);          // 338
  table.Handle<wire::DomainGetFsinfo>(                                                              // 349
      [&guest](const Caller& caller, const wire::DomainGetFsinfoArgs& args) -> absl::StatusOr<wire::DomainGetFsinfoRet> {
        ASSIGN_OR_RETURN(auto filesystems, guest.Filesystems(caller, args.dom, args.flags));
        wire::DomainGetFsinfoRet ret{.info = {}, .ret = static_cast<uint32_t>(filesystems.size())};
        RETURN_IF_ERROR(rpc::binding::Assign(ret.info, std::move(filesystems)));
        return ret;
      },
      {kDomainFsFreeze}, Run::kWorker);
  table.Handle<wire::DomainInterfaceAddresses>(  // 353
      [&guest, access = front.access](const Caller& caller, const wire::DomainInterfaceAddressesArgs& args) {
        return Addresses(guest, access, caller, args);
      },
      {kDomainRead}, Run::kWorker);
  table.Bind<wire::DomainSetUserPassword>(guest, &Guest::SetUserPassword, {kDomainSetPassword}, Run::kWorker);          // 357
  table.Bind<wire::DomainGetGuestVcpus>(guest, &Guest::GuestVcpus, {kDomainWrite}, Run::kWorker);                       // 371
  table.Bind<wire::DomainSetGuestVcpus>(guest, &Guest::SetGuestVcpus, {kDomainWrite}, Run::kWorker);                    // 372
  table.Bind<wire::DomainGetLaunchSecurityInfo>(guest, &Guest::LaunchSecurityInfo, {kDomainRead}, Run::kWorker);        // 396
  table.Bind<wire::DomainGetGuestInfo>(guest, &Guest::GuestInfo, {kDomainWrite}, Run::kWorker);                         // 418
  table.Bind<wire::DomainAgentSetResponseTimeout>(guest, &Guest::SetAgentTimeout, {kDomainWrite}, Run::kWorker);        // 420
  table.Bind<wire::DomainAuthorizedSshKeysGet>(guest, &Guest::AuthorizedSshKeys, {kDomainWrite}, Run::kWorker);         // 424
  table.Bind<wire::DomainAuthorizedSshKeysSet>(guest, &Guest::SetAuthorizedSshKeys, {kDomainWrite}, Run::kWorker);      // 425
  table.Bind<wire::DomainSetLaunchSecurityState>(guest, &Guest::SetLaunchSecurityState, {kDomainWrite}, Run::kWorker);  // 439
}

void BindPrograms(rpc::Table& table, Guest& guest) {
  table.Bind<wire::QemuDomainMonitorCommand>(guest, &Guest::MonitorCommand, {kDomainWrite}, Run::kWorker);  // qemu 1
  table.Bind<wire::QemuDomainAgentCommand>(guest, &Guest::AgentCommand, {kDomainWrite}, Run::kWorker);      // qemu 3
  table.Handle<wire::QemuDomainMonitorCommandWithFiles>(                                                    // qemu 7
      [&guest](rpc::CallContext& context,
               const wire::QemuDomainMonitorCommandWithFilesArgs& args) -> absl::StatusOr<rpc::WithDescriptors<std::string>> {
        ASSIGN_OR_RETURN(MonitorReply reply, guest.MonitorCommandWithFiles(context.caller, args.dom, args.cmd, args.flags,
                                                                           std::move(context.descriptors)));
        return rpc::WithDescriptors<std::string>{std::move(reply.result), std::move(reply.files)};
      },
      {kDomainWrite}, Run::kWorker);
  table.Bind<wire::LxcDomainOpenNamespace>(guest, &Guest::OpenNamespace, {kDomainOpenNamespace}, Run::kWorker);  // lxc 1
}

}  // namespace

void BindGuestProcedures(rpc::Table& table, DomainGuest& guest, const DomainFront& front) {
  BindScreenAndKeys(table, guest);
  BindAgent(table, guest, front);
  BindPrograms(table, guest);
}

}  // namespace pleiad::driver

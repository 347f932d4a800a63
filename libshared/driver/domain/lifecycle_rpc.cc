// SPDX-License-Identifier: Apache-2.0
// domain/lifecycle_rpc.cc: procedures that define, start and stop domains. Old procedures without flags are the new
// ones with flags 0.
#include "libshared/driver/domain/access.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain_lifecycle.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Lifecycle = DomainLifecycle;

// VIR_DOMAIN_REBOOT_GUEST_AGENT and VIR_DOMAIN_SHUTDOWN_GUEST_AGENT: by the agent, which is told to write.
constexpr uint32_t kByAgentReboot = 2, kByAgentShutdown = 2;

// Calls that make a domain: rules may look at the one that is described.
struct Makers {
  Lifecycle& lifecycle;
  rpc::AccessCheck* access;
  Permissions to_define, to_create;

  absl::StatusOr<DomainRef> Define(const Caller& caller, const std::string& xml, uint32_t flags) const {
    RETURN_IF_ERROR(MayMake(access, caller, xml, to_define, "virDomainDefineXML"));
    return lifecycle.Define(caller, xml, flags);
  }
  absl::StatusOr<DomainRef> Create(rpc::CallContext& context, const std::string& xml, uint32_t flags) const {
    RETURN_IF_ERROR(MayMake(access, context.caller, xml, to_create, "virDomainCreateXML"));
    return lifecycle.CreateXml(context.caller, xml, flags, std::move(context.descriptors));
  }
};

void BindMaking(rpc::Table& table, Lifecycle& lifecycle, const DomainFront& front) {
  const Makers makers{lifecycle, front.access, {kDomainWrite, kDomainSave}, {kDomainWrite, kDomainStart}};
  table.Handle<wire::DomainCreateXml>(  // 10
      [makers](rpc::CallContext& context, const wire::DomainCreateXmlArgs& args) {
        return makers.Create(context, args.xml_desc, args.flags);
      },
      makers.to_create, Run::kWorker);
  table.Handle<wire::DomainDefineXml>(  // 11
      [makers](const Caller& caller, const wire::DomainDefineXmlArgs& args) { return makers.Define(caller, args.xml, 0); },
      makers.to_define, Run::kWorker);
  table.Handle<wire::DomainCreateXmlWithFiles>(  // 309
      [makers](rpc::CallContext& context, const wire::DomainCreateXmlWithFilesArgs& args) {
        return makers.Create(context, args.xml_desc, args.flags);
      },
      makers.to_create, Run::kWorker);
  table.Handle<wire::DomainDefineXmlFlags>(  // 350
      [makers](const Caller& caller, const wire::DomainDefineXmlFlagsArgs& args) {
        return makers.Define(caller, args.xml, args.flags);
      },
      makers.to_define, Run::kWorker);
  table.ChecksLater<wire::DomainCreateXml>();
  table.ChecksLater<wire::DomainDefineXml>();
  table.ChecksLater<wire::DomainCreateXmlWithFiles>();
  table.ChecksLater<wire::DomainDefineXmlFlags>();
}

void BindDefining(rpc::Table& table, Lifecycle& lifecycle) {
  table.Handle<wire::DomainUndefine>(  // 35
      [&lifecycle](const Caller& caller, const wire::DomainUndefineArgs& args) {
        return lifecycle.Undefine(caller, args.dom, 0);
      },
      {kDomainDelete}, Run::kWorker);
  table.Bind<wire::DomainUndefineFlags>(lifecycle, &Lifecycle::Undefine, {kDomainDelete}, Run::kWorker);                // 231
  table.Bind<wire::DomainGetAutostart>(lifecycle, &Lifecycle::Autostart, {kDomainRead}, Run::kInline);                  // 15
  table.Bind<wire::DomainSetAutostart>(lifecycle, &Lifecycle::SetAutostart, {kDomainWrite}, Run::kWorker);              // 29
  table.Bind<wire::DomainGetAutostartOnce>(lifecycle, &Lifecycle::AutostartOnce, {kDomainRead}, Run::kInline);          // 449
  table.Bind<wire::DomainSetAutostartOnce>(lifecycle, &Lifecycle::SetAutostartOnce, {kDomainWrite}, Run::kWorker);      // 450
  table.Bind<wire::DomainSetLifecycleAction>(lifecycle, &Lifecycle::SetLifecycleAction, {kDomainWrite}, Run::kWorker);  // 390
  table.Handle<wire::DomainRename>(                                                                                     // 358
      [&lifecycle](const Caller& caller, const wire::DomainRenameArgs& args) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(lifecycle.Rename(caller, args.dom, args.new_name, args.flags));
        return 0;
      },
      {kDomainWrite, kDomainSave}, Run::kWorker);
  table.Bind<wire::DomainFdAssociate>(lifecycle, &Lifecycle::AssociateFiles, {kDomainWrite}, Run::kWorker);  // 443
}

void BindStarting(rpc::Table& table, Lifecycle& lifecycle) {
  table.Handle<wire::DomainCreate>(  // 9
      [&lifecycle](const Caller& caller, const wire::DomainCreateArgs& args) {
        return lifecycle.Create(caller, args.dom, 0, {}).status();
      },
      {kDomainStart}, Run::kWorker);
  table.Bind<wire::DomainCreateWithFlags>(lifecycle, &Lifecycle::Create, {kDomainStart}, Run::kWorker);                  // 196
  table.Bind<wire::DomainCreateWithFiles>(lifecycle, &Lifecycle::Create, {kDomainStart}, Run::kWorker);                  // 310
  table.Bind<wire::QemuDomainAttach>(lifecycle, &Lifecycle::AttachProcess, {kDomainStart, kDomainWrite}, Run::kWorker);  // qemu 2
}

void BindStopping(rpc::Table& table, Lifecycle& lifecycle) {
  table.Handle<wire::DomainDestroy>(  // 12
      [&lifecycle](const Caller& caller, const wire::DomainDestroyArgs& args) { return lifecycle.Destroy(caller, args.dom, 0); },
      {kDomainStop}, Run::kWorker);
  table.Bind<wire::DomainDestroyFlags>(lifecycle, &Lifecycle::Destroy, {kDomainStop}, Run::kWorker);  // 234
  table.Bind<wire::DomainReboot>(lifecycle, &Lifecycle::Reboot, {kDomainInitControl, kDomainWrite.When(kByAgentReboot)},
                                 Run::kWorker);                                                   // 27
  table.Bind<wire::DomainResume>(lifecycle, &Lifecycle::Resume, {kDomainSuspend}, Run::kWorker);  // 28
  table.Handle<wire::DomainShutdown>(                                                             // 33
      [&lifecycle](const Caller& caller, const wire::DomainShutdownArgs& args) {
        return lifecycle.Shutdown(caller, args.dom, 0);
      },
      {kDomainInitControl}, Run::kWorker);
  table.Bind<wire::DomainShutdownFlags>(lifecycle, &Lifecycle::Shutdown,
                                        {kDomainInitControl, kDomainWrite.When(kByAgentShutdown)}, Run::kWorker);  // 258
  table.Bind<wire::DomainSuspend>(lifecycle, &Lifecycle::Suspend, {kDomainSuspend}, Run::kWorker);                 // 34
  table.Bind<wire::DomainInjectNmi>(lifecycle, &Lifecycle::InjectNmi, {kDomainInjectNmi}, Run::kWorker);           // 210
  table.Bind<wire::DomainReset>(lifecycle, &Lifecycle::Reset, {kDomainReset}, Run::kWorker);                       // 245
  table.Bind<wire::DomainPmSuspendForDuration>(lifecycle, &Lifecycle::PmSuspendForDuration, {kDomainPmControl},
                                               Run::kWorker);                                           // 261
  table.Bind<wire::DomainPmWakeup>(lifecycle, &Lifecycle::PmWakeup, {kDomainPmControl}, Run::kWorker);  // 267
}

}  // namespace

void BindLifecycleProcedures(rpc::Table& table, DomainLifecycle& lifecycle, const DomainFront& front) {
  BindMaking(table, lifecycle, front);
  BindDefining(table, lifecycle);
  BindStarting(table, lifecycle);
  BindStopping(table, lifecycle);
}

}  // namespace pleiad::driver

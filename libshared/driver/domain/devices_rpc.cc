// SPDX-License-Identifier: Apache-2.0
// domain/devices_rpc.cc: procedures that add, change and remove devices.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain_block.h"
#include "libshared/rpc/wire/domain_config.h"

namespace pleiad::driver {

void BindDeviceProcedures(rpc::Table& table, DomainDevices& devices) {
  using namespace permission;
  namespace wire = rpc::wire;
  using rpc::Run;
  // The old procedures change the running domain only.
  table.Handle<wire::DomainAttachDevice>(  // 8
      [&devices](const Caller& caller, const wire::DomainAttachDeviceArgs& args) {
        return devices.Attach(caller, args.dom, args.xml, kAffectLive);
      },
      {kDomainWrite}, Run::kWorker);
  table.Handle<wire::DomainDetachDevice>(  // 13
      [&devices](const Caller& caller, const wire::DomainDetachDeviceArgs& args) {
        return devices.Detach(caller, args.dom, args.xml, kAffectLive);
      },
      {kDomainWrite}, Run::kWorker);
  table.Bind<wire::DomainAttachDeviceFlags>(devices, &DomainDevices::Attach, Changing(), Run::kWorker);          // 160
  table.Bind<wire::DomainDetachDeviceFlags>(devices, &DomainDevices::Detach, Changing(), Run::kWorker);          // 161
  table.Bind<wire::DomainUpdateDeviceFlags>(devices, &DomainDevices::Update, Changing(), Run::kWorker);          // 174
  table.Bind<wire::DomainBlockResize>(devices, &DomainDevices::BlockResize, {kDomainBlockWrite}, Run::kWorker);  // 251
  table.Bind<wire::DomainDetachDeviceAlias>(devices, &DomainDevices::DetachByAlias, Changing(), Run::kWorker);   // 392
}

}  // namespace pleiad::driver

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/host_resources.h"

#include "absl/cleanup/cleanup.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/security/file_owners.h"
#include "virtqemud/domain/host/display_ports.h"
#include "virtqemud/domain/host/image_access.h"
#include "virtqemud/domain/host/network_interfaces.h"
#include "virtqemud/domain/run/run_folders.h"
#include "virtqemud/domain/run/service_settings.h"

namespace pleiad::qemu {
namespace {
// The programs beside QEMU that some devices need; nobody starts them yet, and QEMU would only name a socket that is not there.
absl::Status CheckHelpers(const conf::DomainDef& def) {
  for (const conf::TpmDef& tpm : def.devices.tpms) {
    if (tpm.backend != conf::TpmBackend::kEmulator) continue;
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported,
                 "TPM backend 'emulator' needs swtpm, which is not started yet");
  }
  for (const conf::FilesystemDef& filesystem : def.devices.filesystems) {
    if (filesystem.driver != conf::FilesystemDriver::kVirtiofs || !filesystem.socket.empty()) continue;
    return Error(
        ErrorDomain::kQemu, ErrorCode::kConfigUnsupported,
        "filesystem '%s' needs virtiofsd, which is not started yet: start one and name its socket in <source socket='...'/>",
        filesystem.target);
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status AcquireHostResources(const QemuContext& context, conf::DomainDef& def, const Runtime& runtime,
                                  HostResources& resources) {
  absl::Cleanup give_back = [&] { ReleaseHostResources(context, def, runtime); };
  RETURN_IF_ERROR(CheckHelpers(def));
  RETURN_IF_ERROR(ResolveImages(context, def));
  AssignAliases(def);  // numbers the images that were found
  RETURN_IF_ERROR(FillServiceSettings(def, context.config, resources.service));
  RETURN_IF_ERROR(DisplayPorts::Assign(def, context.config));
  RETURN_IF_ERROR(PrepareChannels(context, def, runtime));
  RETURN_IF_ERROR(PrepareNvram(def, context.config));
  RETURN_IF_ERROR(GrantFiles(context, def, HolderOf(def)));
  ASSIGN_OR_RETURN(InterfaceFds interfaces, ConnectInterfaces(context, def, resources.fds));
  resources.tap_fds = std::move(interfaces.taps);
  resources.vhost_fds = std::move(interfaces.vhosts);
  std::move(give_back).Cancel();
  return absl::OkStatus();
}

void ReleaseHostResources(const QemuContext& context, const conf::DomainDef& def, const Runtime& runtime) {
  DisplayPorts::Release(def);
  DisconnectInterfaces(context, def);
  if (context.files) context.files->TakeBack(HolderOf(def));
  RemoveRunFolders(context, runtime);
}

void AdoptHostResources(const QemuContext& context, const std::vector<DomainState>& running) {
  std::set<std::string> holders;
  for (const DomainState& state : running) {
    DisplayPorts::Claim(*state.live);
    holders.insert(HolderOf(*state.live));
  }
  if (context.files) context.files->TakeBackAllBut(holders);
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// rare_devices.cc: families that are not translated yet: a definition that has them is refused by name.
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
absl::Status Refused(bool present, const char* what) { return present ? Unsupported("%s is not supported yet", what) : absl::OkStatus(); }
}  // namespace

absl::Status AddNuma(Builder& b) { return Refused(b.def.cpu && !b.def.cpu->numa.cells.empty(), "numa"); }
absl::Status AddMemoryDevices(Builder& b) { return Refused(!b.def.devices.memories.empty(), "memory device"); }
absl::Status AddIommu(Builder& b) { return Refused(b.def.devices.iommu.has_value(), "iommu"); }
absl::Status AddFilesystems(Builder& b) { return Refused(!b.def.devices.filesystems.empty(), "filesystem"); }
absl::Status AddSmartcards(Builder& b) { return Refused(!b.def.devices.smartcards.empty(), "smartcard"); }
absl::Status AddHostdevs(Builder& b) { return Refused(!b.def.devices.hostdevs.empty(), "hostdev"); }
absl::Status AddLaunchSecurity(Builder& b) { return Refused(b.def.launch_security.has_value(), "launch security"); }
absl::Status AddShmems(Builder& b) { return Refused(!b.def.devices.shmems.empty(), "shmem"); }

}  // namespace pleiad::qemu

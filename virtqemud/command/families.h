// SPDX-License-Identifier: Apache-2.0
// families.h: the parts of a command line, one function for each family of options, each in its own file. They are called
// in the order that libvirt writes them in, which command_line.cc has.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {

absl::Status AddMachine(Builder& b);        // -machine and -accel
absl::Status AddCpu(Builder& b);
void AddFirmwareNodes(Builder& b);          // the flash images, before -machine, which names them
void AddFirmware(Builder& b);               // -bios, secure flash
absl::Status AddMemory(Builder& b);         // -m, its backend, -overcommit
absl::Status AddSmp(Builder& b);            // -smp, I/O threads
absl::Status AddNuma(Builder& b);
absl::Status AddMemoryDevices(Builder& b);
void AddSmbios(Builder& b);
absl::Status AddClock(Builder& b);
void AddPowerManagement(Builder& b);
absl::Status AddBoot(Builder& b);
absl::Status AddIommu(Builder& b);
absl::Status AddControllers(Builder& b);
absl::Status AddHubs(Builder& b);
absl::Status AddDisks(Builder& b);
absl::Status AddFilesystems(Builder& b);
absl::Status AddInterfaces(Builder& b);
absl::Status AddSmartcards(Builder& b);
absl::Status AddSerials(Builder& b);
absl::Status AddParallels(Builder& b);
absl::Status AddChannels(Builder& b);
absl::Status AddConsoles(Builder& b);
absl::Status AddTpms(Builder& b);
absl::Status AddInputs(Builder& b);
absl::Status AddAudios(Builder& b);
absl::Status AddGraphics(Builder& b);
absl::Status AddVideos(Builder& b);
absl::Status AddSounds(Builder& b);
absl::Status AddWatchdog(Builder& b);
absl::Status AddRedirdevs(Builder& b);
absl::Status AddHostdevs(Builder& b);
absl::Status AddMemballoon(Builder& b);
absl::Status AddRngs(Builder& b);
absl::Status AddNvram(Builder& b);
absl::Status AddLaunchSecurity(Builder& b);
absl::Status AddPanics(Builder& b);
absl::Status AddShmems(Builder& b);
absl::Status AddVsock(Builder& b);

}  // namespace pleiad::qemu

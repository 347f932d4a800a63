// SPDX-License-Identifier: Apache-2.0
// main.cc: virtqemud, the daemon for QEMU and KVM domains.
#include "libshared/daemon/daemon.h"
#include "virtqemud/qemu_driver.h"

int main(int argc, char** argv) {
  pleiad::qemu::QemuDriver driver;
  return pleiad::daemon::Main({.name = "virtqemud", .summary = "Manages QEMU and KVM domains."}, driver, argc, argv);
}

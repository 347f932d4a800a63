// SPDX-License-Identifier: Apache-2.0
// qemu_driver.h: puts the driver together: what its parts share, the families of calls, and the front ends. It only wires.
#pragma once

#include <memory>

#include "libshared/daemon/daemon.h"
#include "libshared/driver/connection_watch.h"
#include "libshared/driver/domain/driver.h"
#include "virtqemud/domain/context.h"

namespace pleiad::driver {
class DomainBus;
}

namespace pleiad::qemu {

class QemuDriver final : public daemon::Hooks {
 public:
  QemuDriver();
  ~QemuDriver() override;

  absl::Status Start(daemon::Daemon& daemon) override;
  void Started(daemon::Daemon& daemon) override;
  bool IsBusy() override;
  void PrepareToLeave(std::function<void()> ready) override;
  void Stay() override;
  void Stop() override;

 private:
  struct Parts;  // in the order of their making
  std::unique_ptr<Parts> parts_;
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/bus.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"

namespace pleiad::driver {

DomainBus::DomainBus(event::Loop& loop, event::WorkerPool& workers, DomainDriver& driver, DomainBusService service)
    : loop_(loop), workers_(workers), driver_(driver), service_(std::move(service)), alive_(std::make_shared<DomainBus*>(this)) {
  Open();
}

void DomainBus::Open() {
  dbus::Connection::OpenOnWorker(loop_, workers_, service_.bus, service_.address, service_.name,
                                 [alive = std::weak_ptr(alive_)](absl::StatusOr<std::unique_ptr<dbus::Connection>> connection) {
                                   if (const auto self = alive.lock()) (*self)->OnOpened(std::move(connection));
                                 });
}

void DomainBus::OnOpened(absl::StatusOr<std::unique_ptr<dbus::Connection>> connection) {
  if (!connection.ok()) {
    // A bus may come up after the daemon. Told once, for there are hosts without one.
    constexpr absl::Duration kFirstPause = absl::Seconds(1), kLongestPause = absl::Minutes(1);
    if (pause_ == absl::ZeroDuration()) log::Info(absl::StrCat("not on the message bus: ", MessageOf(connection.status())));
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    retry_ = loop_.AddTimer(pause_, [this] { Open(); });
    return;
  }
  connection_ = *std::move(connection);
  front_ = std::make_unique<DomainBusFront>(*connection_, loop_, workers_, driver_, service_.front);
  if (service_.count_changed) front_->tree().peers().SetCountObserver(service_.count_changed);
  if (service_.watch) {
    service_.watch->SetBus([this](uint64_t id, std::function<void()> hook) { front_->OnPeerGone(id, std::move(hook)); });
  }
}

}  // namespace pleiad::driver

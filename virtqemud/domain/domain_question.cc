// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/domain_question.h"

#include <boost/json.hpp>

namespace pleiad::qemu {
namespace {
// A monitor that owes an answer for this long is not asked more, so that a stuck QEMU costs its first asker only.
constexpr absl::Duration kPatience = absl::Milliseconds(500);
}  // namespace

DomainQuestion::DomainQuestion(const DomainPtr& domain, std::string_view command, const boost::json::object& arguments)
    : monitor_(domain->monitor()) {
  if (!monitor_ || monitor_->Stuck(kPatience)) {
    monitor_ = nullptr;
    return;
  }
  if (auto pending = monitor_->Begin(command, arguments); pending.ok()) pending_ = *std::move(pending);
}

DomainQuestion::DomainQuestion(DomainQuestion&&) noexcept = default;
DomainQuestion& DomainQuestion::operator=(DomainQuestion&&) noexcept = default;
DomainQuestion::~DomainQuestion() = default;

std::unique_ptr<boost::json::value> DomainQuestion::Answer(absl::Time deadline) {
  if (!pending_) return nullptr;
  auto answer = monitor_->Finish(pending_, deadline);
  pending_ = nullptr;
  if (!answer.ok()) return nullptr;
  return std::make_unique<boost::json::value>(*std::move(answer));
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// domain_question.h: several questions to the monitor of one domain, sent at once and waited for later.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "virtqemud/domain/domain.h"

namespace pleiad::qemu {

class DomainQuestion {
 public:
  // Sends `command`, unless the domain has no monitor or one that has not answered others for a while.
  DomainQuestion(const DomainPtr& domain, std::string_view command, const boost::json::object& arguments);
  DomainQuestion(DomainQuestion&&) noexcept;
  DomainQuestion& operator=(DomainQuestion&&) noexcept;
  ~DomainQuestion();

  // The answer, or none: no monitor, an error, or `deadline` has passed.
  std::unique_ptr<boost::json::value> Answer(absl::Time deadline);

 private:
  std::shared_ptr<Monitor> monitor_;
  std::shared_ptr<Monitor::Pending> pending_;
};

}  // namespace pleiad::qemu

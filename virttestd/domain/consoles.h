// SPDX-License-Identifier: Apache-2.0
// consoles.h: what clients type at a pretended domain's character devices comes back to them.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "libshared/base/unique_fd.h"
#include "libshared/driver/console_locks.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Consoles {
 public:
  // On the thread that serves nobody yet, or the loop's; the context outlives this object.
  explicit Consoles(const Context& context);
  ~Consoles() { *alive_ = nullptr; }  // on the loop's thread

  // A stream to the device, which ends with the run of its domain. Of two clients only one can have it: the second has it by
  // `force`.
  //   Errors  OPERATION_FAILED (9): somebody has it
  absl::StatusOr<driver::StreamEnd> Open(const DomainRef& run, const std::string& device, bool force);

 private:
  // The device's end of a stream. It takes nothing more until all that came has gone back, so that nothing piles up.
  struct Echo {
    DomainRef run;
    UniqueFd end;
    std::string held;
    event::Source source;
  };
  void Add(const DomainRef& run, UniqueFd end);
  // False when the client is gone.
  static bool Reflect(Echo& echo);

  const Context& context_;
  const std::shared_ptr<driver::ConsoleLocks> locks_ =
      std::make_shared<driver::ConsoleLocks>();  // streams may end later than this
  std::list<Echo> echoes_;                       // loop's thread
  std::shared_ptr<Consoles*> alive_;             // what posted tasks look at
};

}  // namespace pleiad::test

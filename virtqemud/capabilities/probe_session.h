// SPDX-License-Identifier: Apache-2.0
// probe_session.h: an emulator started without a machine, only to be asked over QMP what it can do.
// Straight-line and blocking, with one deadline for all of it: for a worker. The process ends with the object, and by
// itself when this daemon is killed meanwhile. The monitor of a running guest is monitor/'s, not this.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/subprocess.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {

struct QmpRequest {
  std::string command;
  boost::json::object arguments;
};

class QmpSession {
 public:
  static constexpr size_t kMaxMessageBytes = 16 << 20;

  // Starts `binary` and waits for its greeting.
  //   accelerators  as after accel=, e.g. "kvm:tcg": the first that works is used
  //   Errors        kInternalError with what the emulator printed; kOperationTimeout
  static absl::StatusOr<std::unique_ptr<QmpSession>> Start(const std::string& binary, std::string_view accelerators, absl::Time deadline);
  ~QmpSession();

  const boost::json::value& greeting() const { return greeting_; }

  // Sends all requests and returns one answer for each, in order: the value of "return", or null where the emulator
  // refused (it doesn't know the command, or has nothing to tell).
  absl::StatusOr<std::vector<boost::json::value>> Ask(const std::vector<QmpRequest>& requests);

 private:
  QmpSession(std::string binary, absl::Time deadline) : binary_(std::move(binary)), deadline_(deadline) {}

  absl::Status Launch(std::string_view accelerators);
  absl::Status Send(std::string_view text);
  absl::StatusOr<std::string> ReadLine();
  absl::StatusOr<boost::json::value> ReadAnswer();
  absl::Status WaitFor(short events);
  absl::Status Failed();

  std::string binary_;
  absl::Time deadline_;
  std::unique_ptr<Process> process_;
  UniqueFd socket_, errors_;
  std::string buffer_;
  boost::json::value greeting_;
};

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// agent.h: the QEMU guest agent of a running domain, over the socket of its virtio channel. It is a program in the guest and
// believed in nothing: its answers are bounded, and a guest that is silent costs the one call that asked.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {

// Calls are made one at a time, on workers, and wait for their turn no longer than for the answer; the socket is read by the
// caller itself.
class Agent {
 public:
  // Errors: SYSTEM_ERROR
  static absl::StatusOr<std::shared_ptr<Agent>> Connect(const std::string& path, std::string domain_name);

  // Runs one command. With an infinite deadline it waits for as long as the channel is open.
  //   Errors  AGENT_UNRESPONSIVE (also when another call takes all the time); INTERNAL_ERROR "unable to execute QEMU agent
  //   command 'X': TEXT"
  absl::StatusOr<boost::json::value> Execute(std::string_view command, const boost::json::object& arguments, absl::Time deadline);
  // A whole command as a client wrote it; gives the whole answer.
  absl::StatusOr<std::string> ExecuteRaw(const std::string& command_json, absl::Time deadline);
  // Sends a command that has no answer when it succeeds (guest-shutdown).
  absl::Status Send(std::string_view command, const boost::json::object& arguments, absl::Time deadline);
  // Ends the call that waits; no further one succeeds.
  void Close();

 private:
  Agent(UniqueFd fd, std::string domain_name) : domain_name_(std::move(domain_name)), fd_(std::move(fd)) {}
  class Turn;
  // These are for whoever has the turn.
  absl::Status Synchronize(absl::Time deadline);
  absl::Status Write(const std::string& text, absl::Time deadline);
  absl::StatusOr<boost::json::object> ReadReply(absl::Time deadline);
  absl::StatusOr<boost::json::object> Exchange(const boost::json::object& command, absl::Time deadline);
  absl::Status Unresponsive() const;

  const std::string domain_name_;
  const UniqueFd fd_;
  absl::Mutex mutex_;  // never held while waiting for the guest
  bool taken_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::string input_;
};

}  // namespace pleiad::qemu

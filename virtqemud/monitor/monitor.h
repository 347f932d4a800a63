// SPDX-License-Identifier: Apache-2.0
// monitor.h: the QMP connection to a running QEMU. The loop's thread reads and writes; a command is a blocking call for
// workers, with a deadline. A QEMU that does not answer costs the one call that asked it, never anybody else.
// What the commands mean is in commands.h.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"
#include "libshared/event/loop.h"

namespace pleiad::qemu {

// An event of the monitor, e.g. SHUTDOWN.
struct QmpEvent {
  std::string name;
  int64_t seconds = 0;
  uint32_t microseconds = 0;
  std::shared_ptr<const boost::json::object> data;  // never null
};

class Monitor : public std::enable_shared_from_this<Monitor> {
 public:
  struct Handlers {
    std::function<void(const QmpEvent&)> on_event;  // on the loop's thread
    std::function<void()> on_closed;                // once, on the loop's thread: QEMU has gone or talks nonsense
  };

  // Connects to the QMP socket at `path`, for the domain of that name (which is what errors say). From any thread.
  //   Errors  SYSTEM_ERROR
  static absl::StatusOr<std::shared_ptr<Monitor>> Connect(event::Loop& loop, const std::string& path, std::string domain_name,
                                                          Handlers handlers);
  ~Monitor();

  // Sends one command and waits for its answer, the value of "return". Never on the loop's thread.
  // With `fd`, the descriptor travels with the command (getfd, add-fd).
  //   Errors  INTERNAL_ERROR "unable to execute QEMU command 'X': TEXT"; OPERATION_TIMEOUT when `deadline` passes, naming the
  //           domain; OPERATION_FAILED when QEMU goes away meanwhile
  absl::StatusOr<boost::json::value> Execute(std::string_view command, const boost::json::object& arguments, absl::Time deadline,
                                             int fd = -1);
  // The two halves of Execute, for who asks several questions, or several domains, at once: Begin sends and does not wait.
  class Pending;
  absl::StatusOr<std::shared_ptr<Pending>> Begin(std::string_view command, const boost::json::object& arguments, int fd = -1);
  absl::StatusOr<boost::json::value> Finish(const std::shared_ptr<Pending>& pending, absl::Time deadline);

  // The same for a whole command as a client wrote it; gives the whole answer as text.
  absl::StatusOr<std::string> ExecuteRaw(const std::string& command_json, absl::Time deadline);

  // The same as Begin, with `on_done` when it is answered or the monitor has closed; on any thread, and must not wait.
  absl::StatusOr<std::shared_ptr<Pending>> Begin(std::string_view command, const boost::json::object& arguments,
                                                 std::function<void()> on_done);

  // Whether a call waits for an answer for longer than `patience`: QEMU seems stuck.
  bool Stuck(absl::Duration patience) const;
  // A QEMU that owes an answer for this long is asked nothing more until it has given it: calls fail at once.
  void SetPatience(absl::Duration patience);
  // OK, or the error that a call gets now: OPERATION_TIMEOUT, naming the domain.
  absl::Status CheckAnswers() const;
  // Handles what QEMU has sent until now. On the loop's thread, when its process has ended: its last words come first.
  void ReadRest();
  bool closed() const;
  // Ends the connection; calls that wait fail. on_closed is not called. From any thread, also from on_event. While the loop
  // runs, the last who holds the object closes it first: what waits for events is the loop's thread's to end.
  void Close();

 private:
  Monitor(event::Loop& loop, UniqueFd fd, std::string domain_name, Handlers handlers);
  void StartOnLoop();
  absl::StatusOr<std::shared_ptr<Pending>> Send(boost::json::object command, int fd, std::function<void()> on_done = nullptr);
  bool IsSilent() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // False when the deadline passes first: the answer, when it comes, is nobody's then.
  bool Wait(Pending& pending, absl::Time deadline);
  void WriteOnLoop();
  void OnReady(uint32_t events);
  bool ReadLines();
  bool HandleLine(std::string_view line);
  void HandleReply(boost::json::object& message);
  void HandleEvent(boost::json::object& message);
  void Fail();
  void EndCalls();

  event::Loop& loop_;
  const std::string domain_name_;
  Handlers handlers_;  // the loop's thread only
  UniqueFd fd_;        // closed with the object, so that its number can't mean another file before
  event::Source source_;
  std::string input_;
  struct Outgoing {
    std::string bytes;
    UniqueFd fd;
  };

  mutable absl::Mutex mutex_;
  std::vector<Outgoing> output_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<uint64_t, std::shared_ptr<Pending>> calls_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration patience_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteDuration();
};

}  // namespace pleiad::qemu

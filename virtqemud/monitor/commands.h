// SPDX-License-Identifier: Apache-2.0
// commands.h: the QMP commands that this driver uses, as functions. The names and units are QEMU's (qemu-qmp-ref(7)).
// Each waits until `deadline` at most and fails as Monitor::Execute does; an answer of another shape than QEMU documents
// is an INTERNAL_ERROR that names the command.
#pragma once

#include <sys/types.h>

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace pleiad::qemu {

class Monitor;

// The error of a malformed answer.
absl::Status MalformedAnswer(std::string_view command);

struct RunStatus {
  bool running = false;
  std::string status;  // "running", "paused", "prelaunch", "io-error", "guest-panicked", …
};
absl::StatusOr<RunStatus> QueryStatus(Monitor& monitor, absl::Time deadline);
absl::Status Stop(Monitor& monitor, absl::Time deadline);
absl::Status Continue(Monitor& monitor, absl::Time deadline);
absl::Status SystemPowerdown(Monitor& monitor, absl::Time deadline);
absl::Status SystemReset(Monitor& monitor, absl::Time deadline);
absl::Status SystemWakeup(Monitor& monitor, absl::Time deadline);
absl::Status InjectNmi(Monitor& monitor, absl::Time deadline);
absl::Status Quit(Monitor& monitor, absl::Time deadline);

struct CharDevice {
  std::string name, filename;
  bool frontend_open = false;
};
absl::StatusOr<std::vector<CharDevice>> QueryCharDevices(Monitor& monitor, absl::Time deadline);

struct CpuThread {
  int64_t index = 0;
  pid_t thread_id = 0;
  std::string qom_path;
  bool halted = false;
};
absl::StatusOr<std::vector<CpuThread>> QueryCpus(Monitor& monitor, absl::Time deadline);

struct IoThreadFacts {
  uint32_t id = 0;
  pid_t thread_id = 0;
};
absl::StatusOr<std::vector<IoThreadFacts>> QueryIoThreads(Monitor& monitor, absl::Time deadline);

// Bytes.
absl::StatusOr<uint64_t> QueryBalloon(Monitor& monitor, absl::Time deadline);
absl::Status SetBalloon(Monitor& monitor, uint64_t bytes, absl::Time deadline);
// Seconds between the guest's reports; 0 turns them off. `alias` is the balloon device's.
absl::Status SetBalloonStatsPeriod(Monitor& monitor, const std::string& alias, uint32_t period_s, absl::Time deadline);

// Keys by their numbers on a PC's keyboard, all pressed together for `hold_ms` (0: QEMU's 100).
absl::Status SendKeys(Monitor& monitor, const std::vector<uint32_t>& qnums, uint32_t hold_ms, absl::Time deadline);
absl::Status ScreenDump(Monitor& monitor, const std::string& path, const std::string& device, uint32_t head, absl::Time deadline);
absl::StatusOr<std::string> HumanCommand(Monitor& monitor, const std::string& line, absl::Time deadline);
// What whoever connects to a display has to know. `expiry` is "never", "now" or seconds since 1970; `connected` says what
// becomes of those who are there already: "keep", "disconnect" or "fail".
struct DisplayPassword {
  std::string protocol, password, expiry, connected;  // protocol: "vnc" or "spice"
};
absl::Status SetDisplayPassword(Monitor& monitor, const DisplayPassword& display, absl::Time deadline);
// Plugs or pulls the cable of a network card. `alias` is the card's.
absl::Status SetLink(Monitor& monitor, const std::string& alias, bool up, absl::Time deadline);
absl::Status AddClient(Monitor& monitor, const std::string& protocol, bool skip_auth, int fd, absl::Time deadline);

}  // namespace pleiad::qemu

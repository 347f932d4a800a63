// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/monitor/commands.h"

#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/monitor/json_access.h"
#include "virtqemud/monitor/monitor.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
absl::Status Run(Monitor& monitor, std::string_view command, absl::Time deadline, const json::object& arguments = {}) {
  return monitor.Execute(command, arguments, deadline).status();
}

// The answer of `command`, which must be a list of objects; `take` reads one.
template <class T, class Take>
absl::StatusOr<std::vector<T>> List(Monitor& monitor, std::string_view command, absl::Time deadline, Take take) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute(command, {}, deadline));
  if (!answer.is_array()) return MalformedAnswer(command);
  std::vector<T> list;
  for (const json::value& item : answer.get_array()) {
    if (!item.is_object()) return MalformedAnswer(command);
    list.push_back(take(item.get_object()));
  }
  return list;
}
}  // namespace

absl::Status MalformedAnswer(std::string_view command) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "QEMU answered command '%s' in an unknown way",
               std::string(command));
}

absl::StatusOr<RunStatus> QueryStatus(Monitor& monitor, absl::Time deadline) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute("query-status", {}, deadline));
  if (!answer.is_object()) return MalformedAnswer("query-status");
  return RunStatus{.running = BoolIn(answer.get_object(), "running"), .status = TextIn(answer.get_object(), "status")};
}

absl::Status Stop(Monitor& monitor, absl::Time deadline) { return Run(monitor, "stop", deadline); }
absl::Status Continue(Monitor& monitor, absl::Time deadline) { return Run(monitor, "cont", deadline); }
absl::Status SystemPowerdown(Monitor& monitor, absl::Time deadline) { return Run(monitor, "system_powerdown", deadline); }
absl::Status SystemReset(Monitor& monitor, absl::Time deadline) { return Run(monitor, "system_reset", deadline); }
absl::Status SystemWakeup(Monitor& monitor, absl::Time deadline) { return Run(monitor, "system_wakeup", deadline); }
absl::Status InjectNmi(Monitor& monitor, absl::Time deadline) { return Run(monitor, "inject-nmi", deadline); }
absl::Status Quit(Monitor& monitor, absl::Time deadline) { return Run(monitor, "quit", deadline); }

absl::StatusOr<std::vector<CharDevice>> QueryCharDevices(Monitor& monitor, absl::Time deadline) {
  return List<CharDevice>(monitor, "query-chardev", deadline, [](const json::object& item) {
    return CharDevice{
        .name = TextIn(item, "label"), .filename = TextIn(item, "filename"), .frontend_open = BoolIn(item, "frontend-open")};
  });
}

absl::StatusOr<std::vector<CpuThread>> QueryCpus(Monitor& monitor, absl::Time deadline) {
  return List<CpuThread>(monitor, "query-cpus-fast", deadline, [](const json::object& item) {
    return CpuThread{.index = IntIn(item, "cpu-index"),
                     .thread_id = static_cast<pid_t>(IntIn(item, "thread-id")),
                     .qom_path = TextIn(item, "qom-path"),
                     .halted = false};
  });
}

absl::StatusOr<std::vector<IoThreadFacts>> QueryIoThreads(Monitor& monitor, absl::Time deadline) {
  // Their objects are named "iothread1" and so on, by us.
  const auto number = [](const std::string& name) {
    return static_cast<uint32_t>(atoi(name.c_str() + std::min<size_t>(name.size(), 8)));
  };
  return List<IoThreadFacts>(monitor, "query-iothreads", deadline, [&number](const json::object& item) {
    return IoThreadFacts{.id = number(TextIn(item, "id")), .thread_id = static_cast<pid_t>(IntIn(item, "thread-id"))};
  });
}

absl::StatusOr<uint64_t> QueryBalloon(Monitor& monitor, absl::Time deadline) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute("query-balloon", {}, deadline));
  if (!answer.is_object()) return MalformedAnswer("query-balloon");
  return static_cast<uint64_t>(IntIn(answer.get_object(), "actual"));
}

absl::Status SetBalloon(Monitor& monitor, uint64_t bytes, absl::Time deadline) {
  return Run(monitor, "balloon", deadline, {{"value", bytes}});
}

absl::Status SetBalloonStatsPeriod(Monitor& monitor, const std::string& alias, uint32_t period_s, absl::Time deadline) {
  return Run(monitor, "qom-set", deadline,
             {{"path", "/machine/peripheral/" + alias}, {"property", "guest-stats-polling-interval"}, {"value", period_s}});
}

absl::Status SendKeys(Monitor& monitor, const std::vector<uint32_t>& qnums, uint32_t hold_ms, absl::Time deadline) {
  json::array keys;
  for (const uint32_t qnum : qnums) keys.push_back({{"type", "number"}, {"data", qnum}});
  json::object arguments{{"keys", std::move(keys)}};
  if (hold_ms > 0) arguments["hold-time"] = hold_ms;
  return Run(monitor, "send-key", deadline, arguments);
}

absl::Status ScreenDump(Monitor& monitor, const std::string& path, const std::string& device, uint32_t head,
                        absl::Time deadline) {
  json::object arguments{{"filename", path}};
  if (!device.empty()) {
    arguments["device"] = device;
    arguments["head"] = head;
  }
  return Run(monitor, "screendump", deadline, arguments);
}

absl::StatusOr<std::string> HumanCommand(Monitor& monitor, const std::string& line, absl::Time deadline) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute("human-monitor-command", {{"command-line", line}}, deadline));
  if (!answer.is_string()) return MalformedAnswer("human-monitor-command");
  return std::string(answer.get_string());
}

absl::Status SetDisplayPassword(Monitor& monitor, const DisplayPassword& display, absl::Time deadline) {
  RETURN_IF_ERROR(Run(monitor, "set_password", deadline,
                      {{"protocol", display.protocol}, {"password", display.password}, {"connected", display.connected}}));
  return Run(monitor, "expire_password", deadline, {{"protocol", display.protocol}, {"time", display.expiry}});
}

absl::Status SetLink(Monitor& monitor, const std::string& alias, bool up, absl::Time deadline) {
  return Run(monitor, "set_link", deadline, {{"name", alias}, {"up", up}});
}

absl::Status AddClient(Monitor& monitor, const std::string& protocol, bool skip_auth, int fd, absl::Time deadline) {
  const std::string fd_name = "client-fd";
  RETURN_IF_ERROR(monitor.Execute("getfd", {{"fdname", fd_name}}, deadline, fd).status());
  absl::Status added =
      Run(monitor, "add_client", deadline, {{"protocol", protocol}, {"fdname", fd_name}, {"skipauth", skip_auth}});
  if (!added.ok()) (void)Run(monitor, "closefd", deadline, {{"fdname", fd_name}});  // QEMU keeps it else
  return added;
}

}  // namespace pleiad::qemu

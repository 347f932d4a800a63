// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/domain_store.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/xml/reader.h"
#include "libshared/xml/writer.h"

namespace pleiad::qemu {
namespace {
constexpr std::string_view kSuffix = ".xml";
constexpr char kNotice[] =
    "<!--\n"
    "WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE\n"
    "OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:\n"
    "  virsh edit %s\n"
    "or other application using the libvirt API.\n"
    "-->\n\n";

// The record of a running domain: what the snapshot has beside the definitions, and these as they are.
struct Status {
  DomainState state;
  std::string live, config;  // documents
};

template <class Map>
void Fields(Map& m, Status& status) {
  Runtime& runtime = status.state.runtime;
  int64_t started_ms = absl::ToUnixMillis(runtime.started);
  m.Attribute("id", status.state.runtime_id, xml::kRequired);
  m.Attribute("state", status.state.state, xml::kRequired);
  m.Attribute("reason", status.state.reason, xml::kRequired);
  m.Group("process", [&](auto& g) {
    g.Attribute("pid", runtime.pid, xml::kRequired);
    g.Attribute("start", runtime.process_start_time, xml::kRequired);
    g.Attribute("unit", runtime.unit);
    g.Attribute("started", started_ms);
  });
  m.Group("monitor", [&](auto& g) { g.Attribute("path", runtime.monitor_path, xml::kRequired); });
  m.Text("folder", runtime.folder);
  m.Flag("starting", runtime.starting);
  m.Flag("paused", runtime.start_paused);
  m.Flag("autodestroy", runtime.autodestroy);
  m.Text("balloon", status.state.balloon_kib, uint64_t{0});
  // As text within text: a document may have lines that indenting would change.
  m.Text("live", status.live);
  m.Text("persistent", status.config);
  if constexpr (Map::kReading) runtime.started = absl::FromUnixMillis(started_ms);
}

// What `virsh edit` can be told without a shell reading more out of it, or the notice ending before its end: "--" is not
// allowed in a comment.
std::string ShellWord(const conf::DomainDef& def) {
  const bool plain = def.name.find_first_of("\r\t\n !\"#$&'()*;<>?[\\]^`{|}~") == std::string::npos;
  return plain && def.name.find("--") == std::string::npos ? def.name : def.uuid.ToString();
}

absl::StatusOr<DefPtr> Parse(const std::string& text) {
  ASSIGN_OR_RETURN(conf::DomainDef def, conf::ParseDomain(text, {.status = true}));
  return std::make_shared<const conf::DomainDef>(std::move(def));
}

absl::StatusOr<DomainState> ReadStatusFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, path));
  Status status;
  RETURN_IF_ERROR(xml::Read(document.root(), status, {.status = true}));
  ASSIGN_OR_RETURN(status.state.live, Parse(status.live));
  if (!status.config.empty()) {
    ASSIGN_OR_RETURN(status.state.config, Parse(status.config));
  }
  return std::move(status.state);
}

// A definition that was just made can have its controllers in another order than the same one read from its file, where each
// type's stand together, by index; consoles are numbered by their places then. Clients see what libvirt shows after a restart.
void OrderAsRead(conf::DomainDef& def) {
  std::vector<conf::ControllerDef> ordered;
  for (conf::ControllerDef& controller : def.devices.controllers) {
    auto after = ordered.end();
    for (auto it = ordered.begin(); it != ordered.end(); ++it) {
      if (it->type != controller.type) continue;
      if (it->index > controller.index) {
        if (after == ordered.end()) after = it;
        break;
      }
      after = it + 1;
    }
    ordered.insert(after, std::move(controller));
  }
  def.devices.controllers = std::move(ordered);
  for (size_t i = 0; i < def.devices.consoles.size(); ++i) def.devices.consoles[i].port = static_cast<int>(i);
}

absl::StatusOr<DomainState> ReadConfigFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  DomainState state;
  ASSIGN_OR_RETURN(conf::DomainDef def, conf::ParseDomain(text, {.inactive = true, .secure = true}));
  OrderAsRead(def);
  state.config = std::make_shared<const conf::DomainDef>(std::move(def));
  return state;
}

std::vector<std::string> Entries(const std::string& folder) {
  std::vector<std::string> entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(folder.c_str()), closedir);
  if (!dir) return entries;
  while (const dirent* entry = readdir(dir.get())) entries.emplace_back(entry->d_name);
  return entries;
}

// The names before `suffix` of a folder's files.
std::vector<std::string> Names(const std::string& folder, std::string_view suffix = kSuffix) {
  std::vector<std::string> names;
  for (std::string& file : Entries(folder)) {
    if (file.size() <= suffix.size() || !file.ends_with(suffix) || file[0] == '.') continue;
    file.resize(file.size() - suffix.size());
    names.push_back(std::move(file));
  }
  return names;
}

// What WriteFileAtomically() has not given its name yet.
void RemoveHalfWritten(const std::string& folder) {
  for (const std::string& file : Entries(folder)) {
    if (file[0] == '.' && file.ends_with(".new")) unlink((folder + "/" + file).c_str());
  }
}

// "domain-12-demo" -> "demo", "launch-12-sock" -> "sock"; empty: it is not of a run.
std::string_view AfterRunNumber(std::string_view file, std::string_view prefix) {
  if (!file.starts_with(prefix)) return {};
  const std::string_view rest = file.substr(prefix.size());
  const size_t dash = rest.find_first_not_of("0123456789");
  return dash == std::string_view::npos || dash == 0 || rest[dash] != '-' ? std::string_view() : rest.substr(dash + 1);
}

void RemoveRunFolder(const std::string& path) {
  for (const std::string& file : Entries(path)) unlink((path + "/" + file).c_str());
  if (rmdir(path.c_str()) == 0) log::Info("removed what was left in " + path);
}
}  // namespace

absl::Status DomainStore::Prepare() const {
  for (const std::string* folder : {&paths_.config, &paths_.autostart, &paths_.state, &paths_.lib, &paths_.log, &paths_.nvram,
                                    &paths_.save, &paths_.channel, &paths_.cache}) {
    RETURN_IF_ERROR(EnsureDirectory(*folder));
  }
  return absl::OkStatus();
}

absl::Status DomainStore::SaveConfig(const conf::DomainDef& def) const {
  std::string text = absl::StrFormat(kNotice, ShellWord(def));
  text += conf::FormatDomain(def, {.inactive = true, .secure = true});
  return WriteFileAtomically(ConfigPath(def.name), text, 0600);
}

absl::Status DomainStore::RemoveConfig(const std::string& name) const {
  RETURN_IF_ERROR(SetAutostart(name, /*on=*/false));
  return RemoveFile(ConfigPath(name));
}

absl::Status DomainStore::SetAutostart(const std::string& name, bool on) const {
  if (on) return LinkAtomically(ConfigPath(name), AutostartPath(name));
  return RemoveFile(AutostartPath(name));
}

absl::Status DomainStore::SaveStatus(const DomainState& state) const {
  Status status{.state = state,
                .live = conf::FormatDomain(*state.live, {.secure = true, .status = true}),
                .config = state.config ? conf::FormatDomain(*state.config, {.inactive = true, .secure = true}) : ""};
  // /run forgets at a reboot, as the processes end with it: there is nothing to sync.
  return WriteFileAtomically(paths_.state + "/" + state.name() + ".xml",
                             xml::Write("domstatus", status, {.secure = true, .status = true}), 0600, std::nullopt,
                             Durability::kVolatile);
}

void DomainStore::RemoveStatus(const std::string& name) const {
  for (const std::string& path : {paths_.state + "/" + name + ".xml", PidPath(name)}) {
    if (absl::Status status = RemoveFile(path, Durability::kVolatile); !status.ok())
      log::Failure("cannot remove " + path, status);
  }
}

std::vector<DomainState> DomainStore::LoadConfigs() const {
  std::vector<DomainState> states;
  for (const std::string& name : Names(paths_.config)) {
    auto state = ReadConfigFile(ConfigPath(name));
    if (!state.ok()) {
      log::Failure("cannot read the definition " + ConfigPath(name), state.status());
      continue;
    }
    if (state->name() != name) {
      log::Error("definition " + ConfigPath(name) + " has the name '" + state->name() + "': passed over");
      continue;
    }
    state->autostart = access(AutostartPath(name).c_str(), F_OK) == 0;
    state->has_managed_save = access(ManagedSavePath(name).c_str(), F_OK) == 0;
    states.push_back(*std::move(state));
  }
  return states;
}

void DomainStore::RemoveLeftovers(const std::map<std::string, std::string>& folders,
                                  const std::vector<std::string>& memory_roots) const {
  for (const std::string* folder : {&paths_.config, &paths_.autostart, &paths_.state}) RemoveHalfWritten(*folder);
  const std::vector<std::string> recorded = Names(paths_.state);
  for (const std::string& name : Names(paths_.state, ".pid")) {
    if (name != "driver" && std::find(recorded.begin(), recorded.end(), name) == recorded.end()) unlink(PidPath(name).c_str());
  }
  // A folder has the first letters of its domain's name.
  const auto is_of_unread = [&](std::string_view letters) {
    return std::any_of(recorded.begin(), recorded.end(),
                       [&](const std::string& name) { return !folders.contains(name) && name.starts_with(letters); });
  };
  const auto is_in_use = [&](const std::string& file) {
    return std::any_of(folders.begin(), folders.end(), [&file](const auto& entry) { return entry.second.ends_with("/" + file); });
  };
  const auto remove_runs = [&](const std::string& folder, const std::string& prefix) {
    for (const std::string& file : Entries(folder)) {
      const std::string_view letters = AfterRunNumber(file, prefix);
      if (letters.empty() || is_of_unread(letters) || is_in_use("domain-" + file.substr(prefix.size()))) continue;
      RemoveRunFolder(folder + "/" + file);
    }
  };
  // The agent's and the guest's other channels have a folder of the same name as the run's.
  for (const std::string* folder : {&paths_.lib, &paths_.channel}) remove_runs(*folder, "domain-");
  for (const std::string& root : memory_roots) remove_runs(root, "");
  for (const std::string& file : Entries(paths_.lib)) {
    if (AfterRunNumber(file, "launch-") == "sock") unlink((paths_.lib + "/" + file).c_str());
  }
}

std::vector<DomainState> DomainStore::LoadStatuses() const {
  std::vector<DomainState> states;
  for (const std::string& name : Names(paths_.state)) {
    const std::string path = paths_.state + "/" + name + ".xml";
    auto state = ReadStatusFile(path);
    if (state.ok()) {
      states.push_back(*std::move(state));
    } else {
      log::Failure("cannot read the record " + path, state.status());
    }
  }
  return states;
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// guest_facts.cc: the calls of guest.h that tell what the agent knows of the guest: its filesystems, users, system, disks.
#include <set>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "virtqemud/domain/calls/agent_session.h"
#include "virtqemud/domain/calls/guest.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr size_t kMaxEntries = 2048;  // of any list that a guest tells

// Facts as typed parameters: "fs.0.name".
class Facts {
 public:
  template <class... Parts>
  void Text(const json::object& from, std::string_view key, const Parts&... name) {
    const json::value* value = MemberOf(from, key);
    if (value && value->is_string()) out_.push_back({absl::StrCat(name...), std::string(value->get_string())});
  }
  template <class... Parts>
  void Count(size_t count, const Parts&... name) {
    out_.push_back({absl::StrCat(name...), static_cast<uint32_t>(count)});
  }
  void Add(std::string name, TypedValue value) { out_.push_back({std::move(name), std::move(value)}); }
  TypedParams Take() { return std::move(out_); }

 private:
  TypedParams out_;
};

// The objects of a list that is the answer or a member of it.
std::vector<const json::object*> ObjectsOf(const json::value* list) {
  std::vector<const json::object*> objects;
  if (!list || !list->is_array()) return objects;
  for (const json::value& item : list->get_array()) {
    if (item.is_object() && objects.size() < kMaxEntries) objects.push_back(&item.get_object());
  }
  return objects;
}

// Where the guest has a disk of ours: the definition's target for its address.
std::string TargetOf(const conf::DomainDef& def, const json::object& disk) {
  const json::object& pci = ObjectIn(disk, "pci-controller");
  const std::string bus = TextIn(disk, "bus-type");
  for (const conf::DiskDef& candidate : def.devices.disks) {
    if (const auto* at = std::get_if<conf::DriveAddress>(&candidate.info.address)) {
      if (bus != "virtio" && at->bus == IntIn(disk, "bus") && at->target == IntIn(disk, "target") &&
          at->unit == IntIn(disk, "unit")) {
        return candidate.target.dev;
      }
    } else if (const auto* slot = std::get_if<conf::PciAddress>(&candidate.info.address)) {
      if (slot->domain == IntIn(pci, "domain") && slot->bus == IntIn(pci, "bus") && slot->slot == IntIn(pci, "slot") &&
          slot->function == IntIn(pci, "function")) {
        return candidate.target.dev;
      }
    }
  }
  return {};
}

// ---- the groups of facts --------------------------------------------------------------------------------------------

using Read = void (*)(const conf::DomainDef& def, const json::value& answer, Facts& facts);

void ReadUsers(const conf::DomainDef&, const json::value& answer, Facts& facts) {
  const auto users = ObjectsOf(&answer);
  facts.Count(users.size(), "user.count");
  for (size_t i = 0; i < users.size(); ++i) {
    facts.Text(*users[i], "user", "user.", i, ".name");
    facts.Text(*users[i], "domain", "user.", i, ".domain");
    const json::value* login = MemberOf(*users[i], "login-time");
    if (!login || !login->is_number()) continue;
    facts.Add(absl::StrCat("user.", i, ".login-time"), static_cast<uint64_t>(login->to_number<double>() * 1000));
  }
}

void ReadSystem(const conf::DomainDef&, const json::value& answer, Facts& facts) {
  if (!answer.is_object()) return;
  for (const char* key : {"id", "name", "pretty-name", "version", "version-id", "machine", "variant", "variant-id",
                          "kernel-release", "kernel-version"}) {
    facts.Text(answer.get_object(), key, "os.", key);
  }
}

void ReadTimezone(const conf::DomainDef&, const json::value& answer, Facts& facts) {
  if (!answer.is_object()) return;
  facts.Text(answer.get_object(), "zone", "timezone.name");
  facts.Add("timezone.offset", static_cast<int32_t>(IntIn(answer.get_object(), "offset")));
}

void ReadHostname(const conf::DomainDef&, const json::value& answer, Facts& facts) {
  if (answer.is_object()) facts.Text(answer.get_object(), "host-name", "hostname");
}

void ReadFilesystems(const conf::DomainDef& def, const json::value& answer, Facts& facts) {
  const auto filesystems = ObjectsOf(&answer);
  facts.Count(filesystems.size(), "fs.count");
  for (size_t i = 0; i < filesystems.size(); ++i) {
    const json::object& fs = *filesystems[i];
    const std::string prefix = absl::StrCat("fs.", i, ".");
    facts.Text(fs, "name", prefix, "name");
    facts.Text(fs, "mountpoint", prefix, "mountpoint");
    facts.Text(fs, "type", prefix, "fstype");
    if (MemberOf(fs, "total-bytes")) facts.Add(prefix + "total-bytes", static_cast<uint64_t>(IntIn(fs, "total-bytes")));
    if (MemberOf(fs, "used-bytes")) facts.Add(prefix + "used-bytes", static_cast<uint64_t>(IntIn(fs, "used-bytes")));
    const auto disks = ObjectsOf(MemberOf(fs, "disk"));
    facts.Count(disks.size(), prefix, "disk.count");
    for (size_t j = 0; j < disks.size(); ++j) {
      if (std::string target = TargetOf(def, *disks[j]); !target.empty())
        facts.Add(absl::StrCat(prefix, "disk.", j, ".alias"), std::move(target));
      facts.Text(*disks[j], "serial", prefix, "disk.", j, ".serial");
      facts.Text(*disks[j], "dev", prefix, "disk.", j, ".device");
    }
  }
}

void ReadDisks(const conf::DomainDef& def, const json::value& answer, Facts& facts) {
  const auto disks = ObjectsOf(&answer);
  facts.Count(disks.size(), "disk.count");
  for (size_t i = 0; i < disks.size(); ++i) {
    const std::string prefix = absl::StrCat("disk.", i, ".");
    facts.Text(*disks[i], "name", prefix, "name");
    facts.Add(prefix + "partition", BoolIn(*disks[i], "partition"));
    if (const json::value* needs = MemberOf(*disks[i], "dependencies");
        needs && needs->is_array() && !needs->get_array().empty()) {
      facts.Count(needs->get_array().size(), prefix, "dependency.count");
      for (size_t j = 0; j < needs->get_array().size() && j < kMaxEntries; ++j) {
        const json::value& name = needs->get_array()[j];
        if (name.is_string()) facts.Add(absl::StrCat(prefix, "dependency.", j, ".name"), std::string(name.get_string()));
      }
    }
    const json::object& address = ObjectIn(*disks[i], "address");
    if (!address.empty()) {
      facts.Text(address, "serial", prefix, "serial");
      if (std::string target = TargetOf(def, address); !target.empty()) facts.Add(prefix + "alias", std::move(target));
    }
    facts.Text(*disks[i], "alias", prefix, "guest_alias");
  }
}

void ReadInterfaces(const conf::DomainDef&, const json::value& answer, Facts& facts) {
  const auto interfaces = ObjectsOf(&answer);
  facts.Count(interfaces.size(), "if.count");
  for (size_t i = 0; i < interfaces.size(); ++i) {
    const driver::GuestInterface interface = ReadInterface(*interfaces[i]);
    const std::string prefix = absl::StrCat("if.", i, ".");
    facts.Add(prefix + "name", interface.name);
    if (interface.mac) facts.Add(prefix + "hwaddr", *interface.mac);
    facts.Count(interface.addresses.size(), prefix, "addr.count");
    for (size_t j = 0; j < interface.addresses.size(); ++j) {
      const driver::InterfaceAddress& address = interface.addresses[j];
      const std::string at = absl::StrCat(prefix, "addr.", j, ".");
      facts.Add(at + "type", std::string(address.type == 0 ? "ipv4" : "ipv6"));
      facts.Add(at + "addr", address.address);
      facts.Add(at + "prefix", address.prefix);
    }
  }
}

struct Group {
  uint32_t type;  // virDomainGuestInfoTypes
  const char* command;
  Read read;
};
constexpr Group kGroups[] = {
    {1, "guest-get-users", ReadUsers},
    {2, "guest-get-osinfo", ReadSystem},
    {4, "guest-get-timezone", ReadTimezone},
    {8, "guest-get-host-name", ReadHostname},
    {16, "guest-get-fsinfo", ReadFilesystems},
    {32, "guest-get-disks", ReadDisks},
    {64, "guest-network-get-interfaces", ReadInterfaces},
};
constexpr uint32_t kAllGroups = 127;
}  // namespace

absl::StatusOr<std::vector<driver::GuestFilesystem>> Guest::Filesystems(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetFSInfo", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  ASSIGN_OR_RETURN(const json::value answer, session.Execute("guest-get-fsinfo"));
  if (!answer.is_array()) return MalformedAgentAnswer("guest-get-fsinfo");
  const Snapshot state = session.domain->snapshot();
  std::vector<driver::GuestFilesystem> filesystems;
  for (const json::object* fs : ObjectsOf(&answer)) {
    driver::GuestFilesystem filesystem{
        .mountpoint = TextIn(*fs, "mountpoint"), .name = TextIn(*fs, "name"), .type = TextIn(*fs, "type"), .devices = {}};
    std::set<std::string> seen;
    for (const json::object* disk : ObjectsOf(MemberOf(*fs, "disk"))) {
      std::string target = TargetOf(state->def(), *disk);
      if (!target.empty() && seen.insert(target).second) filesystem.devices.push_back(std::move(target));
    }
    filesystems.push_back(std::move(filesystem));
  }
  // The last one mounted comes first, as libvirt has it.
  std::reverse(filesystems.begin(), filesystems.end());
  return filesystems;
}

absl::StatusOr<TypedParams> Guest::GuestInfo(const Caller&, const DomainRef& ref, uint32_t types, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetGuestInfo", ErrorDomain::kQemu));
  RETURN_IF_ERROR(RejectFlagsOutside(kAllGroups, types, "qemuDomainGetGuestInfoCheckSupport", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const AgentSession session, OpenAgent(context_, ref));
  const Snapshot state = session.domain->snapshot();
  Facts facts;
  for (const Group& group : kGroups) {
    if (types != 0 && !(types & group.type)) continue;
    const auto answer = session.Execute(group.command);
    if (answer.ok()) {
      group.read(state->def(), *answer, facts);
    } else if (types != 0 || ErrorCodeOf(answer.status()) != ErrorCode::kInternalError) {
      return answer.status();  // asked for everything, what an agent does not know is left out
    }
  }
  return facts.Take();
}

}  // namespace pleiad::qemu

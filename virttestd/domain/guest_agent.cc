// SPDX-License-Identifier: Apache-2.0
// guest_agent.cc: the calls of guest.h that ask a guest's agent. libvirt's own test driver has none of these.
#include <boost/json.hpp>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/guest.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kUsers = 1, kOs = 2, kTimezone = 4, kHostname = 8, kFilesystems = 16;  // virDomainGuestInfoTypes
constexpr uint32_t kKnownInfo = kUsers | kOs | kTimezone | kHostname | kFilesystems;

void AddFacts(const DomainState& state, uint32_t types, TypedParams& params) {
  if (types & kUsers) params.push_back({"user.count", uint32_t{0}});
  if (types & kOs) {
    for (const auto& [name, value] :
         {std::pair("id", "test"), {"name", "Test"}, {"pretty-name", "Test 1"}, {"version-id", "1"}}) {
      params.push_back({absl::StrCat("os.", name), std::string(value)});
    }
  }
  if (types & kTimezone) {
    params.push_back({"timezone.name", std::string("UTC")});
    params.push_back({"timezone.offset", int32_t{0}});
  }
  if (types & kHostname) params.push_back({"hostname", state.name() + "host"});
}

void AddFilesystems(const std::vector<driver::GuestFilesystem>& filesystems, TypedParams& params) {
  params.push_back({"fs.count", static_cast<uint32_t>(filesystems.size())});
  for (size_t i = 0; i < filesystems.size(); ++i) {
    const std::string prefix = absl::StrCat("fs.", i, ".");
    params.push_back({prefix + "mountpoint", filesystems[i].mountpoint});
    params.push_back({prefix + "name", filesystems[i].name});
    params.push_back({prefix + "fstype", filesystems[i].type});
    params.push_back({prefix + "disk.count", static_cast<uint32_t>(filesystems[i].devices.size())});
    for (size_t disk = 0; disk < filesystems[i].devices.size(); ++disk) {
      params.push_back({absl::StrCat(prefix, "disk.", disk, ".alias"), filesystems[i].devices[disk]});
    }
  }
}

std::string ListOf(const std::vector<uint32_t>& numbers) {
  Bitmap bitmap;
  for (const uint32_t number : numbers) bitmap.Set(number);
  return bitmap.ToString();
}
}  // namespace

absl::StatusOr<TypedParams> Guest::GuestInfo(const Caller& caller, const DomainRef& ref, uint32_t types, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetGuestInfo"));
  if (types & ~kKnownInfo) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unsupported guest information types '0x%x'", types & ~kKnownInfo);
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const uint32_t wanted = types == 0 ? kKnownInfo : types;
  TypedParams params;
  AddFacts(*domain->snapshot(), wanted, params);
  if (wanted & kFilesystems) {
    ASSIGN_OR_RETURN(const auto filesystems, Filesystems(caller, ref, 0));
    AddFilesystems(filesystems, params);
  }
  return params;
}

absl::StatusOr<TypedParams> Guest::GuestVcpus(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetGuestVcpus"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  std::vector<uint32_t> all, online, removable;
  for (uint32_t vcpu = 0; state->live && vcpu < state->live->vcpus.Current(); ++vcpu) {
    all.push_back(vcpu);
    if (!state->guest.offline_vcpus.contains(vcpu)) online.push_back(vcpu);
    if (vcpu > 0) removable.push_back(vcpu);
  }
  return TypedParams{{"vcpus", ListOf(all)}, {"online", ListOf(online)}, {"offlinable", ListOf(removable)}};
}

absl::Status Guest::SetGuestVcpus(const Caller&, const DomainRef& ref, const std::string& vcpus, int32_t state, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSetGuestVcpus"));
  Bitmap wanted;
  if (!FromText(vcpus, wanted) || wanted.empty()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "no vcpus selected for modification");
  }
  if (state != 0 && state != 1) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unsupported state value");
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!next.active()) return NotRunning();
    if (wanted.Last() >= next.live->vcpus.Current()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "guest is missing vCPU '%d'", wanted.Last());
    }
    if (state == 0 && wanted.Has(0)) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "vCPU '0' can't be set offline");
    }
    for (const uint32_t vcpu : wanted.Bits()) {
      if (state == 0) {
        next.guest.offline_vcpus.insert(vcpu);
      } else {
        next.guest.offline_vcpus.erase(vcpu);
      }
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<std::string>> Guest::AuthorizedSshKeys(const Caller&, const DomainRef& ref, const std::string& user,
                                                                  uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainAuthorizedSSHKeysGet"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  const auto at = state->guest.ssh_keys.find(user);
  return at == state->guest.ssh_keys.end() ? std::vector<std::string>() : at->second;
}

absl::Status Guest::SetAuthorizedSshKeys(const Caller&, const DomainRef& ref, const std::string& user,
                                         const std::vector<std::string>& keys, uint32_t flags) {
  constexpr uint32_t kAppend = 1, kRemove = 2;  // virDomainAuthorizedSSHKeysSetFlags
  RETURN_IF_ERROR(CheckFlags(kAppend | kRemove, flags, "testDomainAuthorizedSSHKeysSet"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return context_.domains().Step(domain, [&](DomainState& next) {
    std::vector<std::string>& known = next.guest.ssh_keys[user];
    if ((flags & (kAppend | kRemove)) == 0) known.clear();
    for (const std::string& key : keys) {
      std::erase(known, key);
      if (!(flags & kRemove)) known.push_back(key);
    }
    return absl::OkStatus();
  });
}

// It always answers at once.
absl::StatusOr<int32_t> Guest::SetAgentTimeout(const Caller&, const DomainRef& ref, int32_t timeout_s, uint32_t flags) {
  constexpr int32_t kLeast = -2;  // VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainAgentSetResponseTimeout"));
  if (timeout_s < kLeast) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "guest agent timeout '%d' is less than the minimum '%d'", timeout_s,
                 kLeast);
  }
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return 0;
}

// The agent knows a few commands, and says of others what a real one says.
absl::StatusOr<std::optional<std::string>> Guest::AgentCommand(const Caller&, const DomainRef& ref, const std::string& command,
                                                               int32_t, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainQemuAgentCommand"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  boost::json::error_code failed;
  const boost::json::value request = boost::json::parse(command, failed);
  const boost::json::object* object = failed ? nullptr : request.if_object();
  const boost::json::value* name = object ? object->if_contains("execute") : nullptr;
  if (!name || !name->is_string()) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "cannot parse json %s", command);
  }
  const boost::json::string& execute = name->get_string();
  if (execute == "guest-ping") return R"({"return":{}})";
  if (execute == "guest-get-time") {
    const Pretence& guest = domain->snapshot()->guest;
    return absl::StrCat(R"({"return":)", guest.clock_s * 1000000000 + guest.clock_ns, "}");
  }
  if (execute == "guest-get-host-name") {
    return absl::StrCat(R"({"return":{"host-name":")", domain->snapshot()->name(), R"(host"}})");
  }
  return Error(ErrorDomain::kTest, ErrorCode::kInternalError,
               "unable to execute QEMU agent command '%s': The command %s has not been found", std::string(execute),
               std::string(execute));
}

}  // namespace pleiad::test

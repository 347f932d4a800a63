// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/authentication.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"

namespace pleiad::daemon {
namespace {
constexpr char kManage[] = "org.libvirt.unix.manage";
constexpr char kMonitor[] = "org.libvirt.unix.monitor";

std::string GroupOf(const Settings& settings) {
  return settings.unix_sock_group.empty() ? kDefaultGroup : settings.unix_sock_group;
}

std::optional<gid_t> NumberOf(const std::string& group) {
  struct group entry, *found = nullptr;
  std::string buffer(65536, '\0');
  if (getgrnam_r(group.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
  return found->gr_gid;
}
}  // namespace

Gatekeeper::Gatekeeper(Polkit* polkit, const Settings& settings) : polkit_(polkit) { Configure(settings); }

void Gatekeeper::Configure(const Settings& settings) {
  read_write_ = settings.auth_unix_rw;
  read_only_ = settings.auth_unix_ro;
  group_ = NumberOf(GroupOf(settings));
  sasl_ = settings.sasl;
}

bool Gatekeeper::IsTrusted(const Caller& caller) const {
  if (!caller.uid) return false;
  if (*caller.uid == 0 || *caller.uid == geteuid()) return true;
  if (!group_) return false;
  return caller.gid == *group_ || std::find(caller.groups.begin(), caller.groups.end(), *group_) != caller.groups.end();
}

bool Gatekeeper::LetsInWithout(const Caller& caller) const {
  // With SASL the group has to prove a name as well; root, who keeps the passwords, and the other daemons need not.
  if (SettingFor(caller) == UnixAuth::kSasl) return caller.uid && (*caller.uid == 0 || *caller.uid == geteuid());
  if (IsTrusted(caller)) return true;
  // With "none" the mode of the socket has decided already.
  return SettingFor(caller) == UnixAuth::kNone;
}

std::vector<rpc::AuthType> Gatekeeper::TypesFor(const Caller& caller) {
  if (LetsInWithout(caller)) return {rpc::AuthType::kNone};
  return {SettingFor(caller) == UnixAuth::kSasl ? rpc::AuthType::kSasl : rpc::AuthType::kPolkit};
}

std::shared_ptr<rpc::SaslExchange> Gatekeeper::NewSasl(const rpc::Transport& transport) {
  const bool offered = read_write_ == UnixAuth::kSasl || read_only_ == UnixAuth::kSasl;
  return offered ? remote::NewSaslExchange(sasl_, transport) : nullptr;
}

void Gatekeeper::AskPolkit(const Caller& caller, Done done) {
  if (!LetsInWithout(caller)) {
    // Polkit is no way around SASL.
    if (SettingFor(caller) != UnixAuth::kSasl) return Decide(caller, std::move(done));
    return done(MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"));
  }
  Caller accepted = caller;
  accepted.may_manage = !caller.read_only;
  done(std::move(accepted));
}

void Gatekeeper::AdmitBusPeer(const Caller& caller, Done done) {
  if (!IsTrusted(caller)) return Decide(caller, std::move(done));
  // Whoever is trusted is so for everything, whatever this call is about.
  Caller accepted = caller;
  accepted.read_only = false;
  accepted.may_manage = true;
  done(std::move(accepted));
}

void Gatekeeper::Decide(const Caller& caller, Done done) {
  if (polkit_ == nullptr) return done(MakeError(ErrorDomain::kPolkit, ErrorCode::kAuthFailed, "access denied by policy"));
  const uid_t user = caller.uid.value_or(static_cast<uid_t>(-1));
  if ((*open_)[user] >= kMaxOpenQuestions) {
    return done(Error(ErrorDomain::kPolkit, ErrorCode::kAuthFailed, "too many questions to polkit are open for uid %d", user));
  }
  ++(*open_)[user];
  Caller accepted = caller;
  accepted.may_manage = !caller.read_only;
  polkit_->Ask(PolkitQuestion::From(caller, caller.read_only ? kMonitor : kManage),
               [accepted = std::move(accepted), done = std::move(done), open = open_, user](absl::Status status) mutable {
                 if (--(*open)[user] == 0) open->erase(user);
                 if (status.ok()) return done(std::move(accepted));
                 done(std::move(status));
               });
}

std::string GroupHint(const Settings& settings) { return absl::StrCat("; members of group '", GroupOf(settings), "' need none"); }

}  // namespace pleiad::daemon

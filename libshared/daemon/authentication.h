// SPDX-License-Identifier: Apache-2.0
// authentication.h: who is let in. Root, the user whom the daemon serves and members of the socket's group are, by what the
// kernel tells of them; everybody else is put to polkit, if the configuration says so. For the loop's thread.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "libshared/daemon/polkit.h"
#include "libshared/daemon/settings.h"
#include "libshared/rpc/authenticator.h"

namespace pleiad::daemon {

// The group whose members manage the system instance without a password; unix_sock_group where that is set.
inline constexpr char kDefaultGroup[] = "libvirt";

class Gatekeeper final : public rpc::Authenticator {
 public:
  // `polkit` is null in instances without one: then only those named above are let in.
  Gatekeeper(Polkit* polkit, const Settings& settings);
  // Takes effect for clients that come from now on.
  void Configure(const Settings& settings);

  // True when the kernel's word is enough for `caller` to manage this daemon.
  bool IsTrusted(const Caller& caller) const;
  std::vector<rpc::AuthType> TypesFor(const Caller& caller) override;
  bool AdmitsAtOnce(const Caller& caller) override { return SettingFor(caller) == UnixAuth::kNone; }
  void AskPolkit(const Caller& caller, Done done) override;
  std::shared_ptr<rpc::SaslExchange> NewSasl(const rpc::Transport& transport) override;
  // The same for a peer on the bus (dbus::Peers::Policy), where no socket's mode has kept anybody out: whoever is not
  // trusted is put to polkit, whatever the settings say of sockets.
  void AdmitBusPeer(const Caller& caller, Done done);

 private:
  bool LetsInWithout(const Caller& caller) const;
  UnixAuth SettingFor(const Caller& caller) const { return caller.read_only ? read_only_ : read_write_; }
  void Decide(const Caller& caller, Done done);

  // Questions to polkit that are open, by user: one who leaves dialogs open must not fill the desks of all others.
  static constexpr size_t kMaxOpenQuestions = 20;
  std::shared_ptr<std::map<uid_t, size_t>> open_ = std::make_shared<std::map<uid_t, size_t>>();

  Polkit* polkit_;
  UnixAuth read_write_ = UnixAuth::kPolkit, read_only_ = UnixAuth::kPolkit;
  std::optional<gid_t> group_;
  remote::SaslSettings sasl_;
};

// "; members of group 'libvirt' need none": what an error adds where polkit cannot ask the user.
std::string GroupHint(const Settings& settings);

}  // namespace pleiad::daemon

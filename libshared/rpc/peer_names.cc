// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/peer_names.h"

#include <grp.h>
#include <pwd.h>

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace pleiad::rpc {
namespace {
constexpr absl::Duration kKept = absl::Minutes(5);
constexpr size_t kMaxKept = 1024;

std::string UserName(uid_t uid) {
  passwd entry{}, *found = nullptr;
  std::string buffer(65536, '\0');
  return getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr ? found->pw_name : "";
}

std::string GroupName(gid_t gid) {
  struct group entry {
  }, *found = nullptr;
  std::string buffer(65536, '\0');
  return getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr ? found->gr_name : "";
}

// Names by number; the empty one is kept too, for numbers without a name.
class Names {
 public:
  explicit Names(std::string (*ask)(uint32_t)) : ask_(ask) {}

  std::optional<std::string> Known(uint32_t number) {
    const absl::MutexLock lock(&mutex_);
    const auto found = kept_.find(number);
    if (found == kept_.end() || absl::Now() > found->second.until) return std::nullopt;
    return found->second.name;
  }
  std::string Get(uint32_t number) {
    if (auto known = Known(number)) return *std::move(known);
    std::string name = ask_(number);
    const absl::MutexLock lock(&mutex_);
    if (kept_.size() >= kMaxKept) kept_.clear();
    kept_[number] = {name, absl::Now() + kKept};
    return name;
  }

 private:
  struct Kept {
    std::string name;
    absl::Time until;
  };
  std::string (*const ask_)(uint32_t);
  absl::Mutex mutex_;
  absl::flat_hash_map<uint32_t, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// Never destroyed: workers may ask until the end of the process.
Names& Users() {
  static auto* users = new Names(&UserName);
  return *users;
}
Names& Groups() {
  static auto* groups = new Names(&GroupName);
  return *groups;
}

bool FillKnown(Names& names, std::optional<uint32_t> number, std::string& name) {
  if (!number || !name.empty()) return true;
  const auto known = names.Known(*number);
  if (known) name = *known;
  return known.has_value();
}
}  // namespace

bool FillKnownNames(Caller& caller) {
  const bool user = FillKnown(Users(), caller.uid, caller.user_name);
  const bool group = FillKnown(Groups(), caller.gid, caller.group_name);
  return user && group;
}

void LookUpNames(Caller& caller) {
  if (caller.uid && caller.user_name.empty()) caller.user_name = Users().Get(*caller.uid);
  if (caller.gid && caller.group_name.empty()) caller.group_name = Groups().Get(*caller.gid);
}

}  // namespace pleiad::rpc

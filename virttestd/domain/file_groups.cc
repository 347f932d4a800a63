// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/file_groups.h"

#include "libshared/base/error.h"

namespace pleiad::test {
namespace {
constexpr size_t kMostGroups = 64;  // of all clients
}

absl::Status FileGroups::Keep(uint64_t connection_id, const Uuid& domain, const std::string& group, std::vector<UniqueFd> files) {
  if (files.empty()) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "no file descriptor was passed with the call");
  {
    absl::MutexLock lock(&kept_->mutex);
    const auto key = std::pair(domain, group);
    if (kept_->groups.size() >= kMostGroups && !kept_->groups.contains(key)) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "%d groups of files are open already", kMostGroups);
    }
    kept_->groups[key] = {.connection_id = connection_id, .files = std::move(files)};
  }
  connections_.OnClose(connection_id, [kept = kept_, connection_id] {
    absl::MutexLock lock(&kept->mutex);
    std::erase_if(kept->groups, [connection_id](const auto& each) { return each.second.connection_id == connection_id; });
  });
  return absl::OkStatus();
}

absl::Status FileGroups::Check(const conf::DomainDef& def) const {
  absl::MutexLock lock(&kept_->mutex);
  for (const conf::DiskDef& disk : def.devices.disks) {
    const std::string& group = disk.source.fd_group;
    if (group.empty() || kept_->groups.contains(std::pair(def.uuid, group))) continue;
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "file descriptor group '%s' was not associated with the domain",
                 group);
  }
  return absl::OkStatus();
}

}  // namespace pleiad::test

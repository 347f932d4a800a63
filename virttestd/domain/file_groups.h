// SPDX-License-Identifier: Apache-2.0
// file_groups.h: open files that clients have handed over for the disks of domains. Nobody reads them here; a disk whose group is
// missing keeps its domain from starting. They are closed when their client goes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/unique_fd.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/driver/connection_watch.h"

namespace pleiad::test {

// For all threads.
class FileGroups {
 public:
  explicit FileGroups(driver::ConnectionWatch& connections)
      : connections_(connections), kept_(std::make_shared<Kept>()) {}  // outlives this object

  // Takes the place of a group of that name.
  //   Errors  INVALID_ARG (8): no files; OPERATION_FAILED (9): too many are open
  absl::Status Keep(uint64_t connection_id, const Uuid& domain, const std::string& group, std::vector<UniqueFd> files);
  // INVALID_ARG for a disk whose group is not there.
  absl::Status Check(const conf::DomainDef& def) const;

 private:
  struct Group {
    uint64_t connection_id = 0;
    std::vector<UniqueFd> files;
  };
  struct Kept {
    absl::Mutex mutex;
    std::map<std::pair<Uuid, std::string>, Group> groups ABSL_GUARDED_BY(mutex);
  };
  driver::ConnectionWatch& connections_;
  const std::shared_ptr<Kept> kept_;  // connections that end later than this look at it
};

}  // namespace pleiad::test

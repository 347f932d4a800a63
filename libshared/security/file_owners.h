// SPDX-License-Identifier: Apache-2.0
// file_owners.h: lends files to the user whom a guest runs as, and gives them back to their owners afterwards. What is lent
// is on record before it changes hands, so that a daemon that comes later gives it back too. A file that several guests
// use goes back with the last of them. From any thread; meant for workers.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/atomic_file.h"

namespace pleiad::security {

class FileOwners {
 public:
  // Reads the record at `record_path`, a file of this class's own; none is an empty one.
  static absl::StatusOr<std::unique_ptr<FileOwners>> Create(std::string record_path);

  // Lends the file (a symbolic link's target) to `borrower`. File systems that know no owners or are read-only are passed
  // over: whether QEMU can open the file is for QEMU to say. SYSTEM_ERROR names the path otherwise.
  absl::Status Lend(const std::string& path, FileOwner borrower);
  // Takes one loan back. The file stays as it is when it is lent to others still, was not lent by us, or has been given
  // to somebody else meanwhile.
  void TakeBack(const std::string& path);
  // Takes back everything that is not in `in_use`: for a daemon that has found its guests again.
  void TakeBackAllBut(const std::set<std::string>& in_use);

  size_t lent() const;

 private:
  struct Loan {
    unsigned count = 0;
    FileOwner owner, borrower;
  };
  using Loans = std::map<std::string, Loan>;

  explicit FileOwners(std::string record_path) : record_path_(std::move(record_path)) {}
  static absl::StatusOr<Loans> ReadRecord(const std::string& path);
  absl::Status WriteRecord() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Return(const std::string& path, const Loan& loan) const;

  const std::string record_path_;
  mutable absl::Mutex mutex_;
  Loans loans_ ABSL_GUARDED_BY(mutex_);  // by the file's own path, links resolved
};

}  // namespace pleiad::security

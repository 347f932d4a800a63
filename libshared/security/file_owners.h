// SPDX-License-Identifier: Apache-2.0
// file_owners.h: lends files to the user whom a guest runs as, and gives them back to their owners afterwards. What is lent
// is on record before it changes hands, so that a daemon that comes later gives it back too. A file that several guests
// use goes back with the last of them. From any thread; meant for workers.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/atomic_file.h"

namespace pleiad::security {

class FileOwners {
 public:
  // Reads the record at `record_path`, a file of this class's own; none is an empty one.
  static absl::StatusOr<std::unique_ptr<FileOwners>> Create(std::string record_path);

  // Lends the files (a symbolic link's target) to `borrower`, for `holder`: any name for the guest's run, without spaces.
  // File systems that know no owners or are read-only are passed over: whether QEMU can open the file shows elsewhere.
  // SYSTEM_ERROR names the path otherwise; then some may have been lent, and TakeBack(holder) gives them back.
  absl::Status Lend(const std::vector<std::string>& paths, FileOwner borrower, const std::string& holder);
  // Ends all loans of `holder`. A file stays as it is when others hold it still, or when it has been given to somebody
  // else meanwhile.
  void TakeBack(const std::string& holder);
  // Ends all loans but of these holders: for a daemon that has found its guests again.
  void TakeBackAllBut(const std::set<std::string>& holders);

  size_t lent() const;

 private:
  struct Loan {
    FileOwner owner, borrower;
    std::set<std::string> holders;
  };
  using Loans = std::map<std::string, Loan>;

  explicit FileOwners(std::string record_path) : record_path_(std::move(record_path)) {}
  static absl::StatusOr<Loans> ReadRecord(const std::string& path);
  absl::Status WriteRecord() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  template <class Ended>
  void End(Ended ended) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Return(const std::string& path, const Loan& loan) const;

  const std::string record_path_;
  mutable absl::Mutex mutex_;
  Loans loans_ ABSL_GUARDED_BY(mutex_);  // by the file's own path, links resolved
};

}  // namespace pleiad::security

// SPDX-License-Identifier: Apache-2.0
#include "libshared/security/file_owners.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::security {
namespace {
absl::Status Failed(std::string_view what, const std::string& path) {
  const int error_number = errno;
  return SystemError(ErrorDomain::kSecurity, error_number, absl::StrCat(std::string(what), " '", path, "'"));
}

// The path by which a file is on record. One that is gone keeps the name it had.
std::string OwnPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> resolved(realpath(path.c_str(), nullptr), free);
  return resolved ? resolved.get() : path;
}

// The file itself, not what has its name a moment later.
struct OpenFile {
  UniqueFd fd;
  struct stat info {};
};

absl::StatusOr<OpenFile> Open(const std::string& path) {
  OpenFile file;
  file.fd.Reset(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!file.fd || fstat(file.fd.get(), &file.info) != 0) return Failed("cannot access", path);
  return file;
}

bool Give(const OpenFile& file, FileOwner to) { return fchownat(file.fd.get(), "", to.uid, to.gid, AT_EMPTY_PATH) == 0; }

bool Belongs(const struct stat& info, FileOwner to) { return info.st_uid == to.uid && info.st_gid == to.gid; }

// Root-squashed network file systems, FAT, read-only ones.
bool KnowsNoOwners(int error_number) {
  return error_number == EPERM || error_number == EROFS || error_number == EOPNOTSUPP || error_number == ENOSYS || error_number == EINVAL;
}
}  // namespace

absl::StatusOr<std::unique_ptr<FileOwners>> FileOwners::Create(std::string record_path) {
  ASSIGN_OR_RETURN(Loans loans, ReadRecord(record_path));
  std::unique_ptr<FileOwners> owners(new FileOwners(std::move(record_path)));
  const absl::MutexLock lock(&owners->mutex_);
  owners->loans_ = std::move(loans);
  return owners;
}

absl::Status FileOwners::Lend(const std::vector<std::string>& paths, FileOwner borrower, const std::string& holder) {
  std::vector<std::pair<std::string, OpenFile>> files;
  for (const std::string& path : paths) {
    std::string own = OwnPath(path);
    ASSIGN_OR_RETURN(OpenFile file, Open(own));
    files.emplace_back(std::move(own), std::move(file));
  }
  if (files.empty()) return absl::OkStatus();
  const absl::MutexLock lock(&mutex_);
  for (const auto& [own, file] : files) {
    Loan& loan = loans_.try_emplace(own, Loan{{file.info.st_uid, file.info.st_gid}, borrower, {}}).first->second;
    loan.borrower = borrower;
    loan.holders.insert(holder);
  }
  RETURN_IF_ERROR(WriteRecord());
  for (const auto& [own, file] : files) {
    if (Belongs(file.info, borrower) || Give(file, borrower)) continue;
    if (!KnowsNoOwners(errno)) return Failed(absl::StrCat("unable to set user and group to '", borrower.uid, ":", borrower.gid, "' on"), own);
    log::Info(absl::StrCat("'", own, "' keeps its owner: ", strerror(errno)));
  }
  return absl::OkStatus();
}

template <class Ended>
void FileOwners::End(Ended ended) {
  bool changed = false;
  for (auto at = loans_.begin(); at != loans_.end();) {
    changed = std::erase_if(at->second.holders, ended) > 0 || changed;
    if (!at->second.holders.empty()) {
      ++at;
      continue;
    }
    Return(at->first, at->second);
    at = loans_.erase(at);
    changed = true;
  }
  if (!changed) return;
  if (absl::Status status = WriteRecord(); !status.ok()) log::Failure("the record of lent files", status);
}

void FileOwners::TakeBack(const std::string& holder) {
  const absl::MutexLock lock(&mutex_);
  End([&](const std::string& held) { return held == holder; });
}

void FileOwners::TakeBackAllBut(const std::set<std::string>& holders) {
  const absl::MutexLock lock(&mutex_);
  End([&](const std::string& held) { return !holders.contains(held); });
}

size_t FileOwners::lent() const {
  const absl::MutexLock lock(&mutex_);
  return loans_.size();
}

void FileOwners::Return(const std::string& path, const Loan& loan) const {
  auto file = Open(path);
  // A guest's disk may have been removed while it ran.
  if (!file.ok() || !Belongs(file->info, loan.borrower) || Belongs(file->info, loan.owner)) return;
  if (!Give(*file, loan.owner)) log::Failure("a file stays with the user of its guest", Failed("cannot give back", path));
}

// One line each: holder, owner, borrower, path; one for each holder of a file.
absl::StatusOr<FileOwners::Loans> FileOwners::ReadRecord(const std::string& path) {
  Loans loans;
  const auto text = ReadFile(path);
  if (IsSystemError(text.status(), ENOENT)) return loans;
  RETURN_IF_ERROR(text.status());
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(*text, '\n', absl::SkipEmpty()))) {
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(' ', 5));
    Loan loan;
    std::string file;
    const bool read = parts.size() == 6 && !parts[0].empty() && absl::SimpleAtoi(parts[1], &loan.owner.uid) &&
                      absl::SimpleAtoi(parts[2], &loan.owner.gid) && absl::SimpleAtoi(parts[3], &loan.borrower.uid) &&
                      absl::SimpleAtoi(parts[4], &loan.borrower.gid) && absl::CUnescape(parts[5], &file);
    if (read) {
      loans.try_emplace(std::move(file), std::move(loan)).first->second.holders.insert(parts[0]);
    } else {
      log::Warning(absl::StrCat("line passed over in the record of lent files '", path, "': ", line));
    }
  }
  return loans;
}

// It must outlive the daemon, not a power cut: then the files are with the user of their guest, as they were before.
absl::Status FileOwners::WriteRecord() const {
  std::string text;
  for (const auto& [path, loan] : loans_) {
    for (const std::string& holder : loan.holders) {
      absl::StrAppend(&text, holder, " ", loan.owner.uid, " ", loan.owner.gid, " ", loan.borrower.uid, " ", loan.borrower.gid, " ",
                      absl::CEscape(path), "\n");
    }
  }
  return WriteFileAtomically(record_path_, text, 0600, std::nullopt, Durability::kVolatile);
}

}  // namespace pleiad::security

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/domain.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "libshared/base/error.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kJobPatience = absl::Seconds(30);
}

bool Domain::Signal(int signal_number) const {
  absl::MutexLock lock(&mutex_);
  return process_ && syscall(SYS_pidfd_send_signal, process_->pidfd.get(), signal_number, nullptr, 0) == 0;
}

void Domain::Watch(event::Loop& loop, std::shared_ptr<DomainProcess> process, std::function<void()> on_end) {
  watch_ = loop.AddIo(process->pidfd.get(), EPOLLIN, [this, on_end = std::move(on_end)](uint32_t) {
    watch_.SetEvents(0);  // a pidfd stays readable after the end
    on_end();
  });
  absl::MutexLock lock(&mutex_);
  process_.swap(process);
}

void Domain::Unwatch() {
  watch_.Reset();
  absl::MutexLock lock(&mutex_);
  process_.reset();
}

absl::StatusOr<DomainPtr> Domains::Find(const DomainRef& ref) const {
  if (DomainPtr domain = Peek(ref.uuid)) return domain;
  return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching uuid '%s' (%s)", ref.uuid.ToString(), ref.name);
}

absl::StatusOr<DomainPtr> Domains::FindByName(const std::string& name) const {
  if (DomainPtr domain = PeekName(name)) return domain;
  return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching name '%s'", name);
}

absl::StatusOr<DomainPtr> Domains::FindById(int32_t id) const {
  if (DomainPtr domain = Cast(table_.FindById(id))) return domain;
  return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching id %d", id);
}

absl::StatusOr<DomainPtr> Domains::FindByUuid(const Uuid& uuid) const {
  if (DomainPtr domain = Peek(uuid)) return domain;
  return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching uuid '%s'", uuid.ToString());
}

std::vector<DomainPtr> Domains::All() const {
  std::vector<DomainPtr> all;
  for (const auto& entry : table_.All()) all.push_back(Cast(entry));
  return all;
}

absl::StatusOr<store::JobLock::Guard> Domains::BeginJob(const DomainPtr& domain, store::JobKind kind, const char* api) {
  return domain->job().Begin(kind, api, absl::Now() + kJobPatience, ErrorDomain::kQemu);
}

void Domains::ReserveId(int32_t id) {
  int32_t next = next_id_.load();
  while (next <= id && !next_id_.compare_exchange_weak(next, id + 1)) {
  }
}

absl::Status NotRunning() { return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain is not running"); }

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/domain.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/run/agent.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kJobPatience = absl::Seconds(30);
constexpr absl::Duration kJobGlance = absl::Milliseconds(250);   // how often a waiting call looks after the monitor
constexpr absl::Duration kLateAnswer = absl::Milliseconds(500);  // a QEMU is late when it owes an answer for this long
constexpr size_t kMaxWaitingForLate = 3;

absl::Status DoesNotAnswer(const DomainPtr& domain) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "monitor of domain '%s' does not answer",
               domain->snapshot()->name());
}

// Whether it makes sense to go on waiting for the job.
absl::Status CheckHolder(const DomainPtr& domain) {
  const auto monitor = domain->monitor();
  if (!monitor) return absl::OkStatus();
  RETURN_IF_ERROR(monitor->CheckAnswers());
  if (monitor->Stuck(kLateAnswer) && domain->job().waiting() >= kMaxWaitingForLate) return DoesNotAnswer(domain);
  return absl::OkStatus();
}
}  // namespace

bool Domain::Signal(int signal_number) const {
  absl::MutexLock lock(&mutex_);
  return process_ && syscall(SYS_pidfd_send_signal, process_->pidfd.get(), signal_number, nullptr, 0) == 0;
}

void Domain::Watch(event::Loop& loop, std::shared_ptr<DomainProcess> process, std::function<void()> on_end) {
  watch_ = loop.AddIo(process->pidfd.get(), EPOLLIN, [this, on_end = std::move(on_end)](uint32_t) {
    const auto end = on_end;
    Unwatch();  // a pidfd stays readable after the end
    end();
  });
  absl::MutexLock lock(&mutex_);
  process_.swap(process);
}

void Domain::LetGo() {
  if (auto connected = monitor()) connected->Close();
  if (auto connected = agent()) connected->Close();
  Unwatch();
}

void Domain::After(event::Loop& loop, absl::Duration delay, std::function<void()> fire) {
  timer_ = loop.AddTimer(delay, [this, fire = std::move(fire)] {
    const auto due = fire;
    timer_.Reset();
    due();
  });
}

// Both hold the domain, as what they call does: without this one that has left the table would stay.
void Domain::Unwatch() {
  watch_.Reset();
  timer_.Reset();
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
  const absl::Time deadline = absl::Now() + kJobPatience;
  for (;;) {
    auto job = domain->job().Begin(kind, api, std::min(deadline, absl::Now() + kJobGlance), ErrorDomain::kQemu);
    if (job.ok() && domain->removed()) {
      const Snapshot state = domain->snapshot();
      return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching uuid '%s' (%s)", state->uuid().ToString(),
                   state->name());
    }
    if (job.ok() || absl::Now() >= deadline) return job;
    RETURN_IF_ERROR(CheckHolder(domain));
  }
}

void Domains::ReserveId(int32_t id) {
  int32_t next = next_id_.load();
  while (next <= id && !next_id_.compare_exchange_weak(next, id + 1)) {
  }
}

absl::StatusOr<std::shared_ptr<Monitor>> MonitorOf(const DomainPtr& domain) {
  if (!domain->snapshot()->active()) return NotRunning();
  auto monitor = domain->monitor();
  if (!monitor) return DoesNotAnswer(domain);
  RETURN_IF_ERROR(monitor->CheckAnswers());
  return monitor;
}

absl::Status NotRunning() { return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain is not running"); }

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// tsan_absl.cc: tells ThreadSanitizer what Abseil's locks do. Debian builds Abseil without it, so that its locks would look
// like none. The linker sends our calls here (--wrap, see Pleiad.cmake); only builds with PLEIAD_SANITIZE=thread have this.
// What Abseil itself does between "pre" and "post" is passed over, conditions that it asks on behalf of a waiter included.
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

// A symbol of Debian 12's Abseil (inline namespace debian3), where our calls to it arrive, and the original.
#define PLEIAD_WRAP(result, name, ...)               \
  result __real__ZN4absl7debian3##name(__VA_ARGS__); \
  result __wrap__ZN4absl7debian3##name(__VA_ARGS__)
#define PLEIAD_WRAP_CONST(result, name, ...)          \
  result __real__ZNK4absl7debian3##name(__VA_ARGS__); \
  result __wrap__ZNK4absl7debian3##name(__VA_ARGS__)

namespace {
using absl::Condition;
using absl::CondVar;
using absl::Duration;
using absl::Mutex;
using absl::Notification;
using absl::Time;

constexpr unsigned kRead = __tsan_mutex_read_lock;
constexpr unsigned kTry = __tsan_mutex_try_lock;

template <class Call>
void Lock(Mutex* mutex, unsigned flags, Call&& call) {
  __tsan_mutex_pre_lock(mutex, flags);
  call(mutex);
  __tsan_mutex_post_lock(mutex, flags, 0);
}

template <class Call>
void Unlock(Mutex* mutex, unsigned flags, Call&& call) {
  __tsan_mutex_pre_unlock(mutex, flags);
  call(mutex);
  __tsan_mutex_post_unlock(mutex, flags);
}

template <class Call>
bool TryLock(Mutex* mutex, unsigned flags, Call&& call) {
  __tsan_mutex_pre_lock(mutex, flags | kTry);
  const bool locked = call(mutex);
  __tsan_mutex_post_lock(mutex, flags | kTry | (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

// Waiting gives the lock away and takes it again.
template <class Call>
auto Wait(Mutex* mutex, Call&& call) {
  __tsan_mutex_pre_unlock(mutex, 0);
  __tsan_mutex_post_unlock(mutex, 0);
  __tsan_mutex_pre_lock(mutex, 0);
  struct Locked {
    Mutex* mutex;
    ~Locked() { __tsan_mutex_post_lock(mutex, 0, 0); }
  } locked{mutex};
  return call();
}

template <class Call>
bool Notified(const Notification* notification, Call&& call) {
  const bool notified = call();
  if (notified) __tsan_acquire(const_cast<Notification*>(notification));
  return notified;
}
}  // namespace

extern "C" {
PLEIAD_WRAP(void, 5Mutex4LockEv, Mutex* mutex) { Lock(mutex, 0, __real__ZN4absl7debian35Mutex4LockEv); }
PLEIAD_WRAP(void, 5Mutex6UnlockEv, Mutex* mutex) { Unlock(mutex, 0, __real__ZN4absl7debian35Mutex6UnlockEv); }
PLEIAD_WRAP(bool, 5Mutex7TryLockEv, Mutex* mutex) { return TryLock(mutex, 0, __real__ZN4absl7debian35Mutex7TryLockEv); }
PLEIAD_WRAP(void, 5Mutex10ReaderLockEv, Mutex* mutex) { Lock(mutex, kRead, __real__ZN4absl7debian35Mutex10ReaderLockEv); }
PLEIAD_WRAP(void, 5Mutex12ReaderUnlockEv, Mutex* mutex) { Unlock(mutex, kRead, __real__ZN4absl7debian35Mutex12ReaderUnlockEv); }
PLEIAD_WRAP(void, 5MutexD1Ev, Mutex* mutex) {
  __tsan_mutex_destroy(mutex, 0);
  __real__ZN4absl7debian35MutexD1Ev(mutex);
}

PLEIAD_WRAP(void, 5Mutex5AwaitERKNS0_9ConditionE, Mutex* mutex, const Condition& condition) {
  Wait(mutex, [&] { __real__ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE(mutex, condition); });
}
PLEIAD_WRAP(bool, 5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE, Mutex* mutex, const Condition& condition,
            Duration timeout) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE(mutex, condition, timeout);
  });
}
PLEIAD_WRAP(bool, 5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE, Mutex* mutex, const Condition& condition,
            Time deadline) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(mutex, condition, deadline);
  });
}

PLEIAD_WRAP(void, 7CondVar4WaitEPNS0_5MutexE, CondVar* changed, Mutex* mutex) {
  Wait(mutex, [&] { __real__ZN4absl7debian37CondVar4WaitEPNS0_5MutexE(changed, mutex); });
}
PLEIAD_WRAP(bool, 7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE, CondVar* changed, Mutex* mutex, Duration timeout) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE(changed, mutex, timeout);
  });
}
PLEIAD_WRAP(bool, 7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE, CondVar* changed, Mutex* mutex, Time deadline) {
  return Wait(mutex,
              [&] { return __real__ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE(changed, mutex, deadline); });
}

PLEIAD_WRAP(void, 12Notification6NotifyEv, Notification* notification) {
  __tsan_release(notification);
  __real__ZN4absl7debian312Notification6NotifyEv(notification);
}
PLEIAD_WRAP_CONST(void, 12Notification19WaitForNotificationEv, const Notification* notification) {
  __real__ZNK4absl7debian312Notification19WaitForNotificationEv(notification);
  __tsan_acquire(const_cast<Notification*>(notification));
}
PLEIAD_WRAP_CONST(bool, 12Notification30WaitForNotificationWithTimeoutENS0_8DurationE, const Notification* notification,
                  Duration timeout) {
  return Notified(notification, [&] {
    return __real__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(notification, timeout);
  });
}
}

// SPDX-License-Identifier: Apache-2.0
// tsan_absl.cc: tells ThreadSanitizer what Abseil's locks do. Debian builds Abseil without it, so that its locks would look
// like none. The linker sends our calls here (--wrap, see Pleiad.cmake); only builds with PLEIAD_SANITIZE=thread have this.
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

// `name` is the symbol that Debian 12's Abseil (inline namespace debian3) has.
#define PLEIAD_REAL(name) __real_##name
#define PLEIAD_WRAPPED(name) __wrap_##name

extern "C" {
void PLEIAD_REAL(_ZN4absl7debian35Mutex4LockEv)(absl::Mutex*);
void PLEIAD_REAL(_ZN4absl7debian35Mutex6UnlockEv)(absl::Mutex*);
bool PLEIAD_REAL(_ZN4absl7debian35Mutex7TryLockEv)(absl::Mutex*);
void PLEIAD_REAL(_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE)(absl::CondVar*, absl::Mutex*);
bool PLEIAD_REAL(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(absl::CondVar*, absl::Mutex*, absl::Duration);

void PLEIAD_WRAPPED(_ZN4absl7debian35Mutex4LockEv)(absl::Mutex* mutex) {
  PLEIAD_REAL(_ZN4absl7debian35Mutex4LockEv)(mutex);
  __tsan_acquire(mutex);
}
void PLEIAD_WRAPPED(_ZN4absl7debian35Mutex6UnlockEv)(absl::Mutex* mutex) {
  __tsan_release(mutex);
  PLEIAD_REAL(_ZN4absl7debian35Mutex6UnlockEv)(mutex);
}
bool PLEIAD_WRAPPED(_ZN4absl7debian35Mutex7TryLockEv)(absl::Mutex* mutex) {
  const bool locked = PLEIAD_REAL(_ZN4absl7debian35Mutex7TryLockEv)(mutex);
  if (locked) __tsan_acquire(mutex);
  return locked;
}
// Waiting gives the lock away and takes it again.
void PLEIAD_WRAPPED(_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE)(absl::CondVar* changed, absl::Mutex* mutex) {
  __tsan_release(mutex);
  PLEIAD_REAL(_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE)(changed, mutex);
  __tsan_acquire(mutex);
}
bool PLEIAD_WRAPPED(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(absl::CondVar* changed, absl::Mutex* mutex, absl::Duration timeout) {
  __tsan_release(mutex);
  const bool timed_out = PLEIAD_REAL(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(changed, mutex, timeout);
  __tsan_acquire(mutex);
  return timed_out;
}
}

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/capabilities_cache.h"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/cpu_info.h"
#include "libshared/host/identity.h"
#include "virtqemud/capabilities/completion_facts.h"
#include "virtqemud/capabilities/probe.h"

namespace pleiad::qemu {
namespace {
// Raised whenever a probe asks more or files change their shape.
constexpr int kFormat = 2;

int64_t Nanoseconds(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

absl::StatusOr<ProbeKey> KeyOf(const std::string& path, const std::string& host) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return SystemError(ErrorDomain::kQemu, errno, "Cannot check QEMU binary " + path);
  return ProbeKey{.path = path,
                  .size = static_cast<uint64_t>(info.st_size),
                  .mtime_ns = Nanoseconds(info.st_mtim),
                  .ctime_ns = Nanoseconds(info.st_ctim),
                  .host = host};
}

EmulatorPtr Publish(EmulatorCapabilities caps) {
  caps.completion = std::make_shared<const conf::EmulatorFacts>(CompletionFactsOf(caps));
  return std::make_shared<const EmulatorCapabilities>(std::move(caps));
}

// A name for a file that no path can break out of.
std::string FileNameOf(const std::string& path) {
  uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  const size_t slash = path.rfind('/');
  return absl::StrFormat("%s-%016x.json", path.substr(slash == std::string::npos ? 0 : slash + 1), hash);
}
}  // namespace

std::string HostCircumstances() {
  utsname names{};
  ::uname(&names);
  const host::CpuInfo cpu = host::ReadCpuInfo(host::Root());
  return absl::StrCat(names.release, " ", names.version, "; ", cpu.vendor_id, " ", cpu.family, "/", cpu.model, "/", cpu.stepping, " microcode ",
                      cpu.microcode, "; kvm ", ::access("/dev/kvm", R_OK | W_OK) == 0, "; ", host::kLibraryVersion, ".", kFormat);
}

// One binary. `probing` bars others while one thread asks.
struct CapabilitiesCache::Entry {
  absl::Mutex mutex;
  absl::CondVar done;
  bool probing ABSL_GUARDED_BY(mutex) = false;
  ProbeKey key ABSL_GUARDED_BY(mutex);
  EmulatorPtr caps ABSL_GUARDED_BY(mutex);
  absl::Status failure ABSL_GUARDED_BY(mutex);  // of the probe that just ended, for those who waited for it
  uint64_t probes ABSL_GUARDED_BY(mutex) = 0;
};

CapabilitiesCache::CapabilitiesCache(Options options, EmulatorFinder finder) : options_(std::move(options)), finder_(std::move(finder)) {}
CapabilitiesCache::~CapabilitiesCache() = default;

EmulatorPtr CapabilitiesCache::Peek(const std::string& path) const {
  std::shared_ptr<Entry> entry;
  {
    absl::MutexLock lock(&mutex_);
    const auto at = entries_.find(path);
    if (at == entries_.end()) return nullptr;
    entry = at->second;
  }
  absl::MutexLock lock(&entry->mutex);
  return entry->caps;
}

absl::StatusOr<EmulatorPtr> CapabilitiesCache::Get(const std::string& path) {
  ASSIGN_OR_RETURN(const ProbeKey key, KeyOf(path, options_.host));
  std::shared_ptr<Entry> entry;
  {
    absl::MutexLock lock(&mutex_);
    std::shared_ptr<Entry>& slot = entries_[path];
    if (slot == nullptr) slot = std::make_shared<Entry>();
    entry = slot;
  }
  absl::MutexLock lock(&entry->mutex);
  if (entry->probing) {
    const uint64_t before = entry->probes;
    while (entry->probes == before) entry->done.Wait(&entry->mutex);
    if (entry->caps == nullptr) return entry->failure;
    return entry->caps;
  }
  if (entry->caps != nullptr && entry->key == key) return entry->caps;
  entry->probing = true;
  entry->mutex.Unlock();
  absl::StatusOr<EmulatorPtr> caps = Probe(key);
  entry->mutex.Lock();
  entry->probing = false;
  ++entry->probes;
  entry->key = key;
  entry->caps = caps.ok() ? *caps : nullptr;
  entry->failure = caps.status();
  entry->done.SignalAll();
  return caps;
}

absl::StatusOr<EmulatorPtr> CapabilitiesCache::GetForArch(std::string_view arch) {
  const std::string path = finder_.Find(arch);
  if (path.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "unable to find any emulator to serve '%s' architecture", std::string(arch));
  }
  return Get(path);
}

std::vector<std::pair<std::string, EmulatorPtr>> CapabilitiesCache::GetAll() {
  const auto found = finder_.All();
  std::vector<EmulatorPtr> caps(found.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < found.size(); i = next++) {
      auto one = Get(found[i].second);
      if (one.ok()) caps[i] = *std::move(one);
    }
  };
  std::vector<std::thread> helpers;
  const bool all_known = std::all_of(found.begin(), found.end(), [&](const auto& one) { return Peek(one.second) != nullptr; });
  for (unsigned i = 1; !all_known && i < std::thread::hardware_concurrency() && i < found.size(); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  std::vector<std::pair<std::string, EmulatorPtr>> all;
  for (size_t i = 0; i < found.size(); ++i) {
    if (caps[i] != nullptr) all.emplace_back(found[i].first, std::move(caps[i]));
  }
  return all;
}

void CapabilitiesCache::Refresh() {
  absl::MutexLock lock(&mutex_);
  entries_.clear();
}

absl::StatusOr<EmulatorPtr> CapabilitiesCache::Probe(const ProbeKey& key) const {
  if (EmulatorPtr loaded = Load(key)) return loaded;
  ASSIGN_OR_RETURN(EmulatorCapabilities caps, ProbeEmulator(key.path, {.timeout = options_.probe_timeout, .allow_kvm = options_.allow_kvm}));
  Save(key, caps);
  return Publish(std::move(caps));
}

std::string CapabilitiesCache::FileOf(const std::string& path) const { return options_.folder + "/" + FileNameOf(path); }

EmulatorPtr CapabilitiesCache::Load(const ProbeKey& key) const {
  if (options_.folder.empty()) return nullptr;
  const auto text = host::Root().Read(FileOf(key.path));
  if (!text.ok()) return nullptr;
  auto caps = FromJson(*text, key);
  return caps ? Publish(*std::move(caps)) : nullptr;
}

// A cache that cannot be written only costs the next start a probe.
void CapabilitiesCache::Save(const ProbeKey& key, const EmulatorCapabilities& caps) const {
  if (options_.folder.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(options_.folder, ignored);
  WriteFileAtomically(FileOf(key.path), ToJson(key, caps), 0600, std::nullopt, Durability::kVolatile).IgnoreError();
}

}  // namespace pleiad::qemu

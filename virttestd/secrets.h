// SPDX-License-Identifier: Apache-2.0
// secrets.h: secrets that live in memory, with the rules of libvirt's secret driver. Few and small, so one lock that is held for
// moments guards them all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/secret/secret_def.h"
#include "libshared/driver/object_events.h"
#include "libshared/driver/secret/driver.h"

namespace pleiad::test {

class Secrets final : public driver::SecretDriver {
 public:
  explicit Secrets(driver::SecretEventBus& events) : events_(events) {}  // outlives this object

  absl::StatusOr<std::vector<SecretRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<SecretRef> LookupByUuid(const Caller&, const Uuid& uuid) override;
  absl::StatusOr<SecretRef> LookupByUsage(const Caller&, int32_t usage_type, const std::string& usage_id) override;
  absl::StatusOr<SecretRef> DefineXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status Undefine(const Caller&, const SecretRef& ref) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const SecretRef& ref, uint32_t flags) override;
  absl::Status SetValue(const Caller&, const SecretRef& ref, const std::string& value, uint32_t flags) override;
  absl::StatusOr<std::string> Value(const Caller&, const SecretRef& ref, uint32_t flags) override;

 private:
  struct Secret {
    conf::SecretDef def;
    std::optional<std::string> value;
    SecretRef ref() const {
      return {.uuid = *def.uuid, .usage_type = static_cast<int32_t>(def.usage_type), .usage_id = def.usage_id};
    }
  };
  absl::StatusOr<Secret*> Find(const Uuid& uuid) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null when there is none.
  Secret* FindUsage(conf::SecretUsageType type, const std::string& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<SecretRef> Put(conf::SecretDef def) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  driver::SecretEventBus& events_;
  absl::Mutex mutex_;
  std::map<Uuid, Secret> secrets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::test

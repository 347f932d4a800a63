// SPDX-License-Identifier: Apache-2.0
// node_devices.h: the pretended host's devices. Virtual Fibre Channel hosts can be made and taken away, other devices are just
// there. Few and small, so one lock that is held for moments guards them all.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/conf/node_device/node_device_def.h"
#include "libshared/driver/node_device/driver.h"
#include "libshared/driver/object_events.h"

namespace pleiad::test {

class NodeDevices final : public driver::NodeDeviceDriver {
 public:
  explicit NodeDevices(driver::NodeDeviceEventBus& events) : events_(events) {}  // outlives this object
  // A device that the host has from the start.
  absl::Status Add(const std::string& xml);

  absl::StatusOr<std::vector<NodeDeviceRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<std::vector<std::string>> Names(const Caller&, const std::optional<std::string>& capability,
                                                 uint32_t flags) override;
  absl::StatusOr<NodeDeviceRef> LookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<NodeDeviceRef> LookupScsiHostByWwn(const Caller&, const std::string& wwnn, const std::string& wwpn,
                                                    uint32_t flags) override;
  // All that are known are there.
  absl::StatusOr<bool> IsActive(const Caller&, const std::string& name) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const std::string& name, uint32_t flags) override;
  absl::StatusOr<std::optional<std::string>> Parent(const Caller&, const std::string& name) override;
  absl::StatusOr<std::vector<std::string>> Capabilities(const Caller&, const std::string& name) override;
  absl::StatusOr<NodeDeviceRef> CreateXml(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::Status Destroy(const Caller&, const std::string& name) override;

 private:
  using Devices = std::map<std::string, conf::NodeDeviceDef>;  // by name
  absl::StatusOr<const conf::NodeDeviceDef*> Find(const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The one that a new virtual host asks for; null when there is none.
  const conf::NodeDeviceDef* ParentOf(const conf::NodeDeviceDef& wanted) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  driver::NodeDeviceEventBus& events_;
  absl::Mutex mutex_;
  Devices devices_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::test

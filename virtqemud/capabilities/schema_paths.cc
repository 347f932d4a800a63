// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/schema_paths.h"

#include <algorithm>

namespace pleiad::qemu {
namespace {
namespace json = boost::json;

constexpr const char* kKnownPaths[] = {
    "block-export-add",
    "blockdev-add/+file/aio/^io_uring",
    "blockdev-add/+file/discard-data",
    "blockdev-add/+file/drop-cache",
    "blockdev-add/+file/dynamic-auto-read-only",
    "blockdev-add/+file/$dynamic-auto-read-only",
    "blockdev-add/+host_device/$dynamic-auto-read-only",
    "blockdev-add/+nbd/tls-hostname",
    "blockdev-add/+nvme",
    "blockdev-add/+qcow2/discard-no-unref",
    "blockdev-add/+rbd/encrypt/+luks-any",
    "blockdev-add/+ssh",
    "blockdev-backup/auto-dismiss",
    "blockdev-mirror/copy-mode",
    "blockdev-reopen",
    "chardev-add/backend/+dbus",
    "chardev-add/backend/+qemu-vdagent",
    "chardev-add/backend/+spicevmc",
    "chardev-add/backend/+socket/reconnect-ms",
    "dump-guest-memory/detach",
    "human-monitor-command/$savevm-monitor-nodes",
    "migrate-set-parameters/downtime-limit",
    "migrate-set-parameters/vcpu-dirty-limit",
    "netdev_add/+dgram",
    "netdev_add/+stream",
    "netdev_add/+stream/reconnect",
    "netdev_add/+vhost-vdpa",
    "netdev_add/+user",
    "nbd-server-start/tls-creds",
    "object-add/+memory-backend-file/align",
    "object-add/+memory-backend-file/pmem",
    "object-add/+memory-backend-file/rom",
    "object-add/+memory-backend-ram/reserve",
    "object-add/+memory-backend-epc",
    "object-add/+memory-backend-memfd/hugetlb",
    "object-add/+qom-type/^secret",
    "object-add/+sev-guest/kernel-hashes",
    "object-add/+sev-guest",
    "object-add/+iothread/thread-pool-max",
    "query-display-options/ret/+dbus",
    "query-display-options/ret/+egl-headless",
    "query-display-options/ret/+egl-headless/rendernode",
    "query-display-options/ret/+gtk",
    "query-display-options/ret/+sdl",
    "query-named-block-nodes/flat",
    "query-cpu-model-expansion/ret/deprecated-props",
    "screendump/device",
    "screendump/format/^png",
    "set-numa-node/+hmat-lb",
    "transaction/actions/type/^blockdev-snapshot",
    "MIGRATION",
    "MEMORY_DEVICE_SIZE_CHANGE",
    "MEMORY_FAILURE",
    "DEVICE_UNPLUG_GUEST_ERROR",
    "JOB_STATUS_CHANGE",
    "RTC_CHANGE/qom-path",
};

std::string_view Text(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

// The object of the array `list` whose `key` is `value`.
const json::object* InList(const json::object& holder, const char* list, const char* key, std::string_view value) {
  const json::value* found = holder.if_contains(list);
  if (found == nullptr || !found->is_array()) return nullptr;
  for (const json::value& item : found->get_array()) {
    if (item.is_object() && Text(item.get_object(), key) == value) return &item.get_object();
  }
  return nullptr;
}

bool ListHas(const json::object& holder, const char* list, std::string_view wanted) {
  const json::value* found = holder.if_contains(list);
  if (found == nullptr || !found->is_array()) return false;
  return std::any_of(found->get_array().begin(), found->get_array().end(), [&](const json::value& item) {
    return item.is_string() && std::string_view(item.get_string().data(), item.get_string().size()) == wanted;
  });
}
}  // namespace

SchemaIndex::SchemaIndex(const json::value& schema) {
  if (!schema.is_array()) return;
  for (const json::value& entry : schema.get_array()) {
    if (entry.is_object()) entries_.push_back(&entry.get_object());
  }
  std::sort(entries_.begin(), entries_.end(), [](auto* a, auto* b) { return Text(*a, "name") < Text(*b, "name"); });
}

const json::object* SchemaIndex::Find(std::string_view name) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, [](auto* entry, std::string_view wanted) { return Text(*entry, "name") < wanted; });
  return at != entries_.end() && Text(**at, "name") == name ? *at : nullptr;
}

// An array stands for its elements.
const json::object* SchemaIndex::Step(const json::object& from, std::string_view step) const {
  const json::object* type = &from;
  for (int depth = 0; type != nullptr && Text(*type, "meta-type") == "array" && depth < 4; ++depth) type = Find(Text(*type, "element-type"));
  if (type == nullptr) return nullptr;
  const bool variant = step.starts_with('+');
  if (variant) step.remove_prefix(1);
  const json::object* const member = variant ? InList(*type, "variants", "case", step) : InList(*type, "members", "name", step);
  return member ? Find(Text(*member, "type")) : nullptr;
}

bool SchemaIndex::Has(std::string_view path) const {
  size_t slash = path.find('/');
  const json::object* at = Find(path.substr(0, slash));
  bool first = true;
  while (at != nullptr && slash != std::string_view::npos) {
    path.remove_prefix(slash + 1);
    slash = path.find('/');
    const std::string_view step = path.substr(0, slash);
    if (step.starts_with('$')) return ListHas(*at, "features", step.substr(1));
    if (first) {
      first = false;
      if (step == "ret") {
        at = Find(Text(*at, "ret-type"));
        continue;
      }
      at = Find(Text(*at, "arg-type"));
      if (at == nullptr) return false;
    }
    if (step.starts_with('^')) return ListHas(*at, "values", step.substr(1)) || InList(*at, "members", "name", step.substr(1));
    at = Step(*at, step);
  }
  return at != nullptr;
}

std::vector<std::string> KnownSchemaPaths(const json::value& schema) {
  const SchemaIndex index(schema);
  std::vector<std::string> found;
  for (const char* path : kKnownPaths) {
    if (index.Has(path)) found.emplace_back(path);
  }
  return found;
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// pool_def.h: the <pool> document, and the <source> and <sources> that pools are found by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/choice.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class PoolType {
  kDir,
  kFs,
  kNetfs,
  kLogical,
  kDisk,
  kIscsi,
  kIscsiDirect,
  kScsi,
  kMpath,
  kRbd,
  kSheepdog,
  kGluster,
  kZfs,
  kVstorage
};
inline constexpr xml::EnumNames<PoolType> kPoolTypes = {{PoolType::kDir, "dir"},
                                                        {PoolType::kFs, "fs"},
                                                        {PoolType::kNetfs, "netfs"},
                                                        {PoolType::kLogical, "logical"},
                                                        {PoolType::kDisk, "disk"},
                                                        {PoolType::kIscsi, "iscsi"},
                                                        {PoolType::kIscsiDirect, "iscsi-direct"},
                                                        {PoolType::kScsi, "scsi"},
                                                        {PoolType::kMpath, "mpath"},
                                                        {PoolType::kRbd, "rbd"},
                                                        {PoolType::kSheepdog, "sheepdog"},
                                                        {PoolType::kGluster, "gluster"},
                                                        {PoolType::kZfs, "zfs"},
                                                        {PoolType::kVstorage, "vstorage"}};

struct PoolHost {
  std::string name;
  int32_t port = 0;  // 0 is the protocol's own
};
struct PoolDevice {
  std::string path;
  YesNo part_separator;
};
enum class AdapterType { kNone, kScsiHost, kFcHost };
struct ScsiParentAddress {
  uint32_t unique_id = 0;
  PciAddress pci;
};
struct PoolAdapter {
  AdapterType type = AdapterType::kNone;
  std::string name;
  std::optional<ScsiParentAddress> parent_address;
  // Of a virtual Fibre Channel host; world wide names have 16 hexadecimal digits.
  std::string parent, parent_wwnn, parent_wwpn, parent_fabric_wwn, wwnn, wwpn;
  YesNo managed;
};
struct PoolAuth {
  std::string type, username;  // "chap" or "ceph"
  std::optional<Uuid> secret_uuid;
  std::string secret_usage;
};
struct PoolSource {
  std::vector<PoolHost> hosts;
  std::vector<PoolDevice> devices;
  std::string dir;
  PoolAdapter adapter;
  std::string name, initiator_iqn, format, protocol_version, vendor, product;
  std::optional<PoolAuth> auth;
};

struct StoragePermissions {
  std::optional<uint32_t> mode;  // at most 0777
  std::optional<uint32_t> owner, group;
  std::string label;
  bool IsEmpty() const { return !mode && !owner && !group && label.empty(); }
};

struct PoolOption {
  std::string name, value;
};

struct PoolDef {
  PoolType type = PoolType::kDir;
  std::string name;
  std::optional<Uuid> uuid;
  // What a running pool holds; not read from documents.
  uint64_t capacity_bytes = 0, allocation_bytes = 0, available_bytes = 0;
  YesNo cow;
  PoolSource source;
  std::string target_path;
  StoragePermissions permissions;
  std::vector<std::string> mount_options;  // of fs and netfs
  std::vector<PoolOption> config_options;  // of rbd

  bool has_target() const;
};

// Errors: XML_ERROR (27), CONFIG_UNSUPPORTED (67), NO_SUPPORT (3).
absl::StatusOr<PoolDef> ParsePool(std::string_view text, const xml::Options& options = {.inactive = true},
                                  std::vector<std::string>* unknown = nullptr);
std::string FormatPool(const PoolDef& pool, const xml::Options& options = {.inactive = true});
// Gives a pool its uuid.
void CompletePool(PoolDef& pool);

// The <source> that a search for pools starts from.
absl::StatusOr<PoolSource> ParsePoolSource(std::string_view text, PoolType type);
// <sources>, what the search found.
std::string FormatPoolSources(PoolType type, const std::vector<PoolSource>& sources);

}  // namespace pleiad::conf

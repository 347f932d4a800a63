// SPDX-License-Identifier: Apache-2.0
// storage_source.h: where the bytes of an image are: file, block device, network, volume, ... and the chain of images below.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/base/box.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class StorageType { kNone, kFile, kBlock, kDir, kNetwork, kVolume, kNvme, kVhostUser };
inline constexpr xml::EnumNames<StorageType> kStorageTypes = {
    {StorageType::kFile, "file"},     {StorageType::kBlock, "block"}, {StorageType::kDir, "dir"},
    {StorageType::kNetwork, "network"}, {StorageType::kVolume, "volume"}, {StorageType::kNvme, "nvme"}, {StorageType::kVhostUser, "vhostuser"}};

enum class StorageFormat {
  kNone, kRaw, kDir, kBochs, kCloop, kDmg, kIso, kVpc, kVdi, kFat, kVhd, kPloop, kLuks, kCow, kQcow, kQcow2, kQed, kVmdk
};
inline constexpr xml::EnumNames<StorageFormat> kStorageFormats = {
    {StorageFormat::kRaw, "raw"},   {StorageFormat::kDir, "dir"},   {StorageFormat::kBochs, "bochs"}, {StorageFormat::kCloop, "cloop"},
    {StorageFormat::kDmg, "dmg"},   {StorageFormat::kIso, "iso"},   {StorageFormat::kVpc, "vpc"},     {StorageFormat::kVdi, "vdi"},
    {StorageFormat::kFat, "fat"},   {StorageFormat::kVhd, "vhd"},   {StorageFormat::kPloop, "ploop"}, {StorageFormat::kLuks, "luks"},
    {StorageFormat::kCow, "cow"},   {StorageFormat::kQcow, "qcow"}, {StorageFormat::kQcow2, "qcow2"}, {StorageFormat::kQed, "qed"},
    {StorageFormat::kVmdk, "vmdk"}};

enum class NetProtocol { kNone, kNbd, kRbd, kSheepdog, kGluster, kIscsi, kHttp, kHttps, kFtp, kFtps, kTftp, kSsh, kVxhs, kNfs };
inline constexpr xml::EnumNames<NetProtocol> kNetProtocols = {
    {NetProtocol::kNbd, "nbd"},     {NetProtocol::kRbd, "rbd"},     {NetProtocol::kSheepdog, "sheepdog"}, {NetProtocol::kGluster, "gluster"},
    {NetProtocol::kIscsi, "iscsi"}, {NetProtocol::kHttp, "http"},   {NetProtocol::kHttps, "https"},       {NetProtocol::kFtp, "ftp"},
    {NetProtocol::kFtps, "ftps"},   {NetProtocol::kTftp, "tftp"},   {NetProtocol::kSsh, "ssh"},           {NetProtocol::kVxhs, "vxhs"},
    {NetProtocol::kNfs, "nfs"}};

enum class HostTransport { kTcp, kUnix, kRdma };
inline constexpr xml::EnumNames<HostTransport> kHostTransports = {
    {HostTransport::kTcp, "tcp"}, {HostTransport::kUnix, "unix"}, {HostTransport::kRdma, "rdma"}};

struct StorageHost {
  HostTransport transport = HostTransport::kTcp;
  std::string name, socket;
  uint32_t port = 0;  // 0 is not given
};

// Sent to an HTTP server; the value is a secret.
struct StorageCookie {
  std::string name, value;
};

// A secret by uuid or by usage.
struct SecretRef {
  std::string type;
  std::optional<Uuid> uuid;
  std::string usage;
};

struct StorageAuth {
  std::string username;
  SecretRef secret;
};

enum class EncryptionFormat { kDefault, kQcow, kLuks, kLuks2 };
inline constexpr xml::EnumNames<EncryptionFormat> kEncryptionFormats = {{EncryptionFormat::kDefault, "default"},
                                                                       {EncryptionFormat::kQcow, "qcow"},
                                                                       {EncryptionFormat::kLuks, "luks"},
                                                                       {EncryptionFormat::kLuks2, "luks2"}};
enum class EncryptionEngine { kDefault, kQemu, kLibrbd };
inline constexpr xml::EnumNames<EncryptionEngine> kEncryptionEngines = {{EncryptionEngine::kQemu, "qemu"},
                                                                       {EncryptionEngine::kLibrbd, "librbd"}};
struct StorageEncryption {
  EncryptionFormat format = EncryptionFormat::kDefault;
  EncryptionEngine engine = EncryptionEngine::kDefault;
  std::vector<SecretRef> secrets;
  std::string cipher_name, cipher_mode, cipher_hash, ivgen_name, ivgen_hash;
  uint32_t cipher_size = 0;
};

// <reconnect> of a socket that QEMU dials.
struct Reconnect {
  YesNo enabled;
  uint32_t timeout = 0;  // seconds
};

// A UNIX socket of a helper program.
struct UnixSocket {
  std::string type, path, mode;
  std::optional<Reconnect> reconnect;
};

struct Reservations {
  YesNo managed;
  std::optional<UnixSocket> source;
};

enum class StartupPolicy { kDefault, kMandatory, kRequisite, kOptional };
inline constexpr xml::EnumNames<StartupPolicy> kStartupPolicies = {
    {StartupPolicy::kMandatory, "mandatory"}, {StartupPolicy::kRequisite, "requisite"}, {StartupPolicy::kOptional, "optional"}};

struct StorageSlice {
  uint64_t offset = 0, size = 0;  // bytes
};

enum class VolumeMode { kDefault, kHost, kDirect };
inline constexpr xml::EnumNames<VolumeMode> kVolumeModes = {{VolumeMode::kHost, "host"}, {VolumeMode::kDirect, "direct"}};

// One image. Which members count depends on `type`.
struct StorageSource {
  StorageType type = StorageType::kNone;
  std::string path;  // file, block (dev), dir; network: the name
  std::string fd_group;
  StartupPolicy startup_policy = StartupPolicy::kDefault;
  uint32_t index = 0;  // the node's number while the guest runs; 0 is none
  // network
  NetProtocol protocol = NetProtocol::kNone;
  std::string query, tls_hostname, snapshot, config_file, initiator_iqn, nfs_user, nfs_group;
  YesNo tls;
  YesNo ssl_verify;
  std::vector<StorageHost> hosts;
  std::vector<StorageCookie> cookies;
  uint64_t readahead = 0;  // bytes
  uint64_t timeout = 0;    // seconds
  // volume
  std::string pool, volume;
  VolumeMode volume_mode = VolumeMode::kDefault;
  // nvme
  uint64_t nvme_namespace = 0;
  YesNo nvme_managed;
  PciAddress nvme_address;
  // vhostuser
  UnixSocket vhost_user;

  std::optional<StorageSlice> slice;
  std::optional<StorageAuth> auth;
  std::optional<StorageEncryption> encryption;
  // <auth> and <encryption> were children of <disk> once; they are written where they were read.
  bool auth_in_disk = false, encryption_in_disk = false;
  bool detected = false;  // found by looking at the image above, not by the document
  std::optional<Reservations> reservations;
  std::vector<DeviceSeclabel> seclabels;

  StorageFormat format = StorageFormat::kNone;
  std::optional<uint64_t> metadata_cache_size;  // bytes
  // The image below this one. The end of a known chain is one of type kNone; without a box the chain is not known.
  Box<StorageSource> backing;
  bool IsEmpty() const {
    return path.empty() && type != StorageType::kNetwork && type != StorageType::kVolume && type != StorageType::kNvme &&
           type != StorageType::kVhostUser;
  }
};

void Fields(xml::Reader&, SecretRef&);
void Fields(xml::Writer&, SecretRef&);
void Fields(xml::Reader&, StorageCookie&);
void Fields(xml::Writer&, StorageCookie&);
void Fields(xml::Reader&, StorageHost&);
void Fields(xml::Writer&, StorageHost&);
void Fields(xml::Reader&, StorageAuth&);
void Fields(xml::Writer&, StorageAuth&);
void Fields(xml::Reader&, StorageEncryption&);
void Fields(xml::Writer&, StorageEncryption&);
void Fields(xml::Reader&, UnixSocket&);
void Fields(xml::Writer&, UnixSocket&);
void Fields(xml::Reader&, Reconnect&);
void Fields(xml::Writer&, Reconnect&);
// The children and attributes of <source>; `type` is known already.
void Fields(xml::Reader&, StorageSource&);
void Fields(xml::Writer&, StorageSource&);
// What is wrong with one image, not with its chain.
absl::Status Check(const StorageSource& source);
// <backingStore> below `source`.
void BackingStoreFields(xml::Reader&, StorageSource& source);
void BackingStoreFields(xml::Writer&, StorageSource& source);

}  // namespace pleiad::conf

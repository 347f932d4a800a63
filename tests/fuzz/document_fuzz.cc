// SPDX-License-Identifier: Apache-2.0
// document_fuzz.cc: the documents beside the domain's, each a program of its own: PLEIAD_DOCUMENT names it.
#include "libshared/conf/cpu/cpu_document.h"
#include "libshared/conf/domain/copy_destination.h"
#include "libshared/conf/interface/host_interface_def.h"
#include "libshared/conf/network/network_def.h"
#include "libshared/conf/network/network_port_def.h"
#include "libshared/conf/node_device/node_device_def.h"
#include "libshared/conf/nwfilter/nwfilter_def.h"
#include "libshared/conf/secret/secret_def.h"
#include "libshared/conf/snapshot/backup_def.h"
#include "libshared/conf/snapshot/checkpoint_def.h"
#include "libshared/conf/snapshot/snapshot_def.h"
#include "libshared/conf/storage/pool_def.h"
#include "libshared/conf/storage/volume_def.h"
#include "tests/fuzz/input.h"

namespace pleiad::fuzz {
using namespace conf;  // NOLINT

[[maybe_unused]] void Network(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseNetwork(t); }, [](const NetworkDef& d) { return FormatNetwork(d); },
      {"'dev' attribute cannot be used when <address>"});
}
[[maybe_unused]] void NetworkPort(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseNetworkPort(t); }, FormatNetworkPort);
}
[[maybe_unused]] void Pool(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParsePool(t); }, [](const PoolDef& d) { return FormatPool(d); });
  for (int type = 0; type <= static_cast<int>(PoolType::kVstorage); ++type)
    (void)ParsePoolSource(text, static_cast<PoolType>(type));
}
[[maybe_unused]] void Volume(std::string_view text) {
  for (const PoolType type : {PoolType::kDir, PoolType::kLogical, PoolType::kDisk, PoolType::kRbd}) {
    ReadAndWrite(
        text, [type](std::string_view t) { return ParseVolume(t, type, VolumeCapacity::kOptional); }, FormatVolume);
  }
}
[[maybe_unused]] void Secret(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseSecret(t); }, FormatSecret);
}
[[maybe_unused]] void HostInterface(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseHostInterface(t); },
      [](const HostInterfaceDef& d) { return FormatHostInterface(d); });
}
[[maybe_unused]] void NodeDevice(std::string_view text) {
  for (const NodeDeviceUse use : {NodeDeviceUse::kExisting, NodeDeviceUse::kCreate}) {
    ReadAndWrite(
        text, [use](std::string_view t) { return ParseNodeDevice(t, use); }, FormatNodeDevice);
  }
}
[[maybe_unused]] void Nwfilter(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseNwfilter(t); }, FormatNwfilter);
}
[[maybe_unused]] void NwfilterBinding(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseNwfilterBinding(t); }, FormatNwfilterBinding);
}
// What a client asks for may leave open what a snapshot that is there has; only that one goes round.
[[maybe_unused]] void Snapshot(std::string_view text) {
  (void)ParseSnapshot(text, MomentUse::kNew);
  ReadAndWrite(
      text, [](std::string_view t) { return ParseSnapshot(t, MomentUse::kRedefine); },
      [](const SnapshotDef& d) { return FormatSnapshot(d); }, {"missing creationTime"});
}
[[maybe_unused]] void Checkpoint(std::string_view text) {
  (void)ParseCheckpoint(text, MomentUse::kNew);
  ReadAndWrite(
      text, [](std::string_view t) { return ParseCheckpoint(t, MomentUse::kRedefine); },
      [](const CheckpointDef& d) { return FormatCheckpoint(d); }, {"missing creationTime"});
}
[[maybe_unused]] void Backup(std::string_view text) {
  ReadAndWrite(
      text, [](std::string_view t) { return ParseBackup(t); }, FormatBackup);
}
// Part of a domain afterwards, never written alone.
[[maybe_unused]] void CopyDestination(std::string_view text) { (void)ParseCopyDestination(text); }
// Compared with a host, never written.
[[maybe_unused]] void Cpu(std::string_view text) { (void)ParseCpuDocument(text); }

}  // namespace pleiad::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pleiad::fuzz::PLEIAD_DOCUMENT(pleiad::fuzz::Text(data, size));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// tpm_def.h: <tpm>: the host's chip, an emulated one (swtpm) or one that runs elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

enum class TpmModel { kDefault, kTis, kCrb, kSpapr, kSpaprProxy };
inline constexpr xml::EnumNames<TpmModel> kTpmModels = {
    {TpmModel::kTis, "tpm-tis"}, {TpmModel::kCrb, "tpm-crb"}, {TpmModel::kSpapr, "tpm-spapr"},
    {TpmModel::kSpaprProxy, "spapr-tpm-proxy"}};
enum class TpmBackend { kPassthrough, kEmulator, kExternal };
inline constexpr xml::EnumNames<TpmBackend> kTpmBackends = {
    {TpmBackend::kPassthrough, "passthrough"}, {TpmBackend::kEmulator, "emulator"}, {TpmBackend::kExternal, "external"}};
enum class TpmVersion { kDefault, k12, k20 };
inline constexpr xml::EnumNames<TpmVersion> kTpmVersions = {{TpmVersion::k12, "1.2"}, {TpmVersion::k20, "2.0"}};

struct TpmDef {
  TpmModel model = TpmModel::kDefault;
  TpmBackend backend = TpmBackend::kPassthrough;
  std::string device;  // passthrough
  // emulator
  TpmVersion version = TpmVersion::kDefault;
  YesNo persistent_state;
  std::optional<Uuid> encryption_secret;
  bool sha1 = false, sha256 = false, sha384 = false, sha512 = false;  // active PCR banks
  ChardevSource source;  // external
  DeviceInfo info;
};

void Fields(xml::Reader&, TpmDef&);
void Fields(xml::Writer&, TpmDef&);

}  // namespace pleiad::conf

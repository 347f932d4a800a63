// SPDX-License-Identifier: Apache-2.0
// tpms.cc: the guest's TPM: the host's own chip, or a socket of one that a program plays.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::TpmBackend;
using conf::TpmDef;
using conf::TpmModel;

absl::Status AddBackend(Builder& b, const TpmDef& tpm) {
  const std::string id = "tpm-" + tpm.info.alias;
  switch (tpm.backend) {
    case TpmBackend::kPassthrough:
      b.Add("-tpmdev", absl::StrCat("passthrough,id=", id, ",path=", Escaped(tpm.device.empty() ? "/dev/tpm0" : tpm.device),
                                    ",cancel-path=/sys/class/tpm/tpm0/device/cancel"));
      return absl::OkStatus();
    case TpmBackend::kEmulator:
      // The program is started with the domain: before, there is nothing to name.
      if (b.context.standalone) b.Add("-chardev", "null,id=chrtpm");
      else b.Add("-chardev", absl::StrCat("socket,id=chrtpm,path=", Escaped(TpmSocketPath(b.context.folder))));
      break;
    case TpmBackend::kExternal:
      b.Add("-chardev", absl::StrCat("socket,id=chrtpm,path=", Escaped(tpm.source.path)));
      break;
  }
  b.Add("-tpmdev", absl::StrCat("emulator,id=", id, ",chardev=chrtpm"));
  return absl::OkStatus();
}

const char* DriverOf(const Builder& b, TpmModel model) {
  switch (model) {
    case TpmModel::kCrb: return "tpm-crb";
    case TpmModel::kSpapr: return "tpm-spapr";
    case TpmModel::kSpaprProxy: return "spapr-tpm-proxy";
    default: return IsX86(b.def) ? "tpm-tis" : "tpm-tis-device";
  }
}
}  // namespace

std::string TpmSocketPath(const std::string& folder) { return folder + "/swtpm.sock"; }

absl::Status AddTpms(Builder& b) {
  for (const TpmDef& tpm : b.def.devices.tpms) {
    if (tpm.model == TpmModel::kSpaprProxy) {
      JsonObject device("driver", "spapr-tpm-proxy");
      b.Device(device.String("id", tpm.info.alias).String("host-path", tpm.device));
      continue;
    }
    RETURN_IF_ERROR(AddBackend(b, tpm));
    JsonObject device("driver", DriverOf(b, tpm.model));
    device.String("tpmdev", "tpm-" + tpm.info.alias).String("id", tpm.info.alias);
    RETURN_IF_ERROR(AddAddress(b, tpm.info, device));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// rare_devices.cc: devices that few guests have: IOMMU, smart cards, shared memory; and encrypted memory.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/chardev_backend.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
// Properties of three states, which QEMU takes as words.
void AddWord(const char* name, const conf::OnOff& value, JsonObject& device) {
  if (value) device.String(name, OnOffText(value->value));
}

absl::StatusOr<JsonObject> Smartcard(Builder& b, const conf::SmartcardDef& card) {
  JsonObject device;
  switch (card.mode) {
    case conf::SmartcardMode::kHost:
      return JsonObject("driver", "ccid-card-emulated").String("backend", "nss-emulated");
    case conf::SmartcardMode::kHostCertificates: {
      if (card.certificates.size() != 3) return InternalError("host-certificates mode needs exactly three certificates");
      device = JsonObject("driver", "ccid-card-emulated");
      device.String("backend", "certificates").String("cert1", card.certificates[0]).String("cert2", card.certificates[1]);
      return device.String("cert3", card.certificates[2]).String("db", card.database.empty() ? "/etc/pki/nssdb" : card.database);
    }
    case conf::SmartcardMode::kPassthrough: {
      const std::string chardev = "char" + card.info.alias;
      if (card.source.type == conf::ChardevType::kSpicevmc) {
        b.Add("-chardev", absl::StrCat("spicevmc,id=", chardev, ",name=smartcard"));
      } else {
        ASSIGN_OR_RETURN(std::string option, ChardevOption(card.source, chardev));
        b.Add("-chardev", std::move(option));
      }
      return JsonObject("driver", "ccid-card-passthru").String("chardev", chardev);
    }
  }
  return device;
}

absl::Status AddShmem(Builder& b, const conf::ShmemDef& shmem) {
  JsonObject device;
  switch (shmem.model) {
    case conf::ShmemModel::kIvshmem:
      return Unsupported("shmem model '%s' is not supported by this QEMU binary", "ivshmem");
    case conf::ShmemModel::kIvshmemPlain: {
      JsonObject memory("qom-type", "memory-backend-file");
      memory.String("id", "shmmem-" + shmem.info.alias).String("mem-path", "/dev/shm/" + shmem.name);
      b.Object(memory.Number("size", shmem.size.value_or(4 << 20)).Bool("share", true));
      device = JsonObject("driver", "ivshmem-plain");
      device.String("id", shmem.info.alias).String("memdev", "shmmem-" + shmem.info.alias);
      break;
    }
    case conf::ShmemModel::kIvshmemDoorbell: {
      const std::string chardev = "char" + shmem.info.alias;
      b.Add("-chardev", absl::StrCat("socket,id=", chardev, ",path=",
                                     Escaped(shmem.server && !shmem.server->path.empty() ? shmem.server->path
                                                                                         : "/var/lib/libvirt/shmem-" + shmem.name + "-sock")));
      device = JsonObject("driver", "ivshmem-doorbell");
      device.String("id", shmem.info.alias).String("chardev", chardev);
      if (shmem.msi) device.Given("vectors", uint64_t{shmem.msi->vectors}).Given("ioeventfd", shmem.msi->ioeventfd);
      break;
    }
  }
  if (shmem.role != conf::ShmemRole::kDefault) AddWord("master", xml::OnOff{shmem.role == conf::ShmemRole::kMaster}, device);
  RETURN_IF_ERROR(AddAddress(b, shmem.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}
}  // namespace

absl::Status AddIommu(Builder& b) {
  if (!b.def.devices.iommu) return absl::OkStatus();
  const conf::IommuDef& iommu = *b.def.devices.iommu;
  JsonObject device;
  switch (iommu.model) {
    case conf::IommuModel::kIntel:
      device = JsonObject("driver", "intel-iommu");
      device.String("id", iommu.info.alias);
      AddWord("intremap", iommu.intremap, device);
      device.Given("caching-mode", iommu.caching_mode);
      AddWord("eim", iommu.eim, device);
      device.Given("device-iotlb", iommu.iotlb).Given("aw-bits", uint64_t{iommu.aw_bits});
      break;
    case conf::IommuModel::kVirtio:
      device = JsonObject("driver", "virtio-iommu");
      device.String("id", iommu.info.alias);
      RETURN_IF_ERROR(AddAddress(b, iommu.info, device));
      break;
    case conf::IommuModel::kSmmuv3:
      return absl::OkStatus();  // stands at the board
  }
  b.Device(std::move(device));
  return absl::OkStatus();
}

absl::Status AddSmartcards(Builder& b) {
  for (const conf::SmartcardDef& card : b.def.devices.smartcards) {
    ASSIGN_OR_RETURN(JsonObject device, Smartcard(b, card));
    const auto* address = card.info.As<conf::CcidAddress>();
    device.String("id", card.info.alias);
    ASSIGN_OR_RETURN(const std::string bus, BusOf(b.def, conf::ControllerType::kCcid, address ? static_cast<int>(address->controller) : 0));
    b.Device(device.String("bus", bus));
  }
  return absl::OkStatus();
}

absl::Status AddShmems(Builder& b) {
  for (const conf::ShmemDef& shmem : b.def.devices.shmems) RETURN_IF_ERROR(AddShmem(b, shmem));
  return absl::OkStatus();
}

absl::Status AddLaunchSecurity(Builder& b) {
  if (!b.def.launch_security) return absl::OkStatus();
  const conf::LaunchSecurity& security = *b.def.launch_security;
  if (security.type == conf::LaunchSecurityType::kS390Pv) {
    b.Object(JsonObject("qom-type", "s390-pv-guest").String("id", "lsec0"));
    return absl::OkStatus();
  }
  if (!b.emulator.sev) return Unsupported("SEV launch security is not supported with this QEMU binary");
  JsonObject object("qom-type", "sev-guest");
  object.String("id", "lsec0").Number("cbitpos", security.cbitpos.value_or(b.emulator.sev->cbitpos));
  object.Number("reduced-phys-bits", security.reduced_phys_bits.value_or(b.emulator.sev->reduced_phys_bits));
  object.Number("policy", security.policy);
  // The caller has written what the owner sent into this run's folder.
  if (!security.dh_cert.empty()) object.String("dh-cert-file", b.context.folder + "/dh_cert.base64");
  if (!security.session.empty()) object.String("session-file", b.context.folder + "/session.base64");
  b.Object(object.Given("kernel-hashes", security.kernel_hashes));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu

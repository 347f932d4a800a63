// SPDX-License-Identifier: Apache-2.0
// features_def.h: what the machine and hypervisor offer a guest (<features>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libshared/conf/choice.h"

namespace pleiad::conf {

enum class HypervMode { kNone, kCustom, kPassthrough };
struct Hyperv {
  HypervMode mode = HypervMode::kNone;
  OnOff relaxed, vapic, spinlocks, vpindex, runtime, synic, stimer, stimer_direct, reset, vendor_id, frequencies, reenlightenment,
      tlbflush, ipi, evmcs, avic;
  uint32_t spinlock_retries = 0;
  std::string vendor_id_value;
};
struct Kvm {
  OnOff hidden, hint_dedicated, poll_control, pv_ipi, dirty_ring;
  uint32_t dirty_ring_size = 0;
};
enum class XenPassthrough { kDefault, kSyncPt, kSharePt };
struct Xen {
  OnOff e820_host, passthrough;
  XenPassthrough passthrough_mode = XenPassthrough::kDefault;
};

enum class GicVersion { kNone, k2, k3, kHost };
struct Gic {
  GicVersion version = GicVersion::kNone;
};
enum class IoapicDriver { kNone, kQemu, kKvm };
enum class HptResizing { kNone, kEnabled, kDisabled, kRequired };
enum class MsrsUnknown { kNone, kIgnore, kFault };
enum class Workaround { kNone, kBroken, kWorkaround, kFixed };
enum class Ibs { kNone, kBroken, kWorkaround, kFixedIbs, kFixedCcd, kFixedNa };
enum class CapabilitiesPolicy { kDefault, kAllow, kDeny };

// Containers: which capabilities the init process keeps.
struct ProcessCapabilities {
  CapabilitiesPolicy policy = CapabilitiesPolicy::kDefault;
  std::vector<std::pair<std::string, bool>> states;  // "mknod" on
};

struct Features {
  bool acpi = false, pae = false, viridian = false, privnet = false;
  bool apic = false;
  OnOff apic_eoi;
  OnOff hap, pvspinlock, pmu, vmport, smm, vmcoreinfo, htm, nested_hv, ccf_assist;
  std::optional<uint64_t> smm_tseg_bytes;
  std::optional<Hyperv> hyperv;
  std::optional<Kvm> kvm;
  std::optional<Xen> xen;
  std::optional<Gic> gic;
  IoapicDriver ioapic = IoapicDriver::kNone;
  HptResizing hpt_resizing = HptResizing::kNone;
  std::optional<uint64_t> hpt_max_page_bytes;
  MsrsUnknown msrs_unknown = MsrsUnknown::kNone;
  Workaround cfpc = Workaround::kNone, sbbc = Workaround::kNone;
  Ibs ibs = Ibs::kNone;
  std::optional<uint64_t> tcg_tb_cache_bytes;
  std::optional<ProcessCapabilities> capabilities;
};
template <class Map>
void Fields(Map& m, Features& features);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/features_def.h"

#include <algorithm>
#include <string_view>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<HypervMode> kHypervModes = {{HypervMode::kCustom, "custom"}, {HypervMode::kPassthrough, "passthrough"}};
constexpr xml::EnumNames<XenPassthrough> kXenPassthroughs = {
    {XenPassthrough::kDefault, "default"}, {XenPassthrough::kSyncPt, "sync_pt"}, {XenPassthrough::kSharePt, "share_pt"}};
constexpr xml::EnumNames<GicVersion> kGicVersions = {{GicVersion::k2, "2"}, {GicVersion::k3, "3"}, {GicVersion::kHost, "host"}};
constexpr xml::EnumNames<IoapicDriver> kIoapicDrivers = {{IoapicDriver::kQemu, "qemu"}, {IoapicDriver::kKvm, "kvm"}};
constexpr xml::EnumNames<HptResizing> kHptResizings = {
    {HptResizing::kEnabled, "enabled"}, {HptResizing::kDisabled, "disabled"}, {HptResizing::kRequired, "required"}};
constexpr xml::EnumNames<MsrsUnknown> kMsrsUnknowns = {{MsrsUnknown::kIgnore, "ignore"}, {MsrsUnknown::kFault, "fault"}};
constexpr xml::EnumNames<Workaround> kWorkarounds = {
    {Workaround::kBroken, "broken"}, {Workaround::kWorkaround, "workaround"}, {Workaround::kFixed, "fixed"}};
constexpr xml::EnumNames<Ibs> kIbs = {{Ibs::kBroken, "broken"},
                                      {Ibs::kWorkaround, "workaround"},
                                      {Ibs::kFixedIbs, "fixed-ibs"},
                                      {Ibs::kFixedCcd, "fixed-ccd"},
                                      {Ibs::kFixedNa, "fixed-na"}};
constexpr xml::EnumNames<CapabilitiesPolicy> kCapabilitiesPolicies = {
    {CapabilitiesPolicy::kDefault, "default"}, {CapabilitiesPolicy::kAllow, "allow"}, {CapabilitiesPolicy::kDeny, "deny"}};
// In the order in which documents have them.
constexpr const char* kCapabilities[] = {
    "audit_control", "audit_write",    "block_suspend", "chown",      "dac_override", "dac_read_search", "fowner",           "fsetid",
    "ipc_lock",      "ipc_owner",      "kill",          "lease",      "linux_immutable", "mac_admin",    "mac_override",     "mknod",
    "net_admin",     "net_bind_service", "net_broadcast", "net_raw",  "setgid",       "setfcap",         "setpcap",          "setuid",
    "sys_admin",     "sys_boot",       "sys_chroot",    "sys_module", "sys_nice",     "sys_pacct",       "sys_ptrace",       "sys_rawio",
    "sys_resource",  "sys_time",       "sys_tty_config", "syslog",    "wake_alarm"};

constexpr uint32_t kMinSpinlockRetries = 4095;
constexpr size_t kMaxVendorId = 12;
constexpr uint32_t kMinDirtyRing = 1024, kMaxDirtyRing = 65536;
constexpr uint64_t kKib = 1024, kMib = 1024 * 1024;

// A feature that nobody knows is refused: the guest would run without something that was asked for.
template <class Map>
static void RefuseOthers(Map& m, const char* what) {
  if constexpr (Map::kReading) {
    const std::string name = m.FirstUnknownElement();
    // Where all is validated, what is unknown is the validation's to say.
    if (!name.empty() && !m.failed() && !m.options().validate) m.Fail(Unsupported("%s%s", what, name));
  }
}

// ---- <hyperv> -------------------------------------------------------------------------------------------------------
template <class Map>
static void Spinlocks(Map& m, Hyperv& hyperv) {
  if constexpr (Map::kReading) {
    m.Group("spinlocks", [&](auto& g) {
      g.Attribute("state", hyperv.spinlocks.emplace(), xml::kRequired);
      g.KnowAttribute("retries");
      if (!IsOn(hyperv.spinlocks) || g.failed()) return;
      g.Attribute("retries", hyperv.spinlock_retries, xml::kRequired);
      if (!g.failed() && hyperv.spinlock_retries < kMinSpinlockRetries) {
        g.Fail(XmlError("HyperV spinlock retry count must be at least %d", kMinSpinlockRetries));
      }
    });
  } else if (hyperv.spinlocks) {
    m.Group("spinlocks", [&](auto& g) {
      g.Attribute("state", hyperv.spinlocks);
      if (IsOn(hyperv.spinlocks)) g.Attribute("retries", hyperv.spinlock_retries);
    });
  }
}

template <class Map>
static void Stimer(Map& m, Hyperv& hyperv) {
  if constexpr (Map::kReading) {
    m.Group("stimer", [&](auto& g) {
      g.Attribute("state", hyperv.stimer.emplace(), xml::kRequired);
      if (IsOn(hyperv.stimer)) StateElement(g, "direct", hyperv.stimer_direct);
      g.KnowElement("direct");
    });
  } else if (hyperv.stimer) {
    m.Group("stimer", [&](auto& g) {
      g.Attribute("state", hyperv.stimer);
      StateElement(g, "direct", hyperv.stimer_direct);
    });
  }
}

static void ReadVendorId(xml::Reader& g, Hyperv& hyperv) {
  g.Attribute("state", hyperv.vendor_id.emplace(), xml::kRequired);
  std::string value;
  g.Attribute("value", value);
  if (!IsOn(hyperv.vendor_id) || g.failed()) return;
  if (!g.HasAttribute("value")) return g.Fail(XmlError("missing 'value' attribute for HyperV feature 'vendor_id'"));
  if (value.size() > kMaxVendorId) return g.Fail(XmlError("HyperV vendor_id value must not be more than %d characters.", kMaxVendorId));
  if (value.find(',') != std::string::npos) return g.Fail(XmlError("HyperV vendor_id value is invalid"));
  hyperv.vendor_id_value = value;
}
template <class Map>
static void VendorId(Map& m, Hyperv& hyperv) {
  if constexpr (Map::kReading) {
    m.Group("vendor_id", [&](auto& g) { ReadVendorId(g, hyperv); });
  } else if (hyperv.vendor_id) {
    m.Group("vendor_id", [&](auto& g) {
      g.Attribute("state", hyperv.vendor_id);
      if (IsOn(hyperv.vendor_id)) g.Attribute("value", hyperv.vendor_id_value, xml::kRequired);
    });
  }
}

template <class Map>
static void Fields(Map& m, Hyperv& hyperv) {
  if constexpr (Map::kReading) {
    m.Attribute("mode", hyperv.mode, kHypervModes, HypervMode::kCustom);
  } else {
    m.Attribute("mode", hyperv.mode, kHypervModes, xml::kRequired);
  }
  m.Body();
  StateElement(m, "relaxed", hyperv.relaxed);
  StateElement(m, "vapic", hyperv.vapic);
  Spinlocks(m, hyperv);
  StateElement(m, "vpindex", hyperv.vpindex);
  StateElement(m, "runtime", hyperv.runtime);
  StateElement(m, "synic", hyperv.synic);
  Stimer(m, hyperv);
  StateElement(m, "reset", hyperv.reset);
  VendorId(m, hyperv);
  StateElement(m, "frequencies", hyperv.frequencies);
  StateElement(m, "reenlightenment", hyperv.reenlightenment);
  StateElement(m, "tlbflush", hyperv.tlbflush);
  StateElement(m, "ipi", hyperv.ipi);
  StateElement(m, "evmcs", hyperv.evmcs);
  StateElement(m, "avic", hyperv.avic);
  RefuseOthers(m, "unsupported HyperV Enlightenment feature: ");
}

// ---- <kvm> and <xen> ------------------------------------------------------------------------------------------------
template <class Map>
static void DirtyRing(Map& m, Kvm& kvm) {
  if constexpr (Map::kReading) {
    m.Group("dirty-ring", [&](auto& g) {
      g.Attribute("state", kvm.dirty_ring.emplace(), xml::kRequired);
      g.KnowAttribute("size");
      if (!IsOn(kvm.dirty_ring) || g.failed()) return;
      g.Attribute("size", kvm.dirty_ring_size, xml::kRequired);
      const uint32_t size = kvm.dirty_ring_size;
      if (!g.failed() && ((size & (size - 1)) != 0 || size < kMinDirtyRing || size > kMaxDirtyRing)) {
        g.Fail(XmlError("dirty ring must be power of 2 and ranges [%d, %d]", kMinDirtyRing, kMaxDirtyRing));
      }
    });
  } else if (kvm.dirty_ring) {
    m.Group("dirty-ring", [&](auto& g) {
      g.Attribute("state", kvm.dirty_ring);
      g.Attribute("size", kvm.dirty_ring_size, 0u);
    });
  }
}

template <class Map>
static void Fields(Map& m, Kvm& kvm) {
  m.Body();
  StateElement(m, "hidden", kvm.hidden);
  StateElement(m, "hint-dedicated", kvm.hint_dedicated);
  StateElement(m, "poll-control", kvm.poll_control);
  StateElement(m, "pv-ipi", kvm.pv_ipi);
  DirtyRing(m, kvm);
  RefuseOthers(m, "unsupported KVM feature: ");
}

template <class Map>
static void Passthrough(Map& m, Xen& xen) {
  if constexpr (Map::kReading) {
    m.Group("passthrough", [&](auto& g) {
      g.Attribute("state", xen.passthrough.emplace(), xml::kRequired);
      g.Attribute("mode", xen.passthrough_mode, kXenPassthroughs, XenPassthrough::kDefault);
    });
  } else if (xen.passthrough) {
    m.Group("passthrough", [&](auto& g) {
      g.Attribute("state", xen.passthrough);
      if (IsOn(xen.passthrough)) g.Attribute("mode", xen.passthrough_mode, kXenPassthroughs, XenPassthrough::kDefault);
    });
  }
}

template <class Map>
static void Fields(Map& m, Xen& xen) {
  m.Body();
  StateElement(m, "e820_host", xen.e820_host);
  Passthrough(m, xen);
  RefuseOthers(m, "unsupported Xen feature: ");
}

template <class Map>
static void Fields(Map& m, Gic& gic) {
  m.Attribute("version", gic.version, kGicVersions, GicVersion::kNone);
}

// ---- <capabilities> of containers -----------------------------------------------------------------------------------
static void Fields(xml::Reader& m, ProcessCapabilities& capabilities) {
  m.Attribute("policy", capabilities.policy, kCapabilitiesPolicies, CapabilitiesPolicy::kDefault);
  for (const char* name : kCapabilities) {
    OnOff state;
    StateElementOrOn(m, name, state);
    if (state) capabilities.states.push_back({name, state->value});
  }
  const std::string other = m.FirstUnknownElement();
  if (!other.empty() && !m.failed()) m.Fail(Unsupported("unexpected capability feature '%s'", other));
}
static void Fields(xml::Writer& m, ProcessCapabilities& capabilities) {
  m.Attribute("policy", capabilities.policy, kCapabilitiesPolicies, xml::kRequired);
  for (const auto& [name, on] : capabilities.states) {
    OnOff state = xml::OnOff{on};
    StateElement(m, name.c_str(), state);
  }
}

// ---- the others -----------------------------------------------------------------------------------------------------
template <class Map>
static void Apic(Map& m, Features& f) {
  if constexpr (Map::kReading) {
    f.apic = m.HasElement("apic");
    m.Group("apic", [&](auto& g) { g.Attribute("eoi", f.apic_eoi); });
  } else if (f.apic) {
    m.Nest("apic", /*keep_empty=*/true, [&](auto& g) { g.Attribute("eoi", f.apic_eoi); });
  }
}

// The TSEG's size counts where SMM is on; documents give it in MiB unless they say otherwise.
template <class Map>
static void Smm(Map& m, Features& f) {
  StateElementOrOn(m, "smm", f.smm, [&](auto& g) {
    g.KnowElement("tseg");
    if (IsOn(f.smm)) SizeElement(g, "tseg", f.smm_tseg_bytes, kMib, UnitStyle::kPretty);
  });
}

template <class Map>
static void Hpt(Map& m, Features& f) {
  m.Group("hpt", [&](auto& g) {
    g.Attribute("resizing", f.hpt_resizing, kHptResizings, HptResizing::kNone);
    SizeElement(g, "maxpagesize", f.hpt_max_page_bytes, kKib, UnitStyle::kKib);
  });
}

template <class Map>
static void Msrs(Map& m, Features& f) {
  if constexpr (Map::kReading) {
    m.Group("msrs", [&](auto& g) { g.Attribute("unknown", f.msrs_unknown, kMsrsUnknowns, xml::kRequired); });
  } else {
    m.Group("msrs", [&](auto& g) { g.Attribute("unknown", f.msrs_unknown, kMsrsUnknowns, MsrsUnknown::kNone); });
  }
}

// In the order in which libvirt writes them.
template <class Map>
static void AllFeatures(Map& m, Features& f) {
  m.Flag("acpi", f.acpi);
  Apic(m, f);
  m.Flag("pae", f.pae);
  StateElementOrOn(m, "hap", f.hap);
  m.Flag("viridian", f.viridian);
  m.Flag("privnet", f.privnet);
  m.Element("hyperv", f.hyperv);
  m.Element("kvm", f.kvm);
  StateElementOrOn(m, "pvspinlock", f.pvspinlock);
  m.Element("capabilities", f.capabilities);
  StateElementOrOn(m, "pmu", f.pmu);
  StateElementOrOn(m, "vmport", f.vmport);
  m.Element("gic", f.gic);
  Smm(m, f);
  m.Group("ioapic", [&](auto& g) { g.Attribute("driver", f.ioapic, kIoapicDrivers, IoapicDriver::kNone); });
  Hpt(m, f);
  StateElementOrOn(m, "vmcoreinfo", f.vmcoreinfo);
  StateElement(m, "htm", f.htm);
  StateElement(m, "nested-hv", f.nested_hv);
  Msrs(m, f);
  StateElement(m, "ccf-assist", f.ccf_assist);
  m.Element("xen", f.xen);
  m.Group("cfpc", [&](auto& g) { g.Attribute("value", f.cfpc, kWorkarounds, Workaround::kNone); });
  m.Group("sbbc", [&](auto& g) { g.Attribute("value", f.sbbc, kWorkarounds, Workaround::kNone); });
  m.Group("ibs", [&](auto& g) { g.Attribute("value", f.ibs, kIbs, Ibs::kNone); });
  m.Group("tcg", [&](auto& g) { SizeElement(g, "tb-cache", f.tcg_tb_cache_bytes, kKib, UnitStyle::kKib); });
}

template <class Map>
void Fields(Map& m, Features& features) {
  AllFeatures(m, features);
  if constexpr (Map::kReading) {
    const std::string name = m.FirstUnknownElement();
    if (!name.empty() && !m.failed() && !m.options().validate) m.Fail(Unsupported("unexpected feature '%s'", name));
  }
}
template void Fields(xml::Reader&, Features&);
template void Fields(xml::Writer&, Features&);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/cpu_def.h"

#include <algorithm>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<CpuMode> kCpuModes = {{CpuMode::kCustom, "custom"},
                                               {CpuMode::kHostModel, "host-model"},
                                               {CpuMode::kHostPassthrough, "host-passthrough"},
                                               {CpuMode::kMaximum, "maximum"}};
constexpr xml::EnumNames<CpuMatch> kCpuMatches = {
    {CpuMatch::kMinimum, "minimum"}, {CpuMatch::kExact, "exact"}, {CpuMatch::kStrict, "strict"}};
constexpr xml::EnumNames<CpuCheck> kCpuChecks = {{CpuCheck::kNone, "none"}, {CpuCheck::kPartial, "partial"}, {CpuCheck::kFull, "full"}};
constexpr xml::EnumNames<CpuFallback> kCpuFallbacks = {{CpuFallback::kAllow, "allow"}, {CpuFallback::kForbid, "forbid"}};
constexpr xml::EnumNames<CpuFeaturePolicy> kCpuFeaturePolicies = {{CpuFeaturePolicy::kForce, "force"},
                                                                  {CpuFeaturePolicy::kRequire, "require"},
                                                                  {CpuFeaturePolicy::kOptional, "optional"},
                                                                  {CpuFeaturePolicy::kDisable, "disable"},
                                                                  {CpuFeaturePolicy::kForbid, "forbid"}};
constexpr xml::EnumNames<CpuCacheMode> kCpuCacheModes = {
    {CpuCacheMode::kEmulate, "emulate"}, {CpuCacheMode::kPassthrough, "passthrough"}, {CpuCacheMode::kDisable, "disable"}};
constexpr xml::EnumNames<PhysAddrMode> kPhysAddrModes = {{PhysAddrMode::kEmulate, "emulate"}, {PhysAddrMode::kPassthrough, "passthrough"}};
constexpr size_t kVendorIdSize = 12;
constexpr int kMaxCacheLevel = 3;

static absl::Status CpuUnsupported(const std::string& text) { return MakeError(ErrorDomain::kCpu, ErrorCode::kConfigUnsupported, text); }

static bool IsHost(CpuMode mode) { return mode == CpuMode::kHostPassthrough || mode == CpuMode::kMaximum; }

static void ReadVendorId(xml::Reader& m, std::string& vendor_id) {
  std::optional<std::string> text;
  m.Attribute("vendor_id", text);
  if (!text) return;
  if (text->size() != kVendorIdSize) return m.Fail(XmlError("vendor_id must be exactly %d characters long", kVendorIdSize));
  // A comma would split QEMU's -cpu argument.
  if (text->find(',') != std::string::npos) return m.Fail(XmlError("vendor id is invalid"));
  vendor_id = *text;
}

template <class Map>
static void Fields(Map& m, CpuModel& model) {
  if constexpr (Map::kReading) {
    std::string fallback;
    m.Attribute("fallback", fallback);
    if (!fallback.empty() && !xml::ValueOf(kCpuFallbacks, fallback, model.fallback)) m.Fail(CpuUnsupported("Invalid fallback attribute"));
    ReadVendorId(m, model.vendor_id);
  } else {
    m.Attribute("fallback", model.fallback, kCpuFallbacks, xml::kRequired);
    m.Attribute("vendor_id", model.vendor_id);
  }
  m.Value(model.name);
}

static void Positive(xml::Reader& m, const char* name, uint32_t& value, bool required) {
  required ? m.Attribute(name, value, xml::kRequired) : m.Attribute(name, value, 1u);
  if (m.failed() || value != 0) return;
  m.Fail(XmlError("Invalid value for attribute '%s' in element 'topology': Zero is not permitted", name));
}
static void Positive(xml::Writer& m, const char* name, uint32_t& value, bool) { m.Attribute(name, value); }

template <class Map>
static void Fields(Map& m, CpuTopology& topology) {
  Positive(m, "sockets", topology.sockets, /*required=*/true);
  Positive(m, "dies", topology.dies, /*required=*/false);
  Positive(m, "cores", topology.cores, /*required=*/true);
  Positive(m, "threads", topology.threads, /*required=*/true);
}

template <class Map>
static void Fields(Map& m, CpuCache& cache) {
  m.Attribute("level", cache.level);
  m.Attribute("mode", cache.mode, kCpuCacheModes, xml::kRequired);
  if constexpr (Map::kReading) {
    if (cache.level && (*cache.level < 1 || *cache.level > kMaxCacheLevel) && !m.failed()) {
      m.Fail(XmlError("invalid CPU cache level, must be in range [1,%d]", kMaxCacheLevel));
    }
  }
}

template <class Map>
static void Fields(Map& m, MaxPhysAddr& address) {
  m.Attribute("mode", address.mode, kPhysAddrModes, xml::kRequired);
  m.Attribute("bits", address.bits);
}

template <class Map>
static void Fields(Map& m, CpuFeature& feature) {
  if constexpr (Map::kReading) {
    std::string policy;
    m.Attribute("policy", policy);
    if (!policy.empty() && !xml::ValueOf(kCpuFeaturePolicies, policy, feature.policy)) {
      return m.Fail(CpuUnsupported("Invalid CPU feature policy"));
    }
    m.Attribute("name", feature.name);
    if (feature.name.empty()) m.Fail(XmlError("Invalid CPU feature name"));
  } else {
    m.Attribute("policy", feature.policy, kCpuFeaturePolicies, xml::kRequired);
    m.Attribute("name", feature.name);
  }
}

static void Mode(xml::Reader& m, CpuDef& cpu) {
  std::string text;
  m.Attribute("mode", text);
  if (text.empty()) {
    cpu.mode = CpuMode::kCustom;
  } else if (!xml::ValueOf(kCpuModes, text, cpu.mode)) {
    m.Fail(CpuUnsupported("Invalid mode attribute '" + text + "'"));
  }
  m.Attribute("match", cpu.match, kCpuMatches, CpuMatch::kNone);
  m.Attribute("check", cpu.check, kCpuChecks, CpuCheck::kDefault);
  m.Attribute("migratable", cpu.migratable);
  if (cpu.migratable && !IsHost(cpu.mode)) {
    m.Fail(CpuUnsupported("Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode"));
  }
}
static void Mode(xml::Writer& m, CpuDef& cpu) {
  m.Attribute("mode", cpu.mode, kCpuModes, CpuMode::kNone);
  m.Attribute("match", cpu.match, kCpuMatches, CpuMatch::kNone);
  m.Attribute("check", cpu.check, kCpuChecks, CpuCheck::kDefault);
  m.Attribute("migratable", cpu.migratable);
}

// What a mode does not use is dropped, what it lacks is refused.
static void Settle(xml::Reader& m, CpuDef& cpu) {
  if (m.failed()) return;
  if (cpu.model && (cpu.model->name.empty() || IsHost(cpu.mode))) cpu.model.reset();
  if (cpu.mode != CpuMode::kCustom) cpu.match = CpuMatch::kNone;
  if (cpu.mode == CpuMode::kCustom && !cpu.model) {
    if (!cpu.vendor.empty()) return m.Fail(XmlError("CPU vendor specified without CPU model"));
    if (!cpu.features.empty()) return m.Fail(XmlError("Non-empty feature list specified without CPU model"));
    cpu.mode = CpuMode::kNone;
    cpu.match = CpuMatch::kNone;
    cpu.check = CpuCheck::kDefault;
  }
  if (cpu.mode == CpuMode::kCustom && cpu.match == CpuMatch::kNone) cpu.match = CpuMatch::kExact;
  for (size_t i = 0; i < cpu.features.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (cpu.features[i].name == cpu.features[j].name) {
        return m.Fail(XmlError("CPU feature '%s' specified more than once", cpu.features[i].name));
      }
    }
  }
}

template <class Map>
void Fields(Map& m, CpuDef& cpu) {
  Mode(m, cpu);
  m.Element("model", cpu.model);
  m.Text("vendor", cpu.vendor);
  m.Element("topology", cpu.topology);
  m.Element("cache", cpu.cache);
  m.Element("maxphysaddr", cpu.max_phys_addr);
  m.List("feature", cpu.features);
  m.Group("numa", [&](auto& g) { Fields(g, cpu.numa); });
  if constexpr (Map::kReading) Settle(m, cpu);
}
template void Fields(xml::Reader&, CpuDef&);
template void Fields(xml::Writer&, CpuDef&);

const CpuFeature* CpuDef::FindFeature(std::string_view name) const {
  const auto found = std::find_if(features.begin(), features.end(), [name](const CpuFeature& feature) { return feature.name == name; });
  return found == features.end() ? nullptr : &*found;
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/rng_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void RateValue(Map& m, const char* name, uint32_t& value) {
  if constexpr (Map::kReading) {
    const char* text = m.node().Attribute(name);
    m.KnowAttribute(name);
    if (text && !xml::FromText(text, value)) m.Fail(XmlError("invalid RNG rate %s value", std::string(name)));
  } else {
    m.Attribute(name, value, 0u);
  }
}

template <class Map>
void BackendFields(Map& m, RngDef& rng) {
  const auto describe = [&](auto& g) {
    if constexpr (Map::kReading) {
      if (!g.HasAttribute("model")) return g.Fail(XmlError("missing RNG device backend model"));
    }
    if constexpr (Map::kReading) {
      ChosenAttribute(g, "model", rng.backend, kRngBackends, RngBackend::kRandom, "unknown RNG backend model");
    } else {
      g.Attribute("model", rng.backend, kRngBackends, xml::kRequired);
    }
    if (rng.backend == RngBackend::kRandom) {
      if (Map::kReading || !rng.device.empty()) g.Value(rng.device);
      if (Map::kReading && rng.device.empty()) rng.device = "/dev/random";
    } else if (rng.backend == RngBackend::kEgd) {
      if constexpr (Map::kReading) {
        if (!g.HasAttribute("type")) return g.Fail(XmlError("missing EGD backend type"));
      }
      ChardevSourceType(g, rng.source, "type");
      ChardevSourceFields(g, rng.source);
    }
  };
  if constexpr (Map::kReading) {
    const xml::Node backend = m.node().FirstChild("backend");
    if (!backend || backend.Next("backend")) return m.Fail(XmlError("only one RNG backend is supported"));
  }
  m.Group("backend", describe);
}

template <class Map>
void Describe(Map& m, RngDef& rng) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("model")) return m.Fail(XmlError("missing RNG device model"));
    ChosenAttribute(m, "model", rng.model, kVirtioModels, VirtioModel::kVirtio, "unknown RNG model");
  } else {
    m.Attribute("model", rng.model, kVirtioModels, xml::kRequired);
  }
  m.Group("rate", [&](auto& g) {
    RateValue(g, "bytes", rng.rate_bytes);
    RateValue(g, "period", rng.rate_period);
  });
  BackendFields(m, rng);
  VirtioDriver(m, rng.virtio);
  Fields(m, rng.info);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(rng); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(RngDef)

absl::Status Check(const RngDef& rng) { return rng.backend == RngBackend::kEgd ? Check(rng.source) : absl::OkStatus(); }

}  // namespace pleiad::conf

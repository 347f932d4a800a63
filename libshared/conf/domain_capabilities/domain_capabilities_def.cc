// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain_capabilities/domain_capabilities_def.h"

#include "libshared/xml/writer.h"

namespace pleiad::conf {

template <class Map>
static void Fields(Map& m, DomCapsEnum& item) {
  m.Attribute("name", item.name);
  m.TextList("value", item.values);
}

template <class Map>
static void Fields(Map& m, DomCapsPart& part) {
  m.Attribute("supported", part.supported, xml::kRequired);
  if (!part.supported) return;
  m.TextList("value", part.values);
  m.List("enum", part.enums);
}

template <class Map>
static void Fields(Map& m, DomCapsFeature& feature) {
  m.Attribute("policy", feature.policy);
  m.Attribute("name", feature.name);
}

template <class Map>
static void Fields(Map& m, DomCapsCpuModel& model) {
  m.Attribute("usable", model.usable);
  m.Attribute("deprecated", model.deprecated, /*absent=*/false);
  m.Attribute("vendor", model.vendor);
  m.Value(model.name);
}

template <class Map>
static void Fields(Map& m, DomCapsHostModel& host) {
  m.Group("model", [&](auto& g) {
    g.Attribute("fallback", std::string("forbid"));
    g.Value(host.model);
  });
  m.Text("vendor", host.vendor);
  m.List("feature", host.features);
}

template <class Map, class Describe>
static void Mode(Map& m, const char* name, bool supported, Describe describe) {
  m.Group("mode", [&](auto& g) {
    g.Attribute("name", std::string(name));
    g.Attribute("supported", supported, xml::kRequired);
    if (supported) describe(g);
  });
}

template <class Map>
static void Fields(Map& m, DomCapsCpu& cpu) {
  Mode(m, "host-passthrough", cpu.host_passthrough, [&](auto& g) {
    g.Element("enum", DomCapsEnum{"hostPassthroughMigratable", cpu.host_passthrough_migratable});
  });
  Mode(m, "maximum", cpu.maximum, [&](auto& g) { g.Element("enum", DomCapsEnum{"maximumMigratable", cpu.maximum_migratable}); });
  Mode(m, "host-model", cpu.host_model.has_value(), [&](auto& g) { Fields(g, *cpu.host_model); });
  Mode(m, "custom", !cpu.models.empty(), [&](auto& g) { g.List("model", cpu.models); });
}

template <class Map>
static void Fields(Map& m, DomCapsSev& sev) {
  m.Attribute("supported", true, xml::kRequired);
  m.Text("cbitpos", sev.cbitpos, xml::kRequired);
  m.Text("reducedPhysBits", sev.reduced_phys_bits, xml::kRequired);
  m.Text("maxGuests", sev.max_guests, xml::kRequired);
  m.Text("maxESGuests", sev.max_es_guests, xml::kRequired);
}

template <class Map>
static void Parts(Map& m, const std::vector<DomCapsPart>& parts) {
  for (const DomCapsPart& part : parts) m.Element(part.name.c_str(), part);
}

template <class Map>
static void Fields(Map& m, DomainCapabilitiesDef& caps) {
  m.Text("path", caps.path);
  m.Text("domain", caps.domain);
  m.Text("machine", caps.machine);
  m.Text("arch", caps.arch);
  if (caps.max_vcpus > 0) m.Group("vcpu", [&](auto& g) { g.Attribute("max", caps.max_vcpus, xml::kRequired); });
  m.Group("iothreads", [&](auto& g) { g.Attribute("supported", caps.iothreads, xml::kRequired); });
  m.Group("os", [&](auto& g) {
    g.Attribute("supported", true, xml::kRequired);
    g.Element("enum", caps.firmware);
    g.Element("loader", caps.loader);
  });
  m.Element("cpu", caps.cpu);
  m.Element("memoryBacking", caps.memory_backing);
  m.Group("devices", [&](auto& g) { Parts(g, caps.devices); });
  m.Group("features", [&](auto& g) {
    Parts(g, caps.features);
    if (caps.sev) g.Element("sev", *caps.sev);
    else g.Element("sev", DomCapsPart{.name = "sev", .supported = false, .values = {}, .enums = {}});
    Parts(g, caps.late_features);
  });
}

std::string FormatDomainCapabilities(const DomainCapabilitiesDef& capabilities) { return xml::Write("domainCapabilities", capabilities); }

}  // namespace pleiad::conf

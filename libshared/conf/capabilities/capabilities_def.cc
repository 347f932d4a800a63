// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/capabilities/capabilities_def.h"

#include "absl/strings/str_replace.h"
#include "libshared/xml/writer.h"

namespace pleiad::conf {
namespace {
// A size in the largest unit that holds it without a rest.
struct PrettySize {
  uint64_t value;
  const char* unit;
};
PrettySize Pretty(uint64_t kib) {
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (kib != 0 && kib % 1024 == 0 && unit + 1 < std::size(kUnits)) {
    kib /= 1024;
    ++unit;
  }
  return {kib, kUnits[unit]};
}

}  // namespace

// What documents wrap a plain value in. Fields() is found by the namespace of the type, so these stand in it too.
struct CapsNamed {
  std::string name;
};
template <class Map>
static void Fields(Map& m, CapsNamed& item) {
  m.Attribute("name", item.name);
}

template <class Map>
static void Fields(Map& m, CapsPages& pages) {
  m.Attribute("unit", std::string("KiB"));
  m.Attribute("size", pages.size_kib, xml::kRequired);
  if (pages.count) m.Value(*pages.count);
}

template <class Map>
static void Fields(Map& m, CapsTscCounter& counter) {
  m.Attribute("name", std::string("tsc"));
  m.Attribute("frequency", counter.frequency_hz, xml::kRequired);
  m.Attribute("scaling", counter.scaling, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, CapsSignature& signature) {
  m.Attribute("family", signature.family, xml::kRequired);
  m.Attribute("model", signature.model, xml::kRequired);
  m.Attribute("stepping", signature.stepping, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, CapsCpuTopology& topology) {
  m.Attribute("sockets", topology.sockets, xml::kRequired);
  m.Attribute("dies", topology.dies, xml::kRequired);
  m.Attribute("cores", topology.cores, xml::kRequired);
  m.Attribute("threads", topology.threads, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, CapsHostCpu& cpu) {
  m.Text("arch", cpu.arch);
  m.Text("model", cpu.model);
  m.Text("vendor", cpu.vendor);
  if (cpu.microcode) m.Group("microcode", [&](auto& g) { g.Attribute("version", *cpu.microcode, xml::kRequired); });
  m.Element("signature", cpu.signature);
  m.Element("counter", cpu.counter);
  m.Element("topology", cpu.topology);
  if (cpu.physical_addr_bits) {
    m.Group("maxphysaddr", [&](auto& g) {
      g.Attribute("mode", std::string("emulate"));
      g.Attribute("bits", *cpu.physical_addr_bits, xml::kRequired);
    });
  }
  for (const std::string& feature : cpu.features) m.Element("feature", CapsNamed{feature});
  m.List("pages", cpu.pages);
}

template <class Map>
static void Fields(Map& m, CapsPowerManagement& power) {
  m.Flag("suspend_mem", power.suspend_memory);
  m.Flag("suspend_disk", power.suspend_disk);
  m.Flag("suspend_hybrid", power.suspend_hybrid);
}

template <class Map>
static void Fields(Map& m, CapsDistance& distance) {
  m.Attribute("id", distance.id, xml::kRequired);
  m.Attribute("value", distance.value, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, CapsCellCpu& cpu) {
  m.Attribute("id", cpu.id, xml::kRequired);
  if (!cpu.known) return;
  m.Attribute("socket_id", cpu.socket, xml::kRequired);
  m.Attribute("die_id", cpu.die, xml::kRequired);
  m.Attribute("core_id", cpu.core, xml::kRequired);
  m.Attribute("siblings", cpu.siblings, xml::kRequired);
}

struct CapsMemory {
  uint64_t kib;
};
template <class Map>
static void Fields(Map& m, CapsMemory& memory) {
  m.Attribute("unit", std::string("KiB"));
  m.Value(memory.kib);
}

template <class Map>
static void Fields(Map& m, CapsCell& cell) {
  m.Attribute("id", cell.id, xml::kRequired);
  m.Element("memory", CapsMemory{cell.memory_kib});
  m.List("pages", cell.pages);
  m.Group("distances", [&](auto& g) { g.List("sibling", cell.distances); });
  m.Group("cpus", [&](auto& g) {
    g.Attribute("num", cell.cpus.size(), xml::kRequired);
    g.List("cpu", cell.cpus);
  });
}

template <class Map>
static void Fields(Map& m, CapsCacheBank& bank) {
  const PrettySize size = Pretty(bank.size_kib);
  m.Attribute("id", bank.id, xml::kRequired);
  m.Attribute("level", bank.level, xml::kRequired);
  m.Attribute("type", bank.type);
  m.Attribute("size", size.value, xml::kRequired);
  m.Attribute("unit", std::string(size.unit));
  m.Attribute("cpus", bank.cpus, xml::kRequired);
}

template <class Map>
static void Fields(Map& m, CapsBaseLabel& label) {
  m.Attribute("type", label.type);
  m.Value(label.label);
}

template <class Map>
static void Fields(Map& m, CapsSecurityModel& model) {
  m.Text("model", model.model);
  m.Text("doi", model.doi);
  m.List("baselabel", model.base_labels);
}

template <class Map>
static void Fields(Map& m, CapsHost& host) {
  m.Text("uuid", host.uuid, xml::kRequired);
  m.Element("cpu", host.cpu);
  m.Element("power_management", host.power_management);
  m.Group("iommu", [&](auto& g) { g.Attribute("support", host.iommu, xml::kRequired); });
  m.Group("migration_features", [&](auto& g) {
    g.Flag("live", true);
    g.Group("uri_transports", [&](auto& t) { t.TextList("uri_transport", host.migration_transports); });
  });
  m.Group("topology", [&](auto& g) {
    g.Group("cells", [&](auto& cells) {
      cells.Attribute("num", host.cells.size(), xml::kRequired);
      cells.List("cell", host.cells);
    });
  });
  m.Group("cache", [&](auto& g) { g.List("bank", host.caches); });
  m.List("secmodel", host.security_models);
}

template <class Map>
static void Fields(Map& m, CapsMachine& machine) {
  m.Attribute("canonical", machine.canonical);
  if (machine.max_cpus > 0) m.Attribute("maxCpus", machine.max_cpus, xml::kRequired);
  m.Attribute("deprecated", machine.deprecated, /*absent=*/false);
  m.Value(machine.name);
}

struct CapsSwitch {
  bool on, toggle;
};
template <class Map>
static void Fields(Map& m, CapsSwitch& feature) {
  m.Attribute("default", xml::OnOff{feature.on}, xml::kRequired);
  m.Attribute("toggle", feature.toggle, xml::kRequired);
}

struct CapsDomainType {
  std::string type;
};
template <class Map>
static void Fields(Map& m, CapsDomainType& domain) {
  m.Attribute("type", domain.type);
}

template <class Map>
static void Fields(Map& m, CapsGuest& guest) {
  m.Text("os_type", std::string("hvm"));
  m.Group("arch", [&](auto& g) {
    g.Attribute("name", guest.arch);
    g.Text("wordsize", guest.word_size, xml::kRequired);
    g.Text("emulator", guest.emulator);
    g.List("machine", guest.machines);
    for (const std::string& type : guest.domain_types) g.Element("domain", CapsDomainType{type});
  });
  m.Group("features", [&](auto& g) {
    g.Flag("pae", guest.pae);
    g.Flag("nonpae", guest.pae);
    if (guest.acpi) g.Element("acpi", CapsSwitch{true, true});
    if (guest.apic) g.Element("apic", CapsSwitch{true, false});
    g.Flag("cpuselection", guest.cpu_selection);
    g.Flag("deviceboot", guest.device_boot);
    if (guest.disk_snapshot) g.Element("disksnapshot", CapsSwitch{true, false});
  });
}

template <class Map>
static void Fields(Map& m, CapabilitiesDef& capabilities) {
  m.Element("host", capabilities.host);
  m.List("guest", capabilities.guests);
}

std::string FormatCapabilities(const CapabilitiesDef& capabilities) {
  const std::string text = xml::Write("capabilities", capabilities);
  return absl::StrReplaceAll(text, {{"\n  <host>\n", "\n\n  <host>\n"}, {"\n  <guest>\n", "\n\n  <guest>\n"}, {"\n</capabilities>", "\n\n</capabilities>"}});
}

}  // namespace pleiad::conf

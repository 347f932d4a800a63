// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/cputune_def.h"

#include <algorithm>
#include <utility>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<Scheduler> kSchedulers = {
    {Scheduler::kBatch, "batch"}, {Scheduler::kIdle, "idle"}, {Scheduler::kFifo, "fifo"}, {Scheduler::kRr, "rr"}};
constexpr char kIoThreadPin[] = "iothreadpin";
constexpr xml::EnumNames<CacheType> kCacheTypes = {{CacheType::kBoth, "both"}, {CacheType::kCode, "code"}, {CacheType::kData, "data"}};

// Reading a number of <cputune> has an error text of its own.
template <class T>
static void TuneNumber(xml::Reader& m, const char* child, std::optional<T>& value) {
  std::optional<std::string> text;
  m.Text(child, text);
  if (text && !xml::FromText(*text, value.emplace())) m.Fail(XmlError("can't parse cputune %s value", child));
}
template <class T>
static void TuneNumber(xml::Writer& m, const char* child, std::optional<T>& value) {
  m.Text(child, value);
}

template <class Map>
static void PinCpus(Map& m, Bitmap& cpus, const char* element) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("cpuset") && !m.failed()) {
      m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing cpuset for %s", element));
    }
  }
  BitmapAttribute(m, "cpuset", cpus);
}
template <class Map>
static void Sched(Map& m, SchedParam& sched) {
  m.Attribute("scheduler", sched.scheduler, kSchedulers, xml::kRequired);
  if (sched.scheduler == Scheduler::kFifo || sched.scheduler == Scheduler::kRr) {
    m.Attribute("priority", sched.priority, xml::kRequired);
  }
}

// Pins and schedulers of vCPUs and of I/O threads differ in their attributes' names alone.
static void ReadPins(xml::Reader& m, const char* child, const char* id_name, std::vector<CpuPin>& pins) {
  m.EachElement(child, [&](xml::Reader& g) {
    CpuPin pin;
    g.Attribute(id_name, pin.id, xml::kRequired);
    PinCpus(g, pin.cpus, child);
    if (g.failed()) return;
    if (pin.id == 0 && child == kIoThreadPin) {
      return g.Fail(XmlError("Invalid value for attribute 'iothread' in element 'iothreadpin': Zero is not permitted"));
    }
    for (const CpuPin& other : pins) {
      if (other.id == pin.id) g.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "duplicate %s for %s '%d'", child, id_name, pin.id));
    }
    pins.push_back(std::move(pin));
  });
}
static void WritePins(xml::Writer& m, const char* child, const char* id_name, const std::vector<CpuPin>& pins) {
  for (const CpuPin& pin : pins) {
    m.Nest(child, /*keep_empty=*/true, [&](xml::Writer& g) {
      g.Attribute(id_name, pin.id);
      g.Attribute("cpuset", pin.cpus);
    });
  }
}

// One for each thread, in order, as libvirt keeps and writes them.
static void ReadScheds(xml::Reader& m, const char* child, const char* ids_name, std::vector<SchedParam>& scheds) {
  Bitmap seen;
  m.EachElement(child, [&](xml::Reader& g) {
    SchedParam sched;
    if (!g.HasAttribute(ids_name) && !g.failed()) {
      return g.Fail(XmlError("Missing %s attribute in %s", ids_name, child));
    }
    Bitmap threads;
    BitmapAttribute(g, ids_name, threads);
    Sched(g, sched);
    if (g.failed()) return;
    if (seen.Overlaps(threads)) {
      return g.Fail(Error(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "'%s' attributes '%s' must not overlap", child, ids_name));
    }
    for (uint32_t thread : threads.Bits()) {
      seen.Set(thread);
      sched.threads = Bitmap();
      sched.threads.Set(thread);
      scheds.push_back(sched);
    }
  });
  std::stable_sort(scheds.begin(), scheds.end(), [](const auto& a, const auto& b) { return a.threads.Last() < b.threads.Last(); });
}
static void WriteScheds(xml::Writer& m, const char* child, const char* ids_name, const std::vector<SchedParam>& scheds) {
  for (const SchedParam& sched : scheds) {
    m.Nest(child, /*keep_empty=*/true, [&](xml::Writer& g) {
      g.Attribute(ids_name, sched.threads);
      Sched(g, const_cast<SchedParam&>(sched));
    });
  }
}

static void Fields(xml::Reader& m, CacheAllocation& cache) {
  m.Attribute("id", cache.id, xml::kRequired);
  m.Attribute("level", cache.level, xml::kRequired);
  m.Attribute("type", cache.type, kCacheTypes, xml::kRequired);
  uint64_t size = 0;
  std::string unit;
  m.Attribute("size", size, xml::kRequired);
  m.Attribute("unit", unit);
  auto bytes = ScaleToBytes(size, unit, 1024);
  bytes.ok() ? void(cache.size_bytes = *bytes) : m.Fail(bytes.status());
}
static void Fields(xml::Writer& m, CacheAllocation& cache) {
  const PrettySize size = PrettySizeOf(cache.size_bytes);
  m.Attribute("id", cache.id);
  m.Attribute("level", cache.level);
  m.Attribute("type", cache.type, kCacheTypes, xml::kRequired);
  m.Attribute("size", size.value);
  m.Attribute("unit", std::string(size.unit));
}
template <class Map>
static void Fields(Map& m, ResourceMonitor& monitor) {
  m.Attribute("level", monitor.level, 0u);
  BitmapAttribute(m, "vcpus", monitor.vcpus);
}
template <class Map>
static void Fields(Map& m, CacheTune& tune) {
  BitmapAttribute(m, "vcpus", tune.vcpus);
  if (!m.options().inactive) m.Attribute("id", tune.id);
  m.KnowAttribute("id");
  m.List("cache", tune.caches);
  m.List("monitor", tune.monitors);
}
template <class Map>
static void Fields(Map& m, MemoryBandwidth& node) {
  m.Attribute("id", node.id, xml::kRequired);
  m.Attribute("bandwidth", node.bandwidth, xml::kRequired);
}
template <class Map>
static void Fields(Map& m, MemoryTune& tune) {
  BitmapAttribute(m, "vcpus", tune.vcpus);
  if (!m.options().inactive) m.Attribute("id", tune.id);
  m.KnowAttribute("id");
  m.List("node", tune.nodes);
  m.List("monitor", tune.monitors);
}

static void Pins(xml::Reader& m, CpuTune& tune) {
  ReadPins(m, "vcpupin", "vcpu", tune.vcpu_pins);
  std::sort(tune.vcpu_pins.begin(), tune.vcpu_pins.end(), [](const CpuPin& a, const CpuPin& b) { return a.id < b.id; });
  int emulators = 0;
  m.EachElement("emulatorpin", [&](xml::Reader& g) {
    if (++emulators > 1) return g.Fail(XmlError("only one emulatorpin is supported"));
    PinCpus(g, tune.emulator_pin, "emulatorpin");
  });
  ReadPins(m, kIoThreadPin, "iothread", tune.iothread_pins);
}
static void Pins(xml::Writer& m, CpuTune& tune) {
  WritePins(m, "vcpupin", "vcpu", tune.vcpu_pins);
  if (!tune.emulator_pin.empty()) {
    m.Nest("emulatorpin", /*keep_empty=*/true, [&](xml::Writer& g) { g.Attribute("cpuset", tune.emulator_pin); });
  }
  WritePins(m, kIoThreadPin, "iothread", tune.iothread_pins);
}
static void Scheds(xml::Reader& m, CpuTune& tune) {
  m.EachElement("emulatorsched", [&](xml::Reader& g) { Sched(g, tune.emulator_sched.emplace()); });
  ReadScheds(m, "vcpusched", "vcpus", tune.vcpu_scheds);
  ReadScheds(m, "iothreadsched", "iothreads", tune.iothread_scheds);
}
static void Scheds(xml::Writer& m, CpuTune& tune) {
  if (tune.emulator_sched) {
    m.Nest("emulatorsched", /*keep_empty=*/true, [&](xml::Writer& g) { Sched(g, *tune.emulator_sched); });
  }
  WriteScheds(m, "vcpusched", "vcpus", tune.vcpu_scheds);
  WriteScheds(m, "iothreadsched", "iothreads", tune.iothread_scheds);
}

template <class Map>
void Fields(Map& m, CpuTune& tune) {
  TuneNumber(m, "shares", tune.shares);
  TuneNumber(m, "period", tune.period);
  TuneNumber(m, "quota", tune.quota);
  TuneNumber(m, "global_period", tune.global_period);
  TuneNumber(m, "global_quota", tune.global_quota);
  TuneNumber(m, "emulator_period", tune.emulator_period);
  TuneNumber(m, "emulator_quota", tune.emulator_quota);
  TuneNumber(m, "iothread_period", tune.iothread_period);
  TuneNumber(m, "iothread_quota", tune.iothread_quota);
  Pins(m, tune);
  Scheds(m, tune);
  m.List("cachetune", tune.caches);
  m.List("memorytune", tune.memory);
}
template void Fields(xml::Reader&, CpuTune&);
template void Fields(xml::Writer&, CpuTune&);

}  // namespace pleiad::conf

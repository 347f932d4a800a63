// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/vcpu_def.h"

#include <algorithm>
#include <string>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
// ---- vCPUs ----------------------------------------------------------------------------------------------------------
static void ReadCount(xml::Reader& m, Vcpus& vcpus) {
  m.Attribute("placement", vcpus.placement, kPlacements, Placement::kDefault);
  BitmapAttribute(m, "cpuset", vcpus.cpuset);
  m.Attribute("current", vcpus.current);
  if (m.failed()) return;
  if (!xml::FromText(m.node().Text(), vcpus.maximum)) return m.Fail(XmlError("maximum vcpus count must be an integer"));
  // Placed by advice: a set of one's own has no say.
  if (vcpus.placement == Placement::kAuto) vcpus.cpuset = Bitmap();
  if (vcpus.current && *vcpus.current > vcpus.maximum) {
    m.Fail(Unsupported("maximum vCPU count must not be less than current vCPU count"));
  }
}

template <class Map>
static void VcpuFields(Map& m, Vcpu& vcpu) {
  m.Attribute("id", vcpu.id, xml::kRequired);
  m.Attribute("enabled", vcpu.enabled, xml::kRequired);
  m.Attribute("hotpluggable", vcpu.hotpluggable);
  m.Attribute("order", vcpu.order, 0u);
}

// The list names some vCPUs; those that it does not name are off and can be plugged.
static void ReadList(xml::Reader& m, Vcpus& vcpus) {
  if (!m.HasElement("vcpus") || vcpus.maximum > Bitmap::kMaxBits) return m.KnowElement("vcpus");
  vcpus.list.resize(vcpus.maximum);
  for (uint32_t id = 0; id < vcpus.maximum; ++id) vcpus.list[id] = {.id = id, .enabled = false, .hotpluggable = true, .order = 0};
  m.Group("vcpus", [&](xml::Reader& g) {
    g.EachElement("vcpu", [&](xml::Reader& e) {
      Vcpu vcpu;
      VcpuFields(e, vcpu);
      if (e.failed()) return;
      if (vcpu.id >= vcpus.maximum) return e.Fail(XmlError("vcpu id '%d' is out of range of maximum vcpu count", vcpu.id));
      if (!vcpu.hotpluggable) vcpu.hotpluggable = !vcpu.enabled;
      vcpus.list[vcpu.id] = vcpu;
    });
  });
  vcpus.current = static_cast<uint32_t>(std::count_if(vcpus.list.begin(), vcpus.list.end(), [](const Vcpu& vcpu) { return vcpu.enabled; }));
}

void VcpuElements(xml::Reader& m, Vcpus& vcpus) {
  m.Group("vcpu", [&](xml::Reader& g) { ReadCount(g, vcpus); });
  if (!m.failed()) ReadList(m, vcpus);
}

void VcpuElements(xml::Writer& m, Vcpus& vcpus) {
  m.Nest("vcpu", /*keep_empty=*/true, [&](xml::Writer& g) {
    g.Attribute("placement", vcpus.placement == Placement::kAuto ? Placement::kAuto : Placement::kStatic, kPlacements, xml::kRequired);
    BitmapAttribute(g, "cpuset", vcpus.cpuset);
    g.Attribute("current", vcpus.Current(), vcpus.maximum);
    g.Value(vcpus.maximum);
  });
  m.Group("vcpus", [&](xml::Writer& g) {
    for (Vcpu& vcpu : vcpus.list) g.Nest("vcpu", /*keep_empty=*/true, [&](xml::Writer& e) { VcpuFields(e, vcpu); });
  });
}

// ---- I/O threads ----------------------------------------------------------------------------------------------------
template <class Map>
static void Fields(Map& m, DefaultIoThread& thread) {
  m.Attribute("thread_pool_min", thread.thread_pool_min);
  m.Attribute("thread_pool_max", thread.thread_pool_max);
}
template <class Map>
static void Fields(Map& m, IoThread& thread) {
  m.Attribute("id", thread.id, xml::kRequired);
  m.Attribute("thread_pool_min", thread.thread_pool_min);
  m.Attribute("thread_pool_max", thread.thread_pool_max);
}

static bool HasThread(const IoThreads& threads, uint32_t id) {
  return std::any_of(threads.list.begin(), threads.list.end(), [id](const IoThread& thread) { return thread.id == id; });
}

constexpr uint32_t kMaxIoThreads = 16384;

// A list that names fewer threads than there are gets the lowest free numbers for the others.
static void CompleteList(IoThreads& threads) {
  if (threads.list.empty()) return;
  threads.count = std::max<uint32_t>(threads.count, threads.list.size());
  for (uint32_t id = 1; threads.list.size() < threads.count; ++id) {
    if (!HasThread(threads, id)) threads.list.push_back({.id = id, .thread_pool_min = {}, .thread_pool_max = {}});
  }
}

void IoThreadElements(xml::Reader& m, IoThreads& threads) {
  std::optional<std::string> count;
  m.Text("iothreads", count);
  if (count && (!xml::FromText(*count, threads.count) || threads.count > kMaxIoThreads)) {
    return m.Fail(XmlError("invalid iothreads count '%s'", *count));
  }
  m.Group("iothreadids", [&](xml::Reader& g) {
    g.EachElement("iothread", [&](xml::Reader& e) {
      IoThread thread;
      Fields(e, thread);
      if (e.failed()) return;
      if (thread.id == 0) return e.Fail(XmlError("Invalid value for attribute 'id' in element 'iothread': Zero is not permitted"));
      if (HasThread(threads, thread.id)) return e.Fail(XmlError("duplicate iothread id '%d' found", thread.id));
      threads.list.push_back(thread);
    });
  });
  m.Element("defaultiothread", threads.defaults);
  if (!m.failed()) CompleteList(threads);
}

void IoThreadElements(xml::Writer& m, IoThreads& threads) {
  m.Text("iothreads", threads.count, 0u);
  m.Group("iothreadids", [&](xml::Writer& g) { g.List("iothread", threads.list); });
  m.Element("defaultiothread", threads.defaults);
}

}  // namespace pleiad::conf

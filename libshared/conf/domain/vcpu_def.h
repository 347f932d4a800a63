// SPDX-License-Identifier: Apache-2.0
// vcpu_def.h: a domain's vCPUs and I/O threads: how many, which, and where the host may run them.
// How they are scheduled and pinned is in cputune_def.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/base/bitmap.h"
#include "libshared/conf/choice.h"

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

enum class Placement { kDefault, kStatic, kAuto };
inline constexpr xml::EnumNames<Placement> kPlacements = {{Placement::kStatic, "static"}, {Placement::kAuto, "auto"}};

struct Vcpu {
  uint32_t id = 0;
  bool enabled = false;
  YesNo hotpluggable;
  uint32_t order = 0;  // 0: none
};

struct Vcpus {
  uint32_t maximum = 1;
  std::optional<uint32_t> current;  // absent: all
  Placement placement = Placement::kDefault;
  Bitmap cpuset;             // host CPUs; empty is all
  std::vector<Vcpu> list;    // <vcpus>: one per vCPU, or empty

  uint32_t Current() const { return current.value_or(maximum); }
  // All of them is not written as a number of its own.
  void SetCurrent(uint32_t count) {
    current = count == maximum ? std::optional<uint32_t>() : count;
    for (Vcpu& vcpu : list) vcpu.enabled = vcpu.id < count;
  }
};

struct IoThread {
  uint32_t id = 0;
  std::optional<int32_t> thread_pool_min, thread_pool_max;
};
struct DefaultIoThread {
  std::optional<int32_t> thread_pool_min, thread_pool_max;
};
struct IoThreads {
  uint32_t count = 0;
  std::vector<IoThread> list;  // <iothreadids>; empty means 1..count
  std::optional<DefaultIoThread> defaults;
};

// Of the <domain> element itself: <vcpu> and <vcpus>; <iothreads>, <iothreadids> and <defaultiothread>.
void VcpuElements(xml::Reader& m, Vcpus& vcpus);
void VcpuElements(xml::Writer& m, Vcpus& vcpus);
void IoThreadElements(xml::Reader& m, IoThreads& threads);
void IoThreadElements(xml::Writer& m, IoThreads& threads);

}  // namespace pleiad::conf

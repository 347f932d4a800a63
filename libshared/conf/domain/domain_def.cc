// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/domain_def.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libshared/conf/domain/mapping.h"
#include "libshared/conf/domain/metadata_def.h"
#include "libshared/xml/node.h"

namespace pleiad::conf {
namespace {
constexpr xml::EnumNames<LockFailureAction> kLockFailureActions = {{LockFailureAction::kPoweroff, "poweroff"},
                                                                   {LockFailureAction::kRestart, "restart"},
                                                                   {LockFailureAction::kPause, "pause"},
                                                                   {LockFailureAction::kIgnore, "ignore"}};
constexpr const char* kOsTypes[] = {"linux", "hvm", "xen", "uml", "exe", "xenpvh"};
constexpr const char* kArchs[] = {
    "alpha",  "armv6l", "armv7l",   "armv7b",   "aarch64", "cris",    "i686",     "ia64",   "lm32",    "m68k",    "microblaze", "microblazeel",
    "mips",   "mipsel", "mips64",   "mips64el", "openrisc", "parisc", "parisc64", "ppc",    "ppcle",   "ppc64",   "ppc64le",    "ppcemb",
    "riscv32", "riscv64", "s390",   "s390x",    "sh4",     "sh4eb",   "sparc",    "sparc64", "unicore32", "x86_64", "xtensa",    "xtensaeb"};

template <size_t N>
bool IsOneOf(const char* const (&names)[N], const std::string& name) {
  return std::any_of(std::begin(names), std::end(names), [&](const char* known) { return name == known; });
}
absl::Status Internal(const char* text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, text); }
absl::Status Detail(const std::string& text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, text); }

// ---- what the domain is ---------------------------------------------------------------------------------------------
void Root(xml::Reader& m, DomainDef& def) {
  std::string type;
  m.Attribute("type", type);
  if (!m.HasAttribute("type")) return m.Fail(Internal("missing domain type attribute"));
  if (!xml::ValueOf(kVirtTypes, type, def.virt_type)) return m.Fail(Unsupported("invalid domain type %s", type));
  m.KnowAttribute("id");
  if (!m.options().inactive) m.Attribute("id", def.id, -1);
}
void Root(xml::Writer& m, DomainDef& def) {
  m.Attribute("type", def.virt_type, kVirtTypes, xml::kRequired);
  if (!m.options().inactive) m.Attribute("id", def.id, -1);
  if (!def.qemu.empty()) m.Attribute("xmlns:qemu", std::string(kQemuNamespaceUri));
}

void CheckName(xml::Reader& m, const std::string& name) {
  if (m.failed()) return;
  if (name.empty()) return m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kNoName));
  if (name.find('/') != std::string::npos) return m.Fail(XmlError("name %s cannot contain '/'", name));
  // Names become those of files and folders.
  if (name == "." || name == "..") return m.Fail(XmlError("name %s is not allowed", name));
  if (name.find('\n') != std::string::npos) return m.Fail(Detail("invalid char in name: \n"));
}

void Ids(xml::Reader& m, DomainDef& def) {
  std::string uuid;
  std::optional<std::string> genid;
  m.Text("name", def.name);
  CheckName(m, def.name);
  m.Text("uuid", uuid);
  if (!uuid.empty()) {
    auto parsed = Uuid::Parse(uuid);
    parsed ? void(def.uuid = *parsed) : m.Fail(Internal("malformed uuid element"));
  }
  m.Text("genid", genid);
  if (genid) {
    auto parsed = genid->empty() ? Uuid{} : Uuid::Parse(*genid);
    parsed ? void(def.genid = *parsed) : m.Fail(Internal("malformed genid element"));
  }
  m.Text("title", def.title);
  if (def.title.find('\n') != std::string::npos) m.Fail(XmlError("Domain title can't contain newlines"));
  m.Text("description", def.description);
}
void Ids(xml::Writer& m, DomainDef& def) {
  m.Text("name", def.name, xml::kRequired);
  if (!def.uuid.IsNull()) m.Text("uuid", def.uuid);
  if (def.genid && def.genid->IsNull()) {
    m.Nest("genid", /*keep_empty=*/true, [](xml::Writer&) {});
  } else {
    m.Text("genid", def.genid);
  }
  m.Text("title", def.title);
  m.Text("description", def.description);
}

// ---- its memory -----------------------------------------------------------------------------------------------------
// An empty element says as little as none.
void ReadKib(xml::Reader& m, uint64_t& kib) {
  if (m.node().Text().empty()) return m.KnowAttribute("unit");
  MemoryKib size;
  Fields(m, size);
  kib = size.kib;
}
void ReadSlots(xml::Reader& m, uint64_t& slots) {
  std::string text;
  m.Attribute("slots", text);
  if (!text.empty() && !xml::FromText(text, slots)) m.Fail(XmlError("Failed to parse memory slot count"));
}

void MemoryElements(xml::Reader& m, Memory& memory) {
  m.Group("maxMemory", [&](xml::Reader& g) {
    ReadSlots(g, memory.slots);
    ReadKib(g, memory.max_kib);
  });
  m.Group("memory", [&](xml::Reader& g) {
    g.Attribute("dumpCore", memory.dump_core);
    ReadKib(g, memory.total_kib);
  });
  m.Group("currentMemory", [&](xml::Reader& g) {
    uint64_t current = 0;
    ReadKib(g, current);
    if (current != 0) memory.current_kib = current;
  });
}
void WriteKib(xml::Writer& m, uint64_t kib) {
  MemoryKib size{kib};
  Fields(m, size);
}
void MemoryElements(xml::Writer& m, Memory& memory) {
  if (memory.max_kib != 0) {
    m.Group("maxMemory", [&](xml::Writer& g) {
      g.Attribute("slots", memory.slots);
      WriteKib(g, memory.max_kib);
    });
  }
  m.Group("memory", [&](xml::Writer& g) {
    g.Attribute("dumpCore", memory.dump_core);
    WriteKib(g, memory.total_kib);
  });
  m.Group("currentMemory", [&](xml::Writer& g) { WriteKib(g, memory.current_kib.value_or(memory.total_kib)); });
}

template <class Map>
void Resources(Map& m, DomainDef& def) {
  m.Group("blkiotune", [&](auto& g) { Fields(g, def.blkio_tune); });
  m.Group("memtune", [&](auto& g) { Fields(g, def.mem_tune); });
  m.Group("memoryBacking", [&](auto& g) { Fields(g, def.memory_backing); });
  VcpuElements(m, def.vcpus);
  IoThreadElements(m, def.io_threads);
  m.Group("cputune", [&](auto& g) { Fields(g, def.cpu_tune); });
  m.Group("numatune", [&](auto& g) { Fields(g, def.numa_tune); });
  m.Group("resource", [&](auto& g) {
    g.Text("partition", def.partition);
    g.Group("fibrechannel", [&](auto& f) { f.Attribute("appid", def.fibre_channel_app_id); });
  });
}

// ---- what it boots and how it behaves -------------------------------------------------------------------------------
void CheckOs(xml::Reader& m, const Os& os) {
  if (m.failed()) return;
  if (os.type.empty()) return m.Fail(XmlError("an os <type> must be specified"));
  if (!IsOneOf(kOsTypes, os.type)) return m.Fail(Unsupported("unknown OS type '%s'", os.type));
  if (!os.arch.empty() && !IsOneOf(kArchs, os.arch)) m.Fail(Unsupported("Unknown architecture %s", os.arch));
}

template <class Map>
void Boot(Map& m, DomainDef& def) {
  m.List("sysinfo", def.sysinfo);
  m.Text("bootloader", def.bootloader);
  m.Text("bootloader_args", def.bootloader_args);
  m.Group("os", [&](auto& g) { Fields(g, def.os); });
  if constexpr (Map::kReading) {
    // A paravirtual Xen guest may have nothing but a boot loader.
    if (!def.bootloader.empty() && def.os.type.empty()) def.os.type = "xen";
    CheckOs(m, def.os);
  }
  m.Group("idmap", [&](auto& g) { Fields(g, def.id_map); });
}

template <class Map>
void Machine(Map& m, DomainDef& def) {
  m.Group("features", [&](auto& g) { Fields(g, def.features); });
  if constexpr (Map::kReading) {
    m.Element("cpu", def.cpu);
  } else if (def.cpu) {
    m.Group("cpu", [&](auto& g) { Fields(g, *def.cpu); });
  }
  m.Element("clock", def.clock);
  ChosenText(m, "on_poweroff", def.on_poweroff, kLifecycleActions, LifecycleAction::kDestroy, "unknown on_poweroff action");
  ChosenText(m, "on_reboot", def.on_reboot, kLifecycleActions, LifecycleAction::kRestart, "unknown on_reboot action");
  ChosenText(m, "on_crash", def.on_crash, kLifecycleActions, LifecycleAction::kDestroy, "unknown on_crash action");
  ChosenText(m, "on_lockfailure", def.on_lock_failure, kLockFailureActions, LockFailureAction::kDefault, "unknown on_lockfailure action");
  m.Group("pm", [&](auto& g) { Fields(g, def.pm); });
  m.Group("perf", [&](auto& g) { Fields(g, def.perf); });
}

void DevicesElement(xml::Reader& m, Devices& devices) { m.Element("devices", devices); }
void DevicesElement(xml::Writer& m, Devices& devices) {
  m.Nest("devices", /*keep_empty=*/true, [&](xml::Writer& g) {
    g.Body();
    Fields(g, devices);
  });
}

void SecLabels(xml::Reader& m, std::vector<SecLabel>& labels) {
  m.List("seclabel", labels);
  for (size_t i = 0; i < labels.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (labels[i].model == labels[j].model && !m.failed()) {
        m.Fail(Detail("seclabel for model " + labels[i].model + " is already provided"));
      }
    }
  }
}
// A label of no type was only asked about, not configured.
void SecLabels(xml::Writer& m, std::vector<SecLabel>& labels) {
  for (SecLabel& label : labels) {
    if (label.type != SecLabelType::kDefault) m.Element("seclabel", label);
  }
}

template <class Map>
void Security(Map& m, DomainDef& def) {
  SecLabels(m, def.sec_labels);
  m.Group("keywrap", [&](auto& g) { Fields(g, def.key_wrap); });
  m.Element("launchSecurity", def.launch_security);
}

// ---- what parts of the document say of each other -------------------------------------------------------------------
// The firmware's table and the domain have one and the same uuid.
void SettleUuid(xml::Reader& m, DomainDef& def) {
  for (const Sysinfo& sysinfo : def.sysinfo) {
    const std::string* text = FindEntry(sysinfo.system, "uuid");
    const auto uuid = text ? Uuid::Parse(*text) : std::nullopt;
    if (!uuid) continue;
    if (def.uuid.IsNull()) def.uuid = *uuid;
    if (def.uuid != *uuid) m.Fail(Detail("UUID mismatch between <uuid> and <sysinfo>"));
  }
}

// Advice on where to run is about CPUs and memory alike.
void SettlePlacement(DomainDef& def) {
  auto& memory = def.numa_tune.memory;
  if (memory && memory->placement == Placement::kAuto && def.vcpus.cpuset.empty()) def.vcpus.placement = Placement::kAuto;
  if (def.vcpus.placement == Placement::kAuto && !memory) memory = NumaMemory{.mode = NumaMode::kStrict, .placement = Placement::kAuto, .nodes = {}};
}

// A pin of a vCPU that is not there is passed over; a scheduler of one is refused.
void SettleThreads(xml::Reader& m, DomainDef& def) {
  auto& pins = def.cpu_tune.vcpu_pins;
  pins.erase(std::remove_if(pins.begin(), pins.end(), [&](const CpuPin& pin) { return pin.id >= def.vcpus.maximum; }), pins.end());
  for (const SchedParam& sched : def.cpu_tune.vcpu_scheds) {
    if (sched.threads.Last() >= def.vcpus.maximum) return m.Fail(Unsupported("vCPU '%d' is not present in domain definition", sched.threads.Last()));
  }
  const auto has_thread = [&](uint32_t id) {
    const auto& list = def.io_threads.list;
    if (list.empty()) return id >= 1 && id <= def.io_threads.count;
    return std::any_of(list.begin(), list.end(), [id](const IoThread& thread) { return thread.id == id; });
  };
  for (const CpuPin& pin : def.cpu_tune.iothread_pins) {
    if (!has_thread(pin.id)) return m.Fail(Unsupported("Cannot find 'iothread' : %d", pin.id));
  }
  for (const SchedParam& sched : def.cpu_tune.iothread_scheds) {
    if (!has_thread(sched.threads.Last())) return m.Fail(Unsupported("Cannot find 'iothread' : %d", sched.threads.Last()));
  }
}

void Settle(xml::Reader& m, DomainDef& def) {
  if (m.failed()) return;
  SettleUuid(m, def);
  SettlePlacement(def);
  SettleThreads(m, def);
}
}  // namespace

// In the order in which libvirt writes the elements.
template <class Map>
void Fields(Map& m, DomainDef& def) {
  Root(m, def);
  Ids(m, def);
  MetadataElement(m, def.metadata);
  MemoryElements(m, def.memory);
  Resources(m, def);
  Boot(m, def);
  Machine(m, def);
  DevicesElement(m, def.devices);
  Security(m, def);
  QemuFields(m, def.qemu);
  if constexpr (Map::kReading) Settle(m, def);
}
template void Fields(xml::Reader&, DomainDef&);
template void Fields(xml::Writer&, DomainDef&);

absl::StatusOr<DomainDef> ParseDomain(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "domain_definition"));
  const std::string root = document.root().name();
  if (root != "domain") return XmlError("expecting root element of 'domain', not '%s'", root);
  DomainDef def;
  RETURN_IF_ERROR(xml::Read(document.root(), def, options, unknown));
  return def;
}

std::string FormatDomain(const DomainDef& def, const xml::Options& options) { return xml::Write("domain", def, options); }

}  // namespace pleiad::conf

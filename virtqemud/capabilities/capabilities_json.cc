// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/capabilities_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <type_traits>

namespace pleiad::qemu {
namespace {
namespace json = boost::json;

// One description of each type serves both directions: a Put fills an object from the model, a Take the model from it.
struct Put {
  json::object& object;
  template <class T>
  void operator()(const char* name, const T& value) {
    object[name] = Encode(value);
  }
  template <class T>
  static json::value Encode(const T& value);
};
struct Take {
  const json::object& object;
  template <class T>
  void operator()(const char* name, T& value) {
    if (const json::value* found = object.if_contains(name)) Decode(*found, value);
  }
  template <class T>
  static void Decode(const json::value& from, T& value);
};

template <class V>
void Describe(V&& v, MachineType& m) {
  v("name", m.name), v("alias", m.alias), v("maxCpus", m.max_cpus), v("hotplugCpus", m.hotplug_cpus), v("default", m.is_default);
  v("deprecated", m.deprecated), v("numaMem", m.numa_mem), v("defaultCpu", m.default_cpu), v("defaultRamId", m.default_ram_id), v("acpi", m.acpi);
}
template <class V>
void Describe(V&& v, CpuDefinition& c) {
  v("name", c.name), v("type", c.type), v("usable", c.usable), v("blockers", c.blockers), v("deprecated", c.deprecated), v("safe", c.migration_safe);
}
template <class V>
void Describe(V&& v, CpuExpansion& e) {
  v("name", e.name), v("vendor", e.vendor), v("family", e.family), v("model", e.model), v("stepping", e.stepping), v("features", e.features);
}
template <class V>
void Describe(V&& v, AcceleratorFacts& a) {
  v("works", a.works), v("cpus", a.cpus), v("host", a.host);
}
template <class V>
void Describe(V&& v, GicFact& g) {
  v("version", g.version), v("emulated", g.emulated), v("kernel", g.kernel);
}
template <class V>
void Describe(V&& v, SevFacts& s) {
  v("pdh", s.pdh), v("certChain", s.cert_chain), v("cpu0Id", s.cpu0_id), v("cbitpos", s.cbitpos), v("reducedPhysBits", s.reduced_phys_bits);
}
template <class V>
void Describe(V&& v, ProbeKey& k) {
  v("path", k.path), v("size", k.size), v("mtime", k.mtime_ns), v("ctime", k.ctime_ns), v("host", k.host);
}
template <class V>
void Describe(V&& v, EmulatorCapabilities& c) {
  v("path", c.path), v("target", c.target), v("arch", c.arch), v("version", c.version), v("package", c.package);
  v("machines", c.machines), v("kvm", c.kvm), v("tcg", c.tcg), v("cpuModels", c.cpu_models), v("devices", c.devices);
  v("properties", c.properties), v("commands", c.commands), v("schema", c.schema), v("options", c.options);
  v("migration", c.migration_capabilities), v("tpmModels", c.tpm_models), v("tpmTypes", c.tpm_types), v("hyperv", c.hyperv);
  v("gic", c.gic), v("sev", c.sev);
}

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
json::value Put::Encode(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return json::string(json::string_view(value.data(), value.size()));
  } else if constexpr (std::is_same_v<T, NameSet>) {
    return Encode(value.names());
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<int64_t>(value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else if constexpr (IsList<T>::value) {
    json::array list;
    list.reserve(value.size());
    for (const auto& item : value) list.push_back(Encode(item));
    return list;
  } else if constexpr (IsOptional<T>::value) {
    return value ? Encode(*value) : json::value();
  } else {
    json::object object;
    Describe(Put{object}, const_cast<T&>(value));
    return object;
  }
}

template <class T>
void Take::Decode(const json::value& from, T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (from.is_string()) value.assign(from.get_string().data(), from.get_string().size());
  } else if constexpr (std::is_same_v<T, NameSet>) {
    std::vector<std::string> names;
    Decode(from, names);
    value = NameSet(std::move(names));
  } else if constexpr (std::is_same_v<T, bool>) {
    value = from.is_bool() && from.get_bool();
  } else if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
    if (from.is_int64()) value = static_cast<T>(from.get_int64());
    if (from.is_uint64()) value = static_cast<T>(from.get_uint64());
  } else if constexpr (IsList<T>::value) {
    if (!from.is_array()) return;
    for (const json::value& item : from.get_array()) Decode(item, value.emplace_back());
  } else if constexpr (IsOptional<T>::value) {
    if (!from.is_null()) Decode(from, value.emplace());
  } else if (from.is_object()) {
    Describe(Take{from.get_object()}, value);
  }
}
}  // namespace

std::string ToJson(const ProbeKey& key, const EmulatorCapabilities& caps) {
  json::object file;
  file["key"] = Put::Encode(key);
  file["capabilities"] = Put::Encode(caps);
  return json::serialize(file) + "\n";
}

std::optional<EmulatorCapabilities> FromJson(std::string_view text, const ProbeKey& key) {
  json::error_code error;
  const json::value file = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !file.is_object()) return std::nullopt;
  ProbeKey learned_from;
  Take whole{file.get_object()};
  whole("key", learned_from);
  if (!(learned_from == key)) return std::nullopt;
  EmulatorCapabilities caps;
  whole("capabilities", caps);
  if (caps.path != key.path || caps.arch.empty()) return std::nullopt;
  return caps;
}

}  // namespace pleiad::qemu

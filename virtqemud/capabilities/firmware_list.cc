// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/firmware_list.h"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <optional>

#include "libshared/host/root.h"
#include "virtqemud/capabilities/probe_answers.h"

namespace pleiad::qemu {
namespace {
namespace json = boost::json;

bool Holds(const json::object& object, const char* key, std::string_view wanted) {
  const json::value* list = object.if_contains(key);
  if (list == nullptr) return false;
  const std::vector<std::string> names = NamesOf(*list, "");
  return std::find(names.begin(), names.end(), wanted) != names.end();
}

std::string ExecutableOf(const json::object& mapping) {
  const json::value* file = mapping.if_contains("filename");  // device "memory"
  if (const json::value* flash = mapping.if_contains("executable"); flash != nullptr && flash->is_object()) file = flash->get_object().if_contains("filename");
  return file != nullptr && file->is_string() ? std::string(file->get_string().c_str()) : std::string();
}

void TakeTargets(const json::value& list, FirmwareDescriptor& firmware) {
  if (!list.is_array()) return;
  for (const json::value& item : list.get_array()) {
    const json::object* const target = item.if_object();
    const json::value* const arch = target ? target->if_contains("architecture") : nullptr;
    const json::value* const machines = target ? target->if_contains("machines") : nullptr;
    if (arch == nullptr || !arch->is_string() || machines == nullptr) continue;
    for (const std::string& pattern : NamesOf(*machines, "")) firmware.targets.emplace_back(ArchOfTarget(arch->get_string().c_str()), pattern);
  }
}

std::optional<FirmwareDescriptor> Parse(const std::string& text) {
  json::error_code error;
  const json::value parsed = json::parse(text, error);
  const json::object* const object = error ? nullptr : parsed.if_object();
  if (object == nullptr) return std::nullopt;
  FirmwareDescriptor firmware;
  firmware.uefi = Holds(*object, "interface-types", "uefi");
  firmware.bios = Holds(*object, "interface-types", "bios");
  firmware.secure_boot = Holds(*object, "features", "secure-boot") && Holds(*object, "features", "requires-smm");
  if (const json::value* mapping = object->if_contains("mapping"); mapping != nullptr && mapping->is_object()) {
    firmware.executable = ExecutableOf(mapping->get_object());
  }
  if (const json::value* targets = object->if_contains("targets")) TakeTargets(*targets, firmware);
  return firmware;
}
}  // namespace

std::vector<FirmwareDescriptor> FirmwareList::For(std::string_view arch, std::string_view machine) const {
  std::map<std::string, std::string> files;
  for (const std::string& folder : folders_) {
    for (const std::string& name : host::Root(folder).Names("/")) {
      if (name.ends_with(".json")) files[name] = folder;
    }
  }
  std::vector<FirmwareDescriptor> fitting;
  for (const auto& [name, folder] : files) {
    const auto text = host::Root(folder).Read("/" + name);
    if (!text.ok() || text->empty()) continue;
    auto firmware = Parse(*text);
    if (!firmware || ::access(firmware->executable.c_str(), F_OK) != 0) continue;
    const bool fits = std::any_of(firmware->targets.begin(), firmware->targets.end(), [&](const auto& place) {
      return place.first == arch && ::fnmatch(place.second.c_str(), std::string(machine).c_str(), 0) == 0;
    });
    if (fits) fitting.push_back(*std::move(firmware));
  }
  return fitting;
}

}  // namespace pleiad::qemu

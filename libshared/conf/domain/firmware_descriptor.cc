// SPDX-License-Identifier: Apache-2.0
// Reading of firmware descriptors; see firmware.h.
#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "libshared/base/error.h"
#include "libshared/conf/domain/firmware.h"

namespace pleiad::conf {
namespace {

namespace json = boost::json;
constexpr size_t kMaxDescriptorBytes = 1 << 20;

// A member that must be there with the type asked for; the first that is not ends the reading.
class Object {
 public:
  Object(const json::object& object, absl::Status& status) : object_(object), status_(status) {}

  std::string Text(const char* name, bool required = true) {
    const json::value* value = object_.if_contains(name);
    if (value && value->is_string()) return std::string(value->get_string());
    if (required || value) Missing(name);
    return {};
  }
  std::vector<std::string> Texts(const char* name) {
    std::vector<std::string> texts;
    const json::value* value = object_.if_contains(name);
    if (!value || !value->is_array()) return Missing(name), texts;
    for (const json::value& item : value->get_array()) {
      if (!item.is_string()) return Missing(name), texts;
      texts.emplace_back(item.get_string());
    }
    return texts;
  }
  const json::object* Find(const char* name) {
    const json::value* value = object_.if_contains(name);
    return value && value->is_object() ? &value->get_object() : nullptr;
  }
  const json::array* Array(const char* name) {
    const json::value* value = object_.if_contains(name);
    return value && value->is_array() ? &value->get_array() : nullptr;
  }
  void Missing(const char* name) {
    if (!status_.ok()) return;
    status_ = Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing or malformed '%s' in firmware descriptor", name);
  }

 private:
  const json::object& object_;
  absl::Status& status_;
};

void ReadFile(Object& mapping, const char* member, bool required, std::string& filename, std::string& format, absl::Status& status) {
  const json::object* file = mapping.Find(member);
  if (!file) {
    if (required) mapping.Missing(member);
    return;
  }
  Object reader(*file, status);
  filename = reader.Text("filename");
  format = reader.Text("format");
}

void ReadMapping(Object& mapping, FirmwareDescriptor& descriptor, absl::Status& status) {
  descriptor.device = mapping.Text("device");
  if (descriptor.device != "flash") {
    descriptor.executable = mapping.Text("filename", /*required=*/false);
    return;
  }
  descriptor.mode = mapping.Text("mode", /*required=*/false);
  if (descriptor.mode.empty()) descriptor.mode = "split";
  ReadFile(mapping, "executable", /*required=*/true, descriptor.executable, descriptor.executable_format, status);
  ReadFile(mapping, "nvram-template", descriptor.mode == "split", descriptor.nvram_template, descriptor.nvram_format, status);
}

std::string FileText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxDescriptorBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

}  // namespace

bool FirmwareDescriptor::Has(std::string_view feature) const { return std::find(features.begin(), features.end(), feature) != features.end(); }

std::vector<std::string> FirmwareFolders(std::string_view config_home) {
  std::vector<std::string> folders;
  if (!config_home.empty()) folders.push_back(std::string(config_home) + "/qemu/firmware");
  folders.insert(folders.end(), {"/etc/qemu/firmware", "/usr/share/qemu/firmware"});
  return folders;
}

absl::StatusOr<FirmwareDescriptor> ParseFirmwareDescriptor(std::string_view text) {
  json::error_code error;
  const json::value root = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !root.is_object()) return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "firmware descriptor is no JSON object");
  absl::Status status;
  Object reader(root.get_object(), status);
  FirmwareDescriptor descriptor;
  descriptor.interfaces = reader.Texts("interface-types");
  descriptor.features = reader.Texts("features");
  if (const json::object* mapping = reader.Find("mapping")) {
    Object members(*mapping, status);
    ReadMapping(members, descriptor, status);
  } else {
    reader.Missing("mapping");
  }
  const json::array* targets = reader.Array("targets");
  if (!targets) reader.Missing("targets");
  for (size_t i = 0; targets && i < targets->size(); ++i) {
    if (!(*targets)[i].is_object()) {
      reader.Missing("targets");
      break;
    }
    Object target((*targets)[i].get_object(), status);
    FirmwareTarget& added = descriptor.targets.emplace_back();
    added.arch = target.Text("architecture");
    added.machines = target.Texts("machines");
  }
  if (!status.ok()) return status;
  return descriptor;
}

std::vector<FirmwareDescriptor> LoadFirmwareDescriptors(const std::vector<std::string>& folders, std::vector<std::string>* problems) {
  std::map<std::string, std::filesystem::path> files;  // by name: the order of preference
  for (const std::string& folder : folders) {
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (name.ends_with(".json") && !name.starts_with('.')) files.emplace(name, at->path());
    }
  }
  std::vector<FirmwareDescriptor> descriptors;
  for (const auto& [name, path] : files) {
    const std::string text = FileText(path);
    if (text.empty()) continue;
    auto descriptor = ParseFirmwareDescriptor(text);
    if (!descriptor.ok()) {
      if (problems) problems->push_back(path.string() + ": " + MessageOf(descriptor.status()));
      continue;
    }
    descriptor->file = path.string();
    descriptors.push_back(*std::move(descriptor));
  }
  return descriptors;
}

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/json_device.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace pleiad::qemu {
namespace {
void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) out += absl::StrFormat("\\u%04X", static_cast<unsigned char>(c));
        else out += c;
    }
  }
  out += '"';
}

std::string Quoted(std::string_view text) {
  std::string out;
  AppendQuoted(out, text);
  return out;
}

template <class List, class F>
std::string Array(const List& values, F&& text) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    out += text(value);
  }
  return out + "]";
}
}  // namespace

JsonObject& JsonObject::Raw(std::string_view key, std::string text) {
  members_.emplace_back(key, std::move(text));
  return *this;
}

JsonObject& JsonObject::String(const char* key, std::string_view value) { return Raw(key, Quoted(value)); }
JsonObject& JsonObject::Number(const char* key, uint64_t value) { return Raw(key, std::to_string(value)); }
JsonObject& JsonObject::Signed(const char* key, int64_t value) { return Raw(key, std::to_string(value)); }
JsonObject& JsonObject::Bool(const char* key, bool value) { return Raw(key, value ? "true" : "false"); }
JsonObject& JsonObject::Null(const char* key) { return Raw(key, "null"); }
JsonObject& JsonObject::Object(const char* key, const JsonObject& value) { return Raw(key, value.ToText()); }
JsonObject& JsonObject::Objects(const char* key, const std::vector<JsonObject>& values) {
  return Raw(key, Array(values, [](const JsonObject& value) { return value.ToText(); }));
}
JsonObject& JsonObject::Numbers(const char* key, const std::vector<uint32_t>& values) {
  return Raw(key, Array(values, [](uint32_t value) { return std::to_string(value); }));
}

std::optional<std::string> JsonObject::TextOf(std::string_view key) const {
  for (const auto& [name, text] : members_) {
    if (name == key && text.size() >= 2 && text.front() == '"') return text.substr(1, text.size() - 2);
  }
  return std::nullopt;
}

void JsonObject::Override(const conf::QemuProperty& property) {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const auto& member) { return member.first == property.name; });
  if (property.type == conf::QemuPropertyType::kRemove) {
    if (found != members_.end()) members_.erase(found);
    return;
  }
  std::string text = property.value;  // numbers and booleans were checked when the document was read
  if (property.type == conf::QemuPropertyType::kString) text = Quoted(property.value);
  if (found != members_.end()) found->second = std::move(text);
  else members_.emplace_back(property.name, std::move(text));
}

std::string JsonObject::ToText() const {
  std::string out = "{";
  for (const auto& [key, text] : members_) {
    if (out.size() > 1) out += ',';
    AppendQuoted(out, key);
    out += ':';
    out += text;
  }
  return out + "}";
}

}  // namespace pleiad::qemu

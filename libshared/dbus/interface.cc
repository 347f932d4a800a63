// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/interface.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace pleiad::dbus {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::vector<Argument> ParseArguments(std::string_view text) {
  std::vector<Argument> arguments;
  for (absl::string_view part : absl::StrSplit(View(text), ',', absl::SkipWhitespace())) {
    const std::vector<std::string> name_and_signature = absl::StrSplit(absl::StripAsciiWhitespace(part), absl::MaxSplits(':', 1));
    arguments.push_back({name_and_signature[0], name_and_signature.size() > 1 ? name_and_signature[1] : ""});
  }
  return arguments;
}

}  // namespace

MethodText ParseMethodText(std::string_view text) {
  const size_t open = text.find('(');
  if (open == std::string_view::npos) return {std::string(text), {}, {}};
  // Signatures have brackets of their own: the arguments end at the last one before the arrow.
  const size_t arrow = text.find("->", open);
  const size_t close = text.rfind(')', arrow);
  MethodText parsed{std::string(text.substr(0, open)), ParseArguments(text.substr(open + 1, close - open - 1)), {}};
  if (arrow != std::string_view::npos) parsed.out = ParseArguments(text.substr(arrow + 2));
  return parsed;
}

void SetSignatures(std::vector<Argument>& arguments, const std::vector<std::string>& signatures, std::string_view text) {
  if (arguments.size() != signatures.size()) {
    fprintf(stderr, "D-Bus method '%.*s' names %zu arguments, its function has %zu\n", static_cast<int>(text.size()), text.data(), arguments.size(),
            signatures.size());
    abort();
  }
  for (size_t i = 0; i < arguments.size(); ++i) arguments[i].signature = signatures[i];
}

std::string Method::InSignature() const {
  std::string signature;
  for (const Argument& argument : in) signature += argument.signature;
  return signature;
}

void Interface::ChecksLater(std::initializer_list<std::string_view> methods) {
  for (const std::string_view name : methods) std::ranges::find(methods_, name, &Method::name)->checks_later = true;
}

void Interface::AddSignal(std::string_view text, std::string doc) {
  MethodText parsed = ParseMethodText(text);
  signals_.push_back({std::move(parsed.name), std::move(doc), std::move(parsed.in)});
}

const Method* Interface::FindMethod(std::string_view name) const {
  const auto found = std::ranges::find(methods_, name, &Method::name);
  return found == methods_.end() ? nullptr : &*found;
}

const Property* Interface::FindProperty(std::string_view name) const {
  const auto found = std::ranges::find(properties_, name, &Property::name);
  return found == properties_.end() ? nullptr : &*found;
}

}  // namespace pleiad::dbus

// SPDX-License-Identifier: Apache-2.0
// writer.h: writes a model as libvirt writes its documents: two spaces a level, single quotes, <x/> when empty.
// It has the same functions as Reader, so that one description of a type serves both; see reader.h.
// What has its default or is empty is not written, save where the description says xml::kRequired.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "libshared/xml/scalar.h"

namespace pleiad::xml {

// Appends `text` with the five characters that XML reserves replaced.
void AppendEscaped(std::string& out, std::string_view text);

class Writer {
 public:
  static constexpr bool kReading = false;

  explicit Writer(std::string& out, const Options& options = {}, int depth = 0) : out_(out), options_(options), depth_(depth) {}
  Writer(const Writer&) = delete;

  const Options& options() const { return options_; }
  bool failed() const { return false; }
  void Fail(const absl::Status&) {}

  // ---- attributes -------------------------------------------------------------------------------------------------
  template <class T>
  void Attribute(const char* name, const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (value.empty()) return;
    }
    PutAttribute(name, value);
  }
  template <class T>
  void Attribute(const char* name, const std::optional<T>& value) {
    if (value) PutAttribute(name, *value);
  }
  template <class T>
  void Attribute(const char* name, const T& value, Required) {
    PutAttribute(name, value);
  }
  template <class T>
  void Attribute(const char* name, const T& value, const std::type_identity_t<T>& absent) {
    if (!(value == absent)) PutAttribute(name, value);
  }
  template <class E>
  void Attribute(const char* name, const E& value, const EnumNames<E>& names, std::type_identity_t<E> absent) {
    if (value != absent) PutAttribute(name, std::string(NameOf(names, value)));
  }
  template <class E>
  void Attribute(const char* name, const E& value, const EnumNames<E>& names, Required) {
    PutAttribute(name, std::string(NameOf(names, value)));
  }
  template <class E>
  void Attribute(const char* name, const std::optional<E>& value, const EnumNames<E>& names) {
    if (value) PutAttribute(name, std::string(NameOf(names, *value)));
  }

  // ---- text -------------------------------------------------------------------------------------------------------
  template <class T>
  void Value(const T& value) {
    std::string text;
    ToText(text, value);
    PutOwnText(text);
  }
  template <class E>
  void Value(const E& value, const EnumNames<E>& names) {
    PutOwnText(NameOf(names, value));
  }
  template <class T>
  void Text(const char* child, const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (value.empty()) return;
    }
    PutText(child, value);
  }
  template <class T>
  void Text(const char* child, const std::optional<T>& value) {
    if (value) PutText(child, *value);
  }
  template <class T>
  void Text(const char* child, const T& value, Required) {
    PutText(child, value);
  }
  template <class T>
  void Text(const char* child, const T& value, const std::type_identity_t<T>& absent) {
    if (!(value == absent)) PutText(child, value);
  }
  template <class E>
  void Text(const char* child, const E& value, const EnumNames<E>& names, std::type_identity_t<E> absent) {
    if (value != absent) PutText(child, std::string(NameOf(names, value)));
  }

  // ---- child elements ---------------------------------------------------------------------------------------------
  void Flag(const char* child, bool value) {
    if (value) Nest(child, /*keep_empty=*/true, [](Writer&) {});
  }
  template <class T>
  void Element(const char* child, const T& value) {
    Nest(child, /*keep_empty=*/true, [&](Writer& w) { Describe(w, value); });
  }
  template <class T>
  void Element(const char* child, const std::optional<T>& value) {
    if (value) Element(child, *value);
  }
  template <class T>
  void Element(const char* child, const std::unique_ptr<T>& value) {
    if (value) Element(child, *value);
  }
  template <class T>
  void List(const char* child, const std::vector<T>& values) {
    for (const T& value : values) Element(child, value);
  }
  template <class T>
  void TextList(const char* child, const std::vector<T>& values) {
    for (const T& value : values) PutText(child, value);
  }
  template <class F>
  void Group(const char* child, F&& describe) {
    Nest(child, /*keep_empty=*/false, describe);
  }
  // `text` is a whole element as Node::Print gave it; it is indented to this place, what is text in it left as it is.
  void Raw(const char*, const std::string& text) { PutRaw(text); }
  void RawRest(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) PutRaw(text);
  }
  // Closes the start tag: the element is written as <x>, </x> though nothing may follow.
  void Body() { OpenBody(); }
  void KnowAttribute(const char*) {}
  void KnowElement(const char*) {}

  // For what only writing does: an element with what `describe` puts into it.
  template <class F>
  void Nest(const char* child, bool keep_empty, F&& describe) {
    const size_t before = out_.size();
    const bool was_open = open_;
    Begin(child);
    Writer inner(out_, options_, depth_ + 1);
    const size_t begun = out_.size();
    describe(inner);
    if (!keep_empty && out_.size() == begun) {
      out_.resize(before);
      open_ = was_open;
      return;
    }
    inner.End(child);
  }

 private:
  // Descriptions take the model by reference because the reader fills it; writing leaves it alone, for other threads read it.
  template <class T>
  static void Describe(Writer& w, const T& value) {
    Fields(w, const_cast<T&>(value));
  }
  template <class T>
  void PutAttribute(const char* name, const T& value) {
    std::string text;
    ToText(text, value);
    PutAttributeText(name, text);
  }
  template <class T>
  void PutText(const char* child, const T& value) {
    std::string text;
    ToText(text, value);
    PutChildText(child, text);
  }
  void PutAttributeText(const char* name, std::string_view text);
  void PutOwnText(std::string_view text);
  void PutChildText(const char* child, std::string_view text);
  void PutRaw(std::string_view text);
  void OpenBody();
  void Begin(const char* child);
  void End(const char* name);

  std::string& out_;
  Options options_;
  int depth_;
  bool open_ = false;      // the start tag is closed: child elements follow
  bool own_text_ = false;  // the element has text, and ends on the same line
};

// Writes `value` as the document with the root element `root`.
template <class T>
std::string Write(const char* root, const T& value, const Options& options = {}) {
  std::string out;
  out.reserve(4096);
  Writer writer(out, options);
  writer.Element(root, value);
  return out;
}

}  // namespace pleiad::xml

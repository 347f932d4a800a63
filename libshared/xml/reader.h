// SPDX-License-Identifier: Apache-2.0
// reader.h: fills a model from an element. A type of the model describes itself once, for Reader and Writer:
//
//   template <class Map> void Fields(Map& m, DiskDriver& driver) {
//     m.Attribute("name", driver.name);
//     m.Attribute("cache", driver.cache, kCacheModes, CacheMode::kDefault);
//   }
//
// The first error wins and makes the rest of the reading moot. Attributes and elements that no description asked for
// are collected by name: callers log them, or with Options::validate refuse the document.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "libshared/xml/node.h"
#include "libshared/xml/scalar.h"

namespace pleiad::xml {

// What one reading shares among its readers.
struct ReadContext {
  Options options;
  absl::Status error;                // the first one
  std::vector<std::string> unknown;  // "attribute 'x' of <disk>", "element <x> of <devices>"

  void Fail(absl::Status status) {
    if (error.ok()) error = std::move(status);
  }
};

class Reader {
 public:
  static constexpr bool kReading = true;

  Reader(Node node, ReadContext& context) : node_(node), context_(context) {}
  Reader(const Reader&) = delete;
  ~Reader() { CollectUnknown(); }

  const Options& options() const { return context_.options; }
  bool failed() const { return !context_.error.ok(); }
  // Makes the reading fail with an error of the caller's, for what a table can't say.
  void Fail(absl::Status status) { context_.Fail(std::move(status)); }
  // The element itself, for what only reading does.
  Node node() const { return node_; }
  bool HasAttribute(const char* name) const { return node_.Attribute(name) != nullptr; }
  bool HasElement(const char* child) const { return static_cast<bool>(node_.FirstChild(child)); }

  // ---- attributes -------------------------------------------------------------------------------------------------
  template <class T>
  void Attribute(const char* name, T& value) {
    if (auto* text = AskAttribute(name)) Convert(name, text, value);
  }
  template <class T>
  void Attribute(const char* name, std::optional<T>& value) {
    if (auto* text = AskAttribute(name)) Convert(name, text, value.emplace());
  }
  template <class T>
  void Attribute(const char* name, T& value, Required) {
    auto* text = AskAttribute(name);
    text ? Convert(name, text, value) : MissingAttribute(name);
  }
  // Absent means `absent`, and that value is not written.
  template <class T>
  void Attribute(const char* name, T& value, const std::type_identity_t<T>& absent) {
    auto* text = AskAttribute(name);
    text ? Convert(name, text, value) : void(value = absent);
  }
  template <class E>
  void Attribute(const char* name, E& value, const EnumNames<E>& names, std::type_identity_t<E> absent) {
    auto* text = AskAttribute(name);
    text ? Lookup(name, text, value, names) : void(value = absent);
  }
  template <class E>
  void Attribute(const char* name, E& value, const EnumNames<E>& names, Required) {
    auto* text = AskAttribute(name);
    text ? Lookup(name, text, value, names) : MissingAttribute(name);
  }
  template <class E>
  void Attribute(const char* name, std::optional<E>& value, const EnumNames<E>& names) {
    if (auto* text = AskAttribute(name)) Lookup(name, text, value.emplace(), names);
  }

  // ---- text -------------------------------------------------------------------------------------------------------
  // The element's own text.
  template <class T>
  void Value(T& value) {
    Convert(nullptr, node_.Text(), value);
  }
  template <class E>
  void Value(E& value, const EnumNames<E>& names) {
    Lookup(nullptr, node_.Text(), value, names);
  }
  // The text of a child element.
  template <class T>
  void Text(const char* child, T& value) {
    if (Node found = AskElement(child)) ConvertText(found, value);
  }
  template <class T>
  void Text(const char* child, std::optional<T>& value) {
    if (Node found = AskElement(child)) ConvertText(found, value.emplace());
  }
  template <class T>
  void Text(const char* child, T& value, Required) {
    Node found = AskElement(child);
    found ? ConvertText(found, value) : MissingElement(child);
  }
  template <class T>
  void Text(const char* child, T& value, const std::type_identity_t<T>& absent) {
    Node found = AskElement(child);
    found ? ConvertText(found, value) : void(value = absent);
  }
  template <class E>
  void Text(const char* child, E& value, const EnumNames<E>& names, std::type_identity_t<E> absent) {
    Node found = AskElement(child);
    if (!found) {
      value = absent;
    } else {
      Reader(found, context_).Value(value, names);
    }
  }

  // ---- child elements ---------------------------------------------------------------------------------------------
  // An empty element whose presence says yes.
  void Flag(const char* child, bool& value) { value = static_cast<bool>(AskElement(child)); }
  template <class T>
  void Element(const char* child, T& value) {
    if (Node found = AskElement(child)) Sub(found, value);
  }
  template <class T>
  void Element(const char* child, std::optional<T>& value) {
    if (Node found = AskElement(child)) Sub(found, value.emplace());
  }
  template <class T>
  void Element(const char* child, std::unique_ptr<T>& value) {
    if (Node found = AskElement(child)) Sub(found, *(value = std::make_unique<T>()));
  }
  template <class T>
  void List(const char* child, std::vector<T>& values) {
    for (Node found = AskElement(child); found; found = found.Next(child)) Sub(found, values.emplace_back());
  }
  // Child elements that have only text.
  template <class T>
  void TextList(const char* child, std::vector<T>& values) {
    for (Node found = AskElement(child); found; found = found.Next(child)) ConvertText(found, values.emplace_back());
  }
  // For what only reading does: `describe` gets a Reader for each child element of that name.
  template <class F>
  void EachElement(const char* child, F&& describe) {
    for (Node found = AskElement(child); found; found = found.Next(child)) {
      Reader reader(found, context_);
      describe(reader);
    }
  }
  // An element that only groups others and has no object of its own; not written when nothing is in it.
  template <class F>
  void Group(const char* child, F&& describe) {
    if (Node found = AskElement(child)) {
      Reader reader(found, context_);
      describe(reader);
    }
  }
  // The whole child element as text, kept as it is (metadata, foreign namespaces).
  void Raw(const char* child, std::string& text) {
    if (Node found = AskElement(child)) text = found.Print(0);
  }
  // Every child element that was not asked for before, in order, as text.
  void RawRest(std::vector<std::string>& texts);

  void Body() {}
  // The name of the first child element that was not asked for yet; "" when there is none. For what must not be passed over.
  std::string FirstUnknownElement() const;
  // Keeps a name that is asked for and no literal (a namespace's prefix and more) as long as this reader.
  const char* Keep(std::string name) { return kept_names_.emplace_back(std::move(name)).c_str(); }
  // Says that an attribute or element is known though this description does not read it.
  void KnowAttribute(const char* name) { AskAttribute(name); }
  void KnowElement(const char* child) { AskElement(child); }

 private:
  const char* AskAttribute(const char* name) {
    asked_attributes_.push_back(name);
    return node_.Attribute(name);
  }
  Node AskElement(const char* child) {
    asked_elements_.push_back(child);
    return node_.FirstChild(child);
  }
  template <class T>
  void Sub(Node found, T& value) {
    Reader reader(found, context_);
    Fields(reader, value);
  }
  template <class T>
  void ConvertText(Node found, T& value) {
    Reader(found, context_).Value(value);
  }
  template <class T>
  void Convert(const char* name, std::string_view text, T& value) {
    if (!FromText(text, value)) Invalid(name, text, Expected<T>());
  }
  template <class E>
  void Lookup(const char* name, std::string_view text, E& value, const EnumNames<E>& names) {
    if (!ValueOf(names, text, value)) Invalid(name, text);
  }
  // What libvirt's message adds for a number.
  template <class T>
  static constexpr const char* Expected() {
    if constexpr (!Integer<T>) {
      return "";
    } else {
      return std::is_signed_v<T> ? " Expected integer value" : " Expected non-negative integer value";
    }
  }
  void Invalid(const char* attribute, std::string_view text, const char* expected = "");
  void MissingAttribute(const char* name);
  void MissingElement(const char* name);
  void CollectUnknown();

  Node node_;
  ReadContext& context_;
  std::vector<const char*> asked_attributes_, asked_elements_;
  std::deque<std::string> kept_names_;
};

// Reads `value` from `root`. Unknown parts go to `unknown` if given; with options.validate they are an XML_INVALID_SCHEMA error.
template <class T>
absl::Status Read(Node root, T& value, const Options& options, std::vector<std::string>* unknown = nullptr);

// The error that says which parts of a document nobody knows.
absl::Status UnknownPartsError(const std::vector<std::string>& unknown);

template <class T>
absl::Status Read(Node root, T& value, const Options& options, std::vector<std::string>* unknown) {
  ReadContext context{.options = options, .error = {}, .unknown = {}};
  {
    Reader reader(root, context);
    Fields(reader, value);
  }
  if (!context.error.ok()) return context.error;
  if (options.validate && !context.unknown.empty()) return UnknownPartsError(context.unknown);
  if (unknown) *unknown = std::move(context.unknown);
  return absl::OkStatus();
}

}  // namespace pleiad::xml

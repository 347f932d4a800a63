// SPDX-License-Identifier: Apache-2.0
// node.h: a parsed XML document and its elements, thin over tinyxml2, which no other header of the project includes.
// Bounds: the size of a document and the depth of its elements. Entities other than the five predefined ones and
// character references are not expanded, so no document can grow while it is read.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace tinyxml2 {
class XMLDocument;
class XMLElement;
}  // namespace tinyxml2

namespace pleiad::xml {

// An element of a Document, which outlives it. A null Node stands for "no such element".
class Node {
 public:
  Node() = default;
  explicit Node(const tinyxml2::XMLElement* element) : element_(element) {}
  explicit operator bool() const { return element_ != nullptr; }

  const char* name() const;
  const char* Attribute(const char* name) const;  // null when absent
  // The element's character data up to its first child element, as written (white space included); "" when empty.
  std::string Text() const;
  Node FirstChild(const char* name = nullptr) const;
  Node Next(const char* name = nullptr) const;
  int line() const;

  void EachAttribute(const std::function<void(const char* name, const char* value)>& visit) const;
  // The element as text, as libvirt gives back what it only keeps (metadata): two spaces a level, beginning at `depth`, but
  // nothing added where an element has text; double quotes; comments and text of
  // white space alone are left out.
  std::string Print(int depth) const;

 private:
  const tinyxml2::XMLElement* element_ = nullptr;
};

class Document {
 public:
  static constexpr size_t kMaxBytes = 16 << 20;

  // `what` names the document in error messages, e.g. "domain_definition". Errors: XML_DETAIL (35) when it is not
  // well-formed, or too large or too deep.
  static absl::StatusOr<Document> Parse(std::string_view text, std::string_view what);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();
  Node root() const;

 private:
  explicit Document(std::unique_ptr<tinyxml2::XMLDocument> document);
  std::unique_ptr<tinyxml2::XMLDocument> document_;
};

}  // namespace pleiad::xml

// SPDX-License-Identifier: Apache-2.0
#include "libshared/xml/node.h"

#include <tinyxml2.h>

#include <utility>

#include "libshared/base/error.h"
#include "libshared/xml/writer.h"

namespace pleiad::xml {

const char* Node::name() const { return element_->Name(); }
const char* Node::Attribute(const char* name) const { return element_->Attribute(name); }
int Node::line() const { return element_->GetLineNum(); }

std::string Node::Text() const {
  std::string text;
  for (auto* node = element_->FirstChild(); node; node = node->NextSibling()) {
    if (auto* part = node->ToText()) text += part->Value();
    if (node->ToElement()) break;
  }
  return text;
}

Node Node::FirstChild(const char* name) const { return Node(element_->FirstChildElement(name)); }
Node Node::Next(const char* name) const { return Node(element_->NextSiblingElement(name)); }

void Node::EachAttribute(const std::function<void(const char*, const char*)>& visit) const {
  for (auto* attribute = element_->FirstAttribute(); attribute; attribute = attribute->Next()) visit(attribute->Name(), attribute->Value());
}

namespace {
void PrintElement(const tinyxml2::XMLElement* element, int depth, std::string& out) {
  out.append(2 * depth, ' ');
  out += '<';
  out += element->Name();
  for (auto* attribute = element->FirstAttribute(); attribute; attribute = attribute->Next()) {
    out += ' ';
    out += attribute->Name();
    out += "='";
    AppendEscaped(out, attribute->Value());
    out += '\'';
  }
  if (element->NoChildren()) {
    out += "/>\n";
    return;
  }
  out += '>';
  bool has_text = false;
  for (auto* node = element->FirstChild(); node; node = node->NextSibling()) has_text |= node->ToText() != nullptr;
  if (!has_text) out += '\n';
  for (auto* node = element->FirstChild(); node; node = node->NextSibling()) {
    if (auto* text = node->ToText()) {
      AppendEscaped(out, text->Value());
    } else if (auto* child = node->ToElement()) {
      PrintElement(child, has_text ? 0 : depth + 1, out);
      if (has_text && out.back() == '\n') out.pop_back();
    }
  }
  if (!has_text) out.append(2 * depth, ' ');
  out += "</";
  out += element->Name();
  out += ">\n";
}
}  // namespace

std::string Node::Print(int depth) const {
  std::string out;
  PrintElement(element_, depth, out);
  return out;
}

Document::Document(std::unique_ptr<tinyxml2::XMLDocument> document) : document_(std::move(document)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;
Node Document::root() const { return Node(document_->RootElement()); }

absl::StatusOr<Document> Document::Parse(std::string_view text, std::string_view what) {
  if (text.size() > kMaxBytes) {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "(%s): document of %d bytes is larger than the limit of %d", std::string(what),
                 text.size(), kMaxBytes);
  }
  auto document = std::make_unique<tinyxml2::XMLDocument>(/*processEntities=*/true, tinyxml2::PRESERVE_WHITESPACE);
  if (document->Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS || !document->RootElement()) {
    const bool no_start = document->ErrorID() == tinyxml2::XML_SUCCESS || document->ErrorID() == tinyxml2::XML_ERROR_EMPTY_DOCUMENT ||
                          document->ErrorID() == tinyxml2::XML_ERROR_PARSING_TEXT;
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "(%s):%d: %s", std::string(what), std::max(document->ErrorLineNum(), 1),
                 no_start ? "Start tag expected, '<' not found" : std::string(document->ErrorName()));
  }
  return Document(std::move(document));
}

}  // namespace pleiad::xml

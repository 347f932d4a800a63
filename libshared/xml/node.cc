// SPDX-License-Identifier: Apache-2.0
#include "libshared/xml/node.h"

#include <tinyxml2.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "libshared/base/error.h"

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
  for (auto* attribute = element_->FirstAttribute(); attribute; attribute = attribute->Next())
    visit(attribute->Name(), attribute->Value());
}

namespace {
// As libxml2 writes kept parts of a document: double quotes, and in text only what must be replaced.
void AppendKept(std::string& out, std::string_view text, bool in_attribute) {
  for (char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\r':
        out += "&#13;";
        break;
      case '"':
        out += in_attribute ? "&quot;" : "\"";
        break;
      case '\n':
        out += in_attribute ? "&#10;" : "\n";
        break;
      case '\t':
        out += in_attribute ? "&#9;" : "\t";
        break;
      default:
        out += c;
    }
  }
}

// Comments are not kept; white space between elements was dropped by the parser already.
std::vector<const tinyxml2::XMLNode*> KeptChildren(const tinyxml2::XMLElement* element) {
  std::vector<const tinyxml2::XMLNode*> kept;
  for (auto* node = element->FirstChild(); node; node = node->NextSibling()) {
    if (node->ToText() || node->ToElement()) kept.push_back(node);
  }
  return kept;
}

void PrintText(const tinyxml2::XMLText* text, std::string& out) {
  if (text->CData()) {
    out += "<![CDATA[";
    out += text->Value();
    out += "]]>";
  } else {
    AppendKept(out, text->Value(), /*in_attribute=*/false);
  }
}

// Prints at `depth`, or with a negative depth in one line, as within mixed content.
void PrintElement(const tinyxml2::XMLElement* element, int depth, std::string& out) {
  const bool lines = depth >= 0;
  if (lines) out.append(2 * depth, ' ');
  out += '<';
  out += element->Name();
  for (auto* attribute = element->FirstAttribute(); attribute; attribute = attribute->Next()) {
    out += ' ';
    out += attribute->Name();
    out += "=\"";
    AppendKept(out, attribute->Value(), /*in_attribute=*/true);
    out += '"';
  }
  const auto children = KeptChildren(element);
  if (children.empty()) {
    out += lines ? "/>\n" : "/>";
    return;
  }
  out += '>';
  const bool has_text = std::any_of(children.begin(), children.end(), [](auto* node) { return node->ToText() != nullptr; });
  const bool own_lines = lines && !has_text;
  if (own_lines) out += '\n';
  for (auto* node : children) {
    if (auto* text = node->ToText()) PrintText(text, out);
    if (auto* child = node->ToElement()) PrintElement(child, own_lines ? depth + 1 : -1, out);
  }
  if (own_lines) out.append(2 * depth, ' ');
  out += "</";
  out += element->Name();
  out += lines ? ">\n" : ">";
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

namespace {
// Whether `name` (between "&" and ";") stands for a character that XML allows.
bool IsReference(std::string_view name) {
  for (const std::string_view known : {"lt", "gt", "amp", "quot", "apos"}) {
    if (name == known) return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  if (error != std::errc() || end != name.data() + name.size()) return false;
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0xd800 || (code > 0xdfff && code <= 0x10ffff && code != 0xfffe && code != 0xffff);
}

// Where the first reference is that the parser would take for text: entities of the document's own are not for us to expand.
size_t FindBadReference(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kVerbatim[] = {
      {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
  constexpr size_t kLongest = 12;  // "#x0000010ffff"
  for (size_t at = text.find_first_of("&<"); at != std::string_view::npos; at = text.find_first_of("&<", at + 1)) {
    if (text[at] == '&') {
      const std::string_view name = text.substr(at + 1, kLongest + 1);
      const size_t end = name.find(';');
      if (end == std::string_view::npos || !IsReference(name.substr(0, end))) return at;
      continue;
    }
    for (const auto& [open, close] : kVerbatim) {
      if (!text.substr(at).starts_with(open)) continue;
      const size_t end = text.find(close, at + open.size());
      if (end == std::string_view::npos) return std::string_view::npos;  // the parser says what is unclosed
      at = end;
      break;
    }
  }
  return std::string_view::npos;
}

// The parser has names for its errors, which say little to who wrote the document.
std::string WordsOf(const tinyxml2::XMLDocument& document) {
  switch (document.ErrorID()) {
    case tinyxml2::XML_SUCCESS:
    case tinyxml2::XML_ERROR_EMPTY_DOCUMENT:
    case tinyxml2::XML_ERROR_PARSING_TEXT:
      return "Start tag expected, '<' not found";
    case tinyxml2::XML_ERROR_PARSING_ELEMENT:
      return "Couldn't find end of Start Tag";
    case tinyxml2::XML_ERROR_PARSING_ATTRIBUTE:
      return "attribute expected, as name='value' and once";
    case tinyxml2::XML_ERROR_PARSING_CDATA:
      return "CData section not finished";
    case tinyxml2::XML_ERROR_PARSING_COMMENT:
      return "Comment not terminated";
    case tinyxml2::XML_ERROR_PARSING_DECLARATION:
      return "XML declaration not finished or not at the start";
    case tinyxml2::XML_ERROR_MISMATCHED_ELEMENT:
      return "Opening and ending tag mismatch";
    case tinyxml2::XML_ELEMENT_DEPTH_EXCEEDED:
      return "elements are nested too deeply";
    default:
      return document.ErrorName();
  }
}
}  // namespace

absl::StatusOr<Document> Document::Parse(std::string_view text, std::string_view what) {
  if (text.size() > kMaxBytes) {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlDetail, "(%s): document of %d bytes is larger than the limit of %d",
                 std::string(what), text.size(), kMaxBytes);
  }
  if (const size_t at = FindBadReference(text); at != std::string_view::npos) {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlDetail, "(%s):%d: unknown entity or character reference", std::string(what),
                 1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n'));
  }
  auto document = std::make_unique<tinyxml2::XMLDocument>(/*processEntities=*/true, tinyxml2::PRESERVE_WHITESPACE);
  if (document->Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS || !document->RootElement()) {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlDetail, "(%s):%d: %s", std::string(what),
                 std::max(document->ErrorLineNum(), 1), WordsOf(*document));
  }
  return Document(std::move(document));
}

}  // namespace pleiad::xml

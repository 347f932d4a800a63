// SPDX-License-Identifier: Apache-2.0
#include "libshared/xml/writer.h"

#include "libshared/xml/node.h"

namespace pleiad::xml {

void AppendEscaped(std::string& out, std::string_view text) {
  for (char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '\'': out += "&apos;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
}

// Depth 0 is the document: its root element has no parent whose start tag must be closed first.
void Writer::Begin(const char* child) {
  OpenBody();
  if (depth_ > 0) out_.append(2 * depth_, ' ');
  out_ += '<';
  out_ += child;
}

// Called on the inner writer, whose depth is one more than that of the element.
void Writer::End(const char* name) {
  if (!open_ && !own_text_) {
    out_ += "/>\n";
    return;
  }
  if (!own_text_) out_.append(2 * (depth_ - 1), ' ');
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

void Writer::PutAttributeText(const char* name, std::string_view text) {
  out_ += ' ';
  out_ += name;
  out_ += "='";
  AppendEscaped(out_, text);
  out_ += '\'';
}

void Writer::PutOwnText(std::string_view text) {
  out_ += '>';
  AppendEscaped(out_, text);
  own_text_ = true;
}

void Writer::PutChildText(const char* child, std::string_view text) {
  Begin(child);
  out_ += '>';
  AppendEscaped(out_, text);
  out_ += "</";
  out_ += child;
  out_ += ">\n";
}

void Writer::OpenBody() {
  if (depth_ > 0 && !open_) {
    out_ += ">\n";
    open_ = true;
  }
}

// Lines within kept text must not be indented, which only a reader of the text can tell from the others.
void Writer::PutRaw(std::string_view text) {
  if (text.empty()) return;
  OpenBody();
  auto document = Document::Parse(text, "kept element");
  if (document.ok()) out_ += document->root().Print(depth_);
}

}  // namespace pleiad::xml

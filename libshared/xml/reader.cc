// SPDX-License-Identifier: Apache-2.0
#include "libshared/xml/reader.h"

#include <cstring>

#include "absl/strings/str_format.h"
#include "libshared/base/error.h"

namespace pleiad::xml {
namespace {
constexpr size_t kMaxUnknown = 64;

bool Contains(const std::vector<const char*>& names, const char* name) {
  return std::any_of(names.begin(), names.end(), [name](const char* known) { return strcmp(known, name) == 0; });
}
}  // namespace

void Reader::Invalid(const char* attribute, std::string_view text, const char* expected) {
  const std::string value(text.substr(0, 200));
  if (context_.options.validate) {  // a document that is to be validated fails there, before it is read
    const std::string where =
        attribute ? absl::StrFormat("attribute '%s' of <%s>", attribute, node_.name()) : absl::StrFormat("<%s>", node_.name());
    Fail(
        Error(ErrorDomain::kXml, ErrorCode::kXmlInvalidSchema, "Unable to validate doc: invalid value '%s' of %s", value, where));
  } else if (attribute) {
    Fail(Error(ErrorDomain::kXml, ErrorCode::kXmlError, "Invalid value for attribute '%s' in element '%s': '%s'.%s", attribute,
               node_.name(), value, expected));
  } else {
    Fail(Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "Invalid value for element '%s': '%s'.%s", node_.name(), value,
               expected));
  }
}

void Reader::MissingAttribute(const char* name) {
  Fail(Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "Missing required attribute '%s' in element '%s'", name, node_.name()));
}

void Reader::MissingElement(const char* name) {
  Fail(Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "Missing required element '%s' in element '%s'", name, node_.name()));
}

void Reader::RawRest(std::vector<std::string>& texts) {
  for (Node child = node_.FirstChild(); child; child = child.Next()) {
    if (Contains(asked_elements_, child.name())) continue;
    texts.push_back(child.Print(0));
  }
  for (Node child = node_.FirstChild(); child; child = child.Next()) asked_elements_.push_back(child.name());
}

std::string Reader::FirstUnknownElement() const {
  for (Node child = node_.FirstChild(); child; child = child.Next()) {
    if (!Contains(asked_elements_, child.name())) return child.name();
  }
  return "";
}

void Reader::CollectUnknown() {
  if (failed() || context_.unknown.size() >= kMaxUnknown) return;
  node_.EachAttribute([this](const char* name, const char*) {
    if (!Contains(asked_attributes_, name) && strncmp(name, "xmlns", 5) != 0) {
      context_.unknown.push_back(std::string("attribute '") + name + "' of <" + node_.name() + ">");
    }
  });
  for (Node child = node_.FirstChild(); child; child = child.Next()) {
    if (!Contains(asked_elements_, child.name())) {
      context_.unknown.push_back(std::string("element <") + child.name() + "> of <" + node_.name() + ">");
    }
  }
}

absl::Status UnknownPartsError(const std::vector<std::string>& unknown) {
  std::string list;
  for (const std::string& part : unknown) list += (list.empty() ? "" : ", ") + part;
  return MakeError(ErrorDomain::kXml, ErrorCode::kXmlInvalidSchema, "Unable to validate doc: unknown " + list);
}

}  // namespace pleiad::xml

// SPDX-License-Identifier: Apache-2.0
// metadata_def.h: what other programs keep in a domain's document (<metadata>), as text in their own namespaces.
#pragma once

#include <string>

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

// `text` is the whole <metadata> element, empty when there is none. Reading keeps one element per namespace, the first,
// and none without a namespace; a prefix that the document's root declared and they use is declared in <metadata>.
void MetadataElement(xml::Reader& m, std::string& text);
void MetadataElement(xml::Writer& m, std::string& text);

}  // namespace pleiad::conf

# SPDX-License-Identifier: Apache-2.0
# The library wire_codecs: the table of wire_codecs.h, made from the lines "using NAME = Procedure<...>" of the wire headers.

file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/libshared/rpc/wire/*.h)
set(sources "")
set(declared "")
set(called "")
foreach(header ${headers})
  file(STRINGS ${header} lines REGEX "^using [A-Za-z0-9]+ = (Procedure|Event)<")
  if(NOT lines)
    continue()
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  get_filename_component(object ${header} NAME_WE)
  set(rows "")
  foreach(line ${lines})
    string(REGEX REPLACE "^using ([A-Za-z0-9]+) = .*" "\\1" name "${line}")
    string(APPEND rows "  codecs.push_back(CodecOf<wire::${name}>(\"${name}\"));\n")
  endforeach()
  file(CONFIGURE OUTPUT wire_codecs_${object}.cc CONTENT
"#include \"libshared/rpc/wire/@object@.h\"
#include \"tests/unit/rpc/wire_codecs.h\"
namespace pleiad::rpc {
void AddCodecs_@object@(std::vector<WireCodec>& codecs) {
@rows@}
}  // namespace pleiad::rpc
" @ONLY)
  list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/wire_codecs_${object}.cc)
  string(APPEND declared "void AddCodecs_${object}(std::vector<WireCodec>& codecs);\n")
  string(APPEND called "    AddCodecs_${object}(all);\n")
endforeach()

file(CONFIGURE OUTPUT wire_codecs.cc CONTENT
"#include \"tests/unit/rpc/wire_codecs.h\"
#include <algorithm>
#include <tuple>
namespace pleiad::rpc {
@declared@
const std::vector<WireCodec>& WireCodecs() {
  static const auto* const codecs = [] {
    auto& all = *new std::vector<WireCodec>;
@called@    std::ranges::sort(all, {}, [](const WireCodec& codec) { return std::tuple(codec.program, codec.number); });
    return &all;
  }();
  return *codecs;
}
const WireCodec* FindWireCodec(uint32_t program, int number) {
  for (const WireCodec& codec : WireCodecs()) {
    if (codec.program == static_cast<Program>(program) && codec.number == number) return &codec;
  }
  return nullptr;
}
}  // namespace pleiad::rpc
" @ONLY)
add_library(wire_codecs STATIC EXCLUDE_FROM_ALL ${sources} ${CMAKE_CURRENT_BINARY_DIR}/wire_codecs.cc)
target_link_libraries(wire_codecs PUBLIC pleiad_rpc)

// SPDX-License-Identifier: Apache-2.0
// schema_paths.h: the places in QEMU's own QMP schema that decide how we talk to it. The schema is 200 kB; only which of
// these paths it has is kept.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad::qemu {

// The answer to query-qmp-schema, searched by paths like "blockdev-add/+file/aio/^io_uring": a command or event, then
// members of its argument; "+name" takes a union's branch, "^name" asks for an enum's value, "$name" for a feature flag,
// and "ret" right after the command walks its answer instead.
class SchemaIndex {
 public:
  explicit SchemaIndex(const boost::json::value& schema);
  bool Has(std::string_view path) const;

 private:
  const boost::json::object* Find(std::string_view name) const;
  const boost::json::object* Step(const boost::json::object& from, std::string_view step) const;

  std::vector<const boost::json::object*> entries_;  // sorted by name
};

// Those of the known paths that the schema has.
std::vector<std::string> KnownSchemaPaths(const boost::json::value& schema);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// nwfilter/driver.h: calls about filters of network traffic, and about which interface has which.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on a filter: NO_NWFILTER (62); on a binding: NO_NWFILTER_BINDING (101).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"

namespace pleiad::driver {

class NwfilterDriver {
 public:
  virtual ~NwfilterDriver() = default;

  virtual absl::StatusOr<std::vector<NwfilterRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllNWFilters");
  }
  virtual absl::StatusOr<NwfilterRef> LookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNWFilterLookupByName");
  }
  virtual absl::StatusOr<NwfilterRef> LookupByUuid(const Caller& /*caller*/, const Uuid& /*uuid*/) {
    return Lacks("virNWFilterLookupByUUID");
  }
  virtual absl::StatusOr<NwfilterRef> DefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNWFilterDefineXMLFlags");
  }
  virtual absl::Status Undefine(const Caller& /*caller*/, const NwfilterRef& /*filter*/) { return Lacks("virNWFilterUndefine"); }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const NwfilterRef& /*filter*/, uint32_t /*flags*/) {
    return Lacks("virNWFilterGetXMLDesc");
  }
  virtual absl::StatusOr<std::vector<NwfilterBindingRef>> ListAllBindings(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllNWFilterBindings");
  }
  // By the host's name of the interface.
  virtual absl::StatusOr<NwfilterBindingRef> BindingLookup(const Caller& /*caller*/, const std::string& /*port_dev*/) {
    return Lacks("virNWFilterBindingLookupByPortDev");
  }
  virtual absl::StatusOr<NwfilterBindingRef> BindingCreateXml(const Caller& /*caller*/, const std::string& /*xml*/,
                                                              uint32_t /*flags*/) {
    return Lacks("virNWFilterBindingCreateXML");
  }
  virtual absl::Status BindingDelete(const Caller& /*caller*/, const NwfilterBindingRef& /*binding*/) {
    return Lacks("virNWFilterBindingDelete");
  }
  virtual absl::StatusOr<std::string> BindingXmlDesc(const Caller& /*caller*/, const NwfilterBindingRef& /*binding*/,
                                                     uint32_t /*flags*/) {
    return Lacks("virNWFilterBindingGetXMLDesc");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kNwfilter, api); }
};

}  // namespace pleiad::driver

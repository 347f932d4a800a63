// SPDX-License-Identifier: Apache-2.0
// nwfilter_def.h: the <filter> document, rules for a guest's traffic, and <filterbinding>, which filter a port has.
// What a rule matches is kept as texts in the form they are written in: numbers as decimal or hexadecimal as given,
// addresses normal, variables as "$NAME" or "$NAME[@1]".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class FilterAction { kDrop, kAccept, kReject, kReturn, kContinue };
inline constexpr xml::EnumNames<FilterAction> kFilterActions = {{FilterAction::kDrop, "drop"},
                                                                {FilterAction::kAccept, "accept"},
                                                                {FilterAction::kReject, "reject"},
                                                                {FilterAction::kReturn, "return"},
                                                                {FilterAction::kContinue, "continue"}};
enum class FilterDirection { kIn, kOut, kInOut };
inline constexpr xml::EnumNames<FilterDirection> kFilterDirections = {
    {FilterDirection::kIn, "in"}, {FilterDirection::kOut, "out"}, {FilterDirection::kInOut, "inout"}};

struct FilterMatch {
  std::string name, value;  // the attribute
};
struct FilterRule {
  FilterAction action = FilterAction::kDrop;
  FilterDirection direction = FilterDirection::kIn;
  int32_t priority = 500;
  bool stateful = true;
  std::string protocol;              // the element's name; empty for a rule that matches everything
  bool negated = false;              // match='no'
  std::vector<FilterMatch> matches;  // in the order they are written in

  // The value of an attribute, null when the rule does not ask for it.
  const std::string* Find(std::string_view name) const;
};
struct FilterParameterValue {
  std::string name, value;
};
struct FilterInclude {
  std::string filter;
  std::vector<FilterParameterValue> parameters;  // in the order of their names
};
// A rule, or another filter's rules.
struct FilterEntry {
  std::optional<FilterRule> rule;
  std::optional<FilterInclude> include;
};

struct NwfilterDef {
  std::string name;
  std::string chain = "root";
  int32_t priority = 0;  // of the chain, -1000 to 1000
  std::optional<Uuid> uuid;
  std::vector<FilterEntry> entries;
};

// Errors: INVALID_ARG (8) for chains, INTERNAL_ERROR (1) for values, CONFIG_UNSUPPORTED (67), XML_ERROR (27).
absl::StatusOr<NwfilterDef> ParseNwfilter(std::string_view text, const xml::Options& options = {},
                                          std::vector<std::string>* unknown = nullptr);
std::string FormatNwfilter(const NwfilterDef& filter);
// Gives a filter its uuid.
void CompleteNwfilter(NwfilterDef& filter);

struct NwfilterBindingDef {
  std::string owner_name;
  std::optional<Uuid> owner_uuid;
  std::string port_dev, link_dev, mac;
  FilterInclude filter;
};
absl::StatusOr<NwfilterBindingDef> ParseNwfilterBinding(std::string_view text, const xml::Options& options = {},
                                                        std::vector<std::string>* unknown = nullptr);
std::string FormatNwfilterBinding(const NwfilterBindingDef& binding);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// filter_values.h: what each protocol's element may match, and in what form its values are written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad::conf {

enum class FilterValue {
  kMac,
  kIpv4,
  kIpv4Mask,
  kIpv6,
  kIpv6Mask,
  kU8,
  kU16,
  kU32,
  kSixBits,
  kVlanId,
  kEtherType,
  kIpProtocol,
  kArpOpcode,
  kBool,
  kTcpFlags,
  kState,
  kSetName,
  kSetFlags,
  kText
};
struct FilterAttribute {
  const char* name;
  FilterValue kind;
};

// The attributes of a protocol in the order in which they are written; null when there is no such protocol.
const std::vector<FilterAttribute>* FilterAttributesOf(std::string_view protocol);
// The text as it is written; absent when it is no value of the kind. A variable is one of every kind.
std::optional<std::string> NormalFilterValue(FilterValue kind, const std::string& text);

}  // namespace pleiad::conf

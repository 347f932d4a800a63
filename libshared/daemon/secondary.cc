// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/secondary.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "libshared/rpc/api_names.h"

namespace pleiad::daemon {
namespace {
struct Secondary {
  ErrorDomain domain;
  std::string_view driver, daemon;
};
constexpr Secondary kSecondaries[] = {
    {ErrorDomain::kNetwork, "network", "virtnetworkd"},    {ErrorDomain::kStorage, "storage", "virtstoraged"},
    {ErrorDomain::kNodedev, "nodedev", "virtnodedevd"},    {ErrorDomain::kSecret, "secret", "virtsecretd"},
    {ErrorDomain::kNwfilter, "nwfilter", "virtnwfilterd"}, {ErrorDomain::kInterface, "interface", "virtinterfaced"},
};

const Secondary* OwnerOf(int32_t procedure) {
  const ErrorDomain domain = rpc::ApiDomain(rpc::Program::kRemote, procedure);
  for (const Secondary& secondary : kSecondaries) {
    if (secondary.domain == domain) return &secondary;
  }
  return nullptr;
}

std::string_view DaemonOf(std::string_view driver) {
  for (const Secondary& secondary : kSecondaries) {
    if (secondary.driver == driver) return secondary.daemon;
  }
  return {};
}
}  // namespace

// Asked for every call of every client, so that the answers are made once.
std::string_view SecondaryDriverOf(uint32_t program, int32_t procedure) {
  constexpr size_t kNumbers = 512;
  static const auto drivers = [] {
    std::array<std::string_view, kNumbers> by_number;
    for (size_t i = 0; i < kNumbers; ++i) {
      if (const Secondary* owner = OwnerOf(static_cast<int32_t>(i))) by_number[i] = owner->driver;
    }
    return by_number;
  }();
  const auto at = static_cast<uint32_t>(procedure);
  return program == static_cast<uint32_t>(rpc::Program::kRemote) && at < kNumbers ? drivers[at] : std::string_view();
}

bool SecondaryRouter::HasRoute(std::string_view route) const { return siblings_.IsInstalled(DaemonOf(route)); }

std::string SecondaryRouter::UriOf(std::string_view route) const {
  return absl::StrCat(std::string(route), mode_ == Mode::kSession ? ":///session" : ":///system");
}

absl::StatusOr<UniqueFd> SecondaryRouter::Dial(const std::string& route, const Caller& caller) {
  return siblings_.Dial(DaemonOf(route), caller.read_only);
}

}  // namespace pleiad::daemon

// SPDX-License-Identifier: Apache-2.0
// network_edits.cc: changes of a part of a pretended network's definition.
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/metadata_edit.h"
#include "libshared/conf/network/network_update.h"
#include "virttestd/flags.h"
#include "virttestd/networks.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kLive = 1, kConfig = 2;                     // virNetworkUpdateFlags, virDomainModificationImpact
constexpr int32_t kDescription = 0, kTitle = 1, kElement = 2;  // virNetworkMetadataType

absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kNetwork, ErrorCode::kOperationInvalid, text); }

absl::StatusOr<uint32_t> ImpactOf(const NetworkState& state, uint32_t flags) {
  if (flags == 0) flags = state.active ? kLive : kConfig;
  if ((flags & kLive) && !state.active) return Invalid("network is not running");
  if ((flags & kConfig) && !state.persistent) return Invalid("cannot change persistent config of a transient network");
  return flags;
}

absl::Status SetWords(conf::NetworkDef& def, int32_t type, const std::optional<std::string>& metadata,
                      const std::optional<std::string>& key, const std::optional<std::string>& uri) {
  if (type == kElement) {
    ASSIGN_OR_RETURN(def.metadata, conf::SetMetadataElement(def.metadata, uri.value_or(""), key.value_or(""), metadata));
    return absl::OkStatus();
  }
  if (type != kDescription && type != kTitle) {
    return MakeError(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, "unknown metadata type");
  }
  (type == kTitle ? def.title : def.description) = metadata.value_or("");
  return absl::OkStatus();
}
}  // namespace

template <class Change>
absl::Status Networks::Edit(const NetworkRef& ref, uint32_t flags, Change change) {
  return Step(ref, std::nullopt, [&](NetworkState& state) -> absl::Status {
    ASSIGN_OR_RETURN(const uint32_t impact, ImpactOf(state, flags));
    const auto edited = [&](const NetworkState::DefPtr& def) -> absl::StatusOr<NetworkState::DefPtr> {
      conf::NetworkDef copy = *def;
      RETURN_IF_ERROR(change(copy));
      return std::make_shared<const conf::NetworkDef>(std::move(copy));
    };
    const NetworkState::DefPtr stored = state.next ? state.next : state.def;
    if (state.active && state.persistent) state.next = stored;
    if (impact & kLive) {
      ASSIGN_OR_RETURN(state.def, edited(state.def));
    }
    if (impact & kConfig) {
      ASSIGN_OR_RETURN((state.active ? state.next : state.def), edited(stored));
    }
    return absl::OkStatus();
  });
}

absl::Status Networks::Update(const Caller&, const NetworkRef& ref, uint32_t command, uint32_t section, int32_t parent_index,
                              const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kLive | kConfig, flags, "testNetworkUpdate"));
  return Edit(ref, flags, [&](conf::NetworkDef& def) {
    return conf::UpdateNetwork(def, static_cast<conf::NetworkCommand>(command), static_cast<conf::NetworkSection>(section),
                               parent_index, xml);
  });
}

absl::Status Networks::SetMetadata(const Caller&, const NetworkRef& ref, int32_t type, const std::optional<std::string>& metadata,
                                   const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kLive | kConfig, flags, "testNetworkSetMetadata"));
  RETURN_IF_ERROR(Edit(ref, flags, [&](conf::NetworkDef& def) { return SetWords(def, type, metadata, key, uri); }));
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  events_.Emit({network->snapshot()->ref(), driver::MetadataChange{.type = type, .uri = uri}});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Networks::Metadata(const Caller&, const NetworkRef& ref, int32_t type,
                                               const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kLive | kConfig, flags, "testNetworkGetMetadata"));
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  const auto state = network->snapshot();
  ASSIGN_OR_RETURN(const uint32_t impact, ImpactOf(*state, flags));
  const conf::NetworkDef& def = (impact & kConfig) && state->next ? *state->next : *state->def;
  if (type < kDescription || type > kElement) {
    return MakeError(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, "unknown metadata type");
  }
  std::optional<std::string> found;
  if (type == kDescription && !def.description.empty()) found = def.description;
  if (type == kTitle && !def.title.empty()) found = def.title;
  if (type == kElement && uri) found = conf::GetMetadataElement(def.metadata, *uri);
  if (found) return *found;
  return MakeError(ErrorDomain::kNetwork, ErrorCode::kNoNetworkMetadata, "Requested metadata element is not present");
}

}  // namespace pleiad::test

// SPDX-License-Identifier: Apache-2.0
// thresholds.cc: the call of tuning.h on thresholds. Guests write all the time, up to the size that their images have: an image
// which is larger than the threshold passes it at once, others when they are made larger.
#include "virttestd/domain/thresholds.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/figures.h"
#include "virttestd/domain/tuning.h"

namespace pleiad::test {

std::optional<store::BlockThresholdEvent> TakeReached(DomainState& state, const conf::DiskDef& disk) {
  const auto at = state.thresholds.find(disk.target.dev);
  const uint64_t written = SizesOf(state, disk).allocation;
  if (at == state.thresholds.end() || written <= at->second) return std::nullopt;
  store::BlockThresholdEvent event{
      .device = disk.target.dev, .path = disk.source.path, .threshold = at->second, .excess = written - at->second};
  state.thresholds.erase(at);
  return event;
}

// "vda", or "vda[1]" for an image of its chain: all are of one size here.
absl::Status Tuning::SetBlockThreshold(const Caller&, const DomainRef& ref, const std::string& device, uint64_t bytes,
                                       uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSetBlockThreshold"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  std::optional<store::BlockThresholdEvent> reached;
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!next.active()) return NotRunning();
    const conf::DiskDef* disk = FindDisk(*next.live, device.substr(0, device.find('[')));
    if (!disk) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "failed to find disk '%s'", device);
    next.thresholds.erase(disk->target.dev);
    if (bytes > 0) next.thresholds[disk->target.dev] = bytes;
    reached = TakeReached(next, *disk);
    return absl::OkStatus();
  }));
  if (reached) context_.Emit(ref, *std::move(reached));
  return absl::OkStatus();
}

}  // namespace pleiad::test

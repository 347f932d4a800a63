// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/cpu_maps.h"

#include <algorithm>

#include "libshared/base/error.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kHostCpus = 8;
}  // namespace

Bitmap AllCpus() {
  Bitmap all;
  all.SetRange(0, kHostCpus - 1);
  return all;
}

driver::CpuMap MapOf(const Bitmap& cpus) { return cpus.ToBytes(kHostCpus / 8); }

absl::StatusOr<Bitmap> ReadMap(const driver::CpuMap& bytes, const char* what) {
  Bitmap cpus = Bitmap::FromBytes(bytes);
  if (cpus.empty()) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "Empty %s for pinning", what);
  return cpus;
}

Bitmap PinOf(const std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& otherwise) {
  const auto at = std::find_if(pins.begin(), pins.end(), [id](const conf::CpuPin& pin) { return pin.id == id; });
  return at == pins.end() ? otherwise : at->cpus;
}

void SetPin(std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& cpus) {
  std::erase_if(pins, [id](const conf::CpuPin& pin) { return pin.id == id; });
  pins.push_back({.id = id, .cpus = cpus});
  std::sort(pins.begin(), pins.end(), [](const conf::CpuPin& a, const conf::CpuPin& b) { return a.id < b.id; });
}

}  // namespace pleiad::test

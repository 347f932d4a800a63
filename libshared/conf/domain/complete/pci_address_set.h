// SPDX-License-Identifier: Apache-2.0
// pci_address_set.h: the buses of one domain and what of them is taken. It reserves addresses and finds free ones.
// A planning set grows by the buses that are missing; from it the controllers to add are known.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/conf/domain/complete/pci_bus.h"

namespace pleiad::conf {

class PciAddressSet {
 public:
  explicit PciAddressSet(std::vector<PciBus> buses, bool may_grow) : buses_(std::move(buses)), may_grow_(may_grow) {}

  const std::vector<PciBus>& buses() const { return buses_; }
  std::vector<PciBus>& buses() { return buses_; }

  // Takes `address` for a device that connects as `flags`. A user's address on a bus that is not there adds buses to a
  // planning set; where the first conventional bridge of a PCIe machine takes that bus number itself, `address` moves up by one.
  //   Errors  XML_ERROR (27): outside of what exists, wrong kind of bus, taken already
  absl::Status Reserve(PciAddress& address, uint32_t flags, bool from_config);
  // The same for what is part of the board, whatever the bus takes.
  absl::Status ReserveFixed(uint32_t slot, uint32_t function);

  // Finds and takes the first place for a device that connects as `flags`, as function `function` of a free slot or, for an
  // aggregating kind, the next function of a slot of its kind.
  //   Errors  XML_ERROR (27) no more places, INTERNAL_ERROR (1) no kind of bus would do
  absl::StatusOr<PciAddress> Next(uint32_t flags, uint32_t function = 0);

  bool IsTaken(const PciAddress& a) const { return a.bus < buses_.size() && (buses_[a.bus].slots[a.slot].functions >> a.function & 1); }
  bool IsSlotTaken(uint32_t bus, uint32_t slot) const { return bus < buses_.size() && buses_[bus].slots[slot].functions != 0; }
  // More than function 0 of the slot is used.
  bool IsMultifunction(const PciAddress& a) const { return a.bus < buses_.size() && (buses_[a.bus].slots[a.slot].functions & ~1u); }
  bool AllFull() const;

 private:
  absl::Status Validate(const PciAddress& address, uint32_t flags, bool from_config) const;
  std::optional<PciAddress> Find(uint32_t flags, uint32_t function);
  absl::Status Grow(PciAddress& address, uint32_t flags);
  bool HasBusFor(uint32_t flags) const;

  std::vector<PciBus> buses_;
  bool may_grow_;
};

}  // namespace pleiad::conf

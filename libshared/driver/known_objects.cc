// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/known_objects.h"

#include <type_traits>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/inspect.h"
#include "libshared/driver/interface/driver.h"
#include "libshared/driver/network/driver.h"
#include "libshared/driver/node_device/driver.h"
#include "libshared/driver/nwfilter/driver.h"
#include "libshared/driver/secret/driver.h"
#include "libshared/driver/storage/driver.h"

namespace pleiad::driver {
namespace {
const Caller kSelf;

struct Finder {
  const KnownObjects& known;

  // Nobody finds what no driver has.
  template <class Driver, class Method, class... Args>
  static auto Ask(Driver* driver, Method method, const Args&... args)
      -> std::invoke_result_t<Method, Driver&, const Caller&, const Args&...> {
    if (driver == nullptr) return MakeError(ErrorDomain::kNone, ErrorCode::kNoSupport, "no objects of this kind are here");
    return (driver->*method)(kSelf, args...);
  }

  absl::StatusOr<KnownObject> operator()(std::monostate) const { return KnownObject(); }
  absl::StatusOr<KnownObject> operator()(const DomainRef* named) const {
    return Ask(known.domains, &DomainInspect::LookupByUuid, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const NetworkRef* named) const {
    return Ask(known.networks, &NetworkDriver::LookupByUuid, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const NetworkPortRef* named) const {
    ASSIGN_OR_RETURN(const NetworkRef network, Ask(known.networks, &NetworkDriver::LookupByUuid, named->net.uuid));
    return Ask(known.networks, &NetworkDriver::PortLookupByUuid, network, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const StoragePoolRef* named) const {
    return Ask(known.storage, &StorageDriver::PoolLookupByUuid, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const StorageVolRef* named) const {
    ASSIGN_OR_RETURN(const StoragePoolRef pool, known.PoolOf(*named));
    return Ask(known.storage, &StorageDriver::VolumeLookupByName, pool, named->name);
  }
  absl::StatusOr<KnownObject> operator()(const NodeDeviceRef* named) const {
    return Ask(known.node_devices, &NodeDeviceDriver::LookupByName, named->name);
  }
  absl::StatusOr<KnownObject> operator()(const SecretRef* named) const {
    return Ask(known.secrets, &SecretDriver::LookupByUuid, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const NwfilterRef* named) const {
    return Ask(known.nwfilters, &NwfilterDriver::LookupByUuid, named->uuid);
  }
  absl::StatusOr<KnownObject> operator()(const NwfilterBindingRef* named) const {
    return Ask(known.nwfilters, &NwfilterDriver::BindingLookup, named->portdev);
  }
  absl::StatusOr<KnownObject> operator()(const InterfaceRef* named) const {
    return Ask(known.interfaces, &InterfaceDriver::LookupByName, named->name);
  }
};
}  // namespace

rpc::ObjectRef RefTo(const KnownObject& object) {
  return std::visit(
      [](const auto& known) -> rpc::ObjectRef {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(known)>, std::monostate>) {
          return {};
        } else {
          return &known;
        }
      },
      object);
}

absl::StatusOr<KnownObject> KnownObjects::Find(const rpc::ObjectRef& named) const { return std::visit(Finder{*this}, named); }

absl::StatusOr<StoragePoolRef> KnownObjects::PoolOf(const StorageVolRef& volume) const {
  return Finder::Ask(storage, &StorageDriver::PoolLookupByName, volume.pool);
}

}  // namespace pleiad::driver

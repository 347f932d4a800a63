// SPDX-License-Identifier: Apache-2.0
// described_objects.h: what a document says of the object that it describes, as far as access rules look at it: before the
// object is made there is nothing else to go by. What cannot be read is empty; reading it properly is the driver's task.
#pragma once

#include <string_view>

#include "libshared/base/object_ref.h"

namespace pleiad::driver {

DomainRef DescribedDomain(std::string_view xml);
NetworkRef DescribedNetwork(std::string_view xml);
Uuid DescribedNetworkPort(std::string_view xml);
StoragePoolRef DescribedPool(std::string_view xml);
StorageVolRef DescribedVolume(std::string_view xml, const StoragePoolRef& pool);
NodeDeviceRef DescribedNodeDevice(std::string_view xml);
SecretRef DescribedSecret(std::string_view xml);
NwfilterRef DescribedNwfilter(std::string_view xml);
NwfilterBindingRef DescribedNwfilterBinding(std::string_view xml);
InterfaceRef DescribedInterface(std::string_view xml);

}  // namespace pleiad::driver

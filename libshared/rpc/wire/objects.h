// SPDX-License-Identifier: Apache-2.0
// wire/objects.h: the references by which calls name objects, and structs that several objects share:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/base/object_ref.h"
#include "libshared/rpc/wire/procedure.h"

namespace pleiad::rpc::wire {

using NonnullDomain = DomainRef;
using NonnullNetwork = NetworkRef;
using NonnullNetworkPort = NetworkPortRef;
using NonnullNwfilter = NwfilterRef;
using NonnullNwfilterBinding = NwfilterBindingRef;
using NonnullInterface = InterfaceRef;
using NonnullStoragePool = StoragePoolRef;
using NonnullStorageVol = StorageVolRef;
using NonnullNodeDevice = NodeDeviceRef;
using NonnullSecret = SecretRef;
using NonnullDomainCheckpoint = DomainCheckpointRef;
using NonnullDomainSnapshot = DomainSnapshotRef;

struct Error {
  int32_t code = 0;
  int32_t domain = 0;
  std::optional<std::string> message;
  int32_t level = 0;
  std::optional<NonnullDomain> dom;
  std::optional<std::string> str1;
  std::optional<std::string> str2;
  std::optional<std::string> str3;
  int32_t int1 = 0;
  int32_t int2 = 0;
  std::optional<NonnullNetwork> net;
};

}  // namespace pleiad::rpc::wire

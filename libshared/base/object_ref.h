// SPDX-License-Identifier: Apache-2.0
// object_ref.h: how calls name the objects of a daemon. These travel as they are, so the fields stand in wire order.
#pragma once

#include <cstdint>
#include <string>

#include "libshared/base/uuid.h"

namespace pleiad {

// A domain is found by its uuid; name and id are what the client knew when it last looked. id is -1 when inactive.
struct DomainRef {
  std::string name;
  Uuid uuid;
  int32_t id = -1;
};

struct NetworkRef {
  std::string name;
  Uuid uuid;
};

struct NetworkPortRef {
  NetworkRef net;
  Uuid uuid;
};

struct StoragePoolRef {
  std::string name;
  Uuid uuid;
};

struct StorageVolRef {
  std::string pool;
  std::string name;
  std::string key;
};

struct NodeDeviceRef {
  std::string name;
};

struct SecretRef {
  Uuid uuid;
  int32_t usage_type = 0;
  std::string usage_id;
};

struct NwfilterRef {
  std::string name;
  Uuid uuid;
};

struct NwfilterBindingRef {
  std::string portdev;
  std::string filtername;
};

struct InterfaceRef {
  std::string name;
  std::string mac;
};

struct DomainSnapshotRef {
  std::string name;
  DomainRef dom;
};

struct DomainCheckpointRef {
  std::string name;
  DomainRef dom;
};

}  // namespace pleiad

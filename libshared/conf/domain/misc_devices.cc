// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/misc_devices.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void Describe(Map& m, HubDef& hub) {
  m.Attribute("type", hub.type);
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("type")) return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing hub device type"));
    if (hub.type != "usb") m.Fail(Unsupported("unknown hub device type '%s'", hub.type));
  }
  Fields(m, hub.info);
}

template <class Map>
void Describe(Map& m, NvramDeviceDef& nvram) {
  Fields(m, nvram.info);
}

template <class Map>
void Describe(Map& m, LeaseDef& lease) {
  m.Text("lockspace", lease.lockspace);
  m.Text("key", lease.key);
  m.Group("target", [&](auto& g) {
    g.Attribute("path", lease.path);
    g.Attribute("offset", lease.offset, uint64_t{0});
  });
  if constexpr (Map::kReading) {
    if (lease.key.empty()) return m.Fail(XmlError("Missing 'key' element for lease"));
    if (lease.path.empty()) m.Fail(XmlError("Missing 'target' element for lease"));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(HubDef)
PLEIAD_DESCRIBE_BOTH_WAYS(NvramDeviceDef)
PLEIAD_DESCRIBE_BOTH_WAYS(LeaseDef)

}  // namespace pleiad::conf

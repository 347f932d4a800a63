// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/iommu_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
template <class Map>
void Describe(Map& m, IommuDef& iommu) {
  m.Attribute("model", iommu.model, kIommuModels, xml::kRequired);
  m.Group("driver", [&](auto& g) {
    g.Attribute("intremap", iommu.intremap);
    g.Attribute("caching_mode", iommu.caching_mode);
    g.Attribute("eim", iommu.eim);
    g.Attribute("iotlb", iommu.iotlb);
    g.Attribute("aw_bits", iommu.aw_bits, 0u);
  });
  Fields(m, iommu.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(IommuDef)

}  // namespace pleiad::conf

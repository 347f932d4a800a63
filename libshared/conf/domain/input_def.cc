// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/input_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void SourceFields(Map& m, InputDef& input) {
  const bool evdev = input.type == InputType::kEvdev;
  m.Group("source", [&](auto& g) {
    g.Attribute(evdev ? "dev" : "evdev", input.source);
    if (!evdev) return;
    std::string grab = input.grab_all ? "all" : "";
    g.Attribute("grab", grab);
    if constexpr (Map::kReading) input.grab_all = grab == "all";
    g.Attribute("grabToggle", input.grab_toggle, kGrabToggles, GrabToggle::kDefault);
    g.Attribute("repeat", input.repeat);
    if constexpr (Map::kReading) {
      if (!grab.empty() && !input.grab_all) g.Fail(XmlError("Invalid value for attribute 'grab' in element 'source': '%s'.", grab));
      if (input.source.empty()) g.Fail(XmlError("Missing evdev path for input device"));
    }
  });
}

template <class Map>
void Describe(Map& m, InputDef& input) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("type")) return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing input device type"));
    ChosenAttribute(m, "type", input.type, kInputTypes, InputType::kMouse, "unknown input device type");
  } else {
    m.Attribute("type", input.type, kInputTypes, xml::kRequired);
  }
  // An evdev device is on no bus of the guest's.
  if (Map::kReading || input.type != InputType::kEvdev) {
    ChosenAttribute(m, "bus", input.bus, kInputBuses, InputBus::kDefault, "unknown input bus type");
  }
  ChosenAttribute(m, "model", input.model, kVirtioModels, VirtioModel::kDefault, "unknown input model");
  VirtioDriver(m, input.virtio);
  if (input.type == InputType::kPassthrough || input.type == InputType::kEvdev) SourceFields(m, input);
  Fields(m, input.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(InputDef)

}  // namespace pleiad::conf

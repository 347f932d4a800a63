// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/chardev_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using Targets = xml::EnumNames<ChardevTarget>;
using enum ChardevTarget;
constexpr Targets kSerialTargets = {{kIsaSerial, "isa-serial"},
                                    {kUsbSerial, "usb-serial"},
                                    {kPciSerial, "pci-serial"},
                                    {kSpaprVioSerial, "spapr-vio-serial"},
                                    {kSystemSerial, "system-serial"},
                                    {kSclpSerial, "sclp-serial"},
                                    {kIsaDebug, "isa-debug"}};
constexpr Targets kConsoleTargets = {{kSerial, "serial"}, {kXen, "xen"},       {kUml, "uml"},   {kVirtio, "virtio"},
                                     {kLxc, "lxc"},       {kOpenvz, "openvz"}, {kSclp, "sclp"}, {kSclplm, "sclplm"}};
constexpr Targets kChannelTargets = {{kGuestfwd, "guestfwd"}, {kChannelVirtio, "virtio"}, {kChannelXen, "xen"}};
constexpr Targets kNoTargets = {};

void ReadTargetType(xml::Reader& g, ChardevDef& c) {
  const char* type = g.node().Attribute("type");
  g.KnowAttribute("type");
  if (!type) {
    if (c.kind == ChardevKind::kChannel) g.Fail(Unsupported("unknown target type '(null)' specified for character device"));
    return;
  }
  // Without a type a serial port becomes what the machine has; a console without one is a serial port.
  if (c.kind == ChardevKind::kParallel || (c.kind == ChardevKind::kSerial && std::string_view(type) == "serial")) return;
  if (!xml::ValueOf(ChardevTargets(c.kind), type, c.target)) {
    g.Fail(Unsupported("unknown target type '%s' specified for character device", std::string(type)));
  }
}

void ReadPort(xml::Reader& g, ChardevDef& c) {
  const char* text = g.node().Attribute("port");
  g.KnowAttribute("port");
  if (text && !xml::FromText(text, c.port)) g.Fail(XmlError("Invalid port number: %s", std::string(text)));
}

void ReadForward(xml::Reader& g, ChardevDef& c) {
  g.Attribute("address", c.forward_address);
  if (c.forward_address.empty()) return g.Fail(XmlError("guestfwd channel does not define a target address"));
  g.Attribute("port", c.forward_port, xml::kRequired);
}

void ReadTarget(xml::Reader& m, ChardevDef& c) {
  m.Group("target", [&](xml::Reader& g) {
    ReadTargetType(g, c);
    if (g.failed()) return;
    switch (c.kind) {
      case ChardevKind::kChannel:
        if (c.target == kGuestfwd) return ReadForward(g, c);
        g.Attribute("name", c.name);
        g.Attribute("state", c.state, kChannelStates, ChannelState::kDefault);
        return;
      default:
        ReadPort(g, c);
        g.Group("model", [&](auto& model) {
          const char* name = model.node().Attribute("name");
          model.KnowAttribute("name");
          if (name && !xml::ValueOf(kSerialModels, name, c.model)) {
            model.Fail(Unsupported("unknown target model '%s' specified for character device", std::string(name)));
          }
        });
    }
  });
  if (!m.failed() && c.kind == ChardevKind::kChannel && c.target == kNone) m.Fail(XmlError("target type must be specified for channel device"));
}

void WriteChannelTarget(xml::Writer& g, ChardevDef& c) {
  g.Attribute("type", c.target, kChannelTargets, kNone);
  if (c.target == kGuestfwd) {
    g.Attribute("address", c.forward_address);
    g.Attribute("port", c.forward_port, 0u);
    return;
  }
  g.Attribute("name", c.name);
  if (c.target == kChannelVirtio && !g.options().inactive) g.Attribute("state", c.state, kChannelStates, ChannelState::kDefault);
}

void WriteTarget(xml::Writer& m, ChardevDef& c) {
  m.Group("target", [&](xml::Writer& g) {
    if (c.kind == ChardevKind::kChannel) return WriteChannelTarget(g, c);
    g.Attribute("type", c.target, ChardevTargets(c.kind), kNone);
    if (c.port >= 0) g.Attribute("port", c.port);
    if (c.kind == ChardevKind::kSerial) {
      g.Group("model", [&](auto& model) { model.Attribute("name", c.model, kSerialModels, SerialModel::kNone); });
    }
  });
}

template <class Map>
void Describe(Map& m, ChardevDef& c) {
  ChardevSourceType(m, c.source, "type");
  if constexpr (Map::kReading) {
    if (c.kind == ChardevKind::kConsole && !m.HasAttribute("type")) c.source.type = ChardevType::kPty;
    m.KnowAttribute("tty");
  } else if (c.kind == ChardevKind::kConsole && c.source.type == ChardevType::kPty && !m.options().inactive) {
    // Clients of the first years look for the pty here.
    m.Attribute("tty", c.source.path);
  }
  ChardevSourceFields(m, c.source);
  if constexpr (Map::kReading) {
    ReadTarget(m, c);
  } else {
    WriteTarget(m, c);
  }
  Fields(m, c.info);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = Check(c); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
}  // namespace

const xml::EnumNames<ChardevTarget>& ChardevTargets(ChardevKind kind) {
  switch (kind) {
    case ChardevKind::kSerial: return kSerialTargets;
    case ChardevKind::kConsole: return kConsoleTargets;
    case ChardevKind::kChannel: return kChannelTargets;
    case ChardevKind::kParallel: break;
  }
  return kNoTargets;
}

PLEIAD_DESCRIBE_BOTH_WAYS(ChardevDef)

absl::Status Check(const ChardevDef& c) {
  if (c.source.type == ChardevType::kSpicevmc && c.kind != ChardevKind::kChannel) {
    return Unsupported("spicevmc device type only supports virtio");
  }
  const bool named_by_us = c.target == kChannelVirtio || c.target == kChannelXen;
  return Check(c.source, named_by_us ? SocketPath::kOptional : SocketPath::kRequired);
}

}  // namespace pleiad::conf

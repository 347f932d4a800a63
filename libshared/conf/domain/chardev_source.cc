// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/chardev_source.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

constexpr size_t kMaxSources = 2;

void SeclabelFields(xml::Reader& m, std::vector<DeviceSeclabel>& labels) { m.List("seclabel", labels); }
void SeclabelFields(xml::Writer& m, std::vector<DeviceSeclabel>& labels) {
  for (const DeviceSeclabel& label : labels) {
    if (!(m.options().inactive && IsYes(label.labelskip))) m.Element("seclabel", label);
  }
}

// One <source>; a UDP device has two: where it listens (bind) and where it sends (connect).
struct SourceElement {
  std::string mode, host, service;
  ChardevSource rest;
};
void Fields(xml::Reader& g, SourceElement& element) {
  ChardevSource& s = element.rest;
  g.Attribute("mode", element.mode);
  g.Attribute("host", element.host);
  g.Attribute("service", element.service);
  if (!element.mode.empty() && element.mode != "bind" && element.mode != "connect") {
    return g.Fail(XmlError("Invalid value for attribute 'mode' in element 'source': '%s'.", element.mode));
  }
  g.Attribute("path", s.path);
  g.Attribute("append", s.append);
  g.Attribute("tls", s.tls);
  g.Attribute("channel", s.channel);
  g.Attribute("master", s.master);
  g.Attribute("slave", s.slave);
  g.Element("reconnect", s.reconnect);
  g.Group("clipboard", [&](auto& c) { c.Attribute("copypaste", s.clipboard); });
  g.Group("mouse", [&](auto& c) { c.Attribute("mode", s.mouse, kMouseModes, MouseMode::kDefault); });
  SeclabelFields(g, s.seclabels);
}

// Puts the elements together: what is neither a UDP device's comes from the first.
void Merge(std::vector<SourceElement>& elements, ChardevSource& s) {
  const ChardevType type = s.type;
  if (!elements.empty()) s = elements.front().rest;
  s.type = type;
  for (const SourceElement& element : elements) {
    const bool bind = element.mode == "bind";
    if (type == ChardevType::kUdp && bind) {
      s.bind_host = element.host;
      s.bind_service = element.service;
    } else {
      s.host = element.host;
      s.service = element.service;
      s.listen = bind;
    }
  }
}

void WriteEnd(xml::Writer& m, const char* mode, std::string& host, std::string& service) {
  m.Nest("source", /*keep_empty=*/true, [&](xml::Writer& g) {
    g.Attribute("mode", std::string(mode));
    g.Attribute("host", host);
    g.Attribute("service", service);
  });
}

void WriteSocket(xml::Writer& g, ChardevSource& s) {
  g.Attribute("mode", std::string(s.listen ? "bind" : "connect"));
  if (s.type == ChardevType::kTcp) {
    g.Attribute("host", s.host);
    g.Attribute("service", s.service);
    g.Attribute("tls", s.tls);
  } else {
    g.Attribute("path", s.path);
  }
  if (s.reconnect) g.Element("reconnect", s.reconnect);
  SeclabelFields(g, s.seclabels);
}

void WriteSource(xml::Writer& m, ChardevSource& s) {
  const auto source = [&](auto&& describe) { m.Group("source", describe); };
  switch (s.type) {
    case ChardevType::kNull:
    case ChardevType::kVc:
    case ChardevType::kStdio:
    case ChardevType::kSpicevmc: return;
    case ChardevType::kNmdm:
      return source([&](auto& g) {
        g.Attribute("master", s.master);
        g.Attribute("slave", s.slave);
      });
    case ChardevType::kPty:
    case ChardevType::kDev:
    case ChardevType::kFile:
    case ChardevType::kPipe:
      return source([&](auto& g) {
        // Which pty it is is known while it runs.
        if (s.type != ChardevType::kPty || !g.options().inactive) g.Attribute("path", s.path);
        g.Attribute("append", s.append);
        SeclabelFields(g, s.seclabels);
      });
    case ChardevType::kUdp:
      if (!s.bind_host.empty() || !s.bind_service.empty()) WriteEnd(m, "bind", s.bind_host, s.bind_service);
      return WriteEnd(m, "connect", s.host, s.service);
    case ChardevType::kTcp: return source([&](auto& g) { WriteSocket(g, s); });
    case ChardevType::kUnix:
      if (s.path.empty()) return;
      return source([&](auto& g) { WriteSocket(g, s); });
    case ChardevType::kSpiceport:
    case ChardevType::kDbus: return source([&](auto& g) { g.Attribute("channel", s.channel); });
    case ChardevType::kQemuVdagent:
      return source([&](auto& g) {
        g.Group("clipboard", [&](auto& c) { c.Attribute("copypaste", s.clipboard); });
        g.Group("mouse", [&](auto& c) { c.Attribute("mode", s.mouse, kMouseModes, MouseMode::kDefault); });
      });
  }
}

template <class Map>
void LogFields(Map& m, ChardevLog& log) {
  m.Group("log", [&](auto& g) {
    g.Attribute("file", log.file);
    g.Attribute("append", log.append);
  });
  if constexpr (Map::kReading) {
    if (log.file.empty()) log = ChardevLog();
  }
}

absl::Status Missing(const char* what) {
  return Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "Missing source %s attribute for char device", std::string(what));
}
}  // namespace

void ChardevSourceType(xml::Reader& m, ChardevSource& s, const char* attribute) {
  const char* type = m.node().Attribute(attribute);
  m.KnowAttribute(attribute);
  if (type && !xml::ValueOf(kChardevTypes, type, s.type)) {
    m.Fail(Unsupported("unknown type presented to host for character device: %s", std::string(type)));
  }
}
void ChardevSourceType(xml::Writer& m, ChardevSource& s, const char* attribute) { m.Attribute(attribute, s.type, kChardevTypes, xml::kRequired); }

void ChardevSourceFields(xml::Reader& m, ChardevSource& s) {
  std::vector<SourceElement> elements;
  m.List("source", elements);
  if (elements.size() > kMaxSources) elements.resize(kMaxSources);
  Merge(elements, s);
  m.Group("protocol", [&](xml::Reader& g) {
    const char* type = g.node().Attribute("type");
    g.KnowAttribute("type");
    if (type && !xml::ValueOf(kChardevProtocols, type, s.protocol)) g.Fail(Unsupported("Unknown protocol '%s'", std::string(type)));
  });
  LogFields(m, s.log);
}

void ChardevSourceFields(xml::Writer& m, ChardevSource& s) {
  WriteSource(m, s);
  if (s.type == ChardevType::kTcp) m.Group("protocol", [&](auto& g) { g.Attribute("type", s.protocol, kChardevProtocols, xml::kRequired); });
  LogFields(m, s.log);
}

absl::Status Check(const ChardevSource& s, SocketPath path) {
  switch (s.type) {
    case ChardevType::kDev:
    case ChardevType::kFile:
    case ChardevType::kPipe: return s.path.empty() ? Missing("path") : absl::OkStatus();
    case ChardevType::kTcp:
      if (s.host.empty() && !s.listen) return Missing("host");
      return s.service.empty() ? Missing("service") : absl::OkStatus();
    case ChardevType::kUnix: return s.path.empty() && path == SocketPath::kRequired ? Missing("path") : absl::OkStatus();
    case ChardevType::kUdp: return s.service.empty() ? Missing("service") : absl::OkStatus();
    case ChardevType::kNmdm:
      if (!s.master.empty() && !s.slave.empty()) return absl::OkStatus();
      return Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "Should define both master and slave path attributes for nmdm device");
    case ChardevType::kSpiceport:
      return s.channel.empty() ? Unsupported("Missing source channel attribute for char device") : absl::OkStatus();
    default: return absl::OkStatus();
  }
}

}  // namespace pleiad::conf

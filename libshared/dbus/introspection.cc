// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/introspection.h"

#include "absl/strings/str_cat.h"

namespace pleiad::dbus {
namespace {

constexpr char kHeader[] =
    "<!DOCTYPE node PUBLIC \"-//freedesktop//DTD D-BUS Object Introspection 1.0//EN\"\n"
    "\"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd\">\n"
    "<node>\n"
    " <interface name=\"org.freedesktop.DBus.Peer\">\n"
    "  <method name=\"Ping\"/>\n"
    "  <method name=\"GetMachineId\"><arg type=\"s\" name=\"machine_uuid\" direction=\"out\"/></method>\n"
    " </interface>\n"
    " <interface name=\"org.freedesktop.DBus.Introspectable\">\n"
    "  <method name=\"Introspect\"><arg name=\"data\" type=\"s\" direction=\"out\"/></method>\n"
    " </interface>\n";

constexpr char kProperties[] =
    " <interface name=\"org.freedesktop.DBus.Properties\">\n"
    "  <method name=\"Get\"><arg name=\"interface\" direction=\"in\" type=\"s\"/><arg name=\"property\" direction=\"in\" type=\"s\"/>"
    "<arg name=\"value\" direction=\"out\" type=\"v\"/></method>\n"
    "  <method name=\"GetAll\"><arg name=\"interface\" direction=\"in\" type=\"s\"/>"
    "<arg name=\"properties\" direction=\"out\" type=\"a{sv}\"/></method>\n"
    "  <method name=\"Set\"><arg name=\"interface\" direction=\"in\" type=\"s\"/><arg name=\"property\" direction=\"in\" type=\"s\"/>"
    "<arg name=\"value\" direction=\"in\" type=\"v\"/></method>\n"
    "  <signal name=\"PropertiesChanged\"><arg type=\"s\" name=\"interface\"/><arg type=\"a{sv}\" name=\"changed_properties\"/>"
    "<arg type=\"as\" name=\"invalidated_properties\"/></signal>\n"
    " </interface>\n";

constexpr char kObjectManager[] =
    " <interface name=\"org.freedesktop.DBus.ObjectManager\">\n"
    "  <method name=\"GetManagedObjects\"><arg type=\"a{oa{sa{sv}}}\" name=\"object_paths_interfaces_and_properties\" direction=\"out\"/></method>\n"
    "  <signal name=\"InterfacesAdded\"><arg type=\"o\" name=\"object_path\"/><arg type=\"a{sa{sv}}\" name=\"interfaces_and_properties\"/></signal>\n"
    "  <signal name=\"InterfacesRemoved\"><arg type=\"o\" name=\"object_path\"/><arg type=\"as\" name=\"interfaces\"/></signal>\n"
    " </interface>\n";

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

void AddDoc(std::string& out, std::string_view doc) {
  if (!doc.empty()) absl::StrAppend(&out, "   <annotation name=\"org.gtk.GDBus.DocString\" value=\"", Escaped(doc), "\"/>\n");
}

void AddArguments(std::string& out, const std::vector<Argument>& arguments, const char* direction) {
  for (const Argument& argument : arguments) {
    absl::StrAppend(&out, "   <arg name=\"", argument.name, "\" type=\"", argument.signature, "\"");
    if (direction) absl::StrAppend(&out, " direction=\"", direction, "\"");
    absl::StrAppend(&out, "/>\n");
  }
}

void AddProperty(std::string& out, const Property& property) {
  absl::StrAppend(&out, "  <property name=\"", property.name, "\" type=\"", property.signature, "\" access=\"", property.set ? "readwrite" : "read", "\">\n");
  AddDoc(out, property.doc);
  if (property.emits != Emits::kTrue) {
    absl::StrAppend(&out, "   <annotation name=\"org.freedesktop.DBus.Property.EmitsChangedSignal\" value=\"",
                    property.emits == Emits::kConst ? "const" : "false", "\"/>\n");
  }
  absl::StrAppend(&out, "  </property>\n");
}

void AddInterface(std::string& out, const Interface& interface) {
  absl::StrAppend(&out, " <interface name=\"", interface.name(), "\">\n");
  AddDoc(out, interface.doc());
  for (const Method& method : interface.methods()) {
    absl::StrAppend(&out, "  <method name=\"", method.name, "\">\n");
    AddDoc(out, method.doc);
    AddArguments(out, method.in, "in");
    AddArguments(out, method.out, "out");
    absl::StrAppend(&out, "  </method>\n");
  }
  for (const Signal& signal : interface.signals()) {
    absl::StrAppend(&out, "  <signal name=\"", signal.name, "\">\n");
    AddDoc(out, signal.doc);
    AddArguments(out, signal.arguments, nullptr);
    absl::StrAppend(&out, "  </signal>\n");
  }
  for (const Property& property : interface.properties()) AddProperty(out, property);
  absl::StrAppend(&out, " </interface>\n");
}

}  // namespace

std::string IntrospectionXml(const Introspected& object) {
  std::string out = kHeader;
  if (!object.interfaces.empty()) out += kProperties;
  if (object.is_object_manager) out += kObjectManager;
  for (const Interface* interface : object.interfaces) AddInterface(out, *interface);
  for (const std::string& child : object.children) absl::StrAppend(&out, " <node name=\"", child, "\"/>\n");
  out += "</node>\n";
  return out;
}

}  // namespace pleiad::dbus

// SPDX-License-Identifier: Apache-2.0
// network_parts.h: the larger parts of a network's document, which know the network's name for their errors.
#pragma once

#include "libshared/conf/network/network_def.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {

// Each writes nothing when there is nothing to say.
template <class Map>
void ForwardFields(Map& m, ForwardDef& forward, const std::string& network);
template <class Map>
void DnsFields(Map& m, DnsDef& dns, const std::string& network);
template <class Map>
void IpFields(Map& m, NetworkIp& ip, const std::string& network);
template <class Map>
void RouteFields(Map& m, NetworkRoute& route, const std::string& network);
// An entry by itself, as an update of a network has it. With `partial` it has to say only what tells it from others.
void ReadDhcpRange(xml::Reader& m, DhcpRange& range, const NetworkIp& ip, const std::string& network);
void ReadDhcpHost(xml::Reader& m, DhcpHost& host, bool partial, const NetworkIp& ip, const std::string& network);
void ReadPortGroup(xml::Reader& m, PortGroup& group);
void ReadDnsHost(xml::Reader& m, DnsHost& host, bool partial, const std::string& network);
void ReadDnsText(xml::Reader& m, DnsText& text, bool partial, const std::string& network);
void ReadDnsService(xml::Reader& m, DnsService& service, bool partial, const std::string& network);
// The parts that a network and its port groups share, as networks are strict about them.
template <class Map>
void BandwidthFields(Map& m, std::optional<BandwidthDef>& bandwidth);
template <class Map>
void VirtualPortFields(Map& m, std::optional<VirtualPort>& port);

}  // namespace pleiad::conf

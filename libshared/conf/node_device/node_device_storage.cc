// SPDX-License-Identifier: Apache-2.0
// node_device_storage.cc: hosts, targets and units of SCSI, and disks.
#include "libshared/conf/node_device/node_device_parts.h"

namespace pleiad::conf {
namespace {

void ScsiSubCaps(xml::Reader& m, ScsiHostCap& host, const DeviceContext& context) {
  m.EachElement("capability", [&](auto& g) {
    const char* type = TextOf(g, "type");
    if (!type) return g.Fail(InternalError("missing SCSI host capability type for '%s'", context.name));
    if (std::string_view(type) == "fc_host") {
      FcHost& fc = host.fc_host.emplace();
      g.Text("wwnn", fc.wwnn);
      g.Text("wwpn", fc.wwpn);
      g.Text("fabric_wwn", fc.fabric_wwn);
      if (context.creating) return;
      if (fc.wwnn.empty()) return g.Fail(InternalError("no WWNN supplied for '%s', and auto-generation failed", context.name));
      if (fc.wwpn.empty()) return g.Fail(InternalError("no WWPN supplied for '%s', and auto-generation failed", context.name));
    } else if (std::string_view(type) == "vport_ops") {
      // How many there are is for the host to say.
      host.vports.emplace();
      g.KnowElement("max_vports");
      g.KnowElement("vports");
    } else {
      g.Fail(InternalError("unknown SCSI host capability type '%s' for '%s'", std::string(type), context.name));
    }
  });
}
void ScsiSubCaps(xml::Writer& m, ScsiHostCap& host, const DeviceContext&) {
  if (host.fc_host) {
    WriteSubCap(m, "fc_host", [&](auto& g) {
      g.Text("wwnn", host.fc_host->wwnn);
      g.Text("wwpn", host.fc_host->wwpn);
      g.Text("fabric_wwn", host.fc_host->fabric_wwn);
    });
  }
  if (host.vports) {
    WriteSubCap(m, "vport_ops", [&](auto& g) {
      g.Text("max_vports", host.vports->maximum);
      g.Text("vports", host.vports->used);
    });
  }
}

template <class Map>
void DescribeCap(Map& m, ScsiHostCap& host, const DeviceContext& context) {
  // A host that is to be made gets its number then.
  if constexpr (Map::kReading) {
    if (context.creating) {
      m.KnowElement("host");
    } else {
      NumberElement(m, "host", host.host, "SCSI host ID", context);
    }
  } else {
    m.Text("host", host.host);
  }
  m.Text("unique_id", host.unique_id);
  ScsiSubCaps(m, host, context);
}

void RemotePort(xml::Reader& m, ScsiTargetCap& target) {
  m.EachElement("capability", [&](auto& g) {
    const char* type = TextOf(g, "type");
    if (!type || std::string_view(type) != "fc_remote_port") return;
    FcRemotePort& port = target.remote_port.emplace();
    g.Text("rport", port.rport);
    g.Text("wwpn", port.wwpn);
  });
}
void RemotePort(xml::Writer& m, ScsiTargetCap& target) {
  if (!target.remote_port) return;
  WriteSubCap(m, "fc_remote_port", [&](auto& g) {
    g.Text("rport", target.remote_port->rport);
    g.Text("wwpn", target.remote_port->wwpn);
  });
}

template <class Map>
void DescribeCap(Map& m, ScsiTargetCap& target, const DeviceContext& context) {
  TextElement(m, "target", target.target, "target name", context);
  RemotePort(m, target);
}

template <class Map>
void DescribeCap(Map& m, ScsiCap& scsi, const DeviceContext& context) {
  NumberElement(m, "host", scsi.host, "SCSI host ID", context);
  NumberElement(m, "bus", scsi.bus, "SCSI bus ID", context);
  NumberElement(m, "target", scsi.target, "SCSI target ID", context);
  NumberElement(m, "lun", scsi.lun, "SCSI LUN ID", context);
  m.Text("type", scsi.type);
}

void Media(xml::Reader& m, StorageCap& storage, const DeviceContext& context) {
  m.KnowElement("logical_block_size");
  m.KnowElement("num_blocks");
  m.EachElement("capability", [&](auto& g) {
    const char* type = TextOf(g, "type");
    if (!type) return g.Fail(InternalError("missing storage capability type for '%s'", context.name));
    if (std::string_view(type) == "hotpluggable") {
      storage.hotpluggable = true;
    } else if (std::string_view(type) == "removable") {
      RemovableMedia& media = storage.removable.emplace();
      uint32_t available = 0;
      g.Text("media_available", available);
      media.available = available != 0;
      g.Text("media_label", media.label);
      NumberElement(g, "media_size", media.size_bytes, "removable media size", context);
      g.KnowElement("logical_block_size");
      g.KnowElement("num_blocks");
    } else {
      g.Fail(InternalError("unknown storage capability type '%s' for '%s'", std::string(type), context.name));
    }
  });
  if (m.failed()) return;
  if (storage.removable) return m.KnowElement("size");
  NumberElement(m, "size", storage.size_bytes, "size", context);
}
void Blocks(xml::Writer& m, const StorageCap& storage) {
  m.Text("logical_block_size", storage.logical_block_bytes, uint64_t{0});
  m.Text("num_blocks", storage.blocks, uint64_t{0});
}
void Media(xml::Writer& m, StorageCap& storage, const DeviceContext&) {
  if (storage.removable) {
    WriteSubCap(m, "removable", [&](auto& g) {
      g.Text("media_available", storage.removable->available ? 1u : 0u);
      g.Text("media_size", storage.removable->size_bytes);
      g.Text("media_label", storage.removable->label);
      Blocks(g, storage);
    });
  } else {
    m.Text("size", storage.size_bytes);
    Blocks(m, storage);
  }
  if (storage.hotpluggable) WriteSubCap(m, "hotpluggable", [](auto&) {});
}

template <class Map>
void DescribeCap(Map& m, StorageCap& storage, const DeviceContext& context) {
  TextElement(m, "block", storage.block, "block device path", context);
  m.Text("bus", storage.bus);
  m.Text("drive_type", storage.drive_type);
  m.Text("model", storage.model);
  m.Text("vendor", storage.vendor);
  m.Text("serial", storage.serial);
  Media(m, storage, context);
}
}  // namespace

PLEIAD_CAP_BOTH_WAYS(ScsiHostCap)
PLEIAD_CAP_BOTH_WAYS(ScsiTargetCap)
PLEIAD_CAP_BOTH_WAYS(ScsiCap)
PLEIAD_CAP_BOTH_WAYS(StorageCap)

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/snapshot/checkpoint_def.h"

#include "libshared/conf/snapshot/moment_parts.h"

namespace pleiad::conf {
namespace {

struct CheckpointDocument {
  CheckpointDef* checkpoint;
  MomentUse use = MomentUse::kRedefine;
};

template <class Map>
void DiskFields(Map& m, CheckpointDisk& disk) {
  m.Attribute("name", disk.name);
  if (Map::kReading && disk.name.empty()) return m.Fail(XmlError("missing name from disk checkpoint element"));
  m.Attribute("checkpoint", disk.type, kCheckpointTypes, CheckpointType::kDefault);
  m.Attribute("bitmap", disk.bitmap);
  if constexpr (Map::kReading) {
    m.KnowAttribute("size");
    if (disk.type == CheckpointType::kDefault && !disk.bitmap.empty()) disk.type = CheckpointType::kBitmap;
    if (disk.type == CheckpointType::kNo && !disk.bitmap.empty()) {
      m.Fail(XmlError("disk checkpoint bitmap '%s' requires type='bitmap'", disk.bitmap));
    }
  } else {
    m.Attribute("size", disk.size_bytes);
  }
}

template <class Map>
void DisksElement(Map& m, CheckpointDef& checkpoint) {
  m.Group("disks",
          [&](auto& g) { Items(g, "disk", checkpoint.disks, [](auto& d, CheckpointDisk& disk) { DiskFields(d, disk); }); });
}

void ReadPast(xml::Reader& m, CheckpointDef& checkpoint) {
  if (checkpoint.name.empty()) return m.Fail(XmlError("a redefined checkpoint must have a name"));
  std::string time;
  m.Text("creationTime", time);
  if (!xml::FromText(time, checkpoint.creation_time_s))
    return m.Fail(InternalError("missing creationTime from existing checkpoint"));
  ParentElement(m, checkpoint.parent);
  DomainElement(m, "domain", checkpoint.domain);
}

void Fields(xml::Reader& m, CheckpointDocument& document) {
  CheckpointDef& checkpoint = *document.checkpoint;
  m.Text("name", checkpoint.name);
  m.Text("description", checkpoint.description);
  if (document.use == MomentUse::kRedefine) {
    ReadPast(m, checkpoint);
    if (m.failed()) return;
  } else {
    for (const char* told : {"creationTime", "parent", "domain"}) m.KnowElement(told);
  }
  DisksElement(m, checkpoint);
}
void Fields(xml::Writer& m, CheckpointDocument& document) {
  CheckpointDef& checkpoint = *document.checkpoint;
  m.Text("name", checkpoint.name);
  m.Text("description", checkpoint.description);
  ParentElement(m, checkpoint.parent);
  m.Text("creationTime", checkpoint.creation_time_s, int64_t{0});
  DisksElement(m, checkpoint);
  DomainElement(m, "domain", checkpoint.domain);
}
}  // namespace

absl::StatusOr<CheckpointDef> ParseCheckpoint(std::string_view text, MomentUse use, const xml::Options& options,
                                              std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, "domain_checkpoint"));
  const std::string root = document.root().name();
  if (root != "domaincheckpoint") {
    return Error(ErrorDomain::kXml, ErrorCode::kXmlError, "expecting root element of 'domaincheckpoint', not '%s'", root);
  }
  CheckpointDef checkpoint;
  CheckpointDocument all{.checkpoint = &checkpoint, .use = use};
  if (absl::Status wrong = xml::Read(document.root(), all, options, unknown); !wrong.ok()) {
    return WithDomain(wrong, ErrorDomain::kDomainCheckpoint);
  }
  return checkpoint;
}

std::string FormatCheckpoint(const CheckpointDef& checkpoint, const xml::Options& options) {
  return xml::Write("domaincheckpoint", CheckpointDocument{.checkpoint = const_cast<CheckpointDef*>(&checkpoint)}, options);
}

void CompleteCheckpointName(CheckpointDef& checkpoint, int64_t now_s) {
  if (checkpoint.creation_time_s == 0) checkpoint.creation_time_s = now_s;
  if (checkpoint.name.empty()) checkpoint.name = std::to_string(checkpoint.creation_time_s);
}

}  // namespace pleiad::conf

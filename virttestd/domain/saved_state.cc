// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/saved_state.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
// With its zero at the end; then a saved file has the length of the definition, four bytes, the least one first.
constexpr std::string_view kMagic("TestGuestMagic\0", 15);
constexpr size_t kHead = kMagic.size() + 4;
constexpr size_t kLongest = 8192;
constexpr std::string_view kSaveJob = "domain save job";

absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, text); }

// The failure to write or read a file, in the words of the call.
absl::Status Failed(const absl::Status& status, std::string_view what) {
  if (status.ok()) return status;
  return SystemError(ErrorDomain::kTest, ErrorInfoOf(status).int1, what);
}

absl::Status WriteImage(const std::string& path, const std::string& xml, std::string_view what) {
  std::string bytes(kMagic);
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(xml.size() >> shift));
  bytes += xml;
  return Failed(WriteFileAtomically(path, bytes, 0600, std::nullopt, Durability::kVolatile), what);
}

absl::StatusOr<conf::DomainDef> ReadImage(const std::string& path) {
  auto bytes = ReadFile(path);
  if (!bytes.ok()) return Failed(bytes.status(), absl::StrCat("cannot read domain image '", path, "'"));
  if (bytes->size() < kHead || !bytes->starts_with(kMagic)) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInternalError, "mismatched header magic");
  }
  size_t length = 0;
  for (size_t i = 0; i < 4; ++i)
    length |= static_cast<size_t>(static_cast<unsigned char>((*bytes)[kMagic.size() + i])) << (8 * i);
  if (length < 1 || length > kLongest) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInternalError, "length of metadata out of range");
  }
  if (bytes->size() - kHead < length) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "incomplete metadata in '%s'", path);
  }
  return ReadDefinition(bytes->substr(kHead, length), /*validate=*/false);
}

DomainRef RefTo(const conf::DomainDef& def) { return {.name = def.name, .uuid = def.uuid}; }

std::string FormatLive(const DomainState& state) {
  conf::DomainDef def = *state.live;
  def.id = state.runtime_id;
  return conf::FormatDomain(def, {.secure = true});
}

absl::Status NoImage() { return Invalid("domain does not have managed save image"); }
}  // namespace

absl::Status SavedState::Save(const Caller&, const DomainRef& ref, const std::string& path, const std::optional<std::string>& xml,
                              uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSaveFlags"));
  if (xml) return MakeError(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "xml modification unsupported");
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return jobs_.WriteMemory(domain, vir::kDomainJobOperationSave, kSaveJob, [&](const DomainState& state) -> absl::Status {
    RETURN_IF_ERROR(
        WriteImage(path, FormatLive(state), absl::StrCat("saving domain '", state.name(), "' to '", path, "': open failed")));
    context_.End(domain, vir::kDomainShutoffSaved, vir::kDomainEventStoppedSaved);
    return absl::OkStatus();
  });
}

absl::Status SavedState::Restore(const Caller&, const std::string& path, const std::optional<std::string>& xml, uint32_t flags,
                                 const driver::MayTouch& may) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainRestoreFlags"));
  if (xml) return MakeError(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "xml modification unsupported");
  ASSIGN_OR_RETURN(conf::DomainDef read, ReadImage(path));
  RETURN_IF_ERROR(may(RefTo(read)));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Start(std::make_shared<const conf::DomainDef>(std::move(read)),
                                                                    vir::kDomainRunningRestored));
  context_.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventStarted, vir::kDomainEventStartedRestored);
  return absl::OkStatus();
}

absl::StatusOr<std::string> SavedState::ImageXmlDesc(const Caller&, const std::string& path, uint32_t flags,
                                                     const driver::MayTouch& may) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainSaveImageXmlSecure, flags, "testDomainSaveImageGetXMLDesc"));
  ASSIGN_OR_RETURN(const conf::DomainDef def, ReadImage(path));
  RETURN_IF_ERROR(may(RefTo(def)));
  return conf::FormatDomain(def, {.inactive = true, .secure = (flags & vir::kDomainSaveImageXmlSecure) != 0});
}

absl::Status SavedState::DefineImageXml(const Caller&, const std::string& path, const std::string& xml, uint32_t flags,
                                        const driver::MayTouch& may) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainSaveRunning | vir::kDomainSavePaused, flags, "testDomainSaveImageDefineXML"));
  ASSIGN_OR_RETURN(const conf::DomainDef before, ReadImage(path));
  RETURN_IF_ERROR(may(RefTo(before)));
  ASSIGN_OR_RETURN(const conf::DomainDef def, ReadDefinition(xml, /*validate=*/false));
  return WriteImage(path, conf::FormatDomain(def, {.inactive = true, .secure = true}),
                    absl::StrCat("saving domain '", def.name, "' to '", path, "': open failed"));
}

absl::Status SavedState::ManagedSave(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(
      CheckFlags(vir::kDomainSaveBypassCache | vir::kDomainSaveRunning | vir::kDomainSavePaused, flags, "testDomainManagedSave"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (!domain->snapshot()->persistent()) return Invalid("cannot do managed save for transient domain");
  return jobs_.WriteMemory(domain, vir::kDomainJobOperationSave, kSaveJob, [&](const DomainState& state) {
    context_.End(domain, vir::kDomainShutoffSaved, vir::kDomainEventStoppedSaved);
    context_.domains().Update(domain, [&state](DomainState& next) { next.managed_save = state.live; });
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> SavedState::HasManagedSaveImage(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainHasManagedSaveImage"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return domain->snapshot()->managed_save != nullptr;
}

absl::Status SavedState::ManagedSaveRemove(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainManagedSaveRemove"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [](DomainState& next) {
    next.managed_save = nullptr;
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> SavedState::ManagedSaveXmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainSaveImageXmlSecure, flags, "testDomainManagedSaveGetXMLDesc"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const DefPtr saved = domain->snapshot()->managed_save;
  if (!saved) return NoImage();
  return conf::FormatDomain(*saved, {.inactive = true, .secure = (flags & vir::kDomainSaveImageXmlSecure) != 0});
}

absl::Status SavedState::ManagedSaveDefineXml(const Caller&, const DomainRef& ref, const std::optional<std::string>& xml,
                                              uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainSaveRunning | vir::kDomainSavePaused, flags, "testDomainManagedSaveDefineXML"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  DefPtr def;
  if (xml) {
    ASSIGN_OR_RETURN(conf::DomainDef read, ReadDefinition(*xml, /*validate=*/false));
    if (read.uuid != domain->snapshot()->uuid() || read.name != domain->snapshot()->name()) {
      return Error(ErrorDomain::kTest, ErrorCode::kConfigUnsupported, "the definition is not of domain '%s'", ref.name);
    }
    def = std::make_shared<const conf::DomainDef>(std::move(read));
  }
  return context_.domains().Step(domain, [&def](DomainState& next) {
    if (!next.managed_save) return NoImage();
    if (def) next.managed_save = def;
    return absl::OkStatus();
  });
}

absl::Status SavedState::CoreDump(const Caller&, const DomainRef& ref, const std::string& path, uint32_t format, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDumpCrash, flags, "testDomainCoreDumpWithFormat"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (format != 0) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "kdump-compressed format is not supported here");
  }
  return jobs_.WriteMemory(domain, vir::kDomainJobOperationDump, "domain core dump job",
                           [&](const DomainState& state) -> absl::Status {
                             RETURN_IF_ERROR(Failed(WriteFileAtomically(path, kMagic, 0600, std::nullopt, Durability::kVolatile),
                                                    absl::StrCat("domain '", state.name(), "' coredump: failed to open ", path)));
                             if (flags & vir::kDumpCrash)
                               context_.End(domain, vir::kDomainShutoffCrashed, vir::kDomainEventStoppedCrashed);
                             return absl::OkStatus();
                           });
}

}  // namespace pleiad::test

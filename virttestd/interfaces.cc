// SPDX-License-Identifier: Apache-2.0
#include "virttestd/interfaces.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kListInactive = 1, kListActive = 2;  // virConnectListAllInterfacesFlags
constexpr uint32_t kDefineValidate = 1;                 // VIR_INTERFACE_DEFINE_VALIDATE

absl::Status Invalid(std::string_view text = {}) { return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, text); }
}  // namespace

absl::Status Interfaces::Add(const std::string& xml) {
  ASSIGN_OR_RETURN(const InterfaceRef ref, DefineXml(Caller(), xml, 0));
  return Create(Caller(), ref, 0);
}

absl::StatusOr<Interfaces::Entry*> Interfaces::Find(const std::string& name) {
  const auto found = entries_.find(name);
  if (found != entries_.end()) return &found->second;
  return Error(ErrorDomain::kInterface, ErrorCode::kNoInterface, "no interface with matching name '%s'", name);
}

absl::StatusOr<std::vector<InterfaceRef>> Interfaces::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kListInactive | kListActive, flags, "testConnectListAllInterfaces"));
  std::vector<InterfaceRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, entry] : entries_) {
    const uint32_t kind = entry.active ? kListActive : kListInactive;
    if (flags == 0 || (flags & kind)) refs.push_back(entry.ref());
  }
  return refs;
}

absl::StatusOr<InterfaceRef> Interfaces::LookupByName(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Entry* entry, Find(name));
  return entry->ref();
}

absl::StatusOr<InterfaceRef> Interfaces::LookupByMac(const Caller&, const std::string& mac) {
  absl::MutexLock lock(&mutex_);
  const Entry* found = nullptr;
  for (const auto& [name, entry] : entries_) {
    if (entry.def->mac != mac) continue;
    if (found) return MakeError(ErrorDomain::kInterface, ErrorCode::kMultipleInterfaces);
    found = &entry;
  }
  if (found) return found->ref();
  return Error(ErrorDomain::kInterface, ErrorCode::kNoInterface, "no interface with matching mac '%s'", mac);
}

absl::StatusOr<std::string> Interfaces::XmlDesc(const Caller&, const InterfaceRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Entry* entry, Find(ref.name));
  return conf::FormatHostInterface(*entry->def);
}

absl::StatusOr<InterfaceRef> Interfaces::DefineXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kDefineValidate, flags, "testInterfaceDefineXML"));
  const xml::Options options{.validate = (flags & kDefineValidate) != 0, .inactive = true};
  ASSIGN_OR_RETURN(conf::HostInterfaceDef def, conf::ParseHostInterface(xml, options));
  absl::MutexLock lock(&mutex_);
  Entry& entry = entries_[def.name];
  entry.def = std::make_shared<const conf::HostInterfaceDef>(std::move(def));
  return entry.ref();
}

absl::Status Interfaces::Undefine(const Caller&, const InterfaceRef& ref) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(Find(ref.name).status());
  entries_.erase(ref.name);
  return absl::OkStatus();
}

absl::Status Interfaces::Switch(const std::string& name, bool active) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Entry* const entry, Find(name));
  if (entry->active == active) return Invalid();
  entry->active = active;
  return absl::OkStatus();
}

absl::Status Interfaces::Create(const Caller&, const InterfaceRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceCreate"));
  return Switch(ref.name, true);
}

absl::Status Interfaces::Destroy(const Caller&, const InterfaceRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceDestroy"));
  return Switch(ref.name, false);
}

absl::StatusOr<bool> Interfaces::IsActive(const Caller&, const InterfaceRef& ref) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Entry* entry, Find(ref.name));
  return entry->active;
}

absl::Status Interfaces::ChangeBegin(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceChangeBegin"));
  absl::MutexLock lock(&mutex_);
  if (before_) return Invalid("there is another transaction running.");
  before_ = entries_;
  return absl::OkStatus();
}

absl::Status Interfaces::ChangeCommit(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceChangeCommit"));
  absl::MutexLock lock(&mutex_);
  if (!before_) return Invalid("no transaction running, nothing to be committed.");
  before_.reset();
  return absl::OkStatus();
}

// Definitions come back, and what was active is so no more: a configuration is applied anew by starting its interfaces.
absl::Status Interfaces::ChangeRollback(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testInterfaceChangeRollback"));
  absl::MutexLock lock(&mutex_);
  if (!before_) return Invalid("no transaction running, nothing to rollback.");
  entries_ = *std::exchange(before_, std::nullopt);
  for (auto& [name, entry] : entries_) entry.active = false;
  return absl::OkStatus();
}

}  // namespace pleiad::test

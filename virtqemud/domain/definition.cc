// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/definition.h"

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/complete.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/definition_check.h"

namespace pleiad::qemu {
namespace {
// The emulator that the document names, or the one for its architecture.
absl::StatusOr<EmulatorPtr> ChooseEmulator(const QemuContext& context, const conf::DomainDef& def) {
  if (!def.devices.emulator.empty()) return context.capabilities.Get(def.devices.emulator);
  return context.capabilities.GetForArch(def.os.arch.empty() ? HostArch() : def.os.arch);
}
}  // namespace

absl::StatusOr<conf::DomainDef> ReadDefinition(const QemuContext& context, const std::string& xml, bool validate) {
  std::vector<std::string> unknown;
  ASSIGN_OR_RETURN(conf::DomainDef def, conf::ParseDomain(xml, {.validate = validate, .inactive = true, .secure = true}, &unknown));
  ASSIGN_OR_RETURN(const EmulatorPtr emulator, ChooseEmulator(context, def));
  RETURN_IF_ERROR(CheckEmulatorServes(def, *emulator));
  if (def.devices.emulator.empty()) def.devices.emulator = emulator->path;
  if (def.os.arch.empty()) def.os.arch = emulator->arch;
  conf::CompleteOptions options;
  options.nvram_dir = context.store.paths().nvram;
  RETURN_IF_ERROR(conf::CompleteDomain(def, *emulator->completion, options));
  RETURN_IF_ERROR(CheckDefinition(def, *emulator));
  for (const std::string& part : unknown) {
    log::Warning("definition of domain " + def.name + ": unknown " + part + " was passed over", {{log::kDomainName, def.name}});
  }
  return def;
}

}  // namespace pleiad::qemu

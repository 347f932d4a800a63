// SPDX-License-Identifier: Apache-2.0
// machine_kind.h: what is on the board of a domain's machine, so that documents describe it but no option creates it.
#pragma once

#include <string_view>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

// Whether `machine` is NAME or NAME-VERSION.
bool IsMachine(std::string_view machine, std::string_view name);

bool IsX86(const conf::DomainDef& def);
bool IsPpc64(const conf::DomainDef& def);
bool IsArm(const conf::DomainDef& def);
bool IsRiscv(const conf::DomainDef& def);
bool IsS390(const conf::DomainDef& def);
bool IsQ35(const conf::DomainDef& def);
bool IsI440fx(const conf::DomainDef& def);
bool IsPseries(const conf::DomainDef& def);
bool IsVirtBoard(const conf::DomainDef& def);  // "virt" of ARM and its siblings

bool HasPciMultiBus(const conf::DomainDef& def);  // several PCI buses, each with its name
bool HasBuiltinIde(const conf::DomainDef& def);
bool HasBuiltinSata(const conf::DomainDef& def);
bool HasBuiltinEsp(const conf::DomainDef& def);   // a SCSI controller
bool HasBuiltinFloppy(const conf::DomainDef& def);
// The board's serial ports are wired already: -serial instead of -device.
bool HasBuiltinSerial(const conf::DomainDef& def, const conf::ChardevDef& serial);
bool HasBuiltinInterface(const conf::DomainDef& def, const conf::InterfaceDef& interface);

}  // namespace pleiad::qemu

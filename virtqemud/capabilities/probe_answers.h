// SPDX-License-Identifier: Apache-2.0
// probe_answers.h: takes over QMP answers into EmulatorCapabilities, one function for each question. An answer of null
// (the emulator does not know the question) or of another shape than QEMU documents leaves its part empty.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

void TakeGreeting(const boost::json::value& greeting, EmulatorCapabilities& caps);
void TakeTarget(const boost::json::value& answer, EmulatorCapabilities& caps);
void TakeMachines(const boost::json::value& answer, EmulatorCapabilities& caps);
std::vector<CpuDefinition> CpuDefinitionsOf(const boost::json::value& answer);
// Of query-cpu-model-expansion: the properties that are on, and what names the model.
std::optional<CpuExpansion> ExpansionOf(std::string_view name, const boost::json::value& answer);
// The enlightenments among the properties of an expansion of "host".
std::vector<std::string> HypervFeaturesOf(const boost::json::value& answer);
void TakeOptions(const boost::json::value& answer, EmulatorCapabilities& caps);
void TakeGic(const boost::json::value& answer, EmulatorCapabilities& caps);
void TakeSev(const boost::json::value& answer, EmulatorCapabilities& caps);
// The strings under `key` of a list of objects; with key "" of a list of strings.
std::vector<std::string> NamesOf(const boost::json::value& answer, std::string_view key);

}  // namespace pleiad::qemu

// SPDX-License-Identifier: Apache-2.0
// security_def.h: memory encryption and key wrapping of a guest (<launchSecurity>, <keywrap>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libshared/conf/choice.h"

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

enum class LaunchSecurityType { kSev, kS390Pv };

struct LaunchSecurity {
  LaunchSecurityType type = LaunchSecurityType::kSev;
  YesNo kernel_hashes;
  std::optional<uint32_t> cbitpos, reduced_phys_bits;
  uint32_t policy = 0;
  std::string dh_cert, session;
};
template <class Map>
void Fields(Map& m, LaunchSecurity& security);

struct KeyWrap {
  OnOff aes, dea;
};
void Fields(xml::Reader& m, KeyWrap& keywrap);
void Fields(xml::Writer& m, KeyWrap& keywrap);

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/security_def.h"

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
constexpr xml::EnumNames<LaunchSecurityType> kLaunchSecurityTypes = {{LaunchSecurityType::kSev, "sev"},
                                                                     {LaunchSecurityType::kS390Pv, "s390-pv"}};
enum class Cipher { kAes, kDea };
constexpr xml::EnumNames<Cipher> kCiphers = {{Cipher::kAes, "aes"}, {Cipher::kDea, "dea"}};

// Written as 0x0003; read in hexadecimal with or without the prefix, as libvirt does.
void Policy(xml::Reader& m, uint32_t& policy) {
  std::string text;
  m.Text("policy", text);
  if (!text.starts_with("0x") && !text.starts_with("0X")) text = "0x" + text;
  if (!xml::FromText(text, policy)) m.Fail(XmlError("failed to get launch security policy"));
}
void Policy(xml::Writer& m, uint32_t& policy) { m.Text("policy", xml::Hex<uint32_t, 4>{policy}); }

template <class Map>
void Sev(Map& m, LaunchSecurity& security) {
  m.Attribute("kernelHashes", security.kernel_hashes);
  m.Text("cbitpos", security.cbitpos);
  m.Text("reducedPhysBits", security.reduced_phys_bits);
  Policy(m, security.policy);
  m.Text("dhCert", security.dh_cert);
  m.Text("session", security.session);
}
}  // namespace

template <class Map>
void Fields(Map& m, LaunchSecurity& security) {
  m.Attribute("type", security.type, kLaunchSecurityTypes, xml::kRequired);
  if (!m.failed() && security.type == LaunchSecurityType::kSev) Sev(m, security);
}
template void Fields(xml::Reader&, LaunchSecurity&);
template void Fields(xml::Writer&, LaunchSecurity&);

void Fields(xml::Reader& m, KeyWrap& keywrap) {
  m.EachElement("cipher", [&](xml::Reader& g) {
    Cipher cipher = Cipher::kAes;
    xml::OnOff state;
    g.Attribute("name", cipher, kCiphers, xml::kRequired);
    g.Attribute("state", state, xml::kRequired);
    if (g.failed()) return;
    OnOff& member = cipher == Cipher::kAes ? keywrap.aes : keywrap.dea;
    if (member) return g.Fail(XmlError("A domain definition can have no more than one cipher node with name %s", xml::NameOf(kCiphers, cipher)));
    member = state;
  });
}
void Fields(xml::Writer& m, KeyWrap& keywrap) {
  const auto write = [&](Cipher cipher, OnOff& state) {
    if (!state) return;
    m.Nest("cipher", /*keep_empty=*/true, [&](xml::Writer& g) {
      g.Attribute("name", cipher, kCiphers, xml::kRequired);
      g.Attribute("state", state);
    });
  };
  write(Cipher::kAes, keywrap.aes);
  write(Cipher::kDea, keywrap.dea);
}

}  // namespace pleiad::conf

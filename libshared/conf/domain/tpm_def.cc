// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/tpm_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

template <class Map>
void BankFields(Map& m, TpmDef& tpm) {
  m.Group("active_pcr_banks", [&](auto& g) {
    g.Flag("sha1", tpm.sha1);
    g.Flag("sha256", tpm.sha256);
    g.Flag("sha384", tpm.sha384);
    g.Flag("sha512", tpm.sha512);
  });
}

template <class Map>
void EmulatorFields(Map& m, TpmDef& tpm) {
  m.Attribute("version", tpm.version, kTpmVersions, TpmVersion::kDefault);
  m.Attribute("persistent_state", tpm.persistent_state);
  m.Group("encryption", [&](auto& g) { g.Attribute("secret", tpm.encryption_secret); });
  BankFields(m, tpm);
}

// The socket of a chip emulated elsewhere; its type is always unix and we always dial.
template <class Map>
void ExternalFields(Map& m, TpmDef& tpm) {
  if constexpr (Map::kReading) {
    tpm.source.type = ChardevType::kUnix;
    if (!m.HasElement("source")) return m.Fail(XmlError("missing external TPM backend type"));
  }
  m.Group("source", [&](auto& g) {
    std::string type = "unix", mode = "connect";
    g.Attribute("type", type);
    g.Attribute("mode", mode);
    g.Attribute("path", tpm.source.path);
    if constexpr (Map::kReading) {
      if (type != "unix") g.Fail(XmlError("unsupported external TPM backend source type '%s'", type));
      if (tpm.source.path.empty()) g.Fail(Unsupported("missing socket path for external TPM backend"));
    }
  });
}

template <class Map>
void BackendFields(Map& m, TpmDef& tpm) {
  if constexpr (Map::kReading) {
    if (!m.HasElement("backend")) return m.Fail(XmlError("missing TPM device backend"));
  }
  m.Group("backend", [&](auto& g) {
    g.Attribute("type", tpm.backend, kTpmBackends, xml::kRequired);
    if (g.failed()) return;
    switch (tpm.backend) {
      case TpmBackend::kPassthrough: return NamedChild(g, "device", "path", tpm.device);
      case TpmBackend::kEmulator: return EmulatorFields(g, tpm);
      case TpmBackend::kExternal: return ExternalFields(g, tpm);
    }
  });
  if constexpr (Map::kReading) {
    if (tpm.backend == TpmBackend::kPassthrough && tpm.device.empty()) tpm.device = "/dev/tpm0";
  }
}

template <class Map>
void Describe(Map& m, TpmDef& tpm) {
  m.Attribute("model", tpm.model, kTpmModels, TpmModel::kDefault);
  BackendFields(m, tpm);
  Fields(m, tpm.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(TpmDef)

}  // namespace pleiad::conf

// SPDX-License-Identifier: Apache-2.0
// broken_documents_test.cc: documents cut off and with characters exchanged are answered, by a document or an error, and what
// is accepted can be written.
#include <string>
#include <string_view>

#include "libshared/conf/interface/host_interface_def.h"
#include "libshared/conf/network/network_def.h"
#include "libshared/conf/network/network_port_def.h"
#include "libshared/conf/node_device/node_device_def.h"
#include "libshared/conf/nwfilter/nwfilter_def.h"
#include "libshared/conf/secret/secret_def.h"
#include "libshared/conf/snapshot/snapshot_def.h"
#include "libshared/conf/storage/pool_def.h"
#include "libshared/conf/storage/volume_def.h"
#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

// Each document with one character after the other exchanged, some steps apart.
template <class F>
void Break(const std::string& file, F&& answer) {
  constexpr size_t kStep = 5;
  constexpr std::string_view kCharacters = "<'9$x ";
  for (const Case& one : ReadCaseFile(file)) {
    for (size_t at = 0; at < one.in.size(); at += kStep) {
      std::string broken = one.in;
      broken[at] = kCharacters[at / kStep % kCharacters.size()];
      answer(broken);
    }
    answer(one.in.substr(0, one.in.size() / 2));
  }
}

// Writing must not depend on what a definition was completed with.
TEST(BrokenDocumentsTest, AreAnswered) {
  size_t accepted = 0;
  const auto count = [&](const std::string& text) { accepted += !text.empty(); };
  Break("network/documents.txt", [&](const std::string& in) {
    if (auto network = ParseNetwork(in); network.ok()) {
      CheckNetwork(*network).IgnoreError();
      count(FormatNetwork(*network));
    }
  });
  Break("network/ports.txt", [&](const std::string& in) {
    if (auto port = ParseNetworkPort(in); port.ok()) count(FormatNetworkPort(*port));
  });
  Break("storage/pools.txt", [&](const std::string& in) {
    if (auto pool = ParsePool(in); pool.ok()) count(FormatPool(*pool));
  });
  Break("storage/volumes.txt", [&](const std::string& in) {
    if (auto volume = ParseVolume(in, PoolType::kDir); volume.ok()) count(FormatVolume(*volume));
  });
  Break("secret/documents.txt", [&](const std::string& in) {
    if (auto secret = ParseSecret(in); secret.ok()) count(FormatSecret(*secret));
  });
  Break("interface/documents.txt", [&](const std::string& in) {
    if (auto interface = ParseHostInterface(in); interface.ok()) count(FormatHostInterface(*interface));
  });
  Break("node_device/documents.txt", [&](const std::string& in) {
    if (auto device = ParseNodeDevice(in); device.ok()) count(FormatNodeDevice(*device));
  });
  Break("nwfilter/documents.txt", [&](const std::string& in) {
    if (auto filter = ParseNwfilter(in); filter.ok()) count(FormatNwfilter(*filter));
  });
  Break("snapshot/redefined.txt", [&](const std::string& in) {
    if (auto snapshot = ParseSnapshot(in, MomentUse::kRedefine); snapshot.ok()) count(FormatSnapshot(*snapshot));
  });
  EXPECT_GT(accepted, 0u);
}
}  // namespace
}  // namespace pleiad::conf

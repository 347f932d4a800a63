// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/domain_capabilities.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "libshared/base/error.h"
#include "libshared/conf/domain/complete/emulator_facts.h"
#include "tests/unit/host/fake_tree.h"
#include "tests/unit/virtqemud/capabilities/fake_emulator.h"
#include "virtqemud/capabilities/host_capabilities.h"

namespace pleiad::qemu {
namespace {
const std::string kData = std::string(PLEIAD_TEST_DATA) + "/qemu_capabilities/";

class DomainCapabilitiesTest : public testing::Test {
 protected:
  DomainCapabilitiesTest() { tree_.PutTwoCells(); }

  // The text with the temporary folder's name taken out.
  std::string Xml(const EmulatorChoice& choice = {}) {
    auto xml = capabilities_.Xml(choice);
    if (!xml.ok()) return ErrorInfoOf(xml.status()).text;
    for (size_t at; (at = xml->find(emulator_.folder())) != std::string::npos;) xml->replace(at, emulator_.folder().size(), "/usr/bin");
    return *xml;
  }

  FakeEmulator emulator_ = FakeEmulator::Recorded(kData + "x86_64.answers");
  host::FakeTree tree_;
  host::Host host_{tree_.root()};
  CapabilitiesCache cache_{{.folder = "", .probe_timeout = absl::Seconds(20), .allow_kvm = false, .host = ""}, EmulatorFinder({emulator_.folder()})};
  DomainCapabilities capabilities_{host_, cache_, FirmwareList(std::vector<std::string>())};
};

TEST_F(DomainCapabilitiesTest, WritesTheWholeDocument) {
  const std::string golden = kData + "x86_64.domcapabilities.xml";
  const std::string xml = Xml({.emulator = {}, .arch = "x86_64", .machine = "q35", .virt_type = {}});
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << xml;
  std::ifstream file(golden);
  EXPECT_EQ(xml, std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST_F(DomainCapabilitiesTest, ChoosesWhatTheClientLeavesOpen) {
  const auto choice = Resolve(cache_, {.emulator = emulator_.path(), .arch = {}, .machine = {}, .virt_type = {}});
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->arch, "x86_64");
  EXPECT_EQ(choice->machine->name, "pc-i440fx-7.2");
  EXPECT_EQ(choice->accelerator, Accelerator::kTcg);
}

TEST_F(DomainCapabilitiesTest, RejectsWithTheTextAClientSees) {
  struct {
    const char* why;
    EmulatorChoice choice;
    std::string text;
  } const rows[] = {
      {"no such word", {.emulator = {}, .arch = "foo", .machine = {}, .virt_type = {}}, "invalid argument: unknown architecture: foo"},
      {"no such type", {.emulator = {}, .arch = {}, .machine = {}, .virt_type = "bogus"}, "invalid argument: unknown virttype: bogus"},
      {"no emulator", {.emulator = {}, .arch = "sparc", .machine = {}, .virt_type = {}},
       "unsupported configuration: unable to find any emulator to serve 'sparc' architecture"},
      {"another hypervisor", {.emulator = emulator_.path(), .arch = {}, .machine = {}, .virt_type = "xen"},
       "invalid argument: Emulator '/usr/bin/qemu-system-x86_64' does not support virt type 'xen'"},
      {"no KVM here", {.emulator = emulator_.path(), .arch = {}, .machine = {}, .virt_type = "kvm"},
       "invalid argument: Emulator '/usr/bin/qemu-system-x86_64' does not support virt type 'kvm'"},
      {"no such machine", {.emulator = emulator_.path(), .arch = {}, .machine = "foo", .virt_type = {}},
       "invalid argument: the machine 'foo' is not supported by emulator '/usr/bin/qemu-system-x86_64'"},
      {"another architecture", {.emulator = emulator_.path(), .arch = "aarch64", .machine = {}, .virt_type = {}},
       "invalid argument: architecture from emulator 'x86_64' doesn't match given architecture 'aarch64'"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    std::string text = Xml(row.choice);
    if (size_t at = text.find(emulator_.folder()); at != std::string::npos) text.replace(at, emulator_.folder().size(), "/usr/bin");
    EXPECT_EQ(text, row.text);
  }
}

TEST_F(DomainCapabilitiesTest, TellsFirmwareByItsDescriptors) {
  host::FakeTree vendor, admin;
  vendor.Put("/image.fd", "x");
  const std::string image = vendor.root().PathOf("/image.fd");
  const auto descriptor = [&](const char* features) {
    return R"({"interface-types": ["uefi"], "mapping": {"device": "flash", "executable": {"filename": ")" + image +
           R"("}}, "targets": [{"architecture": "x86_64", "machines": ["pc-q35-*"]}], "features": [)" + features + "]}";
  };
  vendor.Put("/10-plain.json", descriptor("")).Put("/20-secure.json", descriptor(R"("secure-boot", "requires-smm")")).Put("/30-broken.json", "{");
  const FirmwareList list({vendor.root().PathOf(""), admin.root().PathOf("")});
  ASSERT_EQ(list.For("x86_64", "pc-q35-7.2").size(), 2u);
  EXPECT_TRUE(list.For("x86_64", "pc-q35-7.2")[1].secure_boot);
  EXPECT_TRUE(list.For("x86_64", "pc-i440fx-7.2").empty());
  EXPECT_TRUE(list.For("i686", "pc-q35-7.2").empty());
  admin.Put("/20-secure.json", "");
  EXPECT_EQ(list.For("x86_64", "pc-q35-7.2").size(), 1u) << "an empty file of the administrator's hides the vendor's";
}

TEST_F(DomainCapabilitiesTest, CompletionKnowsMachinesAndDevices) {
  const EmulatorPtr caps = *cache_.Get(emulator_.path());
  ASSERT_NE(caps->completion, nullptr);
  const conf::MachineFact* machine = caps->completion->FindMachine("q35");
  ASSERT_NE(machine, nullptr);
  EXPECT_EQ(machine->name, "pc-q35-7.2");
  EXPECT_EQ(machine->default_cpu, "qemu64");
  EXPECT_TRUE(caps->completion->HasDevice("VGA"));
  EXPECT_FALSE(caps->completion->HasDevice("cirrus-vga"));
}

TEST_F(DomainCapabilitiesTest, CapabilitiesListMachinesAndTheHost) {
  HostCapabilities host(host_, cache_, {.uuid = {}, .security_models = DacSecurityModels(64055, 64055)});
  const std::string xml = host.Xml();
  EXPECT_NE(xml.find("<machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<machine maxCpus='255' deprecated='yes'>pc-i440fx-1.4</machine>"), std::string::npos);
  EXPECT_NE(xml.find("<baselabel type='kvm'>+64055:+64055</baselabel>"), std::string::npos);
  EXPECT_NE(xml.find("<memory unit='KiB'>2097152</memory>"), std::string::npos);
  EXPECT_EQ(emulator_.runs(), 1);
  EXPECT_EQ(host.Xml(), xml);
  tree_.Put("/sys/devices/system/node/node1/meminfo", "Node 1 MemTotal: 4194304 kB\n");
  EXPECT_NE(host.Xml().find("<memory unit='KiB'>4194304</memory>"), std::string::npos) << "memory that was plugged in shows";
}

}  // namespace
}  // namespace pleiad::qemu

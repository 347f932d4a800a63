// SPDX-License-Identifier: Apache-2.0
// complete_test.cc: documents and what libvirt 9.0 with QEMU 7.2 makes of them on define (tests/data/domain/complete), and
// documents that it refuses.
#include "libshared/conf/domain/complete/complete.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "libshared/base/error.h"
#include "tests/unit/conf/complete/facts.h"

namespace pleiad::conf {
namespace {

namespace fs = std::filesystem;
constexpr xml::Options kOptions{.inactive = true, .secure = true};

std::string FileText(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::StatusOr<DomainDef> Complete(const std::string& document) {
  auto def = ParseDomain(document, kOptions);
  if (!def.ok()) return def.status();
  if (absl::Status status = CompleteDomain(*def, Qemu72Facts(def->os.arch)); !status.ok()) return status;
  return def;
}

TEST(CompleteDomainTest, MakesOfADocumentWhatLibvirtMakesOfIt) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(PLEIAD_TEST_DATA) / "domain" / "complete")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".in.xml")) continue;
    SCOPED_TRACE(name);
    ++count;
    auto def = Complete(FileText(entry.path()));
    EXPECT_TRUE(def.ok()) << def.status();
    if (!def.ok()) continue;
    const fs::path wanted = entry.path().parent_path() / (name.substr(0, name.size() - 7) + ".out.xml");
    EXPECT_EQ(FormatDomain(*def, kOptions), FileText(wanted));
  }
  EXPECT_GT(count, 40);
}

// The places of all devices; the order of elements is libvirt's to change when it reads its own document again.
std::multiset<std::string> Addresses(const std::string& text) {
  std::multiset<std::string> addresses;
  std::string line;
  for (std::istringstream in(text); std::getline(in, line);) {
    if (line.find("<address ") != std::string::npos) addresses.insert(line);
  }
  return addresses;
}

TEST(CompleteDomainTest, LeavesEveryDeviceWhereItIs) {
  for (const auto& entry : fs::directory_iterator(fs::path(PLEIAD_TEST_DATA) / "domain" / "complete")) {
    if (!entry.path().string().ends_with(".out.xml")) continue;
    SCOPED_TRACE(entry.path().filename());
    const std::string text = FileText(entry.path());
    auto def = Complete(text);
    EXPECT_TRUE(def.ok()) << def.status();
    if (!def.ok()) continue;
    const std::string again = FormatDomain(*def, kOptions);
    EXPECT_EQ(Addresses(again), Addresses(text));
    EXPECT_EQ(again.size(), text.size());
  }
}

TEST(CompleteDomainTest, GivesIdentityToWhatHasNone) {
  auto def = ParseDomain("<domain type='qemu'><name>a</name><memory>1</memory><os><type arch='x86_64'>hvm</type></os>"
                         "<devices><interface type='user'/></devices></domain>", kOptions);
  ASSERT_TRUE(def.ok()) << def.status();
  CompleteOptions options;
  options.new_uuid = [] { return *Uuid::Parse("11111111-2222-4333-8444-555555555555"); };
  options.new_mac_suffix = [] { return 0x0a0b0cu; };
  ASSERT_TRUE(CompleteDomain(*def, Qemu72X86Facts("x86_64"), options).ok());
  EXPECT_EQ(def->uuid.ToString(), "11111111-2222-4333-8444-555555555555");
  EXPECT_EQ(def->devices.interfaces[0].mac.address, "52:54:00:0a:0b:0c");
}

struct Refused {
  std::string_view why, machine, general, devices;
  ErrorCode code;
  std::string_view message;
};
constexpr ErrorCode kXml = ErrorCode::kXmlError, kConfig = ErrorCode::kConfigUnsupported, kInternal = ErrorCode::kInternalError;
constexpr Refused kRefused[] = {
    {"same PCI address", "pc", "", "<sound model='ac97'><address type='pci' slot='5'/></sound><sound model='ich6'><address type='pci' slot='5'/></sound>",
     kXml, "XML error: Attempted double use of PCI Address 0000:00:05.0"},
    {"the board's function", "pc", "", "<sound model='ac97'><address type='pci' slot='1'/></sound>", kXml,
     "XML error: Attempted double use of PCI Address 0000:00:01.0"},
    {"SATA's function", "q35", "", "<sound model='ac97'><address type='pci' slot='31' function='2'/></sound>", kXml,
     "XML error: Attempted double use of PCI Address 0000:00:1f.2"},
    {"domain 1", "pc", "", "<sound model='ac97'><address type='pci' domain='1' slot='3'/></sound>", kXml,
     "XML error: Invalid PCI address 0001:00:03.0. Only PCI domain 0 is available"},
    {"slot 1 of a root port", "q35", "", "<rng model='virtio'><backend model='random'/><address type='pci' bus='1' slot='1'/></rng>", kXml,
     "XML error: Invalid PCI address 0000:01:01.0. slot must be <= 0"},
    {"no root", "q35", "", "<controller type='pci' model='pcie-root-port'/>", kXml,
     "XML error: The PCI controller with index='0' must be model='pcie-root' for this machine type, but model='pcie-root-port' was found instead"},
    {"no PCI", "isapc", "", "", kXml, "XML error: No PCI buses available"},
    {"unknown machine", "pc-q35-x", "", "", kConfig, "unsupported configuration: Emulator '/e' does not support machine type 'pc-q35-x'"},
    {"USB port taken", "pc", "", "<input type='tablet'><address type='usb' bus='0' port='1'/></input><input type='mouse' bus='usb'><address type='usb' bus='0' port='1'/></input>",
     kXml, "XML error: Duplicate USB address bus 0 port 1"},
    {"USB port of none", "pc", "", "<input type='tablet'><address type='usb' bus='0' port='9'/></input>", kXml,
     "XML error: requested USB port 9 not present on USB bus 0"},
    {"USB bus of none", "pc", "", "<input type='tablet'><address type='usb' bus='3' port='1'/></input>", kXml, "XML error: Missing USB bus 3"},
    {"USB hub of none", "pc", "", "<input type='tablet'><address type='usb' bus='0' port='1.2'/></input>", kXml,
     "XML error: there is no hub at port 1 in USB address bus: 0 port: 1.2"},
    {"USB off", "pc", "", "<controller type='usb' model='none'/><input type='tablet'/>", kConfig,
     "unsupported configuration: Can't add USB input device. USB bus is disabled"},
    {"virtio-serial port taken", "pc", "",
     "<channel type='pty'><target type='virtio'/><address type='virtio-serial' port='3'/></channel><channel type='pty'><target type='virtio'/><address type='virtio-serial' port='3'/></channel>",
     kXml, "XML error: virtio serial port 3 on controller 0 is already occupied"},
    {"second serial console", "pc", "", "<console type='pty'><target type='virtio'/></console><console type='pty'/>", kConfig,
     "unsupported configuration: Only the first console can be a serial port"},
    {"second IDE controller", "pc", "", "<disk type='file'><source file='/a'/><target dev='hde'/></disk>", kInternal,
     "internal error: Only 1 IDE controller is supported"},
    {"IDE on q35", "q35", "", "<disk type='file'><source file='/a'/><target dev='hda'/></disk>", kConfig,
     "unsupported configuration: IDE controllers are unsupported for this QEMU binary or machine type"},
    {"drive taken", "pc", "",
     "<disk type='file'><source file='/a'/><target dev='sda'/></disk><disk type='file'><source file='/b'/><target dev='sdb'/><address type='drive' unit='0'/></disk>",
     kConfig, "unsupported configuration: Found duplicate drive address for disk with target name 'sda' controller='0' bus='0' target='0' unit='0'"},
    {"virtio CD", "pc", "", "<disk type='file' device='cdrom'><source file='/a'/><target dev='vda' bus='virtio'/></disk>", kConfig,
     "unsupported configuration: disk type of 'vda' does not support ejectable media"},
    {"spice channel without spice", "pc", "", "<channel type='spicevmc'><target type='virtio'/></channel>", kConfig,
     "unsupported configuration: chardev 'spicevmc' not supported without spice graphics"},
    {"two boot orders", "pc", "<on_crash>destroy</on_crash>",
     "<disk type='file'><source file='/a'/><target dev='vda'/><boot order='1'/></disk><disk type='file'><source file='/b'/><target dev='vdb'/><boot order='1'/></disk>",
     kConfig, "unsupported configuration: boot order '1' used for more than one device"},
    {"too many CPUs", "pc", "<vcpu>256</vcpu>", "", kConfig, "unsupported configuration: Maximum CPUs greater than specified machine type limit 255"},
    {"topology", "pc", "<vcpu>2</vcpu><cpu><topology sockets='1' cores='4' threads='1'/></cpu>", "", kConfig,
     "unsupported configuration: CPU topology doesn't match maximum vcpu count"},
};

TEST(CompleteDomainTest, RefusesWithTheNumberAndTextAClientSees) {
  for (const Refused& row : kRefused) {
    SCOPED_TRACE(row.why);
    std::string document = "<domain type='qemu'><name>a</name><memory>262144</memory>";
    document.append(row.general).append("<os><type arch='x86_64' machine='").append(row.machine).append("'>hvm</type></os><devices><emulator>/e</emulator>");
    document.append(row.devices).append("</devices></domain>");
    const absl::Status status = Complete(document).status();
    EXPECT_EQ(ErrorCodeOf(status), row.code);
    EXPECT_EQ(MessageOf(status), row.message);
  }
}

}  // namespace
}  // namespace pleiad::conf

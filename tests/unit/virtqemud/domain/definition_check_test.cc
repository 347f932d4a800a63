// SPDX-License-Identifier: Apache-2.0
// definition_check_test.cc: what the QEMU driver refuses, by the number and text that a client sees.
#include "virtqemud/domain/definition_check.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "libshared/base/error.h"

namespace pleiad::qemu {
namespace {

// An emulator with the usual devices; `arch` is libvirt's name.
EmulatorCapabilities Emulator(const std::string& arch) {
  EmulatorCapabilities caps;
  caps.path = "/usr/bin/qemu-system-" + arch;
  caps.arch = arch;
  caps.tcg.works = true;
  caps.devices = NameSet({"VGA", "i8042", "pvpanic", "vmcoreinfo"});
  return caps;
}

struct Board {
  std::string arch, machine;
};
const Board kQ35 = {"x86_64", "pc-q35-7.2"}, kPc = {"x86_64", "pc-i440fx-7.2"}, kVirt = {"aarch64", "virt-7.2"}, kPseries = {"ppc64", "pseries-7.2"};

struct Row {
  std::string_view why, parts;  // below <domain>
  ErrorCode code = ErrorCode::kOk;
  std::string_view text = {};
  const Board& board = kQ35;
  std::string_view os = {};  // below <os>
};

absl::Status CheckRow(const Row& row) {
  const std::string xml = "<domain type='qemu'><name>t</name><memory>262144</memory><os><type arch='" + row.board.arch + "' machine='" +
                          row.board.machine + "'>hvm</type>" + std::string(row.os) + "</os>" + std::string(row.parts) + "</domain>";
  auto def = conf::ParseDomain(xml, {.inactive = true, .secure = true});
  if (!def.ok()) return def.status();
  return CheckDefinition(*def, Emulator(row.board.arch));
}

constexpr auto kUnsupported = ErrorCode::kConfigUnsupported;

TEST(DefinitionCheckTest, TakesWhatQemuRuns) {
  const Row rows[] = {
      {"nothing special", ""},
      {"a vCPU that may come", "<vcpu current='1'>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no' order='1'/>"
                               "<vcpu id='1' enabled='no' hotpluggable='yes'/></vcpus>"},
      {"level 3 cache", "<cpu mode='host-model'><cache mode='emulate' level='3'/></cpu>"},
      {"TSEG on q35", "<features><smm state='on'><tseg>48</tseg></smm></features>"},
      {"gic on virt", "<features><gic version='3'/></features>", ErrorCode::kOk, "", kVirt},
      {"fw_cfg in opt/", "<sysinfo type='fwcfg'><entry name='opt/x'>v</entry></sysinfo>"},
      {"preserve on crash", "<on_crash>preserve</on_crash>"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(CheckRow(row).ToString(), "OK");
  }
}

TEST(DefinitionCheckTest, RefusesWithTheNumberAndTextAClientSees) {
  const Row rows[] = {
      {"first vCPU off", "<vcpu current='1'>2</vcpu><vcpus><vcpu id='0' enabled='no' hotpluggable='no'/><vcpu id='1' enabled='yes' "
                         "hotpluggable='yes'/></vcpus>", kUnsupported, "vcpu 0 can't be offline"},
      {"first vCPU may go", "<vcpu current='1'>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='yes'/><vcpu id='1' enabled='no' "
                            "hotpluggable='yes'/></vcpus>", kUnsupported, "vcpu0 can't be hotpluggable"},
      {"order of some", "<vcpu>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no' order='1'/><vcpu id='1' enabled='yes' "
                        "hotpluggable='yes'/></vcpus>", kUnsupported, "all vcpus must have either set or unset order"},
      {"cache passed through", "<cpu mode='host-model'><cache mode='passthrough'/></cpu>", kUnsupported,
       "CPU cache mode 'passthrough' can only be used with 'host-passthrough' / 'maximum' CPUs"},
      {"cache of level 1", "<cpu mode='maximum'><cache mode='emulate' level='1'/></cpu>", kUnsupported,
       "CPU cache mode 'emulate' can only be used with level='3'"},
      {"no cache of a level", "<cpu mode='maximum'><cache mode='disable' level='3'/></cpu>", kUnsupported,
       "unsupported CPU cache level for mode 'disable'"},
      {"address bits missing", "<cpu mode='maximum'><maxphysaddr mode='emulate'/></cpu>", kUnsupported,
       "if using CPU maximum physical address mode='emulate', bits= must be specified too"},
      {"address bits of the host", "<cpu mode='maximum'><maxphysaddr mode='passthrough' bits='42'/></cpu>", kUnsupported,
       "CPU maximum physical address bits number specification cannot be used with mode='passthrough'"},
      {"TSEG elsewhere", "<features><smm state='on'><tseg>48</tseg></smm></features>", kUnsupported,
       "SMM TSEG is only supported with q35 machine type", kPc},
      {"gic on q35", "<features><gic version='2'/></features>", kUnsupported,
       "The 'gic' feature is not supported for architecture 'x86_64' or machine type 'pc-q35-7.2'"},
      {"hpt on virt", "<features><hpt resizing='enabled'/></features>", kUnsupported,
       "The 'hpt' feature is not supported for architecture 'aarch64' or machine type 'virt-7.2'", kVirt},
      {"hyperv on pseries", "<features><hyperv><relaxed state='on'/></hyperv></features>", kUnsupported,
       "Hyperv features are not supported for architecture 'ppc64' or machine type 'pseries-7.2'", kPseries},
      {"vmport on virt", "<features><vmport state='on'/></features>", kUnsupported, "vmport is not available with this QEMU binary", kVirt},
      {"fw_cfg of QEMU's own", "<sysinfo type='fwcfg'><entry name='etc/x'>v</entry></sysinfo>", kUnsupported, "Invalid firmware name"},
      {"fw_cfg of firmware", "<sysinfo type='fwcfg'><entry name='opt/ovmf/x'>v</entry></sysinfo>", kUnsupported, "That firmware name is reserved"},
      {"rename", "<on_reboot>rename-restart</on_reboot>", kUnsupported,
       "qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'"},
      {"preserve", "<on_poweroff>preserve</on_poweroff>", kUnsupported,
       "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'"},
      {"a bootloader", "<bootloader>/usr/bin/x</bootloader>", kUnsupported, "bootloader is not supported by QEMU"},
      {"BIOS without a port", "", ErrorCode::kXmlError, "need at least one serial port to use BIOS serial output", kQ35, "<bios useserial='yes'/>"},
      {"a label of whom", "<seclabel type='static'><label>x</label></seclabel>", ErrorCode::kXmlError, "missing security model in domain seclabel"},
      {"ticks merged", "<clock offset='utc'><timer name='rtc' tickpolicy='merge'/></clock>", kUnsupported,
       "unsupported rtc timer tickpolicy 'merge'"},
      {"arm's timer", "<clock offset='utc'><timer name='armvtimer' tickpolicy='delay'/></clock>", kUnsupported,
       "Configuring the 'armvtimer' timer is not supported for virtType=qemu arch=x86_64 machine=pc-q35-7.2 guests"},
      {"sleep on virt", "<pm><suspend-to-mem enabled='yes'/></pm>", kUnsupported, "setting ACPI S3 not supported", kVirt},
      {"genid without a device", "<genid/>", kUnsupported, "this QEMU does not support the 'genid' capability"},
      {"cache tuning", "<cputune><cachetune vcpus='0'><cache id='0' level='3' type='both' size='3' unit='MiB'/></cachetune></cputune>", kUnsupported,
       "cachetune is only supported for KVM domains"},
      {"shares", "<cputune><shares>300000</shares></cputune>", kUnsupported, "Value of cputune 'shares' must be in range [2, 262144]"},
      {"huge anonymous pages", "<memoryBacking><hugepages/><source type='anonymous'/></memoryBacking>", kUnsupported,
       "hugepages are not allowed with anonymous memory source"},
      {"huge pages of no node", "<memoryBacking><hugepages><page size='2048' unit='KiB' nodeset='1'/></hugepages></memoryBacking>",
       ErrorCode::kXmlDetail, "hugepages: node 1 not found"},
      {"slots without a node", "<maxMemory slots='4' unit='KiB'>1048576</maxMemory>", kUnsupported,
       "At least one numa node has to be configured when enabling memory hotplug"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const absl::Status status = CheckRow(row);
    EXPECT_EQ(ErrorCodeOf(status), row.code);
    EXPECT_NE(MessageOf(status).find(row.text), std::string::npos) << status;
  }
}

TEST(DefinitionCheckTest, AsksWhetherTheEmulatorServesTheDomain) {
  conf::DomainDef def;
  def.virt_type = conf::VirtType::kQemu;
  def.os.type = "hvm";
  def.os.arch = "i686";
  EXPECT_TRUE(CheckEmulatorServes(def, Emulator("x86_64")).ok());
  EXPECT_EQ(ErrorCodeOf(CheckEmulatorServes(def, Emulator("aarch64"))), kUnsupported);
  def.virt_type = conf::VirtType::kKvm;
  EXPECT_EQ(ErrorCodeOf(CheckEmulatorServes(def, Emulator("x86_64"))), kUnsupported);
}

TEST(DefinitionCheckTest, RefusesWhatQemuCouldNotBeTold) {
  const Row rows[] = {
      {"a VNC password of nine", "<devices><graphics type='vnc' passwd='123456789'/></devices>", kUnsupported,
       "VNC password is 9 characters long, only 8 permitted"},
      {"a limit that QEMU has no number for",
       "<devices><disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/><iotune>"
       "<total_iops_sec>1000000000000001</total_iops_sec></iotune></disk></devices>",
       ErrorCode::kArgumentUnsupported, "block I/O throttle limit must be no more than 1000000000000000 using QEMU"},
      {"a group of nothing",
       "<devices><disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/><iotune><group_name>g</group_name></iotune>"
       "</disk></devices>",
       kUnsupported, "group_name can be configured only together with settings"},
      {"a group that says two things",
       "<devices><disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/><iotune><total_iops_sec>5</total_iops_sec>"
       "<group_name>g</group_name></iotune></disk><disk type='file'><source file='/b'/><target dev='vdb' bus='virtio'/><iotune>"
       "<total_iops_sec>6</total_iops_sec><group_name>g</group_name></iotune></disk></devices>",
       kUnsupported, "different iotunes for disks vda and vdb"},
      {"an I/O thread that is not there",
       "<iothreads>1</iothreads><devices><controller type='scsi' model='virtio-scsi'><driver iothread='2'/></controller></devices>",
       kUnsupported, "controller iothread '2' not defined in iothreadid"},
      {"the same host device twice",
       "<devices><hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/></source></hostdev>"
       "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/></source></hostdev></devices>",
       ErrorCode::kXmlError, "Hostdev already exists in the domain configuration"},
      {"an MTU of the user network", "<devices><interface type='user'><mtu size='1400'/></interface></devices>", kUnsupported,
       "setting MTU on interface type user is not supported yet"},
      {"a queue of 300", "<devices><interface type='bridge'><source bridge='b'/><model type='virtio'/><driver rx_queue_size='300'/></interface></devices>",
       kUnsupported, "rx_queue_size has to be a power of two"},
      {"a TPM 1.2 that is new", "<devices><tpm model='tpm-crb'><backend type='emulator' version='1.2'/></tpm></devices>", kUnsupported,
       "Unsupported interface 'tpm-crb' for TPM 1.2"},
      {"a TPM of another machine", "<devices><tpm model='tpm-spapr'><backend type='emulator' version='2.0'/></tpm></devices>", kUnsupported,
       "The QEMU executable /usr/bin/qemu-system-x86_64 does not support TPM model tpm-spapr"},
      {"Xen's console", "<devices><console type='pty'><target type='xen'/></console></devices>", kUnsupported, "unsupported console target type xen"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const absl::Status status = CheckRow(row);
    EXPECT_EQ(ErrorCodeOf(status), row.code);
    EXPECT_NE(status.message().find(std::string(row.text)), std::string::npos) << status.message();
  }
}

}  // namespace
}  // namespace pleiad::qemu

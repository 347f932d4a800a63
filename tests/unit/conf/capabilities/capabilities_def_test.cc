// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/capabilities/capabilities_def.h"

#include <gtest/gtest.h>

namespace pleiad::conf {
namespace {

TEST(CapabilitiesTest, WritesTheWholeDocument) {
  CapabilitiesDef caps;
  caps.host.uuid = *Uuid::Parse("07f1725e-e4df-46c4-adf1-e5af8124e96f");
  CapsHostCpu& cpu = caps.host.cpu;
  cpu.arch = "x86_64", cpu.model = "Broadwell", cpu.vendor = "Intel", cpu.microcode = 1;
  cpu.signature = CapsSignature{.family = 6, .model = 61, .stepping = 4};
  cpu.counter = CapsTscCounter{.frequency_hz = 2599998000, .scaling = false};
  cpu.topology = {.sockets = 1, .dies = 1, .cores = 2, .threads = 1};
  cpu.physical_addr_bits = 48;
  cpu.features = {"vme"};
  cpu.pages = {{.size_kib = 4, .count = std::nullopt}};
  caps.host.power_management.suspend_memory = true;
  caps.host.migration_transports = {"tcp"};
  CapsCell& cell = caps.host.cells.emplace_back();
  cell.memory_kib = 1024;
  cell.pages = {{.size_kib = 4, .count = 256}};
  cell.distances = {{.id = 0, .value = 10}};
  cell.cpus.push_back({.id = 0, .known = true, .socket = 0, .die = 0, .core = 0, .siblings = Bitmap()});
  cell.cpus[0].siblings.Set(0);
  cell.cpus.push_back({.id = 1, .known = false, .socket = 0, .die = 0, .core = 0, .siblings = Bitmap()});
  CapsCacheBank& bank = caps.host.caches.emplace_back();
  bank.level = 3, bank.type = "both", bank.size_kib = 491520;
  bank.cpus.SetRange(0, 1);
  caps.host.security_models.push_back({.model = "dac", .doi = "0", .base_labels = {{"kvm", "+0:+0"}}});
  CapsGuest& guest = caps.guests.emplace_back();
  guest.arch = "i686", guest.word_size = 32, guest.emulator = "/usr/bin/qemu-system-i386";
  guest.machines = {{.name = "pc-i440fx-7.2", .canonical = {}, .max_cpus = 255}, {.name = "pc", .canonical = "pc-i440fx-7.2", .max_cpus = 255, .deprecated = true}};
  guest.domain_types = {"qemu", "kvm"};
  guest.pae = guest.acpi = guest.apic = true;
  EXPECT_EQ(FormatCapabilities(caps), R"(<capabilities>

  <host>
    <uuid>07f1725e-e4df-46c4-adf1-e5af8124e96f</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>Broadwell</model>
      <vendor>Intel</vendor>
      <microcode version='1'/>
      <signature family='6' model='61' stepping='4'/>
      <counter name='tsc' frequency='2599998000' scaling='no'/>
      <topology sockets='1' dies='1' cores='2' threads='1'/>
      <maxphysaddr mode='emulate' bits='48'/>
      <feature name='vme'/>
      <pages unit='KiB' size='4'/>
    </cpu>
    <power_management>
      <suspend_mem/>
    </power_management>
    <iommu support='no'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
      </uri_transports>
    </migration_features>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>1024</memory>
          <pages unit='KiB' size='4'>256</pages>
          <distances>
            <sibling id='0' value='10'/>
          </distances>
          <cpus num='2'>
            <cpu id='0' socket_id='0' die_id='0' core_id='0' siblings='0'/>
            <cpu id='1'/>
          </cpus>
        </cell>
      </cells>
    </topology>
    <cache>
      <bank id='0' level='3' type='both' size='480' unit='MiB' cpus='0-1'/>
    </cache>
    <secmodel>
      <model>dac</model>
      <doi>0</doi>
      <baselabel type='kvm'>+0:+0</baselabel>
    </secmodel>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='i686'>
      <wordsize>32</wordsize>
      <emulator>/usr/bin/qemu-system-i386</emulator>
      <machine maxCpus='255'>pc-i440fx-7.2</machine>
      <machine canonical='pc-i440fx-7.2' maxCpus='255' deprecated='yes'>pc</machine>
      <domain type='qemu'/>
      <domain type='kvm'/>
    </arch>
    <features>
      <pae/>
      <nonpae/>
      <acpi default='on' toggle='yes'/>
      <apic default='on' toggle='no'/>
      <cpuselection/>
      <deviceboot/>
      <disksnapshot default='on' toggle='no'/>
    </features>
  </guest>

</capabilities>
)");
}

}  // namespace
}  // namespace pleiad::conf

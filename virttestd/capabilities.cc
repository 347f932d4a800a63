// SPDX-License-Identifier: Apache-2.0
// capabilities.cc: the pretended host's capabilities, as clients of libvirt's test driver know them.
//   Source  virsh -c test:///default capabilities
#include "absl/strings/str_format.h"
#include "virttestd/host.h"

namespace pleiad::test {
namespace {
constexpr char kHead[] = R"(<capabilities>

  <host>
    <cpu>
      <arch>i686</arch>
      <features>
        <pae/>
        <nonpae/>
      </features>
      <pages unit='KiB' size='4'/>
      <pages unit='KiB' size='8'/>
      <pages unit='KiB' size='2048'/>
      <pages unit='KiB' size='1048576'/>
    </cpu>
    <power_management/>
    <iommu support='no'/>
    <topology>
)";
constexpr char kAfterCells[] = R"(    </topology>
    <secmodel>
      <model>testSecurity</model>
      <doi></doi>
    </secmodel>
  </host>

)";
constexpr char kGuest[] = R"(  <guest>
    <os_type>%s</os_type>
    <arch name='i686'>
      <wordsize>32</wordsize>
      <emulator>/usr/bin/test-hv</emulator>
      <domain type='test'/>
    </arch>
    <features>
      <pae/>
      <nonpae/>
    </features>
  </guest>

)";

std::string FormatCell(const Cell& cell, size_t number, size_t cpus, size_t first_cpu) {
  std::string out = absl::StrFormat(
      "        <cell id='%d'>\n          <memory unit='KiB'>%d</memory>\n          <pages unit='KiB' size='%d'>%d</pages>\n"
      "          <pages unit='KiB' size='2048'>0</pages>\n          <pages unit='KiB' size='1048576'>0</pages>\n"
      "          <cpus num='%d'>\n",
      number, cell.memory_kib, cell.small_page_kib, cell.small_pages, cpus);
  for (size_t i = 0; i < cpus; ++i) {
    absl::StrAppendFormat(&out, "            <cpu id='%d' socket_id='%d' die_id='0' core_id='%d' siblings='%d'/>\n",
                          first_cpu + i, number, i, first_cpu + i);
  }
  return out + "          </cpus>\n        </cell>\n";
}
}  // namespace

std::string FormatNodeCapabilities(const Node& node) {
  std::string out = kHead;
  const size_t cpus_each = node.cells.empty() ? 0 : static_cast<size_t>(node.info.cpus) / node.cells.size();
  absl::StrAppendFormat(&out, "      <cells num='%d'>\n", node.cells.size());
  for (size_t i = 0; i < node.cells.size(); ++i) out += FormatCell(node.cells[i], i, cpus_each, i * cpus_each);
  out += "      </cells>\n";
  out += kAfterCells;
  for (const char* os_type : {"hvm", "xen"}) absl::StrAppendFormat(&out, kGuest, os_type);
  return out + "</capabilities>\n";
}

}  // namespace pleiad::test

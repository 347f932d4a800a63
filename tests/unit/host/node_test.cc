// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "libshared/base/error.h"
#include "libshared/host/cpu_stats.h"
#include "libshared/host/features.h"
#include "libshared/host/identity.h"
#include "libshared/host/memory.h"
#include "libshared/host/topology.h"
#include "tests/unit/host/fake_tree.h"

namespace pleiad::host {
namespace {
constexpr char kCpuinfo[] =
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 61\nmodel name\t: Some CPU @ 2.60GHz\nstepping\t: 4\n"
    "microcode\t: 0x2b\ncpu MHz\t\t: 2599.998\naddress sizes\t: 39 bits physical, 48 bits virtual\nflags\t\t: fpu vme de\n\n"
    "processor\t: 1\nvendor_id\t: Other\n";

TEST(TopologyTest, ListsCellsWithMemoryPagesDistancesAndCpus) {
  FakeTree tree;
  const Topology topology = ReadTopology(tree.PutTwoCells().root());
  ASSERT_EQ(topology.cells.size(), 2u);
  const Cell& second = topology.cells[1];
  EXPECT_EQ(second.memory_kib, 2097152u);
  ASSERT_EQ(second.pages.size(), 2u);
  EXPECT_EQ(second.pages[0].count, (2097152u - 16 * 2048) / second.pages[0].size_kib) << "huge pages are taken off the ordinary ones";
  EXPECT_EQ(second.pages[1].count, 16u);
  ASSERT_EQ(second.distances.size(), 2u);
  EXPECT_EQ(second.distances[0].value, 21u);
  ASSERT_EQ(second.cpus.size(), 4u);
  EXPECT_EQ(second.cpus[1].id, 5u);
  EXPECT_EQ(second.cpus[1].socket, 1u);
  EXPECT_EQ(second.cpus[1].siblings.ToString(), "4-5");
}

TEST(TopologyTest, AMachineWithoutNumaIsOneCell) {
  FakeTree tree;
  tree.Put("/sys/devices/system/cpu/present", "0\n").Put("/proc/meminfo", "MemTotal: 4096 kB\n").PutCpu(0, 0, 0, 0, "0");
  const Topology topology = ReadTopology(tree.root());
  EXPECT_FALSE(topology.has_numa);
  ASSERT_EQ(topology.cells.size(), 1u);
  EXPECT_EQ(topology.cells[0].memory_kib, 4096u);
  EXPECT_EQ(topology.cells[0].cpus.size(), 1u);
}

TEST(TopologyTest, ListsEachSharedCacheOnce) {
  FakeTree tree;
  tree.PutTwoCells();
  for (const char* cpu : {"cpu0", "cpu1"}) {
    const std::string cache = std::string("/sys/devices/system/cpu/") + cpu + "/cache/index3/";
    tree.Put(cache + "level", "3\n").Put(cache + "type", "Unified\n").Put(cache + "id", "0\n").Put(cache + "size", "15360K\n");
    tree.Put(cache + "shared_cpu_list", "0-1\n");
  }
  const Topology topology = ReadTopology(tree.root());
  ASSERT_EQ(topology.caches.size(), 1u);
  EXPECT_EQ(topology.caches[0].size_kib, 15360u);
  EXPECT_EQ(topology.caches[0].type, "both");
}

TEST(NodeInfoTest, CountsPerCellAndSumsMemory) {
  FakeTree tree;
  const Root root = tree.PutTwoCells().Put("/proc/cpuinfo", kCpuinfo).root();
  const NodeInfo info = MakeNodeInfo(ReadTopology(root), ReadCpuInfo(root), ReadCpuMap(root));
  EXPECT_EQ(info.memory_kib, 3145728u);
  EXPECT_EQ(info.cpus, 8u);
  EXPECT_EQ(info.mhz, 2599u);
  EXPECT_EQ(info.nodes, 2u);
  EXPECT_EQ(info.sockets, 1u);
  EXPECT_EQ(info.cores, 2u);
  EXPECT_EQ(info.threads, 2u);
}

TEST(NodeInfoTest, AnUnevenMachineIsOneFlatSocket) {
  FakeTree tree;
  tree.PutTwoCells().Put("/sys/devices/system/node/node1/cpulist", "4-6\n");
  for (const char* list : {"present", "online"}) tree.Put(std::string("/sys/devices/system/cpu/") + list, "0-6\n");
  const NodeInfo info = MakeNodeInfo(ReadTopology(tree.root()), CpuInfo{}, ReadCpuMap(tree.root()));
  EXPECT_EQ(info.nodes, 1u);
  EXPECT_EQ(info.sockets, 1u);
  EXPECT_EQ(info.cores, 7u);
  EXPECT_EQ(info.threads, 1u);
}

TEST(CpuInfoTest, ReadsTheFirstProcessor) {
  FakeTree tree;
  const CpuInfo info = ReadCpuInfo(tree.Put("/proc/cpuinfo", kCpuinfo).root());
  EXPECT_EQ(info.vendor_id, "GenuineIntel");
  EXPECT_EQ(info.model, 61u);
  EXPECT_EQ(info.microcode, 0x2bu);
  EXPECT_EQ(info.physical_addr_bits, 39u);
  EXPECT_EQ(info.flags, (std::vector<std::string>{"fpu", "vme", "de"}));
}

TEST(MemoryTest, TellsStatsOfTheHostAndOfACell) {
  FakeTree tree;
  const Root root = tree.PutTwoCells().root();
  const Topology topology = ReadTopology(root);
  EXPECT_EQ(*ReadMemoryStats(root, topology, -1), (std::vector<Stat>{{"total", 3145728}, {"free", 1572864}, {"buffers", 100}, {"cached", 200}}));
  EXPECT_EQ(*ReadMemoryStats(root, topology, 1), (std::vector<Stat>{{"total", 2097152}, {"free", 1048576}}));
  const absl::Status missing = ReadMemoryStats(root, topology, 7).status();
  EXPECT_EQ(ErrorCodeOf(missing), ErrorCode::kInvalidArg);
  EXPECT_EQ(ErrorInfoOf(missing).text, "cellNum in virHostMemGetStats must be less than or equal to 1");
}

TEST(MemoryTest, TellsFreeMemoryByCell) {
  FakeTree tree;
  const Root root = tree.PutTwoCells().root();
  const Topology topology = ReadTopology(root);
  EXPECT_EQ(ReadFreeMemory(root, topology), 1572864ull * 1024);
  EXPECT_EQ(*ReadCellsFreeMemory(root, topology, 1, 5), (std::vector<uint64_t>{1048576ull * 1024}));
  EXPECT_EQ(ErrorInfoOf(ReadCellsFreeMemory(root, topology, 3, 1).status()).text, "internal error: start cell 3 out of range (0-1)");
}

TEST(MemoryTest, TellsFreePages) {
  FakeTree tree;
  const Root root = tree.PutTwoCells().root();
  const Topology topology = ReadTopology(root);
  EXPECT_EQ(*ReadFreePages(root, topology, {4, 2048}, 0, 2), (std::vector<uint64_t>{131072, 0, 262144, 9}));
  EXPECT_EQ(*ReadFreePages(root, topology, {2048}, -1, 1), (std::vector<uint64_t>{9}));
  EXPECT_EQ(ErrorInfoOf(ReadFreePages(root, topology, {8}, 0, 1).status()).text, "operation failed: page size 8 is not available on node 0");
}

TEST(CpuStatsTest, CountsNanoseconds) {
  FakeTree tree;
  const Root root = tree.Put("/proc/stat", "cpu  10 2 30 400 5 6 7 0 0 0\ncpu1 1 2 3 4 5 6 7 0 0 0\n").root();
  EXPECT_EQ(*ReadCpuStats(root, -1),
            (std::vector<Stat>{{"kernel", 430000000}, {"user", 120000000}, {"idle", 4000000000}, {"iowait", 50000000}}));
  EXPECT_EQ((*ReadCpuStats(root, 1))[0].value, 160000000u);
  EXPECT_EQ(ErrorInfoOf(ReadCpuStats(root, 9).status()).text, "Invalid cpuNum in virHostCPUGetStatsLinux");
}

TEST(MemoryParametersTest, NamesWhatTheKernelHas) {
  FakeTree tree;
  const TypedParams params = ReadMemoryParameters(tree.Put("/sys/kernel/mm/ksm/pages_to_scan", "100\n").Put("/sys/kernel/mm/ksm/full_scans", "3\n").root());
  EXPECT_EQ(params, (TypedParams{{"shm_pages_to_scan", uint32_t{100}}, {"shm_full_scans", uint64_t{3}}}));
}

TEST(IdentityTest, PrefersTheFirmwaresUuidUnlessItIsARowOfOneDigit) {
  FakeTree tree;
  tree.Put("/etc/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");
  EXPECT_EQ(ReadHostUuid(tree.root()).ToString(), "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4");
  tree.Put("/sys/devices/virtual/dmi/id/product_uuid", "ffffffff-ffff-ffff-ffff-ffffffffffff\n");
  EXPECT_EQ(ReadHostUuid(tree.root()).ToString(), "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4");
  tree.Put("/sys/devices/virtual/dmi/id/product_uuid", "4C4C4544-0042-3510-8048-B4C04F4D3232\n");
  EXPECT_EQ(ReadHostUuid(tree.root()).ToString(), "4c4c4544-0042-3510-8048-b4c04f4d3232");
}

TEST(FeaturesTest, ReadsSleepStatesAndIommu) {
  FakeTree tree;
  EXPECT_FALSE(HasIommu(tree.root()));
  tree.Put("/sys/power/state", "freeze mem disk\n").Put("/sys/power/disk", "[platform] shutdown reboot suspend test_resume\n");
  tree.Put("/sys/kernel/iommu_groups/0/type", "DMA\n");
  const SleepStates states = ReadSleepStates(tree.root());
  EXPECT_TRUE(states.memory && states.disk && states.hybrid);
  EXPECT_TRUE(HasIommu(tree.root()));
}

}  // namespace
}  // namespace pleiad::host

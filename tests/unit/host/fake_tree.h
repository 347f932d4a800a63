// SPDX-License-Identifier: Apache-2.0
// fake_tree.h: a temporary folder with files of a made-up machine's /proc and /sys.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "libshared/host/root.h"

namespace pleiad::host {

class FakeTree {
 public:
  FakeTree() {
    std::string name = (std::filesystem::temp_directory_path() / "pleiad-host-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FakeTree() { std::filesystem::remove_all(folder_); }

  FakeTree& Put(const std::string& path, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path(folder_ + path).parent_path());
    std::ofstream(folder_ + path) << content;
    return *this;
  }
  Root root() const { return Root(folder_); }

  // A CPU's place.
  FakeTree& PutCpu(int cpu, int socket, int die, int core, const std::string& siblings) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
    Put(folder + "physical_package_id", std::to_string(socket) + "\n").Put(folder + "die_id", std::to_string(die) + "\n");
    return Put(folder + "core_id", std::to_string(core) + "\n").Put(folder + "thread_siblings_list", siblings + "\n");
  }
  // Two cells of two cores with two threads each, 1 GiB and 2 GiB, 16 huge pages in the second.
  FakeTree& PutTwoCells() {
    for (const char* list : {"present", "online", "possible"}) Put(std::string("/sys/devices/system/cpu/") + list, "0-7\n");
    for (int cpu = 0; cpu < 8; ++cpu) {
      const int first = cpu & ~1;
      PutCpu(cpu, cpu / 4, 0, (cpu % 4) / 2, std::to_string(first) + "-" + std::to_string(first + 1));
    }
    const std::string nodes = "/sys/devices/system/node/";
    Put(nodes + "online", "0-1\n");
    Put(nodes + "node0/cpulist", "0-3\n").Put(nodes + "node1/cpulist", "4-7\n");
    Put(nodes + "node0/distance", "10 21\n").Put(nodes + "node1/distance", "21 10\n");
    Put(nodes + "node0/meminfo", "Node 0 MemTotal:        1048576 kB\nNode 0 MemFree:          524288 kB\n");
    Put(nodes + "node1/meminfo", "Node 1 MemTotal:        2097152 kB\nNode 1 MemFree:         1048576 kB\n");
    Put(nodes + "node0/hugepages/hugepages-2048kB/nr_hugepages", "0\n").Put(nodes + "node0/hugepages/hugepages-2048kB/free_hugepages", "0\n");
    Put(nodes + "node1/hugepages/hugepages-2048kB/nr_hugepages", "16\n").Put(nodes + "node1/hugepages/hugepages-2048kB/free_hugepages", "9\n");
    Put("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "16\n").Put("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "9\n");
    return Put("/proc/meminfo", "MemTotal:        3145728 kB\nMemFree:         1572864 kB\nMemAvailable:    2000000 kB\nBuffers:            100 kB\nCached:             200 kB\nSwapCached:         300 kB\n");
  }

 private:
  std::string folder_;
};

}  // namespace pleiad::host

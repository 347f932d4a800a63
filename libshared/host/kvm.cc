// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/kvm.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>

#include "libshared/base/unique_fd.h"

namespace pleiad::host {
namespace {
#if defined(__x86_64__)
// The kernel's struct kvm_msrs with one entry. Its own declaration has another size in C++ than in C, and so would the
// ioctl's number.
struct OneMsr {
  uint32_t count = 1, pad = 0;
  uint32_t index = 0, reserved = 0;
  uint64_t data = 0;
};
constexpr unsigned long kGetMsrs = _IOWR(KVMIO, 0x88, uint64_t);

std::optional<uint64_t> ReadMsr(int kvm, uint32_t index) {
  OneMsr request;
  request.index = index;
  if (::ioctl(kvm, kGetMsrs, &request) != 1) return std::nullopt;
  return request.data;
}

// The frequency belongs to a virtual CPU, so one is made and thrown away.
uint64_t ReadTscHz(int kvm) {
  UniqueFd machine(::ioctl(kvm, KVM_CREATE_VM, 0));
  if (!machine) return 0;
  UniqueFd vcpu(::ioctl(machine.get(), KVM_CREATE_VCPU, 0));
  if (!vcpu) return 0;
  const int khz = ::ioctl(vcpu.get(), KVM_GET_TSC_KHZ, 0);
  return khz > 0 ? static_cast<uint64_t>(khz) * 1000 : 0;
}
#endif
}  // namespace

KvmFacts ReadKvm(const std::string& device) {
  KvmFacts facts;
  UniqueFd kvm(::open(device.c_str(), O_RDWR | O_CLOEXEC));
  if (!kvm) return facts;
  facts.opened = true;
  int count = ::ioctl(kvm.get(), KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS);
  if (count <= 0) count = ::ioctl(kvm.get(), KVM_CHECK_EXTENSION, KVM_CAP_NR_VCPUS);
  facts.max_vcpus = count > 0 ? static_cast<uint32_t>(count) : 0;
#if defined(__x86_64__)
  facts.tsc_scaling = ::ioctl(kvm.get(), KVM_CHECK_EXTENSION, KVM_CAP_TSC_CONTROL) > 0;
  facts.tsc_hz = ReadTscHz(kvm.get());
  facts.arch_capabilities_msr = ReadMsr(kvm.get(), 0x10a);
#endif
  return facts;
}

}  // namespace pleiad::host

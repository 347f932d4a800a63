# SPDX-License-Identifier: Apache-2.0
"""virDomain: memory, virtual CPUs, I/O threads, limits of disks and interfaces, blockjobs."""

import libvirt
from apis import ObjectTest

LIVE, CONFIG = libvirt.VIR_DOMAIN_AFFECT_LIVE, libvirt.VIR_DOMAIN_AFFECT_CONFIG
ALL = (True,) * 8


class TuningTest(ObjectTest):
    def test_memory(self):
        test = self.domain
        self.addCleanup(test.setMemoryFlags, test.info()[2], LIVE | CONFIG)
        self.assertEqual((test.setMemory(1048576), test.info()[2]), (0, 1048576))
        self.assertEqual(test.setMemoryFlags(524288, CONFIG), 0)
        self.assertIn(">524288</currentMemory>", test.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.setMemory, 99999999)
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, test.setMaxMemory, 4194304)
        self.assertEqual(test.setMemoryStatsPeriod(2), 0)

    def test_virtual_cpus(self):
        test = self.domain
        self.assertEqual((test.maxVcpus(), test.vcpusFlags(CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM)), (2, 2))
        self.assertEqual((test.setVcpus(1), test.vcpusFlags(LIVE), test.setVcpusFlags(2, LIVE | CONFIG)), (0, 1, 0))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.setVcpus, 99)
        self.assertEqual((test.setVcpu("1", 0, LIVE), test.vcpusFlags(LIVE), test.setVcpu("1", 1, LIVE)), (0, 1, 0))
        infos, maps = test.vcpus()
        self.assertEqual(([info[:2] for info in infos], maps), ([(0, libvirt.VIR_VCPU_RUNNING), (1, libvirt.VIR_VCPU_RUNNING)], [ALL, ALL]))
        self.assertEqual((test.pinVcpu(0, (True, False)), test.vcpuPinInfo()[0]), (0, (True,) + (False,) * 7))
        self.assertEqual((test.pinVcpuFlags(0, ALL, LIVE), test.vcpuPinInfo(LIVE)[0]), (0, ALL))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.pinVcpu, 9, (True,))
        self.assertEqual((test.emulatorPinInfo(), test.pinEmulator((True, True)), test.emulatorPinInfo()), (ALL, 0, (True, True) + (False,) * 6))

    def test_io_threads(self):
        test = self.domain
        self.assertEqual((test.addIOThread(4), test.pinIOThread(4, (False, True))), (0, 0))
        self.addCleanup(lambda: [test.delIOThread(each[0], LIVE) for each in test.ioThreadInfo()])
        self.assertEqual(test.ioThreadInfo(), [(4, [False, True] + [False] * 6)])
        self.assertEqual(test.setIOThreadParams(4, {libvirt.VIR_DOMAIN_IOTHREAD_POLL_MAX_NS: 100}, LIVE), 0)
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.addIOThread, 4)
        self.assertEqual((test.delIOThread(4), test.ioThreadInfo()), (0, []))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.delIOThread, 4)

    def test_scheduling_and_weights(self):
        test = self.domain
        self.assertEqual((test.schedulerType(), test.schedulerParameters(), test.schedulerParametersFlags(LIVE)), (("fair", 1), *[{"weight": 50}] * 2))
        self.assertEqual((test.setSchedulerParameters({"weight": 60}), test.setSchedulerParametersFlags({"weight": 70}, LIVE)), (0, 0))
        self.assertEqual((test.setMemoryParameters({"hard_limit": 1000}), test.memoryParameters()["hard_limit"]), (0, 1000))
        self.assertEqual((test.setBlkioParameters({"weight": 500}), test.blkioParameters()["weight"]), (0, 500))
        self.assertEqual((test.setNumaParameters({"numa_nodeset": "0"}), test.numaParameters()["numa_nodeset"]), (0, "0"))
        self.assertEqual((test.setPerfEvents({"cmt": True}), test.perfEvents()["cmt"], test.setPerfEvents({"cmt": False})), (0, True, 0))

    def test_limits_of_disks_and_interfaces(self):
        test = self.domain
        self.assertEqual((test.setBlockIoTune("vda", {"total_bytes_sec": 1000, "total_bytes_sec_max": 2000}),
                          test.blockIoTune("vda")["total_bytes_sec_max"]), (0, 2000))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.setBlockIoTune, "vda", {"total_bytes_sec": 1, "read_bytes_sec": 1})
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.blockIoTune, "nosuch")
        test.setBlockIoTune("vda", {"total_bytes_sec": 0, "total_bytes_sec_max": 0})
        self.assertEqual((test.setInterfaceParameters("testnet0", {"inbound.average": 100, "inbound.peak": 200, "inbound.burst": 300}),
                          test.interfaceParameters("testnet0")["inbound.burst"]), (0, 300))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.interfaceParameters, "nosuch")
        test.setInterfaceParameters("testnet0", {"inbound.average": 0})

    def test_blockjobs(self):
        test = self.domain
        self.assertEqual(test.blockPull("vda", 64), 0)
        self.await_true(lambda: test.blockJobInfo("vda").get("cur"))
        job = test.blockJobInfo("vda")
        self.assertEqual((job["type"], job["bandwidth"], 0 < job["cur"] < job["end"]), (libvirt.VIR_DOMAIN_BLOCK_JOB_TYPE_PULL, 64, True))
        self.refused(libvirt.VIR_ERR_BLOCK_COPY_ACTIVE, test.blockPull, "vda")
        self.assertEqual((test.blockJobSetSpeed("vda", 32), test.blockJobAbort("vda"), test.blockJobInfo("vda")), (0, 0, {}))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.blockJobAbort, "nosuch")
        self.assertEqual(test.blockRebase("vda", None), 0)
        self.await_true(lambda: not test.blockJobInfo("vda"))
        self.assertEqual(test.blockCopy("vda", "<disk type='file'><source file='/copy'/></disk>", {"bandwidth": 1 << 40}), 0)
        test.blockJobAbort("vda")
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.blockCommit, "vda", None, None)

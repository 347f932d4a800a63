# SPDX-License-Identifier: Apache-2.0
"""virConnect: the connection, the host, and lists of everything."""

import os

import libvirt
from apis import ObjectTest

CPU = "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>"


class ConnectionTest(ObjectTest):
    def test_a_connection_says_where_it_leads(self):
        self.assertEqual(self.connection.getType(), "TEST")
        self.assertEqual(self.connection.getURI(), os.environ["URI"])
        self.assertEqual((self.connection.getVersion(), self.connection.getLibVersion()), (2, 9000000))
        self.assertEqual((self.connection.isAlive(), self.connection.isEncrypted(), self.connection.isSecure()), (1, 0, 1))
        self.assertEqual(self.connection.getHostname(), os.uname().nodename)
        self.assertEqual(self.connection.setKeepAlive(5, 3), 0)
        self.assertEqual(self.domain.connect().getURI(), os.environ["URI"])

    def test_a_trusted_client_speaks_for_another(self):
        self.assertEqual(self.connection.setIdentity({libvirt.VIR_CONNECT_IDENTITY_USER_NAME: "tester"}), 0)
        # Who has taken another's place is trusted no more.
        self.refused(libvirt.VIR_ERR_ACCESS_DENIED, self.connection.setIdentity, {libvirt.VIR_CONNECT_IDENTITY_USER_NAME: "root"})

    def test_a_connection_is_told_of_its_end(self):
        ends = []
        self.connection.registerCloseCallback(lambda connection, reason, data: ends.append((reason, data)), "data")
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, self.connection.registerCloseCallback, print, None)
        self.connection.unregisterCloseCallback()
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, self.connection.unregisterCloseCallback)
        self.assertEqual(ends, [])

    def test_a_closed_connection_is_no_use(self):
        other = libvirt.open(os.environ["URI"])
        self.assertEqual(other.close(), 0)
        self.refused(libvirt.VIR_ERR_INVALID_CONN, other.getHostname)

    def test_errors_stay_until_they_are_taken_away(self):
        self.connection.virConnResetLastError()
        error = self.refused(libvirt.VIR_ERR_NO_DOMAIN, self.connection.lookupByName, "nosuch")
        self.assertEqual((error.get_error_domain(), error.get_error_level()), (libvirt.VIR_FROM_TEST, libvirt.VIR_ERR_ERROR))
        self.assertEqual(error.get_error_message(), "Domain not found")
        self.assertEqual(self.connection.virConnGetLastError()[0], libvirt.VIR_ERR_NO_DOMAIN)
        self.connection.virConnResetLastError()
        self.assertEqual(self.connection.virConnGetLastError()[0], libvirt.VIR_ERR_OK)

    def test_the_host_is_the_pretended_one(self):
        connection = self.connection
        self.assertEqual(connection.getInfo(), ["i686", 3072, 16, 1400, 2, 2, 2, 2])
        self.assertEqual(connection.getMaxVcpus("test"), 32)
        self.assertEqual(connection.getCPUMap(), (8, [True, False, True, False, True, False, False, False], 3))
        self.assertEqual(connection.getCPUStats(libvirt.VIR_NODE_CPU_STATS_ALL_CPUS),
                         {"user": 9797400000, "kernel": 34678723400000, "idle": 87264900000, "iowait": 763600000})
        self.assertEqual(connection.getFreeMemory(), 3145728)
        self.assertEqual(connection.getCellsFreeMemory(0, 2), [2097152, 4194304])
        self.assertEqual(list(connection.getFreePages([4], 0, 1)[0]), [4])
        self.assertEqual(connection.getSecurityModel(), ["testSecurity", ""])
        self.assertIn("<arch>i686</arch>", connection.getCapabilities())
        self.assertIn("<entry name='vendor'>LENOVO</entry>", connection.getSysinfo())

    def test_models_of_cpus_are_compared(self):
        connection, newer = self.connection, CPU.replace("qemu64", "Nehalem")
        self.assertIn("qemu64", connection.getCPUModelNames("x86_64"))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, connection.getCPUModelNames, "nosuch")
        self.assertEqual(connection.compareCPU(CPU), libvirt.VIR_CPU_COMPARE_INCOMPATIBLE)
        self.assertEqual(connection.compareHypervisorCPU(None, None, None, None, CPU), libvirt.VIR_CPU_COMPARE_INCOMPATIBLE)
        self.assertIn("<model fallback='allow'>kvm64</model>", connection.baselineCPU([CPU, newer]))
        self.assertIn("<model fallback='forbid'>qemu64</model>", connection.baselineHypervisorCPU(None, None, None, None, [CPU]))
        self.refused(libvirt.VIR_ERR_XML_ERROR, connection.baselineCPU, ["<x/>"])

    def test_what_may_be_lacking_is_refused_by_name(self):
        connection = self.connection
        self.there_or_lacking(
            (connection.getDomainCapabilities, None, None, None, "test"), (connection.getStoragePoolCapabilities,),
            (connection.getMemoryParameters,), (connection.setMemoryParameters, {"shm_pages_to_scan": 1}),
            (connection.getMemoryStats, libvirt.VIR_NODE_MEMORY_STATS_ALL_CELLS), (connection.allocPages, {2048: 10}, 0, 1),
            (connection.getSEVInfo,), (connection.suspendForDuration, libvirt.VIR_NODE_SUSPEND_TARGET_MEM, 60),
            (connection.domainXMLToNative, "qemu-argv", self.domain.XMLDesc()), (connection.domainXMLFromNative, "qemu-argv", "qemu"))

    def test_old_and_new_lists_name_the_same(self):
        connection = self.connection

        def names(objects):
            return sorted(one.name() for one in objects)
        self.assertEqual((connection.numOfDomains(), connection.listDomainsID(), names(connection.listAllDomains())), (1, [1], ["test"]))
        self.assertEqual((connection.numOfDefinedDomains(), connection.listDefinedDomains()), (0, []))
        self.assertEqual((connection.numOfNetworks(), connection.listNetworks(), names(connection.listAllNetworks())), (1, ["default"], ["default"]))
        self.assertEqual((connection.numOfDefinedNetworks(), connection.listDefinedNetworks()), (0, []))
        self.assertEqual((connection.numOfStoragePools(), connection.listStoragePools(), names(connection.listAllStoragePools())),
                         (1, ["default-pool"], ["default-pool"]))
        self.assertEqual((connection.numOfDefinedStoragePools(), connection.listDefinedStoragePools()), (0, []))
        self.assertEqual((connection.numOfInterfaces(), connection.listInterfaces(), names(connection.listAllInterfaces())), (1, ["eth1"], ["eth1"]))
        self.assertEqual((connection.numOfDefinedInterfaces(), connection.listDefinedInterfaces()), (0, []))
        self.assertEqual((connection.numOfDevices(None), sorted(connection.listDevices(None)), names(connection.listAllDevices())),
                         (4, *[["computer", "scsi_host1", "scsi_host11", "scsi_host2"]] * 2))
        self.assertEqual((connection.numOfSecrets(), connection.listSecrets(), connection.listAllSecrets()), (0, [], []))
        self.assertEqual((connection.numOfNWFilters(), connection.listNWFilters(), connection.listAllNWFilters()), (0, [], []))
        self.assertEqual(connection.listAllNWFilterBindings(), [])
        self.assertEqual(connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_INACTIVE), [])

    def test_statistics_of_many_domains_come_together(self):
        (domain, figures), = self.connection.getAllDomainStats()
        self.assertEqual((domain.name(), figures["state.state"], figures["vcpu.current"]), ("test", libvirt.VIR_DOMAIN_RUNNING, 2))
        (domain, figures), = self.connection.domainListGetStats([self.domain], libvirt.VIR_DOMAIN_STATS_STATE)
        self.assertEqual((domain.UUID(), figures["state.state"]), (self.domain.UUID(), libvirt.VIR_DOMAIN_RUNNING))
        self.refused(libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED, self.connection.getAllDomainStats, 1 << 20,
                     libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS)

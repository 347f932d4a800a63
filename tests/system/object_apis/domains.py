# SPDX-License-Identifier: Apache-2.0
"""virDomain: its life, definitions, words, devices, and what its guest says."""

import socket
import tempfile

import libvirt
from apis import ObjectTest, shown

DEFINITION = "<domain type='test'><name>{0}</name><memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>"
DISK = "<disk type='file' device='disk'><source file='/guest/d2'/><target dev='vdb' bus='virtio'/></disk>"
CARD = "<interface type='network'><mac address='52:54:00:11:22:33'/><source network='default'/>{}</interface>"
CONSOLES = "<console type='pty'/><channel type='unix'><target type='virtio' name='org.a'/></channel>"
RUNNING, PAUSED, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
LIVE, CONFIG = libvirt.VIR_DOMAIN_AFFECT_LIVE, libvirt.VIR_DOMAIN_AFFECT_CONFIG


class DomainTest(ObjectTest):
    def setUp(self):
        super().setUp()
        self.two = self.connection.defineXML(DEFINITION.format("two"))
        self.afterwards([self.two.destroy], [self.two.undefine])

    def test_a_domain_is_found_by_all_its_names(self):
        connection, test = self.connection, self.domain
        for found in (connection.lookupByID(test.ID()), connection.lookupByName("test"), connection.lookupByUUID(test.UUID()),
                      connection.lookupByUUIDString(test.UUIDString())):
            self.assertEqual((found.ID(), found.name(), found.UUIDString()), (test.ID(), "test", "6695eb01-f6a4-8304-79aa-97f2502e193f"))
        self.refused(libvirt.VIR_ERR_NO_DOMAIN, connection.lookupByID, 99)
        self.refused(libvirt.VIR_ERR_NO_DOMAIN, connection.lookupByUUID, bytes(16))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, connection.lookupByUUIDString, "nonsense")

    def test_a_life_goes_through_its_states(self):
        two = self.two
        self.assertEqual((two.state(), two.isActive(), two.isPersistent(), two.ID()), ([SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_UNKNOWN], 0, 1, -1))
        for step, state, reason in ((two.create, RUNNING, libvirt.VIR_DOMAIN_RUNNING_BOOTED), (two.suspend, PAUSED, libvirt.VIR_DOMAIN_PAUSED_USER),
                                    (two.resume, RUNNING, libvirt.VIR_DOMAIN_RUNNING_UNPAUSED), (two.reset, RUNNING, None),
                                    (two.injectNMI, RUNNING, None), (two.shutdown, SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_SHUTDOWN),
                                    (two.createWithFlags, RUNNING, None), (two.shutdownFlags, SHUTOFF, None),
                                    (lambda: two.createWithFiles([]), RUNNING, None), (two.destroyFlags, SHUTOFF, None)):
            step()
            self.assertEqual(two.state()[0], state, step)
            self.assertIn(two.state()[1], (reason, two.state()[1] if reason is None else reason), step)
        error = self.refused(libvirt.VIR_ERR_OPERATION_INVALID, two.destroy)
        self.assertEqual(str(error), "Requested operation is not valid: domain is not running")
        two.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
        self.refused(libvirt.VIR_ERR_NO_DOMAIN, two.state)

    def test_a_guest_that_reboots_goes_on(self):
        self.domain.reboot()
        self.assertEqual(self.domain.state(), [RUNNING, libvirt.VIR_DOMAIN_RUNNING_BOOTED])
        self.assertEqual(self.domain.setLifecycleAction(libvirt.VIR_DOMAIN_LIFECYCLE_CRASH, libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE), 0)
        self.assertIn("<on_crash>preserve</on_crash>", self.domain.XMLDesc())

    def test_a_domain_without_a_definition_ends_with_its_run(self):
        domain = self.connection.createXML(DEFINITION.format("transient"))
        self.assertEqual((domain.isPersistent(), domain.state()[0]), (0, RUNNING))
        domain.destroy()
        self.refused(libvirt.VIR_ERR_NO_DOMAIN, domain.info)
        for domain in (self.connection.createXMLWithFiles(DEFINITION.format("transient"), []),
                       self.connection.createLinux(DEFINITION.format("old"), 0)):
            self.assertEqual(domain.destroy(), 0)

    def test_a_definition_is_what_was_defined(self):
        three = self.connection.defineXMLFlags(DEFINITION.format("three").replace("65536", "32768"), libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
        self.afterwards([three.undefine])
        self.assertEqual(shown(three.XMLDesc(), "<name>three</name>", ">32768</memory>", "<vcpu placement='static'>2</vcpu>"),
                         ["<name>three</name>", ">32768</memory>", "<vcpu placement='static'>2</vcpu>"])
        self.refused(libvirt.VIR_ERR_NO_NAME, self.connection.defineXML, "<domain type='test'/>")
        self.refused(libvirt.VIR_ERR_XML_DETAIL, self.connection.defineXML, "<domain")
        self.refused(libvirt.VIR_ERR_OPERATION_FAILED, self.connection.defineXML,
                     DEFINITION.format("three").replace("<memory>", "<uuid>11111111-2222-4333-8444-555555555555</uuid><memory>"))
        self.assertEqual((three.OSType(), three.isUpdated()), ("linux", 0))

    def test_a_domain_takes_another_name(self):
        self.two.rename("renamed")
        self.assertEqual(self.connection.lookupByName("renamed").UUID(), self.two.UUID())
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, self.domain.rename, "other")
        self.connection.lookupByName("renamed").rename("two")

    def test_autostart_is_remembered(self):
        self.assertEqual(self.two.setAutostart(1), 0)
        self.assertEqual((self.two.autostart(), [d.name() for d in self.connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_AUTOSTART)]),
                         (1, ["two"]))
        self.two.setAutostart(0)

    def test_words_are_kept_with_a_domain(self):
        two, element = self.two, libvirt.VIR_DOMAIN_METADATA_ELEMENT
        two.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None)
        two.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, "words", None, None)
        two.setMetadata(element, "<a b='c'/>", "key", "http://example.org/a")
        self.assertEqual((two.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None), two.metadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, None)),
                         ("a title", "words"))
        self.assertEqual(two.metadata(element, "http://example.org/a"), "<a b=\"c\"/>")
        two.setMetadata(element, None, None, "http://example.org/a")
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_METADATA, two.metadata, element, "http://example.org/a")
        self.refused(libvirt.VIR_ERR_INVALID_ARG, two.setMetadata, libvirt.VIR_DOMAIN_METADATA_TITLE, "a\nb", None, None)

    def test_figures_of_a_running_domain(self):
        test = self.domain
        self.assertEqual((test.info()[:2], test.maxMemory(), test.OSType()), ([RUNNING, 8388608], 8388608, "linux"))
        self.assertEqual(test.controlInfo(), [libvirt.VIR_DOMAIN_CONTROL_OK, 0, 0])
        self.assertEqual(test.memoryStats()["unused"], 1048576)
        self.assertEqual([sorted(each) for each in test.getCPUStats(False)], [["cpu_time", "vcpu_time"]] * 2)
        self.assertEqual(sorted(test.getCPUStats(True)[0]), ["cpu_time", "system_time", "user_time"])
        self.assertEqual((len(test.blockStats("vda")), len(test.interfaceStats("testnet0"))), (5, 8))
        self.assertEqual(test.blockInfo("vda")[1:], [1 << 40, 1 << 40])
        self.assertEqual(test.diskErrors(), {"vda": libvirt.VIR_DOMAIN_DISK_ERROR_UNSPEC})
        self.assertTrue(all(value >= 0 for value in test.blockStatsFlags("vda").values()))
        self.assertEqual((test.memoryPeek(0, 4, libvirt.VIR_MEMORY_VIRTUAL), test.blockPeek("vda", 0, 4), test.messages()),
                         (b"\0\1\2\3", b"\0\1\2\3", []))
        self.assertEqual((test.setBlockThreshold("vda", 1000), test.startDirtyRateCalc(1)), (0, 0))
        self.assertEqual((test.securityLabel(), len(test.securityLabelList())), (["libvirt-test", True], 1))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.blockStats, "nosuch")
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.interfaceStats, "nosuch")

    def test_devices_come_change_and_go(self):
        test = self.domain
        self.assertEqual(test.attachDevice(DISK), 0)
        self.refused(libvirt.VIR_ERR_OPERATION_FAILED, test.attachDevice, DISK)
        self.assertEqual(test.blockResize("vdb", 1048576, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES), 0)
        self.assertEqual(test.detachDevice(DISK), 0)
        self.assertEqual(test.attachDeviceFlags(CARD.format(""), LIVE | CONFIG), 0)
        self.assertEqual(test.updateDeviceFlags(CARD.format("<link state='down'/>"), LIVE), 0)
        self.assertIn("<link state='down'/>", test.XMLDesc())
        self.assertNotIn("<link state='down'/>", test.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
        self.assertEqual(test.detachDeviceFlags(CARD.format(""), LIVE | CONFIG), 0)
        self.refused(libvirt.VIR_ERR_DEVICE_MISSING, test.detachDeviceAlias, "nosuch", LIVE)
        self.refused(libvirt.VIR_ERR_XML_ERROR, test.attachDevice, "<x/>")

    def test_the_agent_answers(self):
        test = self.domain
        self.assertEqual((test.hostname(), test.guestInfo()["os.id"], [each[0] for each in test.fsInfo()]), ("testhost", "test", ["/", "/boot"]))
        self.assertEqual((test.fsFreeze(), test.fsThaw()), (2, 2))
        self.assertEqual(test.fSTrim(None, 0), 0)
        self.assertEqual((test.setTime({"seconds": 5, "nseconds": 6}), test.getTime()), (0, {"seconds": 5, "nseconds": 6}))
        self.assertEqual((test.setUserPassword("root", "secret"), test.agentSetResponseTimeout(5)), (0, 0))
        self.assertEqual(test.authorizedSSHKeysSet("root", ["ssh-rsa one", "ssh-rsa two"]), 0)
        self.assertEqual(test.authorizedSSHKeysGet("root"), ["ssh-rsa one", "ssh-rsa two"])
        test.authorizedSSHKeysSet("root", None, 0)
        self.assertEqual(test.guestVcpus()["online"], "0-1")
        self.assertEqual(test.setGuestVcpus("1", 0), 0)
        self.assertEqual(test.guestVcpus()["online"], "0")
        test.setGuestVcpus("1", 1)
        self.assertEqual(test.interfaceAddresses(libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT)["testnet0"]["addrs"],
                         [{"addr": "192.168.122.3", "prefix": 24, "type": 0}])
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, self.two.hostname)

    def test_a_guest_sleeps_and_wakes(self):
        test = self.domain
        self.assertEqual(test.pMSuspendForDuration(libvirt.VIR_NODE_SUSPEND_TARGET_MEM, 0), 0)
        self.assertEqual(test.state()[0], libvirt.VIR_DOMAIN_PMSUSPENDED)
        self.assertEqual(test.pMWakeup(), 0)
        self.assertEqual(test.state(), [RUNNING, libvirt.VIR_DOMAIN_RUNNING_WAKEUP])

    def test_keys_and_signals_are_sent(self):
        self.assertEqual(self.domain.sendKey(libvirt.VIR_KEYCODE_SET_LINUX, 0, [30, 31], 2), 0)
        self.refused(libvirt.VIR_ERR_INVALID_ARG, self.domain.sendProcessSignal, 7, libvirt.VIR_DOMAIN_PROCESS_SIGNAL_TERM)
        self.assertEqual(self.domain.sendProcessSignal(1, libvirt.VIR_DOMAIN_PROCESS_SIGNAL_TERM), 0)

    def test_a_screen_is_shown_by_a_stream(self):
        stream, parts = self.stream(), []
        self.assertEqual(self.domain.screenshot(stream, 0), "image/png")
        stream.recvAll(lambda _, data, got: got.append(data), parts)
        stream.finish()
        self.assertTrue(b"".join(parts).startswith(b"\x89PNG\r\n"))

    def test_a_console_gives_back_what_is_typed(self):
        guest = self.connection.createXML(DEFINITION.format("typed").replace("</os>", f"</os><devices>{CONSOLES}</devices>"))
        self.afterwards([guest.destroy])
        for call, name in ((guest.openConsole, None), (guest.openChannel, "org.a")):
            stream = self.stream()
            self.assertEqual((call(name, stream), stream.send(b"typed"), stream.recv(5)), (0, 5, b"typed"))
            stream.finish()
        self.refused(libvirt.VIR_ERR_INTERNAL_ERROR, guest.openChannel, "nosuch", self.stream())

    def test_open_files_are_lent(self):
        with tempfile.TemporaryFile() as file:
            self.assertEqual(self.two.FDAssociate("group", [file.fileno()]), 0)

    def test_what_may_be_lacking_is_refused_by_name(self):
        test = self.domain
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self.there_or_lacking(
                (test.openGraphics, 0, ours.fileno()), (test.openGraphicsFD, 0), (test.setLaunchSecurityState, {"sev-secret": "x"}))
        self.refused(libvirt.VIR_ERR_INVALID_ARG, test.launchSecurityInfo)

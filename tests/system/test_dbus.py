# SPDX-License-Identifier: Apache-2.0
"""The D-Bus door, seen through busctl: the tree, the methods, doubly wrapped properties, signals, who may."""

import json
import subprocess
import time
import unittest

from hosted import HostedTest, host, setting

NAME, QEMU = "org.libvirt.virtqemud", "/org/libvirt/QEMU"
CONNECT, DOMAIN = "org.libvirt.Connect", "org.libvirt.Domain"
UUID = "11111111-2222-4333-8444-000000000001"


@unittest.skipIf(setting.peer, "libvirtd has no D-Bus interface of its own")
class DbusTest(HostedTest):
    def setUp(self):
        self.target.sweep()

    def busctl(self, *words, user=None):
        return self.host.exec("busctl", "--system", "--no-pager", *words, user=user)

    def call(self, path, interface, method, *arguments, name=NAME):
        """The reply's arguments, as busctl's JSON has them."""
        done = self.busctl("--json=short", "call", name, path, interface, method, *arguments)
        self.assertEqual(done.returncode, 0, f"{method}: {done.stderr}{self.journal() if done.returncode else ''}")
        return json.loads(done.stdout)["data"] if done.stdout.strip() else []

    def define(self, name="one", serial=1):
        self.run_line(f"new tiny {name} {serial}")
        text = self.host.check("cat", f"{self.target.dir}/{name}.xml")
        return self.call(QEMU, CONNECT, "DomainDefineXML", "s", text)[0]

    def test_name_is_activated_by_the_bus(self):
        self.run_line("systemctl stop virtqemud.service")
        self.assertIn("LibVersion", self.busctl("introspect", NAME, QEMU).stdout)

    def test_pretended_host_is_activated_too(self):
        name, root = "org.libvirt.virttestd", "/org/libvirt/Test"
        path = self.call(root, CONNECT, "DomainLookupByName", "s", "test", name=name)[0]
        self.assertEqual(path, f"{root}/domain/_6695eb01_f6a4_8304_79aa_97f2502e193f")
        self.assertEqual(self.call(path, DOMAIN, "GetState", "u", "0", name=name), [[1, 0]])
        self.call(path, DOMAIN, "Suspend", name=name)
        self.assertEqual(self.call(path, DOMAIN, "GetState", "u", "0", name=name), [[3, 1]])
        self.call(path, DOMAIN, "Resume", name=name)

    def test_introspection_lists_methods_properties_and_signals_with_documentation(self):
        path = self.define()
        connect = self.busctl("introspect", NAME, QEMU, CONNECT).stdout
        for word in ("ListDomains", "DomainLookupByName", "DomainDefineXML", "DomainCreateXML", "GetAllDomainStats", "GetCapabilities",
                     "NodeGetMemoryStats", "Version", "LibVersion", "Hostname", "DomainEvent"):
            self.assertRegex(connect, rf"(?m)^\.{word} ")
        domain = self.busctl("introspect", NAME, path, DOMAIN).stdout
        for word in ("GetXMLDesc", "GetState", "GetStats", "Create", "Shutdown", "Reboot", "Reset", "Destroy", "Suspend", "Resume",
                     "InjectNMI", "Undefine", "SetMemory", "Rename", "SendKey", "Active", "Autostart", "Id", "Name", "OSType",
                     "Persistent", "UUID"):
            self.assertRegex(domain, rf"(?m)^\.{word} ")
        self.assertIn("DocString", self.busctl("introspect", "--xml-interface", NAME, path).stdout)

    def test_life_of_a_domain(self):
        path = self.define()
        self.assertEqual(self.call(QEMU, CONNECT, "ListDomains", "u", "0"), [[path]])
        for method, signature, value in (("DomainLookupByName", "s", "one"), ("DomainLookupByUUID", "s", UUID)):
            self.assertEqual(self.call(QEMU, CONNECT, method, signature, value), [path])
        self.assertIn("<name>one</name>", self.call(path, DOMAIN, "GetXMLDesc", "u", "0")[0])
        self.call(path, DOMAIN, "Create", "u", "0")
        self.assertEqual(self.state("one"), "running (booted)")
        self.call(path, DOMAIN, "Suspend")
        self.assertEqual(self.state("one"), "paused (user)")
        self.assertEqual(self.call(path, DOMAIN, "GetState", "u", "0")[0][0], 3)
        self.call(path, DOMAIN, "Resume")
        self.call(path, DOMAIN, "Destroy", "u", "0")
        self.assertEqual(self.state("one"), "shut off (destroyed)")
        self.call(path, DOMAIN, "Undefine", "u", "0")
        self.assertEqual(self.call(QEMU, CONNECT, "ListDomains", "u", "0"), [[]])

    def test_get_all_and_stats_wrap_values_twice(self):
        path = self.define()
        done = self.busctl("call", NAME, path, "org.freedesktop.DBus.Properties", "GetAll", "s", DOMAIN)
        self.assertRegex(done.stdout, r'"Autostart" v b false', done.stderr)
        self.assertRegex(done.stdout, r'"Persistent" v b true')
        done = self.busctl("call", NAME, path, DOMAIN, "GetStats", "uu", "1", "0")
        self.assertRegex(done.stdout, r'"state\.state" v i 5', done.stderr)
        done = self.busctl("get-property", NAME, path, DOMAIN, "Name")
        self.assertEqual(done.stdout.strip(), 's "one"')

    def test_autostart_can_be_set(self):
        path = self.define()
        self.assertEqual(self.busctl("set-property", NAME, path, DOMAIN, "Autostart", "b", "true").returncode, 0)
        self.assertIn("enable", self.run_line("virsh dominfo one | grep Autostart"))

    def test_signals_fire(self):
        # It ends by itself: killing the command would kill nsenter and leave busctl in the host with our pipe.
        command = self.host.command("timeout", "8", "busctl", "--system", "--json=short", "monitor", f"--match=type='signal',path='{QEMU}'")
        monitor = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(1)
        path = self.define()
        self.run_line("virsh start one; virsh suspend one; virsh destroy one; virsh undefine one")
        seen = [json.loads(line) for line in monitor.communicate()[0].splitlines() if line.startswith("{")]
        events = [m["payload"]["data"] for m in seen if m.get("member") == "DomainEvent"]
        kinds = [e[1] for e in events if e[0] == path]
        for kind, word in ((0, "defined"), (2, "started"), (3, "suspended"), (5, "stopped"), (1, "undefined")):
            self.assertIn(kind, kinds, f"{word}: {events}")

    def test_errors_are_errors(self):
        done = self.busctl("call", NAME, QEMU, CONNECT, "DomainLookupByName", "s", "nosuch")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nosuch", done.stderr)
        done = self.busctl("call", NAME, QEMU + "/domain/_11111111_2222_4333_8444_000000000099", DOMAIN, "GetXMLDesc", "u", "0")
        self.assertNotEqual(done.returncode, 0)
        self.busctl("call", NAME, QEMU, CONNECT, "DomainDefineXML", "s", "<broken")
        self.assertEqual(self.call(QEMU, CONNECT, "ListDomains", "u", "0"), [[]])

    def test_ordinary_user_may_not_change(self):
        done = self.busctl("call", NAME, QEMU, CONNECT, "DomainDefineXML", "s", "<domain/>", user=host.TESTER)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"(?i)denied|not authorized|authentication|permission")
        self.run_line(f"usermod -aG libvirt {host.TESTER}")
        done = self.busctl("--json=short", "call", NAME, QEMU, CONNECT, "ListDomains", "u", "0", user=host.TESTER)
        self.run_line(f"gpasswd -d {host.TESTER} libvirt")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()

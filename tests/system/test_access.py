# SPDX-License-Identifier: Apache-2.0
"""access_drivers = [ "polkit" ]: a real polkit with a rules file, asked by the pretended host's daemon. The user may see and do
everything about objects named "a", and nothing about others."""

import json
import subprocess
import time
import unittest

import setting
import wire
from host import TESTER

DIRECT = "test+unix:///default?socket=/run/libvirt/virttestd-sock"
PROXY = "test+unix:///default?socket=/run/libvirt/libvirt-sock"

RULES = """polkit.addRule(function (action, subject) {
  if (subject.user !== "%s" || action.id.indexOf("org.libvirt.api.") !== 0) return polkit.Result.NOT_HANDLED;
  var names = ["domain_name", "network_name", "pool_name", "interface_name"];
  for (var i = 0; i < names.length; i++) {
    var name = action.lookup(names[i]);
    if (name && %s.indexOf(name) < 0) return polkit.Result.NO;
  }
  return polkit.Result.YES;
});
"""

DOMAIN = "<domain type='test'><name>{0}</name><memory>1024</memory><os><type>hvm</type></os></domain>"
NETWORK = "<network><name>{0}</name></network>"
POOL = "<pool type='dir'><name>{0}</name><target><path>/{0}</path></target></pool>"
VOLUME = "<volume><name>v-{0}</name><capacity>1024</capacity></volume>"

# Runs each line of Python on a connection and prints the results: the value, or code and text of the error.
ATTEMPTS = """
import json, sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
c = libvirt.open(sys.argv[1])
results = []
for line in json.load(sys.stdin):
    try:
        results.append(repr(eval(line)))
    except libvirt.libvirtError as e:
        results.append([e.get_error_code(), e.get_error_message()])
print(json.dumps(results))
"""
DENIED = [88, "access denied: 'TEST' denied access"]
NETWORK_GET_XML, NETWORK_LOOKUP_BY_UUID = 43, 47


@unittest.skipIf(setting.peer, "libvirt's test driver asks no polkit")
class AccessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = setting.new_host("access").start()
        cls.host.check("usermod", "-aG", "libvirt", TESTER)
        with open(cls.host.root / "etc/libvirt/virttestd.conf", "a") as config:
            config.write('access_drivers = [ "polkit" ]\n')
        cls.allow("a")
        for kind, xml in (("define", DOMAIN), ("net-define", NETWORK), ("pool-define", POOL)):
            for name in "ab":
                cls.define(kind, xml.format(name))
        for name in "ab":
            cls.virsh(f"pool-start {name}", user=None)
            cls.define(f"vol-create {name}", VOLUME.format(name))

    @classmethod
    def tearDownClass(cls):
        cls.host.stop()

    @classmethod
    def allow(cls, *names):
        path = cls.host.root / "etc/polkit-1/rules.d/50-access.rules"
        path.write_text(RULES % (TESTER, json.dumps(names)))
        path.chmod(0o644)
        path.parent.chmod(0o755)

    @classmethod
    def define(cls, command, xml):
        (cls.host.root / "root/object.xml").write_text(xml)
        cls.virsh(f"{command} /root/object.xml", user=None)

    @classmethod
    def virsh(cls, line, user=TESTER, uri=DIRECT, options=()):
        done = cls.host.exec("virsh", "-q", *options, "-c", uri, *line.split(), user=user)
        if user is None and done.returncode:
            raise AssertionError(f"{line}: {done.stderr}")
        return done

    def attempts(self, lines, uri=DIRECT, user=TESTER):
        done = self.host.exec("python3", "-c", ATTEMPTS, uri, user=user, input=json.dumps(lines))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_lists_show_what_the_user_may_see(self):
        for uri in (DIRECT, PROXY):
            for line in ("list --all --name", "net-list --all --name", "pool-list --all --name"):
                with self.subTest(line, uri=uri):
                    self.assertEqual(self.virsh(line, uri=uri).stdout.split(), ["a"])
        self.assertEqual(sorted(self.virsh("list --all --name", user=None).stdout.split()), ["a", "b", "test"])
        self.assertEqual(self.virsh("iface-list --all").stdout.strip(), "")

    def test_counts_and_old_lists_show_no_more(self):
        self.assertEqual(self.attempts(["c.numOfDefinedDomains()", "c.listDefinedDomains()", "c.numOfDomains()", "c.numOfNetworks()",
                                        "c.listDefinedNetworks()", "c.listStoragePools()", "c.numOfStoragePools()"]),
                         ["1", "['a']", "0", "0", "['a']", "['a']", "1"])

    def test_calls_on_others_are_refused_with_the_code_that_clients_know(self):
        uuids = {kind: self.attempts([f"c.{kind}('b').UUIDString()"], user=None)[0]
                 for kind in ("lookupByName", "networkLookupByName", "storagePoolLookupByName")}
        lines = ["c.lookupByName('b')", f"c.lookupByUUIDString({uuids['lookupByName']})", "c.lookupByID(1)",
                 "c.networkLookupByName('b')", f"c.networkLookupByUUIDString({uuids['networkLookupByName']})",
                 "c.storagePoolLookupByName('b')", f"c.storagePoolLookupByUUIDString({uuids['storagePoolLookupByName']})",
                 "c.storageVolLookupByPath('/b/v-b')", "c.interfaceLookupByName('eth1')",
                 f'c.defineXML("{DOMAIN.format("b")}")', f'c.createXML("{DOMAIN.format("other")}")',
                 f'c.networkDefineXML("{NETWORK.format("other")}")', f'c.networkCreateXML("{NETWORK.format("other")}")',
                 f'c.storagePoolDefineXML("{POOL.format("other")}")', f'c.storagePoolCreateXML("{POOL.format("other")}")']
        for uri in (DIRECT, PROXY):
            for line, result in zip(lines, self.attempts(lines, uri)):
                with self.subTest(line, uri=uri):
                    self.assertEqual(result, DENIED)

    def test_what_the_user_may_do_works(self):
        lines = ["c.lookupByName('a').create()", "c.lookupByName('a').isActive()", "c.lookupByName('a').destroy()",
                 "c.networkLookupByName('a').create()", "c.networkLookupByName('a').destroy()",
                 "[v.name() for v in c.storagePoolLookupByName('a').listAllVolumes()]",
                 "c.storageVolLookupByPath('/a/v-a').info()[0]"]
        self.assertEqual(self.attempts(lines), ["0", "1", "0", "0", "0", "['v-a']", "0"])

    def test_rules_see_which_domain_a_saved_file_is_of(self):
        for name in "ab":
            self.virsh(f"start {name}", user=None)
            self.virsh(f"save {name} /run/libvirt/{name}.save", user=None)
        lines = ["c.restore('/run/libvirt/{0}.save')", "c.restoreFlags('/run/libvirt/{0}.save')",
                 "'<name>{0}<' in c.saveImageGetXMLDesc('/run/libvirt/{0}.save')",
                 "c.saveImageDefineXML('/run/libvirt/{0}.save', c.saveImageGetXMLDesc('/run/libvirt/{0}.save'))"]
        for uri in (DIRECT, PROXY):
            with self.subTest(uri=uri):
                self.assertEqual(self.attempts([line.format("b") for line in lines], uri), [DENIED] * 4)
        for name, said in (("b", "Call failed: Access denied"), ("a", "")):
            done = self.host.exec("busctl", "call", "org.libvirt.virttestd", "/org/libvirt/Test", "org.libvirt.Connect", "DomainSaveImageGetXMLDesc",
                                  "su", f"/run/libvirt/{name}.save", "0", user=TESTER)
            self.assertEqual(done.stderr.strip(), said)
        self.assertEqual(self.attempts([line.format("a") for line in reversed(lines)]), ["0", "True", "0", [
            55, "Requested operation is not valid: domain 'a' is already active"]])
        self.virsh("destroy a", user=None)

    def test_rules_know_the_objects_of_a_node_that_a_client_has_to_itself(self):
        node = self.host.root / "opt/node.xml"
        node.write_text("<node>" + "".join(xml.format(name) for name in "ab" for xml in (DOMAIN, NETWORK, POOL)) + "</node>")
        node.chmod(0o644)
        lines = ["[d.name() for d in c.listAllDomains()]", "[n.name() for n in c.listAllNetworks()]",
                 "c.lookupByName('a').suspend()", "c.networkLookupByName('a').destroy()", "c.storagePoolLookupByName('a').refresh()",
                 f"c.storagePoolLookupByName('a').createXML({VOLUME.format('a')!r}).delete()", "c.lookupByName('b')"]
        for uri in (DIRECT, PROXY):
            with self.subTest(uri=uri):
                self.assertEqual(self.attempts(lines, uri.replace("/default", "/opt/node.xml")),
                                 ["['a']", "['a']", "0", "0", "0", "0", DENIED])

    def test_a_name_beside_a_uuid_is_not_believed(self):
        uuid = self.virsh("net-uuid b", user=None).stdout.strip()
        named = wire.string("a") + bytes.fromhex(uuid.replace("-", ""))
        # As root's socket sees it, the user is who connects: the program runs as that user.
        program = ("import sys; sys.path.insert(0, '/root-tests'); import wire, struct\n"
                   f"w = wire.Wire('/run/libvirt/virttestd-sock')\nw.call(wire.AUTH_LIST)\n"
                   f"w.call(wire.CONNECT_OPEN, wire.open_args('test:///default'), serial=2)\n"
                   f"r = w.call({NETWORK_GET_XML}, bytes.fromhex('{named.hex()}') + struct.pack('>I', 0), serial=3)\n"
                   "print(r[3], struct.unpack('>I', r[4][:4])[0])")
        folder = self.host.root / "root-tests"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        (folder / "wire.py").write_text((setting.TESTS / "system/wire.py").read_text())
        done = self.host.exec("python3", "-c", program, user=TESTER)
        self.assertEqual(done.stdout.split(), [str(wire.ERROR), "88"], done.stderr)

    def test_a_read_only_socket_refuses_changes(self):
        done = self.virsh("start a", uri="test+unix:///default?socket=/run/libvirt/virttestd-sock-ro", options=["-r"])
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("error: operation forbidden: read only access prevents virDomainCreate", done.stderr)

    def test_changed_rules_hold_at_once(self):
        program = ("import libvirt, sys\nc = libvirt.open(sys.argv[1])\nfor _ in sys.stdin:\n"
                   "    print(*sorted(d.name() for d in c.listAllDomains()), flush=True)")
        with subprocess.Popen(self.host.command("python3", "-c", program, DIRECT, user=TESTER), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as client:
            def ask():
                client.stdin.write("\n")
                client.stdin.flush()
                return client.stdout.readline().split()
            self.assertEqual(ask(), ["a"])
            self.allow("a", "b")
            end = time.monotonic() + 15
            while (seen := ask()) != ["a", "b"]:
                self.assertLess(time.monotonic(), end, f"still sees {seen}")
                time.sleep(0.2)
            self.allow("a")
            while ask() != ["a"]:
                self.assertLess(time.monotonic(), end + 15)
                time.sleep(0.2)
            client.stdin.close()

    def test_a_polkit_that_hangs_delays_nobody_else(self):
        polkit = self.host.check("systemctl", "show", "-p", "MainPID", "--value", "polkit.service").strip()
        self.host.check("kill", "-STOP", polkit)
        try:
            waiting = [subprocess.Popen(self.host.command("virsh", "-c", DIRECT, "list", user=TESTER), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL) for _ in range(6)]
            time.sleep(1)
            began = time.monotonic()
            self.virsh("list --all --name", user=None)
            self.assertLess(time.monotonic() - began, 2)
            for client in waiting:
                self.assertNotEqual(client.wait(timeout=60), 0)
        finally:
            self.host.check("kill", "-CONT", polkit)
        end = time.monotonic() + 15
        while self.virsh("list --all --name").stdout.split() != ["a"]:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.2)

    def test_a_socket_whose_mode_decides_wants_no_word_first(self):
        config = self.host.root / "etc/libvirt/virttestd.conf"
        before = config.read_text()
        config.write_text(before + 'auth_unix_rw = "none"\nunix_sock_rw_perms = "0777"\n')
        self.host.check("systemctl", "reload-or-restart", "virttestd.service")
        try:
            time.sleep(1)
            with wire.Wire(str(self.host.root / "run/libvirt/virttestd-sock")) as client:
                reply = client.call(wire.CONNECT_OPEN, wire.open_args("test:///default"))
                self.assertEqual(reply[3], wire.OK)
        finally:
            config.write_text(before)
            self.host.check("systemctl", "reload-or-restart", "virttestd.service")

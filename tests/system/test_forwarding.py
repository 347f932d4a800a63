# SPDX-License-Identifier: Apache-2.0
"""What a client of virtqemud asks of networks, pools, secrets and the rest is answered by the daemons that own them. Here
stand_in.py is all of these daemons, and virttestd answers behind it."""

import pathlib
import subprocess
import tempfile
import threading
import time
import unittest

import setting

SECONDARY = ["virtnetworkd", "virtstoraged", "virtnodedevd", "virtsecretd", "virtnwfilterd", "virtinterfaced"]
HERE = pathlib.Path(__file__).resolve().parent

# command: the same through virtqemud as from the daemon itself
COMMANDS = ["net-list --all", "net-dumpxml default", "pool-list --all", "vol-list default-pool", "nodedev-list", "nodedev-dumpxml computer",
            "secret-list", "nwfilter-list", "iface-list --all", "iface-dumpxml eth1", "net-dumpxml nosuch", "find-storage-pool-sources x",
            "pool-capabilities"]
# command: the end of its refusal where nobody owns what it asks for
LACKING = {
    "net-list": "this function is not supported by the connection driver: virConnectNumOfNetworks",
    "pool-list": "this function is not supported by the connection driver: virConnectNumOfStoragePools",
    "nodedev-list": "this function is not supported by the connection driver: virNodeNumOfDevices",
    "net-info x": "this function is not supported by the connection driver: virNetworkLookupByName",
}


@unittest.skipIf(setting.peer, "libvirtd is all of these daemons")
class ForwardingTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="pleiad-", dir="/var/tmp")))
        self.sockets = self.folder / "run"
        self.processes = []
        self.addCleanup(self.stop)
        for name in ("virttestd", "virtqemud", "virtproxyd"):
            self.start(self.sockets / f"{'libvirt' if name == 'virtproxyd' else name}-sock", setting.build / name / name, "--root", self.folder)

    def start(self, socket, *command):
        socket.unlink(missing_ok=True)
        with open(self.folder / "daemons.log", "ab") as log:
            process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log)
        self.processes.append(process)
        end = time.monotonic() + 30
        while not socket.exists():
            serves = process.poll() is None and time.monotonic() < end
            self.assertTrue(serves, (self.folder / "daemons.log").read_text())
            time.sleep(0.02)
        return process

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)

    def stand_in(self, *names):
        return self.start(self.sockets / f"{names[-1]}-sock", "/usr/bin/python3", HERE / "stand_in.py", self.sockets / "virttestd-sock",
                          *(self.sockets / f"{name}-sock{suffix}" for name in names for suffix in ("-ro", "")))

    def virsh(self, line, driver="qemu+unix:///system", socket="virtqemud", options=()):
        uri = f"{driver}?socket={self.sockets}/{socket}-sock"
        done = subprocess.run(["virsh", "-q", *options, "-c", uri, line], capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr

    def test_calls_go_to_the_daemon_that_owns_them(self):
        self.stand_in(*SECONDARY)
        for line in COMMANDS:
            expected = self.virsh(line, "test+unix:///default", "virttestd")
            for socket in ("virtqemud", "libvirt"):
                with self.subTest(line, through=socket):
                    self.assertEqual(self.virsh(line, socket=socket), expected)

    def test_objects_of_several_daemons_share_a_connection(self):
        self.stand_in(*SECONDARY)
        (self.folder / "d.xml").write_text("<domain type='qemu'><name>d</name><memory>16384</memory><os><type>hvm</type></os></domain>")
        (self.folder / "data").write_bytes(bytes(range(256)) * 1000)
        said = self.virsh(f"define {self.folder}/d.xml; net-list --name; vol-create-as default-pool v 256000; "
                          f"vol-upload v {self.folder}/data default-pool; list --all --name; vol-download v {self.folder}/back default-pool; "
                          "secret-list; undefine d")
        self.assertNotIn("error", said)
        self.assertEqual((self.folder / "back").read_bytes(), (self.folder / "data").read_bytes())

    def test_events_of_several_daemons_share_a_connection(self):
        self.stand_in("virtnetworkd")
        (self.folder / "n.xml").write_text("<network><name>n</name></network>")
        (self.folder / "d.xml").write_text("<domain type='qemu'><name>d</name><memory>16384</memory><os><type>hvm</type></os></domain>")
        self.assertNotIn("error", self.virsh(f"net-define {self.folder}/n.xml"))
        script = ("import libvirt, sys, time\n"
                  "libvirt.virEventRegisterDefaultImpl()\n"
                  "conn, seen = libvirt.open(sys.argv[1]), []\n"
                  "conn.domainEventRegisterAny(None, 0, lambda c, d, event, *_: seen.append(('domain', d.name(), event)), None)\n"
                  "conn.networkEventRegisterAny(None, 0, lambda c, n, event, *_: seen.append(('network', n.name(), event)), None)\n"
                  "conn.networkLookupByName('n').undefine()\n"
                  "conn.defineXML(open(sys.argv[2]).read()).undefine()\n"
                  "end = time.monotonic() + 10\n"
                  "while len(seen) < 3 and time.monotonic() < end: libvirt.virEventRunDefaultImpl()\n"
                  "print(sorted(seen))\n")
        done = subprocess.run(["timeout", "30", "/usr/bin/python3", "-c", script, f"qemu+unix:///system?socket={self.sockets}/virtqemud-sock",
                               self.folder / "d.xml"], capture_output=True, text=True)
        self.assertEqual(done.stdout, "[('domain', 'd', 0), ('domain', 'd', 1), ('network', 'n', 1)]\n", done.stderr)

    def test_events_come_again_from_a_daemon_that_has_come_back(self):
        process = self.stand_in("virtnetworkd")
        script = ("import libvirt, sys\n"
                  "libvirt.virEventRegisterDefaultImpl()\n"
                  "conn = libvirt.open(sys.argv[1])\n"
                  "conn.networkEventRegisterAny(None, 0, lambda c, n, event, *_: print(n.name(), event, flush=True), None)\n"
                  "print('ready', flush=True)\n"
                  "while True: libvirt.virEventRunDefaultImpl()\n")
        with subprocess.Popen(["/usr/bin/python3", "-c", script, f"qemu+unix:///system?socket={self.sockets}/virtqemud-sock"],
                              stdout=subprocess.PIPE, text=True) as client:
            watchdog = threading.Timer(30, client.kill)
            watchdog.start()
            self.addCleanup(watchdog.cancel)
            self.addCleanup(client.kill)
            self.assertEqual(client.stdout.readline(), "ready\n")
            for turn in range(2):
                process.kill()
                process.wait()
                process = self.stand_in("virtnetworkd")
                time.sleep(2)  # it is dialled again after a moment
                (self.folder / "n.xml").write_text(f"<network><name>n{turn}</name></network>")
                self.virsh(f"net-define {self.folder}/n.xml", socket="virttestd", driver="test+unix:///default")
                self.assertEqual(client.stdout.readline(), f"n{turn} 0\n")
            client.kill()

    def test_read_only_clients_stay_read_only(self):
        self.stand_in("virtnetworkd")
        for socket in ("virtqemud", "libvirt"):
            self.assertIn("default", self.virsh("net-list", socket=socket, options=["-r"]))
            self.assertIn("read only access prevents virNetworkDestroy", self.virsh("net-destroy default", socket=socket, options=["-r"]))

    def test_a_driver_whose_daemon_is_not_installed_is_lacking(self):
        for line, end in LACKING.items():
            with self.subTest(line):
                self.assertIn(end, self.virsh(line))

    def test_a_daemon_that_is_gone_is_an_error_of_its_calls_and_works_again(self):
        process = self.stand_in("virtnetworkd")
        script = ("import libvirt, sys\n"
                  "libvirt.registerErrorHandler(lambda *_: None, None)\n"
                  "conn = libvirt.open(sys.argv[1])\n"
                  "for line in sys.stdin:\n"
                  "    try: print([n.name() for n in conn.listAllNetworks()], len(conn.listAllDomains()), flush=True)\n"
                  "    except libvirt.libvirtError as e: print(e.get_error_code(), e, len(conn.listAllDomains()), flush=True)\n")
        with subprocess.Popen(["timeout", "60", "/usr/bin/python3", "-c", script, f"qemu+unix:///system?socket={self.sockets}/virtqemud-sock"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
            def ask():
                client.stdin.write("\n")
                client.stdin.flush()
                return client.stdout.readline().strip()
            self.assertEqual(ask(), "['default'] 0")
            process.kill()
            process.wait()
            ask()  # the first one may hear of the end of the connection that was
            self.assertEqual(ask(), f"38 Failed to connect socket to '{self.sockets}/virtnetworkd-sock': Connection refused 0")
            self.stand_in("virtnetworkd")
            self.assertEqual(ask(), "['default'] 0")


if __name__ == "__main__":
    unittest.main()

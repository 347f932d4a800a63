# SPDX-License-Identifier: Apache-2.0
"""The stock virt-admin at every daemon: its commands answer as at libvirtd (tests/data/system/admin.txt; UPDATE_GOLDEN=1 with
--peer records it), and limits that are changed hold at once."""

import os
import re
import subprocess
import time
import unittest

import setting

GOLDEN = setting.TESTS / "data/system/admin.txt"
# SERVER stands for the daemon's name.
SCRIPT = """version; server-list; srv-list; server-threadpool-info nosuch
server-threadpool-set SERVER --max-workers 30 --min-workers 10 --priority-workers 7; server-threadpool-info SERVER
server-threadpool-set SERVER --max-workers 3 --min-workers 3; server-threadpool-info SERVER
server-threadpool-set SERVER --max-workers 2 --min-workers 2 --priority-workers 0; server-threadpool-set SERVER --min-workers 9
server-threadpool-set SERVER --max-workers 0; server-threadpool-set SERVER; srv-threadpool-set SERVER --max-workers 20 --min-workers 0
server-clients-info SERVER; srv-clients-info admin; server-clients-info nosuch
server-clients-set SERVER; server-clients-set SERVER --max-clients 10; server-clients-set SERVER --max-clients 0
server-clients-set SERVER --max-clients 40 --max-unauth-clients 30; server-clients-info SERVER
server-clients-set SERVER --max-unauth-clients 41; srv-clients-set SERVER --max-clients 5000 --max-unauth-clients 20
server-update-tls SERVER; srv-update-tls nosuch; client-list SERVER; srv-clients-list SERVER; client-list nosuch
client-info SERVER 99999; client-info SERVER abc; client-info nosuch 1; client-disconnect SERVER 99999
daemon-log-filters; daemon-log-filters --filters FIRST; daemon-log-filters; daemon-log-filters --filters 5:x
daemon-log-filters --filters x; daemon-log-filters --filters 1:; daemon-log-filters --filters 1x:y; daemon-log-filters
daemon-log-filters --filters 1:a:b; daemon-log-filters; daemon-log-filters --filters EMPTY; daemon-log-filters
daemon-log-outputs --outputs SECOND; daemon-log-outputs; daemon-log-outputs --outputs 1:nosuch; daemon-log-outputs --outputs 1:file
daemon-log-outputs --outputs 7:stderr; daemon-log-outputs --outputs 1:syslog; daemon-log-outputs --outputs 1:stderr:x
daemon-log-outputs --outputs 1:file:/nosuch/x; daemon-log-outputs --outputs stderr; daemon-log-outputs --outputs 1:journald:x
daemon-log-outputs --outputs 1:; daemon-log-outputs; daemon-log-outputs --outputs THIRD; daemon-log-outputs
daemon-timeout --timeout 0; daemon-timeout"""
WORDS = {"FIRST": "1:qemu 3:+rpc", "SECOND": "1:file:/tmp/admin.log 3:stderr", "THIRD": "1:stderr 2:stderr", "EMPTY": ""}


class Admin:
    """A daemon's administrator."""

    def __init__(self, host, daemon, uri):
        self.host, self.daemon, self.uri = host, daemon, uri

    def run(self, line):
        words = [WORDS.get(w, w.replace("SERVER", self.daemon)) for w in line.split()]
        done = self.host.exec("virt-admin", "-c", self.uri, *words)
        text = re.sub(r"-{9,}", "---", re.sub(r" +\n", "\n", done.stdout + done.stderr))
        return f"$ {line}\n{text.strip()}\n[{done.returncode}]\n".replace(f"'{self.daemon}'", "'SERVER'").replace(f" {self.daemon}\n",
                                                                                                                  " SERVER\n")

    def check(self, *words):
        return self.host.check("virt-admin", "-c", self.uri, *words)

    def figures(self, command, *args):
        """What an -info command tells, as a dictionary."""
        pairs = (line.split(":", 1) for line in self.check(command, self.daemon, *args).splitlines() if ":" in line)
        return {key.strip(): value.strip() for key, value in pairs}

    def clients(self):
        return [int(line.split()[0]) for line in self.check("client-list", self.daemon).splitlines()[2:] if line.strip()]


def admins(host):
    if setting.peer:
        return [Admin(host, "libvirtd", "libvirtd:///system")]
    return [Admin(host, "virtqemud", "virtqemud:///system"), Admin(host, "virtproxyd", "libvirtd:///system"),
            Admin(host, "virttestd", "libvirtd:///system?socket=/run/libvirt/virttestd-admin-sock")]


class AdminTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.host = setting.new_host("admin").start()
        cls.virttestd = admins(cls.host)[-1]

    @classmethod
    def tearDownClass(cls):
        cls.host.stop()

    def test_commands_answer_as_at_libvirtd(self):
        for admin in admins(self.host):
            lines = [line.strip() for line in re.split("[;\n]", SCRIPT)]
            transcript = ""
            for line in lines:
                transcript += admin.run(line)
                time.sleep(0.1)  # threads that come or go
            if setting.peer and os.environ.get("UPDATE_GOLDEN"):
                GOLDEN.write_text(transcript)
            with self.subTest(admin.daemon):
                self.assertEqual(transcript, GOLDEN.read_text())

    @unittest.skipIf(setting.peer, "about our daemons")
    def test_every_daemon_is_reached_by_its_own_name(self):
        for admin in admins(self.host):
            self.assertEqual(admin.check("uri").strip(), admin.uri)
            self.assertIn("onnected to the admin server", admin.check("connect"))
        self.assertIn("virtproxyd", Admin(self.host, "virtproxyd", "virtproxyd:///system").check("server-list"))

    @unittest.skipIf(setting.peer, "about our daemons")
    def test_a_client_is_shown_and_disconnected(self):
        client = self.client()
        number = self.await_clients(1)[0]
        about = self.virttestd.figures("client-info", str(number))
        self.assertEqual((about["id"], about["transport"], about["readonly"], about["unix_user_name"], about["unix_group_id"]),
                         (str(number), "unix", "no", "root", "0"))
        self.assertIn(f"Client '{number}' disconnected", self.virttestd.check("client-disconnect", "virttestd", str(number)))
        self.assertNotEqual(client.wait(timeout=10), 0)
        self.await_clients(0)

    @unittest.skipIf(setting.peer, "about our daemons")
    def test_a_lower_limit_keeps_clients_out_until_it_is_raised(self):
        self.virttestd.check("server-clients-set", "virttestd", "--max-clients", "1", "--max-unauth-clients", "1")
        self.client()
        self.await_clients(1)
        second = self.client(["list", "--name"])
        with self.assertRaises(subprocess.TimeoutExpired):
            second.wait(timeout=1)
        self.virttestd.check("server-clients-set", "virttestd", "--max-clients", "5000", "--max-unauth-clients", "20")
        self.assertEqual(second.wait(timeout=10), 0)

    @unittest.skipIf(setting.peer, "about our daemons")
    def test_logs_go_where_they_are_sent(self):
        self.virttestd.check("daemon-log-filters", "--filters", "1:rpc")
        self.virttestd.check("daemon-log-outputs", "--outputs", "1:file:/run/libvirt/admin-test.log")
        self.host.check("virsh", "-c", self.uri, "list")
        self.assertIn("virConnectListAllDomains", (self.host.root / "run/libvirt/admin-test.log").read_text())
        self.virttestd.check("daemon-log-filters", "--filters", "")
        self.virttestd.check("daemon-log-outputs", "--outputs", "")

    @unittest.skipIf(setting.peer, "about our daemons")
    def test_a_daemon_leaves_after_the_time_that_it_is_told(self):
        # Not the pretended host's: a domain runs there.
        proxy = next(admin for admin in admins(self.host) if admin.daemon == "virtproxyd")
        proxy.check("daemon-timeout", "--timeout", "1")
        self.await_true(lambda: self.host.exec("systemctl", "is-active", "virtproxyd.service").stdout.strip() == "inactive")
        proxy.check("server-list")

    uri = "test+unix:///default?socket=/run/libvirt/virttestd-sock"

    def client(self, command=("event", "--loop", "--all")):
        """A virsh that is ended with the test."""
        process = subprocess.Popen(self.host.command("virsh", "-c", self.uri, *command), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(self.host.exec, "pkill", "-x", "virsh")
        return process

    def await_clients(self, count):
        self.await_true(lambda: len(self.virttestd.clients()) == count)
        return self.virttestd.clients()

    def await_true(self, condition):
        end = time.monotonic() + 15
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

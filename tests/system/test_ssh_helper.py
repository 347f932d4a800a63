# SPDX-License-Identifier: Apache-2.0
"""virt-ssh-helper, as the stock client runs it over ssh. In place of ssh stands a program that runs the same line here."""

import time
import unittest

import setting
from host import TESTER

SSH = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec sh -c "$*"\n'


@unittest.skipIf(setting.peer, "about our helper")
class SshHelperTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = setting.new_host("sshhelper").start()
        path = cls.host.root / "usr/local/bin/fake-ssh"
        path.write_text(SSH)
        path.chmod(0o755)

    @classmethod
    def tearDownClass(cls):
        cls.host.stop()

    def virsh(self, uri, *line, user=None, options=()):
        command = "&" if "?" in uri else "?"
        return self.host.exec("virsh", "-q", *options, "-c", f"{uri}{command}command=/usr/local/bin/fake-ssh", *line, user=user)

    def test_a_uri_finds_its_daemon(self):
        for uri, names in (("test+ssh://host/default", "test"), ("test+ssh://me@host:2222/default?proxy=native", "test"),
                           ("qemu+ssh://host/system?proxy=native", "")):
            with self.subTest(uri):
                done = self.virsh(uri, "list", "--name")
                self.assertEqual((done.returncode, done.stdout.strip()), (0, names), done.stderr)

    def test_the_drivers_own_daemon_is_taken_before_the_proxy(self):
        self.host.check("systemctl", "stop", "virtproxyd.socket", "virtproxyd.service")
        try:
            self.assertEqual(self.virsh("test+ssh://host/default?proxy=native", "list", "--name").stdout.strip(), "test")
        finally:
            self.host.check("systemctl", "start", "virtproxyd.socket", "virtproxyd-ro.socket", "virtproxyd-admin.socket")

    def test_who_only_looks_gets_the_read_only_socket(self):
        done = self.virsh("test+ssh://host/default?proxy=native", "destroy", "test", options=["-r"])
        self.assertIn("read only access prevents virDomainDestroy", done.stderr)

    def test_a_session_is_started_where_none_runs(self):
        done = self.virsh("qemu+ssh://host/session?proxy=native", "uri", user=TESTER)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        pid = self.host.check("pgrep", "-u", TESTER, "-x", "virtqemud").split()
        self.assertEqual(len(pid), 1)

    def test_what_is_not_there_is_told(self):
        done = self.host.exec("virt-ssh-helper", "lxc:///system")
        self.host.check("systemctl", "is-active", "virtproxyd.socket")
        self.assertEqual(done.returncode, 0, "the proxy is there, and will say that it knows no such daemon")
        done = self.host.exec("virt-ssh-helper", "lxc:///session", user=TESTER)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "^virt-ssh-helper: cannot connect to '/run/user/.*/libvirt/virtlxcd-sock': No such file")
        for wrong in ([], ["-x"], ["a", "b"]):
            self.assertEqual(self.host.exec("virt-ssh-helper", *wrong).returncode, 1)

    def test_it_ends_with_its_client(self):
        self.virsh("test+ssh://host/default?proxy=native", "list")
        end = time.monotonic() + 10
        while self.host.exec("pgrep", "-x", "virt-ssh-helper").returncode == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

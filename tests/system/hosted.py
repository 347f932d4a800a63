# SPDX-License-Identifier: Apache-2.0
"""The base of tests that have a host of their own, because they break things in it."""

import time
import unittest

import host
import scenario
import setting


class HostedTest(unittest.TestCase):
    """One host for each class, with the daemon under test; `run` is a line of shell in it, as root."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.host = setting.new_host(cls.__name__.lower()).start()
        try:
            cls.target = setting.target_in(cls.host)
        except BaseException:
            cls.host.stop()
            raise

    @classmethod
    def tearDownClass(cls):
        try:
            reports = cls.host.sanitizer_reports()
        finally:
            cls.host.stop()
        assert not reports, reports

    @property
    def service(self):
        return "libvirtd.service" if setting.peer else "virtqemud.service"

    @property
    def sockets(self):
        name = self.service.removesuffix(".service")
        return f"{name}.socket {name}-ro.socket {name}-admin.socket"

    @property
    def socket_path(self):
        return "/run/libvirt/libvirt-sock" if setting.peer else "/run/libvirt/virtqemud-sock"

    def try_run(self, line, timeout=60):
        return self.target.run(line, timeout)

    def run_line(self, line, timeout=60):
        """Runs a line that has to succeed; returns its standard output."""
        done = self.target.run(line, timeout)
        self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}{self.journal() if done.returncode else ''}")
        return done.stdout

    def journal(self):
        """What the daemon said lately, for the message of a failure."""
        return "\n--- journal\n" + self.host.exec("journalctl", "-q", "--no-pager", "-n", "25", "-u", self.service).stdout

    def daemon_pid(self):
        return int(self.host.check("systemctl", "show", "-p", "MainPID", "--value", self.service))

    def guest_pid(self, name):
        """The pid of a guest's QEMU as its pid file tells it, 0 when there is none."""
        text = self.host.exec("cat", f"/run/libvirt/qemu/{name}.pid").stdout.strip()
        return int(text) if text.isdigit() and self.host.exec("test", "-d", f"/proc/{text}").returncode == 0 else 0

    def guest_processes(self):
        return self.host.exec("pgrep", "-f", "qemu-system.*guest=").stdout.split()

    def await_true(self, what, condition, seconds=15):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.fail(f"not within {seconds} s: {what}{self.journal()}")
            time.sleep(0.1)

    def state(self, name):
        return self.try_run(f"virsh domstate --reason {name}").stdout.strip()


__all__ = ["HostedTest", "host", "scenario", "setting"]

# SPDX-License-Identifier: Apache-2.0
"""How the daemons live under systemd: sockets, presets, sandbox, identity, machines, files."""

import re
import unittest

from hosted import HostedTest, host, setting

DAEMONS = {"virtqemud": 5.0, "virtproxyd": 3.0, "virttestd": 3.0}  # and their highest exposure level


@unittest.skipIf(setting.peer, "about our units")
class UnitsTest(HostedTest):
    def setUp(self):
        self.target.sweep()

    def show(self, unit, what):
        return self.host.check("systemctl", "show", "-p", what, "--value", unit).strip()

    def test_presets_enable_the_sockets(self):
        for daemon in DAEMONS:
            for socket in (f"{daemon}.socket", f"{daemon}-ro.socket"):
                self.assertEqual(self.host.exec("systemctl", "is-enabled", socket).stdout.strip(), "enabled", socket)
                self.assertEqual(self.show(socket, "ActiveState"), "active", socket)

    def test_exposure_is_low(self):
        for daemon, most in DAEMONS.items():
            text = self.host.exec("systemd-analyze", "--no-pager", "security", f"{daemon}.service").stdout
            found = re.search(r"Overall exposure level for \S+: ([\d.]+)", text)
            self.assertTrue(found, text[-500:])
            print(f"      {daemon}: exposure {found[1]}")
            with self.subTest(daemon):
                self.assertLessEqual(float(found[1]), most)

    def test_virsh_without_a_uri_finds_its_way(self):
        done = self.host.exec("virsh", "uri")
        self.assertEqual((done.returncode, done.stdout.strip()), (0, "qemu:///system"), done.stderr)

    def test_the_pretended_host_is_reached_by_its_socket_and_by_the_proxy(self):
        for socket in ("virttestd-sock", "libvirt-sock"):
            uri = f"test+unix:///default?socket=/run/libvirt/{socket}"
            done = self.host.exec("virsh", "-c", uri, "list", "--name")
            self.assertEqual((done.returncode, done.stdout.strip()), (0, "test"), done.stderr)
        # One host for all, whichever way they come.
        self.host.check("virsh", "-c", "test+unix:///default?socket=/run/libvirt/virttestd-sock", "suspend", "test")
        self.assertEqual(self.host.check("virsh", "-c", uri, "domstate", "test").strip(), "paused")
        self.host.check("virsh", "-c", uri, "resume", "test")

    def test_service_type_and_watchdog(self):
        for daemon in DAEMONS:
            self.host.check("systemctl", "start", f"{daemon}.service")  # the watchdog is shown of one that runs
            self.assertEqual(self.show(f"{daemon}.service", "Type"), "notify")
            self.assertNotIn(self.show(f"{daemon}.service", "WatchdogUSec"), ("0", "infinity", ""))

    def test_nothing_fails_at_boot(self):
        self.assertEqual(self.host.exec("systemctl", "--failed", "--no-legend", "--plain").stdout.strip(), "")

    def test_guest_is_a_machine_with_a_unit_and_user_of_its_own(self):
        self.run_line("new tiny one 1; virsh define one.xml; virsh start one")
        pid = self.guest_pid("one")
        self.await_true("machinectl lists the guest", lambda: re.search(r"qemu-\d+-one", self.host.exec("machinectl", "--no-legend").stdout))
        unit = self.host.check("sh", "-c", f"cat /proc/{pid}/cgroup").strip()
        self.assertIn("machine.slice", unit)
        self.assertNotIn("virtqemud.service", unit)
        uid = int(self.host.check("sh", "-c", f"awk '/^Uid/{{print $2}}' /proc/{pid}/status"))
        self.assertNotEqual(uid, 0, "QEMU must not run as root")
        self.assertNotEqual(self.host.check("sh", "-c", f"awk '/^Seccomp:/{{print $2}}' /proc/{pid}/status").strip(), "0", "QEMU's sandbox is on")
        self.assertIn("-name", self.host.check("cat", "/var/log/libvirt/qemu/one.log"))
        self.run_line("virsh destroy one")
        self.await_true("the machine is gone", lambda: "one" not in self.host.exec("machinectl", "--no-legend").stdout)
        self.assertEqual(self.host.exec("ls", "/run/libvirt/qemu/one.pid").returncode, 2)

    def test_reload_and_stop_are_clean(self):
        self.run_line("virsh version")
        pid = self.daemon_pid()
        self.run_line("systemctl reload virtqemud.service; virsh version")
        self.assertEqual(self.daemon_pid(), pid)
        self.run_line("systemctl stop virtqemud.service virtproxyd.service")
        self.assertEqual(self.show("virtqemud.service", "Result"), "success")
        self.run_line("virsh version; virsh -c 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock' version")

    def test_every_order_of_stopping_and_starting_works(self):
        for line in ("systemctl restart virtqemud.socket", "systemctl restart virtqemud.service",
                     "systemctl stop virtqemud.service; systemctl restart virtqemud.socket",
                     "systemctl stop virtqemud.socket virtqemud.service; systemctl start virtqemud.socket virtqemud-ro.socket virtqemud-admin.socket",
                     "systemctl restart virtproxyd.socket", "systemctl restart virtproxyd.service"):
            with self.subTest(line):
                self.host.exec("sh", "-c", line)
                self.run_line("virsh version; virsh -c 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock' version")

    def test_ordinary_user_reads_only(self):
        done = self.host.exec("virsh", "-r", "-c", "qemu:///system", "list", user=host.TESTER)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.host.exec("virsh", "-c", "qemu:///system", "list", user=host.TESTER)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"(?i)authentication|polkit|permission")
        self.run_line(f"usermod -aG libvirt {host.TESTER}")
        done = self.host.exec("virsh", "-c", "qemu:///system", "list", user=host.TESTER)
        self.run_line(f"gpasswd -d {host.TESTER} libvirt")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_help_and_version(self):
        for daemon in DAEMONS:
            for option in ("--help", "--version"):
                done = self.host.exec(daemon, option)
                self.assertEqual(done.returncode, 0)
                self.assertTrue(done.stdout)
            self.assertNotEqual(self.host.exec(daemon, "--nonsense").returncode, 0)


if __name__ == "__main__":
    unittest.main()

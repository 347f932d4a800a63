# SPDX-License-Identifier: Apache-2.0
"""Guests outlive their daemon: restarts under load, SIGKILL at any step of a start, death while it was away."""

import unittest

from hosted import HostedTest, setting

# Milliseconds after `virsh start` at which the daemon is killed: from before the call arrives to after its end.
KILL_DELAYS_MS = [*range(0, 100, 10), *range(100, 420, 40)]


class RestartTest(HostedTest):
    def setUp(self):
        self.target.sweep()

    def test_guest_console_and_events_survive_restarts_under_load(self):
        self.run_line("new small one 1; virsh define one.xml; virsh start one; booted one")
        pid = self.guest_pid("one")
        self.assertTrue(pid)
        for _ in range(3):
            self.run_line("for n in 1 2 3 4; do timeout 3 sh -c 'while :; do virsh domstats; virsh list; done' >/dev/null 2>&1 & done; "
                          f"sleep 0.5; systemctl restart {self.service}; wait; true")
            self.assertEqual(self.guest_pid("one"), pid)
            self.assertEqual(self.state("one"), "running (booted)")
        answer = self.run_line("(sleep 1; printf 'echo $((6*7))-answered\\r'; sleep 1; printf '\\035'; sleep 0.3) | "
                               "script -qec 'virsh console one' /dev/null | tr -d '\\r'")
        self.assertIn("42-answered", answer)
        events = self.run_line("virsh event --all --loop --timeout 3 >events & sleep 1; virsh suspend one; virsh resume one; wait; cat events")
        self.assertIn("'lifecycle' for domain 'one': Suspended Paused", events)
        self.assertIn("'lifecycle' for domain 'one': Resumed", events)
        self.run_line("virsh shutdown one --mode acpi; reaches one 'shut off'")
        self.assertFalse(self.guest_processes())

    def test_killed_daemon_finds_its_guest(self):
        self.run_line("new tiny one 1; virsh define one.xml; virsh start one")
        pid, daemon = self.guest_pid("one"), self.daemon_pid()
        self.host.check("kill", "-9", str(daemon))
        self.await_true("the guest is found again", lambda: self.state("one").startswith("running"))
        self.assertEqual(self.guest_pid("one"), pid)
        self.assertNotEqual(self.daemon_pid(), daemon)
        self.run_line("virsh qemu-monitor-command one --hmp 'info status'; virsh destroy one")

    def test_daemon_killed_at_any_step_of_a_start_leaves_one_truth(self):
        """After each kill the domain is off with no process, or runs with exactly one that answers."""
        self.run_line("new tiny one 1; virsh define one.xml")
        seen = {"running": 0, "shut off": 0}
        for delay_ms in KILL_DELAYS_MS:
            with self.subTest(delay_ms=delay_ms):
                self.run_line("virsh version >/dev/null")  # the daemon is up before it is killed
                daemon = self.daemon_pid()
                self.try_run(f"virsh start one >/dev/null 2>&1 & sleep {delay_ms / 1000}; kill -9 {daemon}; wait")
                self.host.exec("systemctl", "reset-failed", self.service)
                self.await_true("domstate answers", lambda: self.state("one"))
                self.await_true(f"state and processes agree (state '{self.state('one')}', pids {self.guest_processes()})", self._agrees)
                state = self.run_line("virsh domstate one").strip()
                seen[state] += 1
                if state == "running":
                    self.run_line("virsh qemu-monitor-command one '{\"execute\":\"query-status\"}'; virsh destroy one")
                self.await_true("no process is left", lambda: not self.guest_processes())
        print(f"      kill at {len(KILL_DELAYS_MS)} delays: {seen}")
        self.run_line("virsh start one; virsh destroy one; virsh undefine one")

    def _agrees(self):
        state, processes = self.try_run("virsh domstate one").stdout.strip(), self.guest_processes()
        return (state == "running" and len(processes) == 1) or (state == "shut off" and not processes)

    def test_guest_that_died_while_the_daemon_was_down_is_found_crashed(self):
        self.run_line("new tiny one 1; virsh define one.xml; virsh start one; new tiny two 2; virsh create two.xml")
        pids = [self.guest_pid("one"), self.guest_pid("two")]
        self.run_line(f"systemctl stop {self.sockets} {self.service}")
        self.assertEqual([self.guest_pid("one"), self.guest_pid("two")], pids, "stopping the daemon must leave guests alone")
        self.host.check("kill", "-9", *map(str, pids))
        self.run_line(f"systemctl start {self.sockets}")
        self.await_true("one is found shut off", lambda: self.state("one").startswith("shut off"))
        self.assertEqual(self.state("one"), "shut off (crashed)")
        self.assertNotIn("two", self.run_line("virsh list --all --name"), "a transient domain is gone with its process")
        self.run_line("virsh start one; virsh destroy one")

    @unittest.skipIf(setting.peer, "our package's upgrade")
    def test_upgrade_keeps_guests(self):
        self.run_line("new tiny one 1; virsh define one.xml; virsh start one")
        pid = self.guest_pid("one")
        self.host.install(setting.build)
        self.run_line("systemctl try-restart virtqemud.service virtproxyd.service")
        self.await_true("the guest is there", lambda: self.state("one").startswith("running"))
        self.assertEqual(self.guest_pid("one"), pid)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Clients that die, hurry or ask for much: their guests, consoles and definitions are none the worse for it."""

import unittest

from hosted import HostedTest, setting


class RoughClientsTest(HostedTest):
    def tearDown(self):
        self.target.sweep()

    def test_autodestroyed_guest_ends_with_its_killed_client(self):
        self.run_line("new tiny one 1; ((echo 'create one.xml --autodestroy'; sleep 30) | virsh) >/dev/null 2>&1 & "
                      "reaches one running && kill -9 $(pgrep -x virsh)")
        self.await_true("the guest is gone", lambda: not self.guest_processes())
        self.assertEqual(self.run_line("virsh list --all --name").split(), [])

    def test_console_of_a_killed_client_is_free_for_the_next(self):
        self.run_line("new small one 1; virsh define one.xml; virsh start one; booted one; "
                      "((sleep 30 | script -qec 'virsh console one' /dev/null >taken) >/dev/null 2>&1 &); until_true 20 grep -q Escape taken; "
                      "kill -9 $(pgrep -x virsh)")
        answer = self.run_line("(sleep 1; printf 'echo $((6*7))-answered\\r'; sleep 1; printf '\\035'; sleep 0.3) | "
                               "script -qec 'virsh console one' /dev/null | tr -d '\\r'")
        self.assertIn("42-answered", answer)

    def test_document_of_ten_megabytes_is_kept_or_refused_whole(self):
        self.run_line("new tiny one 1; python3 -c \"import sys; t = open('one.xml').read(); "
                      "open('one.xml', 'w').write(t.replace('</domain>', '<description>' + 'x' * 10000000 + '</description></domain>'))\"")
        done = self.try_run("virsh define one.xml")
        if done.returncode == 0:
            self.assertGreater(int(self.run_line("virsh dumpxml one | wc -c")), 9_000_000)
        else:
            self.assertTrue(done.stderr.strip())
            self.assertEqual(self.run_line("virsh list --all --name").split(), [])
        self.run_line("new tiny two 2; virsh define two.xml")

    @unittest.skipIf(setting.peer, "a long time with libvirtd")
    def test_a_hundred_defined_and_ten_running(self):
        self.run_line("for n in $(seq 100); do new tiny g$n $n; echo define g$n.xml; done >lines; virsh <lines >/dev/null; "
                      "for n in $(seq 10); do virsh start g$n >/dev/null & done; wait")
        self.assertEqual(len(self.run_line("virsh list --all --name").split()), 100)
        self.assertEqual(len(self.run_line("virsh list --name").split()), 10)
        self.assertEqual(len(self.guest_processes()), 10)
        self.run_line(f"systemctl restart {self.service}")
        self.await_true("all are there", lambda: self.try_run("virsh domstats --state --list-running | grep -c state.state=1").stdout.strip() == "10")
        self.run_line("for n in $(seq 10); do virsh destroy g$n >/dev/null & done; wait; "
                      "for n in $(seq 100); do echo undefine g$n; done | virsh >/dev/null")
        self.assertEqual((self.run_line("virsh list --all --name").split(), self.guest_processes()), ([], []))

    def test_two_clients_that_start_and_destroy_one_domain(self):
        self.run_line("new tiny one 1; virsh define one.xml; "
                      "for c in 1 2; do (for n in $(seq 12); do virsh start one; virsh destroy one; done >said.$c 2>&1) & done; wait", timeout=120)
        said = self.run_line("cat said.1 said.2")
        self.assertNotIn("internal error", said)
        self.await_true("state and processes agree", lambda: (self.state("one").startswith("running")) == (len(self.guest_processes()) == 1))
        self.try_run("virsh destroy one")
        self.assertEqual(self.guest_processes(), [])
        self.run_line("virsh start one; virsh destroy one")


if __name__ == "__main__":
    unittest.main()

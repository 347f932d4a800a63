# SPDX-License-Identifier: Apache-2.0
"""Daemons that are killed under load, in front of each other and alone: what sudden_ends.py does, with the installed daemons.
PLEIAD_KILLS is how many there are (30)."""

import os

from hosted import HostedTest, host, setting

PROGRAMS = ["sudden_ends.py", "stand_in.py", "wire.py"]


class SuddenEndsTest(HostedTest):
    def test_a_killed_daemon_is_an_error_of_its_own_calls_and_comes_back(self):
        if setting.peer:
            self.skipTest("libvirtd has no folder of its own to run in")
        kills = int(os.environ.get("PLEIAD_KILLS", "30"))
        for name in PROGRAMS:
            (self.host.root / "var/tmp" / name).write_text((setting.TESTS / "system" / name).read_text())
        done = self.host.exec("/usr/bin/python3", "/var/tmp/sudden_ends.py", "--kills", str(kills), "--installed", user=host.TESTER,
                              timeout=120 + 10 * kills)
        print("      " + done.stdout.replace("\n", "\n      "))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

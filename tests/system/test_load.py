# SPDX-License-Identifier: Apache-2.0
"""Many clients at once, guests that die and a daemon that comes and goes: what load.py does, with the installed daemon."""

from hosted import HostedTest, host, setting

SECONDS = 20


class LoadTest(HostedTest):
    def test_load_with_sudden_ends_leaves_all_in_order(self):
        if setting.peer:
            self.skipTest("libvirtd has no folder of its own to run in")
        script = setting.TESTS / "system" / "load.py"
        (self.host.root / "var/tmp/load.py").write_text(script.read_text())
        done = self.host.exec("/usr/bin/python3", "/var/tmp/load.py", "--seconds", str(SECONDS), "/usr/sbin/virtqemud", user=host.TESTER,
                              timeout=SECONDS + 180)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

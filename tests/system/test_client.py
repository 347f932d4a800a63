# SPDX-License-Identifier: Apache-2.0
"""A C++ program manages domains by our client: libvirtd's test driver and ours let it see the same."""

import os
import pathlib
import shutil
import subprocess
import unittest

import host
import private_daemons
import setting

TRANSCRIPT = setting.TESTS / "data/system/client.txt"


class ClientTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if setting.peer:
            raise unittest.SkipTest("it needs a build, and starts libvirtd by itself")
        cls.program = setting.build / "tests/system/client_scenario"

    def test_manages_domains_of_virttestd(self):
        with private_daemons.running(setting.build, "virttestd") as daemons:
            run = subprocess.run([self.program, f"test+unix:///default?socket={daemons.socket('virttestd')}"], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, timeout=60)
        self.assertEqual(TRANSCRIPT.read_text(), run.stdout)

    def test_manages_domains_of_virttestd_by_proxy(self):
        with private_daemons.running(setting.build, "virttestd", "virtproxyd") as daemons:
            run = subprocess.run([self.program, f"test+unix:///default?socket={daemons.socket('virtproxyd')}"], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, timeout=60)
        self.assertEqual(TRANSCRIPT.read_text(), run.stdout)

    @unittest.skipUnless(os.path.exists("/usr/sbin/libvirtd"), "Debian's libvirtd is not installed: script/setup --peer")
    def test_manages_domains_of_libvirtd(self):
        with host.Host("client", peer=True) as peer:
            shutil.copy(self.program, pathlib.Path(f"{peer.root}/opt/client_scenario"))
            run = peer.exec("/opt/client_scenario", "test+unix:///default?socket=/run/libvirt/libvirt-sock")
        if os.environ.get("UPDATE_GOLDEN"):
            TRANSCRIPT.write_text(run.stdout)
        self.assertEqual(TRANSCRIPT.read_text(), run.stdout)


if __name__ == "__main__":
    unittest.main()

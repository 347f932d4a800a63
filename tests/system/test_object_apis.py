# SPDX-License-Identifier: Apache-2.0
"""The object APIs of libvirt-python and of Sys::Virt (Perl) on each kind of object of the pretended host, by virtproxyd. Each
program of the folder object_apis has a fresh host; together those of Python call every method that the classes have."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import private_daemons
import setting

FOLDER = pathlib.Path(__file__).parent / "object_apis"
PYTHON = ["connection", "domains", "domain_tuning", "domain_states", "networks", "storage", "host_objects", "events"]
PERL = ["host.pl", "domains.pl", "objects.pl"]


@unittest.skipIf(setting.peer, "libvirtd has no such driver behind a socket")
class ObjectApisTest(unittest.TestCase):
    def run_program(self, *command, **env):
        with private_daemons.running(setting.build, "virttestd", "virtproxyd") as daemons:
            uri = f"test+unix:///default?socket={daemons.socket('virtproxyd')}"
            done = subprocess.run(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                                  env=os.environ | {"URI": uri, "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"} | env)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_libvirt_python(self):
        called = set()
        with tempfile.TemporaryDirectory() as folder:
            for module in PYTHON:
                notes = pathlib.Path(folder, module)
                with self.subTest(module):
                    self.run_program("/usr/bin/python3", "-m", "unittest", module, CALLED=str(notes))
                called |= set(json.loads(notes.read_text()))
        sys.path.insert(0, str(FOLDER))
        import apis
        self.assertEqual(sorted(apis.methods() - called), [])

    def test_sys_virt(self):
        for program in PERL:
            with self.subTest(program):
                self.run_program("/usr/bin/perl", program)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Every scenario through each URI gives the transcript that libvirtd gave."""

import difflib
import os
import unittest

import scenario
import setting


class ScenariosTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def tearDownClass(cls):
        reports = setting.shared_host().sanitizer_reports()
        assert not reports, reports


def _case(name, label):
    def test(self):
        target = setting.target(label)
        if "# needs: no-controllers" in scenario.text_of(name) and target.has_controllers():
            self.skipTest("this machine passes cgroup controllers on to the host; the transcript is for none")
        found = target.transcript(name)
        path = scenario.golden_path(name, target.instance)
        if os.environ.get("UPDATE_GOLDEN") and setting.peer and label != "proxy":
            path.write_text(found)
            return
        wanted = path.read_text()
        if found != wanted:
            diff = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "libvirtd", "found", lineterm="", n=3)
            self.fail(f"{name} through {target.uri}:\n" + "\n".join(diff))
    return test


for _name in scenario.names():
    for _label in setting.URIS:
        setattr(ScenariosTest, f"test_{_name}_{_label}", _case(_name, _label))

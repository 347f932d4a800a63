# SPDX-License-Identifier: Apache-2.0
"""Every scenario through each URI gives the transcript that libvirtd gave.

Where a daemon of ours still answers otherwise, tests/data/system/known/NAME.LABEL.diff lists exactly how: that list is
work to do. A difference that is not in it fails the test; UPDATE_KNOWN=1 rewrites the lists, and the change is reviewed."""

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
        differences = _differences(path.read_text(), found)
        if setting.peer:
            known_path, known = None, ""
        else:
            known_path = scenario.GOLDEN / "known" / f"{name}.{label}.diff"
            known = known_path.read_text() if known_path.exists() else ""
        if known_path and os.environ.get("UPDATE_KNOWN"):
            known_path.unlink(missing_ok=True)
            if differences:
                known_path.parent.mkdir(exist_ok=True)
                known_path.write_text(differences)
            return
        news = _pairs(differences) - _pairs(known)
        if news:
            self.fail(f"{name} through {target.uri} differs from libvirtd in other ways than known:\n"
                      + "\n".join(f"{command}\n{line}" for command, line in sorted(news)))
        gone = _pairs(known) - _pairs(differences)
        if gone:
            print(f"      {name} through {target.uri}: {len(gone)} known differences are gone; UPDATE_KNOWN=1 takes them off the list")
    return test


def _differences(wanted, found):
    """What differs, each under the command it is of; empty when nothing does."""
    lines, command = [], ""
    for line in difflib.ndiff(wanted.splitlines(), found.splitlines()):
        kind, text = line[:2], line[2:]
        if text.startswith("$ ") and kind != "+ ":
            command = text
        if kind in ("- ", "+ "):
            if not lines or command and command not in lines:
                lines.append(command)
            lines.append(line)
    return "\n".join(lines) + "\n" if lines else ""


def _pairs(differences):
    """The differing lines, each with the command it is of."""
    pairs, command = set(), ""
    for line in differences.splitlines():
        if line.startswith("$ "):
            command = line
        else:
            pairs.add((command, line))
    return pairs


for _name in scenario.names():
    for _label in setting.URIS:
        setattr(ScenariosTest, f"test_{_name}_{_label}", _case(_name, _label))

# SPDX-License-Identifier: Apache-2.0
"""Every command of the stock virsh through virtproxyd, against the pretended host: what it prints and how it ends is what libvirt's own
test driver gave (tests/data/system/commands/stock.txt). Where ours answers what that driver refuses, or otherwise, ours.txt
says what it prints. UPDATE_GOLDEN=1 asks the stock driver anew, UPDATE_KNOWN=1 rewrites ours.txt, to be read before it is kept."""

import concurrent.futures
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest

import private_daemons
import setting

DATA = setting.TESTS / "data/system/commands"
LOCAL = {"cd", "echo", "exit", "help", "pwd", "quit"}  # virsh asks nobody for them
DISK = "<disk type='file' device='disk'><driver name='test' type='raw'/><source file='/{0}'/><target dev='{0}' bus='virtio'/></disk>"
DOCUMENTS = {
    "two.xml": "<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os><devices>" + DISK.format("vda") +
               "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface></devices></domain>",
    "disk.xml": DISK.format("vdb"),
    "disk0.xml": DISK.format("vda"),
    "net.xml": "<network><name>n2</name><forward/><ip address='10.0.0.1' netmask='255.255.255.0'/></network>",
    "port.xml": "<networkport><uuid>3a9a1f7d-1c8e-4f5f-8c0f-6f8b9c9a7777</uuid><owner><name>test</name>"
                "<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner><mac address='52:54:00:7b:35:93'/></networkport>",
    "if.xml": "<interface type='ethernet' name='eth2'><start mode='none'/><mac address='aa:bb:cc:dd:ee:f0'/><protocol family='ipv4'>"
              "<dhcp/></protocol></interface>",
    "pool.xml": "<pool type='dir'><name>p2</name><target><path>/p2</path></target></pool>",
    "vol.xml": "<volume><name>v1</name><capacity unit='M'>10</capacity></volume>",
    "vol2.xml": "<volume><name>v2</name><capacity unit='M'>10</capacity></volume>",
    "filter.xml": "<filter name='f1' chain='root'><uuid>3a9a1f7d-1c8e-4f5f-8c0f-6f8b9c9a2222</uuid><rule action='drop' direction='in'/>"
                  "</filter>",
    "binding.xml": "<filterbinding><owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
                   "<portdev name='vnet7'/><mac address='52:54:00:7b:35:93'/><filterref filter='f1'/></filterbinding>",
    "secret.xml": "<secret ephemeral='no' private='no'><uuid>3a9a1f7d-1c8e-4f5f-8c0f-6f8b9c9a1111</uuid><usage type='volume'>"
                  "<volume>/v</volume></usage></secret>",
    "snap.xml": "<domainsnapshot><name>named</name><description>words</description></domainsnapshot>",
    "cpu.xml": "<cpu><arch>x86_64</arch><model>Nehalem</model></cpu>",
    "vport.xml": "<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'><wwnn>2000000012341234</wwnn>"
                 "<wwpn>1000000012341234</wwpn></capability></capability></device>",
    "editor": "#!/bin/sh\nsed -i -e 's#<memory #<title>edited</title>&#' -e 's#<description>here#&abouts#' "
              "-e 's#<domain name=.*##' -e \"s#action='drop'#action='accept'#\" \"$1\"\n",
}
# What differs from one run to the next: uuids, MAC addresses and names that are made up, times, figures of the host.
VARYING = [(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"), (r"(?m)^(CPU time:).*", r"\1"),
           (r"52:54:00:(?!00:00:)[0-9a-f:]{8}", "MAC"), (r"creationTime>\d+<", "creationTime>TIME<"),
           (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}", "TIME"),
           (r"(?m)^( +)\d{10}(?=\s)", r"\1TIME"), (r"\b1[67]\d{8}\b", "TIME"), (r"/\S*\.xml", "FILE"), (r"/tmp/virsh\w+", "FILE"),
           (r"test\+unix:///default\?socket=\S+", "test:///default"), (r"(?m)^(vda \w+ )\d+", r"\1NUMBER"),
           (r"(?m)^(  (?:net|block)\.\d+\.(?:rx|tx|rd|wr)\.\w+=).*", r"\1NUMBER")]
HUNG = "(does not end)\n"


def answer(uri, line, folder):
    """What virsh prints for a line of commands, and its exit code."""
    try:
        run = subprocess.run(["virsh", "-c", uri, line.replace("DIR", str(folder))], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=20,
                             env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "EDITOR": str(folder / "editor")})
    except subprocess.TimeoutExpired:
        return HUNG
    text = run.stdout.decode(errors="replace").replace(str(folder), "DIR")
    for pattern, word in [*VARYING, (rf"(?m)^{re.escape(socket.gethostname())}$", "HOST")]:
        text = re.sub(pattern, word, text)
    return "\n".join(row.rstrip() for row in text.split("\n")).rstrip("\n") + f"\n(ends with {run.returncode})\n"


def read(file):
    """{line of commands: what it prints}"""
    parts = file.read_text().split("\n$ ") if file.exists() else []
    return {command: text + "\n" for command, _, text in (part.strip("\n").removeprefix("$ ").partition("\n") for part in parts) if command}


def write(file, answers):
    file.write_text("\n".join(f"$ {command}\n{text}" for command, text in answers.items()))


class EveryCommandTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if setting.peer:
            raise unittest.SkipTest("libvirtd has no such daemon")
        cls.lines = [line for line in (DATA / "commands.txt").read_text().splitlines() if not line.startswith("#")]

    def folder(self):
        folder = tempfile.TemporaryDirectory(prefix="pleiad-commands-")
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        for name, text in DOCUMENTS.items():
            (path / name).write_text(text)
        (path / "editor").chmod(0o755)
        return path

    def ask_ours(self, line):
        with private_daemons.running(setting.build, "virtproxyd", "virttestd") as daemons:
            return answer(f"test+unix:///default?socket={daemons.socket('virtproxyd')}", line, self.folder())

    def ask_stock(self, line):
        # It hangs at times: it and its client are one process, and a save may deadlock there.
        for _ in range(10):
            text = answer("test:///default", line, self.folder())
            if text != HUNG:
                break
        return text

    def stock(self):
        if os.environ.get("UPDATE_GOLDEN"):
            write(DATA / "stock.txt", {line: self.ask_stock(line) for line in self.lines})
        return read(DATA / "stock.txt")

    def test_all_commands_are_here(self):
        listed = subprocess.run(["virsh", "help"], stdout=subprocess.PIPE, text=True, check=True).stdout
        commands = set(re.findall(r"(?m)^    ([a-z-]+)", listed)) - LOCAL
        tried = {command.split()[0] for line in self.lines for command in line.split(";")}
        self.assertEqual(set(), commands - tried)

    def test_each_answers_as_the_stock_test_driver_or_better(self):
        stock, ours = self.stock(), read(DATA / "ours.txt")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = dict(zip(self.lines, pool.map(self.ask_ours, self.lines)))
        if os.environ.get("UPDATE_KNOWN"):
            ours = {line: text for line, text in answers.items() if text != stock[line]}
            write(DATA / "ours.txt", ours)
        for line in self.lines:
            with self.subTest(line):
                self.assertEqual(ours.get(line, stock[line]), answers[line])
                self.assertNotEqual(HUNG, answers[line])


if __name__ == "__main__":
    unittest.main()

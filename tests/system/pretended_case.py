# SPDX-License-Identifier: Apache-2.0
"""virttestd beside libvirt's own test driver, which every client has built in. What that one said is in
tests/data/system/pretended; UPDATE_GOLDEN=1 asks it anew. (It is not asked each time, since it hangs at times: it and its
client are one process, and a managed save may deadlock there.)"""

import contextlib
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import setting

# What differs from one run to the next.
VARYING = [(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"), (r"(?m)^(CPU time:).*", r"\1"), (r"DIR/[a-z]+\.xml", "FILE"),
           # For the stock driver all CPUs are those of the machine that it runs on.
           (r"(?m)^( \d {13})0-\d+$", r"\1CPUS"), (r"creationTime>\d+<", "creationTime>TIME<"), (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}", "TIME")]

# What a program of libvirt-python begins with: a connection to argv[1], the domain, and events that another thread hears.
HEAD = """
import libvirt, sys, threading, time
libvirt.registerErrorHandler(lambda *rest: None, None)
libvirt.virEventRegisterDefaultImpl()
def turn():
    while True:
        libvirt.virEventRunDefaultImpl()
threading.Thread(target=turn, daemon=True).start()
connection = libvirt.open(sys.argv[1])
domain = connection.lookupByName("test")
heard = []
def any_event(connection, domain, *rest):
    heard.append(rest[:-1])
def listen(*events):
    for event in events:
        connection.domainEventRegisterAny(None, getattr(libvirt, "VIR_DOMAIN_EVENT_ID_" + event), any_event, None)
"""


class PretendedTest(unittest.TestCase):
    maxDiff = None
    FILES = {}  # what a script finds in DIR

    @classmethod
    def setUpClass(cls):
        if setting.peer:
            raise unittest.SkipTest("libvirtd has no such daemon")

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pleiad-node-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, text in self.FILES.items():
            (self.folder / name).write_text(text)

    @contextlib.contextmanager
    def daemon(self):
        """The URI of a fresh daemon in a folder of its own; it ends well, or the test fails."""
        with tempfile.TemporaryDirectory(dir=self.folder) as root:
            socket = pathlib.Path(root, "run/virttestd-sock")
            daemon = subprocess.Popen([setting.build / "virttestd/virttestd", "--root", root], stderr=subprocess.PIPE)
            try:
                for _ in range(200):
                    if socket.exists() or daemon.poll() is not None:
                        break
                    time.sleep(0.05)
                yield f"test+unix:///default?socket={socket}"
            finally:
                daemon.terminate()
                _, errors = daemon.communicate(timeout=10)
            self.assertEqual((daemon.returncode, errors.decode()), (0, ""))

    def transcript(self, uri, commands):
        lines = "\n".join(commands).replace("DIR", str(self.folder)) + "\n"
        run = subprocess.run(["virsh", "-c", uri], input=lines, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20,
                             env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
        text = run.stdout.replace(str(self.folder), "DIR")
        for pattern, word in VARYING:
            text = re.sub(pattern, word, text)
        return text

    def printed(self, program, uri, *args):
        """What a program prints after HEAD, with its errors; `args` are argv[2] and on."""
        return subprocess.run(["/usr/bin/python3", "-c", HEAD + program, uri, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=20).stdout

    def recorded(self, name, ask):
        """What the stock driver said; `ask` of a URI makes it say that again."""
        file = setting.TESTS / "data/system/pretended" / (name.replace(" ", "_") + ".txt")
        if os.environ.get("UPDATE_GOLDEN"):
            for attempt in range(20):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    file.write_text(ask("test:///default"))
                    break
        return file.read_text()

    def compare(self, scripts):
        """Each script starts from the default content."""
        for name, script in scripts.items():
            with self.subTest(name), self.daemon() as uri:
                commands = [" ".join(command.split()) for command in script.split(";")]
                expected = self.recorded(name, lambda u, c=commands: self.transcript(u, c))
                self.assertEqual(expected, self.transcript(uri, commands))

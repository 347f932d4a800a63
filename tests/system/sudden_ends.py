#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Kills daemons at random while clients use them, directly, through virtproxyd, and through another daemon. After each kill
  - every call that runs ends within 5 s, with an answer or an error;
  - nobody has an error who does not use the daemon that was killed;
  - when it is back, everybody is served again.

    sudden_ends.py [--kills N] [--seed N] (--build DIR | --installed)

The daemons run in a folder of their own; no root, no host. The last line is "1 passed, 0 failed, 0 skipped", or says that it
failed.
"""

import argparse
import contextlib
import ctypes
import multiprocessing
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

import libvirt

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 5   # seconds for a call, and for everybody to be served again
STARTING = 30  # seconds for a daemon, on a machine that is busy
STAND_INS = ["virtnetworkd", "virtstoraged"]
DOMAIN = "<domain type='{kind}'><name>{name}</name><memory unit='MiB'>16</memory><os><type>hvm</type></os></domain>"


# ---- what clients do -------------------------------------------------------------------------------------------------

def _domain(kind):
    def work(conn, name):
        domain = conn.defineXML(DOMAIN.format(kind=kind, name=name))
        domain.XMLDesc(0)
        conn.listAllDomains()
        conn.getType()
        domain.undefine()
    return work


def _networks(conn, name):
    network = conn.networkLookupByName("default")
    network.XMLDesc(0)
    conn.listAllNetworks()


def _volume(conn, name):
    """A stream from the daemon behind the one that was dialled."""
    volume = conn.storagePoolLookupByName("default-pool").createXML(
        f"<volume><name>{name}</name><capacity>100000</capacity></volume>", 0)
    try:
        stream = conn.newStream()
        volume.download(stream, 0, 100000)
        while stream.recv(1 << 16):
            pass
        stream.finish()
    finally:
        volume.delete()


def _events(conn, name):
    """Callbacks of two daemons on one connection."""
    with contextlib.ExitStack() as ends:
        number = conn.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, lambda *_: None, None)
        ends.callback(conn.networkEventDeregisterAny, number)
        other = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: None, None)
        ends.callback(conn.domainEventDeregisterAny, other)
        conn.networkDefineXML(f"<network><name>{name}</name></network>").undefine()


# name: (driver, socket, work, the daemons it needs, whether each turn opens a connection)
QEMU, TEST = "qemu+unix:///system", "test+unix:///default"
CLIENTS = {
    "test-direct": (TEST, "virttestd-sock", _domain("test"), {"virttestd"}, False),
    "test-proxied": (TEST, "libvirt-sock", _domain("test"), {"virttestd"}, False),
    "test-comes-and-goes": (TEST, "libvirt-sock", _domain("test"), {"virttestd", "virtproxyd"}, True),
    "qemu-direct": (QEMU, "virtqemud-sock", _domain("qemu"), {"virtqemud"}, False),
    "qemu-proxied": (QEMU, "libvirt-sock", _domain("qemu"), {"virtqemud"}, False),
    "qemu-comes-and-goes": (QEMU, "libvirt-sock", _domain("qemu"), {"virtqemud", "virtproxyd"}, True),
    "networks": (QEMU, "virtqemud-sock", _networks, {"virtqemud", "virttestd", "virtnetworkd"}, False),
    "networks-proxied": (QEMU, "libvirt-sock", _networks, {"virtqemud", "virttestd", "virtnetworkd"}, False),
    "volumes": (QEMU, "libvirt-sock", _volume, {"virtqemud", "virttestd", "virtstoraged"}, False),
    "events": (QEMU, "virtqemud-sock", _events, {"virtqemud", "virttestd", "virtnetworkd"}, False),
}


class Figures(ctypes.Structure):
    """What a client tells of itself."""
    _fields_ = [("began", ctypes.c_double),  # when its turn began; 0 between turns
                ("longest", ctypes.c_double), ("done", ctypes.c_int), ("failed", ctypes.c_int), ("error", ctypes.c_char * 200)]


def client(name, root, figures, end):
    driver, socket, work, _, reopens = CLIENTS[name]
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_turn_events, daemon=True).start()
    conn = None
    while not end.is_set():
        figures.began = began = time.monotonic()
        try:
            if conn is None:
                conn = libvirt.open(f"{driver}?socket={root}/run/{socket}")
            work(conn, name)
            figures.done += 1
            if reopens:
                conn.close()
                conn = None
        except libvirt.libvirtError as error:
            figures.error = str(error).encode()[:199]
            figures.failed += 1
            _tidy(conn, name)
            # The library keeps a callback whose registration has failed, and takes it no second time on that connection.
            conn = conn if _lives(conn) and work is not _events else None
        figures.longest, figures.began = max(figures.longest, time.monotonic() - began), 0
        time.sleep(0.02)


def _tidy(conn, name):
    """What a turn that was cut short has left."""
    for drop in (lambda: conn.lookupByName(name).undefine(), lambda: conn.networkLookupByName(name).undefine(),
                 lambda: conn.storagePoolLookupByName("default-pool").storageVolLookupByName(name).delete()):
        try:
            drop()
        except (libvirt.libvirtError, AttributeError):
            pass


def _lives(conn):
    try:
        return conn is not None and conn.isAlive()
    except libvirt.libvirtError:
        return False


def _turn_events():
    while True:
        libvirt.virEventRunDefaultImpl()


# ---- the daemons -----------------------------------------------------------------------------------------------------

class Daemons:
    def __init__(self, build, root):
        self.root, self.failures, self._log = root, [], open(root / "daemons.log", "ab")
        sockets = {name: root / f"run/{name}-sock" for name in STAND_INS}
        self._commands = {name: [build / name / name if build else f"/usr/sbin/{name}", "--root", root]
                          for name in ("virttestd", "virtqemud", "virtproxyd")}
        for name in STAND_INS:
            self._commands[name] = ["/usr/bin/python3", HERE / "stand_in.py", root / "run/virttestd-sock", sockets[name]]
        self._sockets = {**{name: root / f"run/{name}-sock" for name in self._commands}, "virtproxyd": root / "run/libvirt-sock"}
        self.processes = {}
        for name in self._commands:
            self.start(name)

    def start(self, name):
        path = self._sockets[name]
        if path.exists():
            path.unlink()  # as a service manager has it: a client finds no socket that nobody answers at
        self.processes[name] = subprocess.Popen([str(word) for word in self._commands[name]], stdout=self._log, stderr=self._log)
        end = time.monotonic() + STARTING
        while not path.exists():
            if self.processes[name].poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{name} does not serve: {self.processes[name].poll()}\n{self.words()}")
            time.sleep(0.01)

    def kill(self, name):
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self):
        for name, process in self.processes.items():
            process.terminate()
            try:
                code = process.wait(30)
            except subprocess.TimeoutExpired:
                self.failures.append(f"{name} does not stop")
                process.send_signal(signal.SIGABRT)
                continue
            if code != 0 and name not in STAND_INS:
                self.failures.append(f"{name} has ended with {code}")

    def words(self):
        return (self.root / "daemons.log").read_text(errors="replace")


# ---- the run ---------------------------------------------------------------------------------------------------------

class Run:
    def __init__(self, daemons, kills, dice):
        self._daemons, self._kills, self._dice = daemons, kills, dice
        self._figures = {name: multiprocessing.Value(Figures, lock=False) for name in CLIENTS}
        self._end = multiprocessing.Event()
        self.failures, self.slowest_return = daemons.failures, 0

    def __call__(self):
        clients = [multiprocessing.Process(target=client, args=(name, self._daemons.root, self._figures[name], self._end))
                   for name in CLIENTS]
        for process in clients:
            process.start()
        self._await_all("before the first kill", STARTING)
        for turn in range(self._kills):
            self._round(turn, self._dice.choice(sorted(self._daemons.processes)))
            if self.failures:
                break
        self._end.set()
        for process in clients:
            process.join(PATIENCE)
            if process.is_alive():
                self.failures.append("a client does not end")
                process.kill()

    def _round(self, turn, victim):
        time.sleep(self._dice.uniform(0, 0.2))
        failed = {name: figures.failed for name, figures in self._figures.items()}
        self._daemons.kill(victim)
        time.sleep(self._dice.choice([0, 0.05, 0.3]))
        self._daemons.start(victim)
        self._await_all(f"kill {turn} of {victim}", PATIENCE)
        for name, figures in self._figures.items():
            if victim not in CLIENTS[name][3] and figures.failed > failed[name]:
                self.failures.append(f"kill {turn} of {victim}: {name} has an error: {figures.error.decode(errors='replace')}")

    def _await_all(self, what, patience):
        """Until every client has done two turns more: one of them began after now."""
        began, done = time.monotonic(), {name: figures.done for name, figures in self._figures.items()}
        waiting = set(done)
        while waiting:
            time.sleep(0.01)
            waiting = {name for name in waiting if self._figures[name].done < done[name] + 2}
            now = time.monotonic()
            stuck = [name for name, figures in self._figures.items() if figures.began and now - figures.began > patience]
            if stuck or (waiting and now - began > 2 * patience):
                self.failures.append(f"{what}: in a call for {patience} s: {stuck}, not served again: " + ", ".join(
                    f"{name} ({self._figures[name].error.decode(errors='replace')})" for name in sorted(waiting)))
                return
        self.slowest_return = max(self.slowest_return, time.monotonic() - began)

    def summary(self):
        return "".join(f"{name:20} {figures.done:6} turns, {figures.failed:4} cut short, {figures.longest:.2f} s at most\n"
                       for name, figures in self._figures.items()) + f"all served again within {self.slowest_return:.2f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--build", type=pathlib.Path)
    which.add_argument("--installed", action="store_true")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    print(f"sudden ends: {options.kills} kills, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="pleiad-ends-", dir="/var/tmp") as folder:
        os.mkdir(f"{folder}/run")
        daemons = Daemons(options.build, pathlib.Path(folder))
        run = Run(daemons, options.kills, random.Random(options.seed))
        try:
            run()
        finally:
            daemons.stop()
        words = daemons.words()
    print(run.summary())
    failures = run.failures
    if any(sign in words for sign in ("Sanitizer", "runtime error:", "terminate called")):
        failures.append(words[-40000:])
    print(*failures, sep="\n")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed, 0 skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

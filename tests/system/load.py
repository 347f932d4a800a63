#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Drives a daemon of a folder of its own (virtqemud --root) from several clients at once, while its guests are killed and it
is stopped, killed and started again. What it looks for are races: it is at its best with a build under a sanitizer.

    load.py [--seconds N] [--seed N] DAEMON

Needs no root and no host. Fails when the daemon reports, dies, does not stop in time, or when guests and definitions do not
agree in the end. The last line is "1 passed, 0 failed, 0 skipped", or says that it failed.
"""

import argparse
import collections
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
import uuid

import libvirt

STOP_PATIENCE = 30   # seconds; calls that run may take 5 to end, and sanitizers slow everything down
LIFETIME = (3, 9)    # seconds from one end of the daemon to the next
KILL_EVERY = 0.7     # seconds from one guest's sudden end to the next
SHARED = ["shared-0", "shared-1"]

DOMAIN = """<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid><memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>
  <devices><serial type='pty'/><controller type='usb' model='none'/><video><model type='none'/></video></devices></domain>"""


THIS_RUN = uuid.uuid4()


def uuid_of(name):
    return str(uuid.uuid5(THIS_RUN, name))


def document(name):
    return DOMAIN.format(name=name, uuid=uuid_of(name))


class Daemon:
    """The daemon under test, and its folder."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.uri = f"qemu+unix:///system?socket={folder}/run/virtqemud-sock"
        self.failures = []
        self._log = open(folder / "daemon.log", "ab")
        self.process = None

    def start(self):
        self.process = subprocess.Popen([self.program, "--root", str(self.folder)], stdout=self._log, stderr=self._log)
        end = time.monotonic() + 30
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the daemon does not serve: exit code {self.process.poll()}\n{self.words()}")
            time.sleep(0.05)

    def _answers(self):
        try:
            libvirt.open(self.uri).close()
            return True
        except libvirt.libvirtError:
            return False

    def stop(self, signal_number):
        """Ends it. Asked with SIGTERM, it has to end well and soon, whatever its clients are at."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        try:
            code = self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.failures.append(f"not stopped within {STOP_PATIENCE} s")
            self.process.send_signal(signal.SIGABRT)
            code = self.process.wait()
        if code != (0 if signal_number == signal.SIGTERM else -signal_number):
            self.failures.append(f"ended with {code} after signal {signal_number}")

    def words(self):
        return (self.folder / "daemon.log").read_text(errors="replace")

    def guests(self):
        pids = []
        for path in (self.folder / "run/qemu").glob("*.pid"):
            try:
                pids.append(int(path.read_text()))
            except (FileNotFoundError, ValueError):
                pass  # it has ended, or is being written
        return pids


# ---- what clients do; each is called over and over with an open connection -------------------------------------------

def own_domain(conn, name, dice):
    """A domain of the client's own: all of its life."""
    domain = conn.defineXML(document(name))
    if domain.isActive():
        domain.destroy()  # a turn before was cut short
    domain.createWithFlags(dice.choice([0, 0, libvirt.VIR_DOMAIN_START_PAUSED, libvirt.VIR_DOMAIN_START_AUTODESTROY]))
    for call in dice.sample([domain.info, domain.suspend, domain.resume, domain.XMLDesc, lambda: domain.setMemory(8192),
                             lambda: domain.reset(), domain.memoryStats, domain.vcpus, domain.jobInfo], 4):
        call()
    if dice.random() < 0.3:
        conn.createXML(document(name + "-transient")).destroy()
    domain.destroyFlags(dice.choice([0, libvirt.VIR_DOMAIN_DESTROY_GRACEFUL]))
    domain.undefine()


def shared_domain(conn, name, dice):
    """Domains that several clients change at once."""
    name = dice.choice(SHARED)
    try:
        domain = conn.lookupByName(name)
    except libvirt.libvirtError:
        domain = conn.defineXML(document(name))
    dice.choice([domain.create, domain.create, domain.destroy, domain.suspend, domain.resume, domain.undefine, domain.shutdown,
                 lambda: domain.setAutostart(dice.randrange(2)), lambda: domain.setMetadata(0, f"d{dice.random()}", None, None, 3),
                 lambda: conn.defineXML(document(name)), lambda: domain.rename(dice.choice(SHARED)),
                 lambda: domain.setMemoryFlags(8192, 3)])()


def readings(conn, name, dice):
    """What monitoring asks."""
    conn.getAllDomainStats(0, dice.choice([0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT]))
    for domain in conn.listAllDomains():
        dice.choice([domain.info, domain.XMLDesc, domain.memoryStats, domain.state, domain.OSType, domain.hasManagedSaveImage])()
    dice.choice([conn.getCapabilities, conn.getDomainCapabilities, conn.getInfo, conn.numOfDomains])()


def events(conn, name, dice):
    """Comes, listens for a moment, and goes; with or without saying so."""
    kinds = [libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT, libvirt.VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE]
    ids = [conn.domainEventRegisterAny(None, kind, lambda *_: None, None) for kind in kinds]
    time.sleep(dice.random())
    for number in ids[:dice.randrange(4)]:
        conn.domainEventDeregisterAny(number)
    conn.close()


def consoles(conn, name, dice):
    """Streams, which end with their guest, their client or their daemon."""
    for domain in conn.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
        stream = conn.newStream(libvirt.VIR_STREAM_NONBLOCK)
        domain.openConsole(None, stream, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
        stream.send(b"x" * 100)
        dice.choice([stream.abort, stream.finish, lambda: None])()


CLIENTS = [own_domain, own_domain, shared_domain, shared_domain, shared_domain, readings, events, consoles]


def name_of(work, number):
    return f"{work.__name__.replace('_', '-')}-{number}"


def client(work, number, uri, seed, end, results):
    """A process: does `work` until `end`, on a connection that is opened anew whenever it is lost, and now and then."""
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_turn_events, daemon=True).start()
    dice, counts = random.Random(seed + number), collections.Counter()
    conn = None
    while time.monotonic() < end:
        try:
            if conn is None:
                conn = libvirt.open(uri)
            work(conn, name_of(work, number), dice)
            counts["done"] += 1
            if dice.random() < 0.1 or not _alive(conn):
                conn = None
        except libvirt.libvirtError as error:
            counts[f"error {error.get_error_code()}"] += 1
            if error.get_error_code() == libvirt.VIR_ERR_INTERNAL_ERROR:
                counts[str(error)] += 1
            if conn is None or not _alive(conn):
                conn = None
                time.sleep(0.1)
        time.sleep(0.005)
    results.put((work.__name__, counts))


def _alive(conn):
    try:
        return conn.isAlive()
    except libvirt.libvirtError:
        return False


def _turn_events():
    while True:
        libvirt.virEventRunDefaultImpl()


# ---- the run ---------------------------------------------------------------------------------------------------------

def disturb(daemon, end, dice):
    """Until `end`: guests die, and the daemon is stopped or dies and comes back."""
    next_end = time.monotonic() + dice.uniform(*LIFETIME)
    while time.monotonic() < end:
        time.sleep(KILL_EVERY * dice.uniform(0.5, 1.5))
        for pid in dice.sample(guests := daemon.guests(), min(1, len(guests))):
            _kill(pid)
        if daemon.process.poll() is not None or time.monotonic() > next_end:
            daemon.stop(dice.choice([signal.SIGTERM, signal.SIGTERM, signal.SIGKILL]))
            daemon.start()
            next_end = time.monotonic() + dice.uniform(*LIFETIME)


def settle(daemon):
    """After the load: what there is agrees with itself, can be ended, and the daemon stops."""
    conn = libvirt.open(daemon.uri)
    end = time.monotonic() + 20
    while (active := {d.UUIDString() for d in conn.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)}) != (running := _running()):
        if time.monotonic() > end:
            daemon.failures.append(f"active are {sorted(active)}, running are {sorted(running)}")
            break
        time.sleep(0.1)
    for domain in conn.listAllDomains():
        try:
            if domain.isActive():
                domain.destroy()
            if domain.isPersistent():
                domain.undefine()
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                continue  # a transient one has gone with its guest
            daemon.failures.append(f"cannot end {domain.name()}: {error}")
    if left := [d.name() for d in conn.listAllDomains()]:
        daemon.failures.append(f"left over: {left}")
    conn.close()
    daemon.stop(signal.SIGTERM)


def _running():
    """The uuids of this run's guests, by the command lines of QEMU processes."""
    names = SHARED + [name for n, work in enumerate(CLIENTS) for name in (name_of(work, n), name_of(work, n) + "-transient")]
    found, ours = set(), {uuid_of(name) for name in names}
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.update(path.read_text(errors="replace").split("\0"))
        except OSError:
            pass  # it has ended
    return found & ours


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(program, folder, seconds, seed):
    """Returns what failed, as lines."""
    daemon, dice = Daemon(program, folder), random.Random(seed)
    daemon.start()
    end, results = time.monotonic() + seconds, multiprocessing.Queue()
    clients = [multiprocessing.Process(target=client, args=(work, number, daemon.uri, seed, end, results))
               for number, work in enumerate(CLIENTS)]
    for process in clients:
        process.start()
    try:
        disturb(daemon, end, dice)
        for process in clients:
            process.join(60)
            if process.is_alive():
                daemon.failures.append("a client hangs")
                process.kill()
        settle(daemon)
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
        for pid in daemon.guests():
            _kill(pid)
    while not results.empty():
        name, counts = results.get()
        print(f"{name:14}", ", ".join(f"{what}: {count}" for what, count in counts.most_common()))
    words = daemon.words()
    if any(sign in words for sign in ("Sanitizer", "runtime error:", "terminate called")):
        daemon.failures.append(words[-40000:])
    return daemon.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("daemon")
    options = parser.parse_args()
    libvirt.registerErrorHandler(lambda *_: None, None)
    print(f"load: seed {options.seed}, {options.seconds:.0f} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="pleiad-load-", dir="/var/tmp") as folder:
        failures = run(os.path.abspath(options.daemon), pathlib.Path(folder), options.seconds, options.seed)
    print(*failures, sep="\n")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed, 0 skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what clients cost a daemon and each other, with daemons in a folder of its own. Prints figures, passes no verdict.

    limits.py --build DIR [PART...]

Parts (default: all):
  proxy     the time of a call through virtproxyd beside that of a direct one
  idle      resident memory of 5,000 clients that do nothing
  rough     the time of one client's calls while others read slowly, flood, open streams, or stop within a frame
  soak      resident memory after 1,000 and after 1,000,000 calls, 100,000 connections and 10,000 starts of a domain

Needs no root and no host. Figures are of any worth only with an optimized build and on a machine with nothing else to do.
"""

import argparse
import contextlib
import multiprocessing
import os
import pathlib
import resource
import signal
import subprocess
import struct
import tempfile
import time

import wire

URI = "test:///default"
CREATE, DESTROY, LOOKUP_BY_NAME, SCREENSHOT, LIB_VERSION = 9, 12, 23, 211, 157
IDLE_CLIENTS = 5000
SETTLE = 4  # seconds after which a daemon has given back what it does not need


class Daemons:
    """virttestd, and virtproxyd before it."""

    def __init__(self, build):
        self._folder = tempfile.TemporaryDirectory(prefix="pleiad-limits-", dir="/var/tmp")
        self.root = pathlib.Path(self._folder.name)
        (self.root / "etc").mkdir()
        self.processes = {}
        for name in ("virttestd", "virtproxyd"):
            (self.root / f"etc/{name}.conf").write_text(f"max_clients = {IDLE_CLIENTS + 1000}\n")
            with open(self.root / f"{name}.log", "w") as log:
                self.processes[name] = subprocess.Popen([build / name / name, "--root", self.root], stderr=log)
        self.direct, self.proxied = str(self.root / "run/virttestd-sock"), str(self.root / "run/libvirt-sock")
        for path in (self.direct, self.proxied):
            _await(lambda: os.path.exists(path))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.terminate()
            process.wait(20)
        self._folder.cleanup()

    def resident(self, name):
        """KiB."""
        status = pathlib.Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


def _await(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def connect(path):
    client = wire.Wire(path, timeout=None)
    client.call(wire.AUTH_LIST)
    reply = client.call(wire.CONNECT_OPEN, wire.open_args(URI), serial=2)
    assert reply and reply[3] == wire.OK, reply
    return client


def times(client, count, procedure=LIB_VERSION):
    """Sorted, in milliseconds; each call with `count` calls of one kind in turn."""
    frame, peer, taken = wire.frame(procedure), client.socket, []
    for _ in range(count):
        began = time.perf_counter_ns()
        peer.sendall(frame)
        peer.recv(65536)
        taken.append((time.perf_counter_ns() - began) / 1e6)
    return sorted(taken)


def at(taken, percent):
    return taken[min(len(taken) - 1, len(taken) * percent // 100)]


# ---- proxy -----------------------------------------------------------------------------------------------------------

def proxy(daemons):
    rounds, count = 10, 2000
    direct, proxied = [], []
    one, other = connect(daemons.direct), connect(daemons.proxied)
    for _ in range(rounds):  # in turns, so that both see the same disturbances
        direct += times(one, count)
        proxied += times(other, count)
    direct.sort(), proxied.sort()
    print(f"proxy: a call takes {at(direct, 50) * 1000:.1f} µs direct, {at(proxied, 50) * 1000:.1f} µs through virtproxyd "
          f"(p50; {at(proxied, 50) / at(direct, 50):.2f} times), {at(direct, 99) * 1000:.1f} and {at(proxied, 99) * 1000:.1f} µs (p99)")
    opening = {path: sorted(_opening(path) for _ in range(500)) for path in (daemons.direct, daemons.proxied)}
    print(f"proxy: to connect and open takes {at(opening[daemons.direct], 50):.2f} ms direct, "
          f"{at(opening[daemons.proxied], 50):.2f} ms through virtproxyd (p50)")


def _opening(path):
    began = time.perf_counter_ns()
    client = connect(path)
    taken = (time.perf_counter_ns() - began) / 1e6
    client.socket.close()
    return taken


# ---- idle ------------------------------------------------------------------------------------------------------------

def idle(daemons, proxied):
    path = daemons.proxied if proxied else daemons.direct
    keep = [connect(path) for _ in range(50)]  # what the first ones load into memory is not what a client costs
    time.sleep(SETTLE)
    before = {name: daemons.resident(name) for name in daemons.processes}
    clients = [connect(path) for _ in range(IDLE_CLIENTS - len(keep))]
    time.sleep(SETTLE)
    print(f"idle: {len(clients)} clients of virttestd{' through virtproxyd' if proxied else ''} cost", ", ".join(
        f"{(daemons.resident(name) - before[name]) / len(clients):.2f} KiB each in {name}" for name in daemons.processes))
    began = time.monotonic()
    for client in clients:
        client.socket.close()
    times(keep[0], 1)
    print(f"idle: when they had left at once, the next call was answered after {(time.monotonic() - began) * 1000:.0f} ms")


# ---- rough -----------------------------------------------------------------------------------------------------------

def slow_reader(path):
    """Asks for large replies and reads none."""
    clients = [connect(path) for _ in range(4)]
    ask = wire.frame(wire.GET_CAPABILITIES) * 200
    for client in clients:
        client.socket.setblocking(False)
    while True:
        for client in clients:
            with contextlib.suppress(BlockingIOError):
                client.socket.send(ask)
        time.sleep(0.001)


def trickler(path):
    """Asks for large replies and reads them a few bytes at a time."""
    client = connect(path)
    ask = wire.frame(wire.GET_CAPABILITIES)
    while True:
        with contextlib.suppress(BlockingIOError):
            client.socket.send(ask, 0x40)  # MSG_DONTWAIT
        client.socket.recv(100)


def flood(path):
    """Sends calls as fast as replies are taken."""
    client = connect(path)
    calls = wire.frame(LIB_VERSION) * 500
    client.socket.setblocking(False)
    left = calls
    while True:
        with contextlib.suppress(BlockingIOError):
            left = left[client.socket.send(left):] or calls
        with contextlib.suppress(BlockingIOError):
            client.socket.recv(1 << 20)


def streams(path):
    """Opens 1,000 streams, gives them up by leaving, and comes again."""
    while True:
        client = connect(path)
        domain = client.call(LOOKUP_BY_NAME, wire.string("test"))[4]
        for serial in range(1000):
            client.send(wire.frame(SCREENSHOT, domain + struct.pack(">II", 0, 0), serial=10 + serial))
        for _ in range(1000):
            client.receive()
        client.socket.close()


def half_frames(path):
    """Many clients that have sent half a frame: of one that is announced to be as long as the protocol allows."""
    half = wire.frame(LIB_VERSION, length=33554432)[:20]
    clients = [connect(path) for _ in range(200)]
    for client in clients:
        client.send(half)
    while True:
        for client in clients:
            client.send(b"\0" * 8 + bytes(60000))
            time.sleep(0.005)


ROUGH = [None, slow_reader, trickler, flood, streams, half_frames]


def rough(daemons):
    for kind in ROUGH:
        process = kind and multiprocessing.Process(target=_quietly, args=(kind, daemons.direct))
        if process:
            process.start()
        time.sleep(1)
        client, taken, end = connect(daemons.direct), [], time.monotonic() + 8
        while time.monotonic() < end:
            taken += times(client, 20)
            time.sleep(0.01)
        taken.sort()
        failed = process and not process.is_alive()
        if process:
            process.kill()
            process.join()
        name = kind.__name__.replace("_", " ") if kind else "nobody"
        print(f"rough: beside {name + (' (failed)' if failed else ''):14} {len(taken)} calls took {at(taken, 50):.3f} ms (p50), "
              f"{at(taken, 99):.3f} ms (p99), {taken[-1]:.3f} ms at most; "
              f"the daemon has {daemons.resident('virttestd') / 1024:.1f} MiB")
        time.sleep(SETTLE)


def _quietly(kind, path):
    with contextlib.suppress(KeyboardInterrupt):
        kind(path)


# ---- soak ------------------------------------------------------------------------------------------------------------

def some_calls(path, count):
    client = connect(path)
    domain = client.call(LOOKUP_BY_NAME, wire.string("test"))[4]
    kinds = [wire.frame(LIB_VERSION), wire.frame(wire.GET_CAPABILITIES), wire.frame(wire.LIST_ALL_DOMAINS, struct.pack(">iI", 1, 0)),
             wire.frame(14, domain + struct.pack(">I", 0)), wire.frame(212, domain + struct.pack(">I", 0))]
    for turn in range(count):
        client.send(kinds[turn % len(kinds)])
        reply = client.receive()
        assert reply[3] == wire.OK, reply
    client.socket.close()


def some_connections(path, count):
    for _ in range(count):
        connect(path).socket.close()


def some_starts(path, count):
    client = connect(path)
    domain = client.call(LOOKUP_BY_NAME, wire.string("test"))[4]
    for _ in range(count):
        for procedure in (DESTROY, CREATE):
            reply = client.call(procedure, domain)
            assert reply[3] == wire.OK, wire.error_of(reply[4])
    client.socket.close()


def soak(daemons, scale):
    for work, total in ((some_calls, 1_000_000), (some_connections, 100_000), (some_starts, 10_000)):
        total = int(total * scale)
        for path in (daemons.direct, daemons.proxied):
            work(path, 1000)
        time.sleep(SETTLE)
        before = {name: daemons.resident(name) for name in daemons.processes}
        began = time.monotonic()
        for path in (daemons.direct, daemons.proxied):
            work(path, total // 2)
        taken = time.monotonic() - began
        time.sleep(SETTLE)
        print(f"soak: {total} {work.__name__.replace('some_', '')} in {taken:.0f} s:", ", ".join(
            f"{name} {before[name]} -> {daemons.resident(name)} KiB ({100 * daemons.resident(name) / before[name] - 100:+.1f} %)"
            for name in daemons.processes), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--scale", type=float, default=1, help="a part of the soak's calls, for a try")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    parts = {"proxy": [proxy], "idle": [lambda daemons: idle(daemons, False), lambda daemons: idle(daemons, True)], "rough": [rough],
             "soak": [lambda daemons: soak(daemons, options.scale)]}
    for name in options.parts or parts:
        for part in parts[name]:
            with Daemons(options.build) as daemons:
                part(daemons)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()

# SPDX-License-Identifier: Apache-2.0
"""Daemons of a build in a folder of their own: no host, no root, nobody else's state."""

import contextlib
import pathlib
import socket
import subprocess
import tempfile
import time

import protocol
import wire

URIS = {"virttestd": "test:///default", "virtqemud": "qemu:///system"}


class Daemons:
    def __init__(self, root, processes):
        self.root, self.processes = root, processes

    def socket(self, daemon, suffix=""):
        """The path of a daemon's socket; `suffix` is "-ro" or "-admin"."""
        stem = "libvirt" if daemon == "virtproxyd" else daemon
        return str(self.root / "run" / (f"{stem}-admin-sock" if suffix == "-admin" else f"{stem}-sock{suffix}"))

    def dial(self, daemon, suffix="", uri=None):
        """An open connection; through virtproxyd to `uri`."""
        client = wire.Wire(self.socket(daemon, suffix), timeout=60)
        if suffix == "-admin":
            protocol.ask(client, "admin_connect_open", {})
        else:
            protocol.ask(client, "auth_list")
            protocol.ask(client, "connect_open", {"name": uri or URIS[daemon], "flags": 1 if suffix == "-ro" else 0})
        return client


@contextlib.contextmanager
def running(build, *names):
    """Starts daemons of a build; they end well, or AssertionError tells of it."""
    with tempfile.TemporaryDirectory(prefix="pleiad-daemons-") as folder:
        root = pathlib.Path(folder)
        daemons = Daemons(root, {})
        try:
            for name in names:
                daemons.processes[name] = subprocess.Popen([build / name / name, "--root", folder], stderr=subprocess.PIPE)
            for name in names:
                _await_socket(daemons.socket(name), daemons.processes[name])
            yield daemons
        finally:
            ends = {name: _end(process) for name, process in daemons.processes.items()}
        assert all(end == (0, "") for end in ends.values()), ends


def _await_socket(path, process):
    for _ in range(4000):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            return probe.connect(path)
        if process.poll() is not None:
            return
        time.sleep(0.005)


def _end(process):
    process.terminate()
    try:
        _, errors = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
    return process.returncode, errors.decode()

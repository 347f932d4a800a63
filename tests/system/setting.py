# SPDX-License-Identifier: Apache-2.0
"""What all system tests share: which daemons are tested, the guest, and a host that lives through a run."""

import pathlib

import host
import scenario

TESTS = pathlib.Path(__file__).resolve().parent.parent

build = None   # the CMake build that is installed, or None
peer = False   # Debian's libvirtd in place of ours
guest = None   # the folder with vmlinuz and initramfs.gz

_shared = None
_targets = {}

# label: (URI, instance, user). The first two must give the same transcripts.
URIS = {
    "system": ("qemu:///system", "system", None),
    "proxy": ("qemu+unix:///system?socket=/run/libvirt/libvirt-sock", "system", None),
    "session": ("qemu:///session", "session", host.TESTER),
}


def new_host(name):
    """A host of its own for a test that breaks things; the caller stops it."""
    return host.Host(name, peer=peer, build=None if peer else build)


def shared_host():
    global _shared
    if _shared is None:
        _shared = new_host("system").start()
    return _shared


def target(label):
    """The shared host through one of URIS, ready for scenarios."""
    if label not in _targets:
        _targets[label] = scenario.Target(shared_host(), label, *URIS[label]).prepare(guest)
    return _targets[label]


def target_in(some_host, label="system"):
    return scenario.Target(some_host, label, *URIS[label]).prepare(guest)


def stop_hosts():
    if _shared is not None:
        _shared.stop()

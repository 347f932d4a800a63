# SPDX-License-Identifier: Apache-2.0
"""What the tests of libvirt-python in this folder share: connections to $URI, events, refusals, and a note of every method that
was called, for test_object_apis.py."""

import atexit
import contextlib
import functools
import json
import os
import time
import unittest

import libvirt

CLASSES = [libvirt.virConnect, libvirt.virDomain, libvirt.virDomainSnapshot, libvirt.virDomainCheckpoint, libvirt.virNetwork,
           libvirt.virNetworkPort, libvirt.virStoragePool, libvirt.virStorageVol, libvirt.virNodeDevice, libvirt.virSecret,
           libvirt.virNWFilter, libvirt.virNWFilterBinding, libvirt.virInterface, libvirt.virStream]

_called = set()


def methods():
    """"virDomain.create" and so on, of every class."""
    return {f"{kind.__name__}.{name}" for kind in CLASSES for name, value in vars(kind).items() 
            if callable(value) and name[0] != "_" and name != "c_pointer"}


def _noted(name, method):
    @functools.wraps(method)
    def call(*args, **kwargs):
        _called.add(name)
        return method(*args, **kwargs)
    return call


def _leave_notes():
    with open(os.environ["CALLED"], "w", encoding="ascii") as file:
        json.dump(sorted(_called), file)


if "CALLED" in os.environ:
    for _name in methods():
        _kind, _method = _name.split(".")
        setattr(getattr(libvirt, _kind), _method, _noted(_name, getattr(getattr(libvirt, _kind), _method)))
    atexit.register(_leave_notes)
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()
    libvirt.virEventAddTimeout(10, lambda *_: None, None)  # so that a turn of the loop ends


class ObjectTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.connection = self.connect()
        self.domain = self.connection.lookupByName("test")

    def connect(self):
        connection = libvirt.open(os.environ["URI"])
        self.addCleanup(connection.close)
        return connection

    def afterwards(self, *calls):
        """Ends what a test leaves behind, if anything."""
        def end():
            for call, *args in calls:
                with contextlib.suppress(libvirt.libvirtError):
                    call(*args)
        self.addCleanup(end)

    def refused(self, code, call, *args, **kwargs):
        """That the call fails with this number; gives the error."""
        with self.assertRaises(libvirt.libvirtError) as caught:
            call(*args, **kwargs)
        self.assertEqual(caught.exception.get_error_code(), code, caught.exception)
        return caught.exception

    def there_or_lacking(self, *calls):
        """They work, or are refused as what the driver does not have; docs/procedures.md tells which."""
        for call, *args in calls:
            with self.subTest(call.__name__):
                try:
                    call(*args)
                except libvirt.libvirtError as error:
                    self.assertEqual(error.get_error_code(), libvirt.VIR_ERR_NO_SUPPORT, error)
                    self.assertIn("this function is not supported by the connection driver: vir", str(error))

    def await_true(self, condition, seconds=10):
        """Hears events until then. No other thread does: beside it a stream that waits may miss what that one read for it."""
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "not in time")
            libvirt.virEventRunDefaultImpl()

    def stream(self):
        return self.connection.newStream()


def shown(xml, *parts):
    """Which of the parts a document has."""
    return [part for part in parts if part in xml]

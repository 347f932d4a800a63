# SPDX-License-Identifier: Apache-2.0
"""What no well-behaved client sends: the sender is told or cut off, and everybody else is served on."""

import struct
import time
import unittest

import wire
from hosted import HostedTest, setting

RPC_ERROR, NO_SUPPORT = 39, 3

# why, raw bytes: each ends the connection.
FATAL = [
    ("a length below 4", struct.pack(">I", 3) + b"\0" * 24),
    ("a length of 0", b"\0" * 28),
    ("a length above the limit", wire.frame(wire.AUTH_LIST, length=33554437)),
    ("the largest length there is", b"\xff" * 28),
    ("text", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4),
    ("half a header that says it is whole", struct.pack(">I", 12) + b"\0" * 8),
]

# why, frame, error code: each is answered, and the connection goes on.
ANSWERED = [
    ("a procedure beyond the table", wire.frame(9999, serial=7), RPC_ERROR),
    ("a negative procedure", wire.frame(-1, serial=7), RPC_ERROR),
    ("an unused procedure", wire.frame(0, serial=7), RPC_ERROR),
    ("an event as a call", wire.frame(318, serial=7), RPC_ERROR),
    ("an unknown program", wire.frame(1, program=0x12345678, serial=7), RPC_ERROR),
    ("an unknown version", wire.frame(1, version=99, serial=7), RPC_ERROR),
    ("arguments cut short", wire.frame(wire.LIST_ALL_DOMAINS, b"\0\0\0", serial=7), RPC_ERROR),
    ("no arguments where some are due", wire.frame(wire.LIST_ALL_DOMAINS, serial=7), RPC_ERROR),
    ("a string longer than its message", wire.frame(23, b"\x7f\xff\xff\xff", serial=7), RPC_ERROR),
    ("a call with a status", wire.frame(wire.GET_VERSION, status=1, serial=7), RPC_ERROR),
]


class WireTest(HostedTest):
    def dial(self, path=None):
        return wire.Wire(f"{self.host.root}{path or self.socket_path}")

    def tearDown(self):
        self.assertEqual(self.run_line("virsh -c qemu:///system list --all --name", timeout=10).strip(), "")
        self.assertEqual(self.daemon_pid(), self.daemon, f"the daemon is another one{self.journal()}")

    def setUp(self):
        self.run_line("virsh version")
        self.daemon = self.daemon_pid()

    def test_fatal_frames_close_the_connection(self):
        for why, raw in FATAL:
            with self.subTest(why), self.dial() as client:
                client.send(raw)
                self.assertTrue(client.closed(), why)

    def test_wrong_calls_are_answered_with_an_error(self):
        for why, raw, code in ANSWERED:
            with self.subTest(why), self.dial() as client:
                client.open()
                client.send(raw)
                reply = client.receive()
                self.assertIsNotNone(reply, why)
                self.assertEqual(reply[2:4], (7, wire.ERROR))
                self.assertEqual(wire.error_of(reply[4])[0], code, wire.error_of(reply[4]))
                self.assertEqual(client.call(wire.GET_VERSION, serial=8)[2:4], (8, wire.OK), "the connection goes on")

    def test_calls_before_authentication_and_open_are_refused(self):
        with self.dial() as client:
            reply = client.call(wire.GET_VERSION)
            self.assertEqual(reply[3], wire.ERROR)
            self.assertNotEqual(wire.error_of(reply[4])[0], 0)

    def test_half_frames_and_silent_clients_hold_up_nobody(self):
        clients = [self.dial() for _ in range(15)]  # 20 may be there unauthenticated
        for n, client in enumerate(clients):
            client.send(wire.frame(wire.AUTH_LIST)[:n % 27])
        began = time.monotonic()
        with self.dial() as other:
            other.open()
            self.assertEqual(other.call(wire.GET_VERSION, serial=3)[3], wire.OK)
        self.assertLess(time.monotonic() - began, 2)
        for client in clients:
            client.socket.close()

    def test_client_that_never_reads_is_bounded(self):
        def memory_kib():
            return int(self.host.check("sh", "-c", f"awk '/VmRSS/{{print $2}}' /proc/{self.daemon}/status"))
        with self.dial() as warm:
            warm.socket.settimeout(60)  # every QEMU there is may have to be asked first
            warm.open().call(wire.GET_CAPABILITIES, serial=3)
        before = memory_kib()
        with self.dial() as client:
            client.open()
            client.socket.settimeout(0.5)
            sent = 0
            try:
                for serial in range(3, 20000):
                    client.send(wire.frame(wire.GET_CAPABILITIES, serial=serial))
                    sent += 1
            except (TimeoutError, ConnectionError, BrokenPipeError):
                pass
            with self.dial() as other:
                self.assertEqual(other.open().call(wire.GET_VERSION, serial=3)[3], wire.OK)
            grown = memory_kib() - before
        print(f"      {sent} calls unread: {grown} KiB more")
        # Sanitizers surround what is allocated, and keep what is freed.
        self.assertLess(grown, (192 if self.host.sanitized else 64) * 1024)

    def test_thousand_connections_leak_no_descriptors(self):
        def descriptors():
            return len(self.host.check("ls", f"/proc/{self.daemon}/fd").split())
        with self.dial() as first:
            first.open()
        time.sleep(0.3)
        before = descriptors()
        for n in range(1000):
            with self.dial() as client:
                if n % 2:
                    client.open()
                else:
                    client.send(b"\0\0")
        self.await_true("all descriptors are closed", lambda: descriptors() <= before + 2)

    @unittest.skipIf(setting.peer, "there is one socket only")
    def test_proxy_survives_the_same(self):
        self.run_line("virsh -c 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock' version")
        for why, raw in FATAL:
            with self.subTest(why), self.dial("/run/libvirt/libvirt-sock") as client:
                client.send(raw)
                self.assertTrue(client.closed(), why)
        self.run_line("virsh -c 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock' list")


if __name__ == "__main__":
    unittest.main()

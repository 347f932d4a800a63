# SPDX-License-Identifier: Apache-2.0
"""Raw frames to a daemon's socket, for tests of what no well-behaved client sends."""

import socket
import struct

REMOTE, VERSION = 0x20008086, 1
CALL, REPLY, MESSAGE, STREAM = 0, 1, 2, 3
OK, ERROR = 0, 1
CONNECT_OPEN, CONNECT_CLOSE, GET_VERSION, AUTH_LIST, LIST_ALL_DOMAINS = 1, 2, 4, 66, 273
GET_CAPABILITIES = 7


def frame(procedure, payload=b"", *, program=REMOTE, version=VERSION, kind=CALL, serial=1, status=OK, length=None):
    body = struct.pack(">IIiIII", program, version, procedure, kind, serial, status) + payload
    return struct.pack(">I", len(body) + 4 if length is None else length) + body


def string(text):
    raw = text.encode()
    return struct.pack(">I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def open_args(uri="qemu:///system", flags=0):
    return struct.pack(">I", 1) + string(uri) + struct.pack(">I", flags)


class Wire:
    """A connection to a UNIX socket that speaks frames."""

    def __init__(self, path, timeout=5):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, raw):
        self.socket.sendall(raw)

    def receive(self):
        """The next frame as (procedure, kind, serial, status, payload); None when the peer has hung up."""
        head = self._read(4)
        if head is None:
            return None
        body = self._read(struct.unpack(">I", head)[0] - 4)
        if body is None:
            return None
        _, _, procedure, kind, serial, status = struct.unpack(">IIiIII", body[:24])
        return procedure, kind, serial, status, body[24:]

    def call(self, procedure, payload=b"", **kwargs):
        self.send(frame(procedure, payload, **kwargs))
        return self.receive()

    def open(self):
        self.call(AUTH_LIST)
        reply = self.call(CONNECT_OPEN, open_args(), serial=2)
        assert reply and reply[3] == OK, reply
        return self

    def closed(self):
        """Whether the peer hangs up, without or after an answer."""
        try:
            while self.receive() is not None:
                pass
            return True
        except (ConnectionError, BrokenPipeError):
            return True
        except TimeoutError:
            return False

    def _read(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                return None
            data += part
        return data


def error_of(payload):
    """(code, domain, message) of an error reply."""
    code, domain, has_message = struct.unpack(">iiI", payload[:12])
    if not has_message:
        return code, domain, ""
    length = struct.unpack(">I", payload[12:16])[0]
    return code, domain, payload[16:16 + length].decode(errors="replace")


def error(message, code=39, domain=7):
    """The payload of an error reply."""
    return struct.pack(">iiI", code, domain, 1) + string(message) + struct.pack(">iIIIIiiI", 2, 0, 0, 0, 0, 0, 0, 0)

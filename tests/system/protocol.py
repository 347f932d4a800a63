# SPDX-License-Identifier: Apache-2.0
"""The procedures of the native protocol and what travels with them, from tests/data/rpc: payloads from values and back.

A value is a number, a text, bytes, None where nothing is, a list, or a dict of a struct's fields; what a dict leaves out is zero,
empty or absent. A typed parameter's value is (kind, value)."""

import pathlib
import re
import struct
import typing

import wire

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/rpc"
PROGRAMS = {"remote": 0x20008086, "qemu": 0x20008087, "lxc": 0x00068000, "admin": 0x06900690}

SCALARS = {"int": "i", "uint": "I", "hyper": "q", "uhyper": "Q", "double": "d",
           "char": "i", "uchar": "I", "short": "i", "ushort": "I"}
VALUE_KINDS = {1: "int", 2: "uint", 3: "hyper", 4: "uhyper", 5: "double", 6: "int", 7: "string"}


def _rows(name):
    for line in (DATA / name).read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _structs():
    fields = ((name, [tuple(word.split(":")) for word in text.split()]) for name, text in _rows("structs.tsv"))
    return {name: list(pairs) for name, pairs in fields}


STRUCTS = _structs()


class Procedure(typing.NamedTuple):
    program: str
    number: int
    name: str
    stream: str
    permissions: tuple

    def struct(self, suffix):
        name = f"{self.program}_{self.name}_{suffix}"
        return name if name in STRUCTS else None

    @property
    def is_event(self):
        return self.struct("msg") is not None

    @property
    def changes(self):
        """Whether it asks for more than a read-only connection may do, whatever its flags."""
        always = [word.split(":")[1] for word in self.permissions if word.count(":") == 1]
        negated = [word for word in self.permissions if ":!" in word]
        return bool(negated) or any(not re.fullmatch("getattr|read|search-.*", word) for word in always)

    def call(self, client, values=None, serial=1):
        """The reply as wire.Wire.receive has it."""
        payload = encode(self.struct("args"), values or {}) if self.struct("args") else b""
        return client.call(self.number, payload, program=PROGRAMS[self.program], serial=serial)


def procedures():
    """All that a client may call."""
    found = (Procedure(program, int(number), name, stream, () if words == "none" else tuple(words.split()))
             for program, number, name, stream, words, _ in _rows("procedures.tsv"))
    return [procedure for procedure in found if not procedure.is_event]


BY_NAME = {procedure.name if procedure.program != "admin" else f"admin_{procedure.name}": procedure for procedure in procedures()}


def ask(client, name, values=None, serial=1):
    """The reply's values; wire.error_of it as an exception when the call fails."""
    procedure = BY_NAME[name]
    reply = procedure.call(client, values, serial)
    if reply is None:
        raise ConnectionError(f"{name}: the connection was closed")
    if reply[3] != wire.OK:
        raise RuntimeError(f"{name}: {wire.error_of(reply[4])}")
    return decode(procedure.struct("ret"), reply[4]) if procedure.struct("ret") else {}


# ---- values to bytes --------------------------------------------------------------------------------------------------
def encode(kind, value):
    """`kind` is a struct's name, or a type as structs.tsv writes it."""
    if kind.endswith("?"):
        return struct.pack(">I", 0) if value in (None, 0) else struct.pack(">I", 1) + encode(kind[:-1], value)
    if many := re.fullmatch(r"(\w+)([<\[])(\d+)[>\]]", kind):
        return _encode_many(many[1], many[2] == "<", int(many[3]), value)
    if kind in SCALARS:
        return struct.pack(">" + SCALARS[kind], value or 0)
    if kind == "string":
        return wire.string(value or "")
    if kind == "value":
        number, inner = value or (1, 0)
        return struct.pack(">i", number) + encode(VALUE_KINDS[number], inner)
    value = value or {}
    unknown = set(value) - {name for name, _ in STRUCTS[kind]}
    if unknown:
        raise KeyError(f"{kind} has no {unknown}")
    return b"".join(encode(field_kind, value.get(name)) for name, field_kind in STRUCTS[kind])


def _encode_many(kind, counted, count, value):
    if kind == "opaque":
        raw = value or b""
        raw = raw if counted else raw.ljust(count, b"\0")
        return (struct.pack(">I", len(raw)) if counted else b"") + raw + b"\0" * (-len(raw) % 4)
    items = value or []
    items = list(items) if counted else list(items) + [0] * (count - len(items))
    return (struct.pack(">I", len(items)) if counted else b"") + b"".join(encode(kind, item) for item in items)


# ---- bytes to values --------------------------------------------------------------------------------------------------
def decode(kind, payload):
    """The values of a whole payload."""
    value, rest = _take(kind, payload)
    if rest:
        raise ValueError(f"{kind}: {len(rest)} bytes too many")
    return value


def _take(kind, data):
    if kind.endswith("?"):
        there, data = _take("uint", data)
        return _take(kind[:-1], data) if there else (None, data)
    if many := re.fullmatch(r"(\w+)([<\[])(\d+)[>\]]", kind):
        count, data = _take("uint", data) if many[2] == "<" else (int(many[3]), data)
        if many[1] == "opaque":
            return data[:count], data[count + -count % 4:]
        return _take_list([many[1]] * count, data)
    if kind in SCALARS:
        size = struct.calcsize(">" + SCALARS[kind])
        return struct.unpack(">" + SCALARS[kind], data[:size])[0], data[size:]
    if kind == "string":
        count, data = _take("uint", data)
        return data[:count].decode(errors="replace"), data[count + -count % 4:]
    if kind == "value":
        number, data = _take("int", data)
        value, data = _take(VALUE_KINDS[number], data)
        return (number, value), data
    values, data = _take_list([field for _, field in STRUCTS[kind]], data)
    return dict(zip([name for name, _ in STRUCTS[kind]], values)), data


def _take_list(kinds, data):
    values = []
    for kind in kinds:
        value, data = _take(kind, data)
        values.append(value)
    return values, data

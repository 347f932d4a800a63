#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stands in for the daemons of secondary drivers: listens where they would, and passes everything on to virttestd, which answers
all of their calls. Only the URI is another one: "network:///system" becomes "test:///default".

    stand_in.py TARGET SOCKET...
"""

import asyncio
import os
import struct
import sys

import wire

URI = "test:///default"
HANDOVER = 0x706c6561  # a proxy's offer of its client's socket


async def _frame(reader):
    head = await reader.readexactly(4)
    return head + await reader.readexactly(struct.unpack(">I", head)[0] - 4)


async def _to_target(reader, writer, client):
    while True:
        frame = await _frame(reader)
        program, _, procedure, kind, serial, _ = struct.unpack(">IIiIII", frame[4:28])
        if program == HANDOVER:
            # As a daemon that does not know it; this one would need the client's URI to be another one, too.
            await reader.readexactly(1)
            client.write(wire.frame(procedure, wire.error("unknown program"), program=program, kind=wire.REPLY, serial=serial,
                                    status=wire.ERROR))
            continue
        if (program, procedure, kind) == (wire.REMOTE, wire.CONNECT_OPEN, wire.CALL):
            flags = struct.unpack(">I", frame[-4:])[0]
            frame = wire.frame(procedure, wire.open_args(URI, flags), serial=serial)
        writer.write(frame)
        await writer.drain()


async def _to_client(reader, writer):
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()


async def _serve(target, reader, writer):
    try:
        there, back = await asyncio.open_unix_connection(target)
    except OSError:
        writer.close()
        return
    ways = [asyncio.create_task(_to_target(reader, back, writer)), asyncio.create_task(_to_client(there, writer))]
    # Whichever side ends, the other is told.
    done, running = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in running:
        way.cancel()
    for way in done:
        way.exception()
    writer.close()
    back.close()


async def main(target, *sockets):
    for path in sockets:
        if os.path.exists(path):
            os.unlink(path)
        await asyncio.start_unix_server(lambda r, w: _serve(target, r, w), path)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

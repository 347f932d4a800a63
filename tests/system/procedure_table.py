# SPDX-License-Identifier: Apache-2.0
"""Which procedures each daemon has, as the daemons themselves answer, and docs/procedures.md made of it."""

import re

import private_daemons
import protocol
import wire

DAEMONS = ("virtqemud", "virttestd")
PROXY = "virtproxyd"
LACKING = "this function is not supported by the connection driver"

# What a procedure is about, by the first pattern found in its name.
OBJECTS = [("Authentication", "^auth_"), ("Domain snapshots", "snapshot"), ("Domain checkpoints", "checkpoint"),
           ("Migration", "^domain_migrate"), ("Domains: block devices and block jobs", "^domain_(set_)?block|^domain_.*disk|throttle"),
           ("Domains: processors, memory, tuning", "^domain_.*(vcpu|cpu|memory|iothread|emulator|numa|parameters|scheduler|perf|bandwidth)"),
           ("Domains", "^domain_"), ("Network filters and bindings", "nwfilter"), ("Secrets", "secret"),
           ("Storage pools", "storage_pool"), ("Storage volumes", "storage_vol"), ("Node devices", "node_.*devi"),
           ("Host interfaces", "interface"), ("Networks and their ports", "network"),
           ("Connection: domains", "domain|migrat"), ("Connection and host", "")]
PROGRAMS = {"qemu": "Program qemu", "lxc": "Program lxc", "admin": "Program admin (on the admin sockets)"}
ORDER = ["Connection and host", "Connection: domains", "Domains", "Domains: processors, memory, tuning", "Domains: block devices and block jobs",
         "Domain snapshots", "Domain checkpoints", "Migration", "Networks and their ports", "Network filters and bindings", "Host interfaces",
         "Storage pools", "Storage volumes", "Node devices", "Secrets", "Authentication", *PROGRAMS.values()]

HEAD = """# Which procedures are there

Made by `script/procedures` from what running daemons answer; do not edit. A call that a daemon lacks is refused with code 3,
"this function is not supported by the connection driver". Through virtproxyd each daemon answers as it does itself, but for what
is marked "not by proxy". Events are not listed: daemons send them, nobody calls them.

"""


def group_of(procedure):
    if procedure.program in PROGRAMS:
        return PROGRAMS[procedure.program]
    return next(group for group, pattern in OBJECTS if re.search(pattern, procedure.name))


def ask_daemons(build):
    """{procedure: {daemon: mark}} of all procedures."""
    found = {}
    with private_daemons.running(build, *DAEMONS, PROXY) as daemons:
        for daemon in DAEMONS:
            direct = _ask(daemons.dial, daemon)
            by_proxy = _ask(lambda name: daemons.dial(PROXY, uri=private_daemons.URIS[name]), daemon)
            for procedure, there in direct.items():
                differs = "" if by_proxy[procedure] == there else " (not by proxy)" if there else " (by proxy)"
                found.setdefault(procedure, {})[daemon] = ("yes" if there else "–") + differs
        # The last of these ends the daemon.
        for daemon in (*DAEMONS, PROXY):
            for procedure, there in _ask(lambda name: daemons.dial(name, "-admin"), daemon, admin=True).items():
                found.setdefault(procedure, {})[daemon] = "yes" if there else "–"
    return found


def _ask(dial, daemon, admin=False):
    """{procedure: whether it is there}, of the admin program or of all others."""
    answers = {}
    client = dial(daemon)
    for procedure in protocol.procedures():
        if (procedure.program == "admin") != admin:
            continue
        answers[procedure] = is_there(procedure, procedure.call(client))
        if procedure.name == "connect_close" or procedure.stream != "none":
            client.socket.close()
            client = dial(daemon)
    client.socket.close()
    return answers


def is_there(procedure, reply):
    if reply is None:
        assert procedure.name == "connect_daemon_shutdown", f"{procedure.name} closes the connection"
        return True
    if reply[3] == wire.OK:
        return True
    code, _, message = wire.error_of(reply[4])
    return not (code == 3 and message.startswith(LACKING) or "unknown procedure" in message)


def markdown(found):
    groups = {name: [] for name in ORDER}
    for procedure in found:
        groups[group_of(procedure)].append(procedure)
    text = HEAD + _summary(groups, found)
    for name, members in groups.items():
        text += f"\n## {name}\n\n" + _group(members, found)
    return text


def _summary(groups, found):
    text = "| About | Procedures | " + " | ".join((*DAEMONS, PROXY)) + " |\n|---|--:|--:|--:|--:|\n"
    for name, members in groups.items():
        counts = (str(sum(found[m][d].startswith("yes") for m in members)) if d in found[members[0]] else "" for d in (*DAEMONS, PROXY))
        text += f"| {name} | {len(members)} | " + " | ".join(counts) + " |\n"
    return text


def _group(members, found):
    daemons = list(found[members[0]])
    text = "| Number | Procedure | " + " | ".join(daemons) + " |\n|--:|---" + "|:-:" * len(daemons) + "|\n"
    for member in sorted(members, key=lambda m: m.number):
        text += f"| {member.number} | {member.name} | " + " | ".join(found[member].values()) + " |\n"
    return text

# SPDX-License-Identifier: Apache-2.0
"""Run inside a host: times calls through libvirt-python while one guest is stopped; prints JSON.

    stuck_client.py URI STUCK
"""

import json
import sys
import time

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
uri, stuck = sys.argv[1:]
conn = libvirt.open(uri)
took = {}


def timed(name, call):
    began = time.monotonic()
    try:
        call()
    except libvirt.libvirtError as error:
        took["error: " + name] = str(error)
    took[name] = max(took.get(name, 0), (time.monotonic() - began) * 1000)


for _ in range(3):
    domains = conn.listAllDomains()
    timed("list", conn.listAllDomains)
    for domain in domains:
        timed("info", domain.info)
        timed("state", domain.state)
        timed("xml", lambda: domain.XMLDesc(0))
    timed("stats nowait", lambda: conn.getAllDomainStats(0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT))
timed("stats", conn.getAllDomainStats)
took["domains with stats"] = len(conn.getAllDomainStats())
print(json.dumps(took))

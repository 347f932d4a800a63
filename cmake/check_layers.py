#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# check_layers.py: #include lines obey the order of the house: a layer of libshared includes those before it, a daemon's
# folder no other daemon's, and each wrapped library is known to one layer only. Run by ctest; prints each line that does not.
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
# Which layer wraps which headers.
OWNERS = {
    "dbus": re.compile(r"^sdbus-c\+\+/"),
    "xml": re.compile(r"^tinyxml2\.h$"),
    "remote": re.compile(r"^(gnutls|sasl)/"),
    "host": re.compile(r"^(netlink/|libnl)"),
}
# The wire forms of driver interfaces are written with these; elsewhere nobody decodes.
XDR = re.compile(r"^libshared/rpc/xdr\.h$")


def layers(source):
    text = (source / "cmake/Pleiad.cmake").read_text()
    return re.search(r"set\(PLEIAD_LAYERS ([^)]*)\)", text).group(1).split()


def complaint(order, path, header):
    """Why the file at `path` (relative to the source) must not include `header`; None when it may."""
    own = path.parts[1] if path.parts[0] == "libshared" else None
    if header.startswith("libshared/"):
        other = header.split("/")[1]
        if other not in order:
            return f"'{other}' is no layer of libshared"
        if own and order.index(other) > order.index(own):
            return f"libshared/{own} stands before libshared/{other}"
    elif header.startswith("virt"):
        other = header.split("/")[0]
        if own or (path.parts[0].startswith("virt") and other != path.parts[0]):
            return f"{path.parts[0]} must not know {other}: daemons meet on the wire"
    for layer, pattern in OWNERS.items():
        if pattern.match(header) and own != layer:
            return f"only libshared/{layer} knows this library"
    if XDR.match(header) and own not in ("rpc", "driver"):
        return "only libshared/rpc knows XDR"
    return None


def check(source):
    order = layers(source)
    files = [f for top in source.iterdir() if top.name == "libshared" or re.fullmatch(r"virt\w+d", top.name)
             for pattern in ("**/*.h", "**/*.cc") for f in top.glob(pattern)]
    complaints = []
    for file in sorted(files):
        path = file.relative_to(source)
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            match = INCLUDE.match(line)
            why = match and complaint(order, path, match.group(1))
            if why:
                complaints.append(f"{path}:{number}: {match.group(1)}: {why}")
    return complaints, len(files)


def main():
    complaints, count = check(pathlib.Path(sys.argv[1]))
    for line in complaints:
        print(line)
    print(f"{count} files, {len(complaints)} includes against the order")
    return 1 if complaints or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

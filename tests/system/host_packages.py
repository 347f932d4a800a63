# SPDX-License-Identifier: Apache-2.0
"""Debian packages that a test wants in its host, but that nobody wants on the machine: they start services."""

import os
import pathlib
import subprocess

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", "/var/cache")) / "pleiad/packages"  # where the guest is, too


def install(host, *names):
    """Installs packages, with what they depend on, into a host; they are fetched once."""
    archives = CACHE / "-".join(names)
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    # What the machine has already is in the host as well, and is not fetched.
    fetch = ["apt-get", "-q", "-y", "-o", f"Dir::Cache::archives={archives}", "-o", "APT::Sandbox::User=root", "install",
             "--no-install-recommends", "--download-only", *names]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "timeout": 300}
    if subprocess.run(fetch, **quiet).returncode:
        # The lists name what is no longer kept, or there are none.
        subprocess.run(["apt-get", "-q", "update"], check=True, **quiet)
        subprocess.run(fetch, check=True, **quiet)
    files = sorted(archives.glob("*.deb"))
    if not files:
        return
    inside = host.root / "tmp/packages"
    inside.mkdir(exist_ok=True)
    for file in files:
        (inside / file.name).write_bytes(file.read_bytes())
    host.check("sh", "-c", "dpkg -i /tmp/packages/*.deb </dev/null; rm -r /tmp/packages", env={"DEBIAN_FRONTEND": "noninteractive"}, timeout=180)

# SPDX-License-Identifier: Apache-2.0
"""Scenarios: shell lines run one after the other against a daemon, and the transcript they must give.

scenarios/NAME.sh holds the lines; every line stands alone, in a fresh shell with prelude.sh. The
transcript is in tests/data/system/NAME.INSTANCE.txt, where INSTANCE is system or session: the line after
"$ ", its standard output, its standard error behind "! ", and "[N]" when the exit code was not 0. Both
transcripts were written by Debian's libvirtd (UPDATE_GOLDEN=1 tests/system/run --peer scenarios): what
differs from them differs from what clients know.
"""

import os
import pathlib
import re
import time

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "data" / "system"
KINDS = HERE.parent / "guest"

# What differs from run to run and means nothing. Order matters.
NORMAL = [
    (r"/var/tmp/t-\w+", "DIR"),
    (r"(?<=domain-)\d+(?=-)", "ID"),
    (r"(<domain [^>]*?) id='\d+'", r"\1 id='ID'"),
    (r"/dev/pts/\d+", "/dev/pts/N"),
    (r"(?m)^ (?:\d |\d\d)(?= +\S+ +\S)", " N "),
    (r"(?m)^(Id: +)\d+$", r"\1N"),
    (r"libvirt-\d+(?=\")", "libvirt-N"),
    (r"qmp-\w{6}/", "qmp-XXXXXX/"),
    (r"/tmp/virsh\w{6}\.xml", "/tmp/virshXXXXXX.xml"),
    (r"\+\d+:\+\d+", "+UID:+GID"),
    (r"uid:\d+, gid:\d+", "uid:UID, gid:GID"),
    (r"(?m)^(CPU time: +)[\d.]+s$", r"\1Ns"),
    (r"(?<![0-9a-f-])(?!11111111-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
    # Said on top of libvirt's words, for whoever wonders what to do.
    (r"; members of group 'libvirt' need none", ""),
    (r"52:54:00:(?!00:)\w\w:\w\w:\w\w", "MAC"),
]


def normalise(text):
    for pattern, by in NORMAL:
        text = re.sub(pattern, by, text)
    return text


def names():
    return sorted(p.stem for p in (HERE / "scenarios").glob("*.sh"))


def text_of(name):
    return (HERE / "scenarios" / f"{name}.sh").read_text()


def lines_of(name):
    """The scenario's lines; a backslash at the end joins the next, '#' at the start is a comment."""
    return [line for line in text_of(name).replace("\\\n", "").splitlines() if line.strip() and not line.startswith("#")]


def golden_path(name, instance):
    return GOLDEN / f"{name}.{instance}.txt"


class Target:
    """One way to reach a daemon: a URI, as root or as the ordinary user."""

    def __init__(self, host, label, uri, instance, user=None):
        self.host, self.label, self.uri, self.instance, self.user = host, label, uri, instance, user
        self.dir = f"/var/tmp/t-{label[:3]}"  # of one length, for the width of tables

    def prepare(self, guest):
        """Puts the guest, the templates and the prelude into the target's folder."""
        folder = self.host.root / self.dir.lstrip("/")
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)  # mkdir's mode is cut by the umask
        for path in [*pathlib.Path(guest).glob("[vi]*"), *KINDS.glob("*.xml"), HERE / "prelude.sh"]:
            (folder / path.name).write_bytes(path.read_bytes())
            (folder / path.name).chmod(0o644)
        return self

    def run(self, line, timeout=60):
        """Runs one line; a line that hangs is ended and shows up as exit code 124 (or 137)."""
        env = {"LIBVIRT_DEFAULT_URI": self.uri, "DIR": self.dir, "KINDS": self.dir, "EDITOR": "cat"}
        return self.host.exec("timeout", "-k", "2", str(timeout), "bash", "-c", f". {self.dir}/prelude.sh; {line}",
                              user=self.user, env=env, timeout=timeout + 10)

    def has_controllers(self):
        return "cpu" in self.host.exec("cat", "/sys/fs/cgroup/cgroup.controllers").stdout

    def sweep(self):
        """Removes every domain, whatever state a scenario left behind."""
        self.run("""for d in $(virsh list --all --name); do virsh destroy $d; virsh undefine --nvram $d; done;
                    rm -f *.boot *.qcow2; ls *.xml | grep -vxE 'small.xml|tiny.xml' | xargs -r rm""")

    def transcript(self, name):
        self.sweep()
        parts = []
        for line in lines_of(name):
            began = time.monotonic()
            done = self.run(line)
            if os.environ.get("VERBOSE"):
                print(f"{time.monotonic() - began:6.2f} s  {self.label}: {line[:100]}", flush=True)
            part = [f"$ {line}"] + done.stdout.splitlines() + ["! " + e for e in done.stderr.splitlines()]
            if done.returncode:
                part.append(f"[{done.returncode}]")
            parts.append("\n".join(part))
        self.sweep()
        return normalise(re.sub(f"(?m)^{re.escape(self.uri)}$", "URI", "\n".join(parts)) + "\n")

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A throw-away systemd host: an overlay of / booted by systemd-nspawn in about 3 seconds.

It has its own network, D-Bus system bus, /run, /etc and /var; what is done inside never reaches the
machine. The overlay is mounted in a mount namespace of its own, which dies with the host: a killed
test run leaves neither processes nor mounts behind. Needs root.

As a program:  host.py [--peer | --build DIR] [COMMAND...]   runs COMMAND (default: a shell) inside.
"""

import ctypes
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Not needed inside, slow, or in each other's way when the same image is booted several times.
MASKED = """apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
    fstrim.timer logrotate.timer man-db.timer getty@tty1.service console-getty.service systemd-udevd.service
    systemd-networkd.service systemd-resolved.service systemd-timesyncd.service""".split()

# What Debian's libvirt-daemon-system would start, and its programs: gone from a host that is ours, as
# they are gone when our packages replace it.
PEER_UNITS = """libvirtd.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket libvirtd-tcp.socket
    libvirtd-tls.socket virtlogd.service virtlogd.socket virtlogd-admin.socket virtlockd.service virtlockd.socket
    virtlockd-admin.socket libvirt-guests.service""".split()
PEER_PROGRAMS = "/usr/sbin/libvirtd /usr/sbin/virtlogd /usr/sbin/virtlockd".split()

# Our sockets, started when the build has them.
OUR_SOCKETS = """virtqemud.socket virtqemud-ro.socket virtqemud-admin.socket
    virtproxyd.socket virtproxyd-ro.socket virtproxyd-admin.socket
    virttestd.socket virttestd-ro.socket virttestd-admin.socket""".split()

OUR_DAEMONS = "virtqemud virtproxyd virttestd".split()

# Where an instrumented build leaves what its sanitizers report.
SANITIZER_REPORTS = "/var/log/pleiad-sanitizer"

TESTER = "tester"  # an ordinary user inside, for session instances


class HostError(RuntimeError):
    """The host did not come up, or a command that had to work did not."""


class Host:
    """One host; use it as a context manager, or start() and stop() it."""

    def __init__(self, name="default", *, peer=False, build=None):
        self.name, self.peer, self.build = f"pleiad-{name}-{os.getpid()}", peer, build
        self.leader = 0
        self._base = self._nspawn = None
        self._reports = ""

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def root(self):
        """The host's / as seen from here; absolute links below it lead elsewhere."""
        return pathlib.Path(f"/proc/{self.leader}/root")

    @property
    def console(self):
        try:
            return (self._base / "console.log").read_text(errors="replace")
        except (OSError, TypeError):
            return ""

    def start(self):
        """Boots, installs the build if there is one, and starts its sockets."""
        _forget_dead_hosts()
        self._base = pathlib.Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir="/var/tmp"))
        try:
            self._boot()
            self._add_tester()
            if self.build:
                self.install(self.build)
        except BaseException:
            sys.stderr.write(self.console[-4000:])
            self.stop()
            raise
        return self

    def _boot(self):
        base, masked = self._base, MASKED + ([] if self.peer else PEER_UNITS)
        gone = [] if self.peer else [p for p in PEER_PROGRAMS if os.path.exists(p)]
        # Not /dev/kvm: guests are emulated, so that transcripts are the same on every machine. (With a
        # /dev/kvm that QEMU's user may not open, libvirtd probes QEMU anew at each call, 5 s each time.)
        binds = [f"--bind={d}" for d in ("/dev/net/tun", "/dev/fuse") if os.path.exists(d)]
        # Everything mounted here is seen by this process and its children alone.
        script = f"""set -e
            mount -t tmpfs tmpfs {base}; mkdir {base}/up {base}/work {base}/root
            mount -t overlay overlay -o lowerdir=/,upperdir={base}/up,workdir={base}/work {base}/root
            mkdir -p {base}/root/etc/systemd/system
            for u in {' '.join(masked)}; do ln -sf /dev/null {base}/root/etc/systemd/system/$u; done
            for p in {' '.join(gone)}; do rm -f {base}/root$p; done
            rm -f {base}/root/etc/machine-id; touch {base}/root/etc/machine-id
            echo {self.name} >{base}/root/etc/hostname
            printf '127.0.0.1 localhost\n127.0.1.1 {self.name}\n' >{base}/root/etc/hosts
            exec systemd-nspawn -q -D {base}/root -M {self.name} --register=no --keep-unit --private-network \\
                --capability=all --system-call-filter=@known --console=pipe {' '.join(binds)} -b"""
        env = dict(os.environ, SYSTEMD_NSPAWN_LOCK="0", SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="1")
        with open(base / "console.log", "wb") as log:
            self._nspawn = subprocess.Popen(
                ["unshare", "--mount", "bash", "-c", script], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=env, start_new_session=True, preexec_fn=_die_with_parent)
        self._await_boot(time.monotonic() + 60)

    def _await_boot(self, deadline):
        children = f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children"
        while time.monotonic() < deadline:
            if self._nspawn.poll() is not None:
                raise HostError(f"host '{self.name}' ended with {self._nspawn.returncode} while it booted")
            for child in pathlib.Path(children).read_text().split():
                if not _is_named(child, "systemd"):
                    continue
                self.leader = int(child)
                state = self.exec("systemctl", "is-system-running", timeout=10).stdout.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.05)
        raise HostError(f"host '{self.name}' did not come up within 60 s")

    def _add_tester(self):
        self.check("sh", "-c", f"id {TESTER} 2>/dev/null || useradd -m {TESTER}; d=/run/user/$(id -u {TESTER}); "
                   f"mkdir -p -m 755 /run/user; mkdir -p -m 700 $d; chown {TESTER}: $d")

    def install(self, build):
        """Installs a finished CMake build as packages would, and starts what their presets enable."""
        env = dict(os.environ, DESTDIR=str(self.root))
        done = subprocess.run(["cmake", "--install", str(build)], env=env, capture_output=True, text=True)
        if done.returncode:
            raise HostError(f"cmake --install failed: {done.stderr}")
        if _is_sanitized(build):
            self._gather_sanitizer_reports()
        self.check("systemd-sysusers")
        self.exec("systemd-tmpfiles", "--create")
        self.check("systemctl", "daemon-reload")
        self.exec("systemctl", "reload", "dbus")
        sockets = [s for s in OUR_SOCKETS if (self.root / "usr/lib/systemd/system" / s).exists()
                   or (self.root / "lib/systemd/system" / s).exists()]
        if sockets:
            self.check("systemctl", "preset", *sockets)
            self.check("systemctl", "start", *sockets)

    def _gather_sanitizer_reports(self):
        """Programs of an instrumented build leave their reports in this folder when it exists (cmake/sanitizer_options.cc)."""
        self._reports = SANITIZER_REPORTS
        # Looking for leaks needs ptrace, and virtproxyd may write nowhere else.
        settings = f"[Service]\nSystemCallFilter=ptrace\nReadWritePaths={self._reports}\n"
        for daemon in OUR_DAEMONS:
            folder = self.root / f"etc/systemd/system/{daemon}.service.d"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "sanitizer.conf").write_text(settings)
        self.check("mkdir", "-p", "-m", "1777", self._reports)

    @property
    def sanitized(self):
        return bool(self._reports)

    def sanitizer_reports(self):
        """What the sanitizers of an instrumented build said, in the end of each daemon too (leaks); empty when nothing."""
        if not self.sanitized:
            return ""
        self.exec("systemctl", "stop", *(f"{daemon}.service" for daemon in OUR_DAEMONS), timeout=120)
        # Those of sessions, of which virtproxyd goes by its old name too; a daemon that does not end is one more failure.
        for daemon in [*OUR_DAEMONS, "libvirtd"]:
            self.check("sh", "-c", f"pkill -TERM -x {daemon}; for i in $(seq 300); do pgrep -x {daemon} || exit 0; sleep 0.1; done; "
                       f"echo '{daemon} does not end' >&2; exit 1", timeout=60)
        pattern = "ERROR: (Address|Leak|Thread)Sanitizer|runtime error:|WARNING: ThreadSanitizer|LeakSanitizer has encountered"
        return (self.exec("sh", "-c", f"cd {self._reports} && for f in *; do [ ! -s $f ] || head -c 6000 $f; done").stdout
                + self.exec("journalctl", "-q", "--no-pager", "-o", "cat", "--case-sensitive", "-g", pattern).stdout)

    def command(self, *argv, user=None, env=None):
        """The command line that runs `argv` inside, for subprocess."""
        prefix = ["nsenter", "-t", str(self.leader), "-a", "--"]
        inside = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
                  "HOME": "/root", "USER": "root", "TERM": "dumb"}
        if user:
            uid = int(self.exec("id", "-u", user).stdout)
            inside.update(HOME=f"/home/{user}", USER=user, XDG_RUNTIME_DIR=f"/run/user/{uid}")
            prefix += ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
        inside.update(env or {})
        return prefix + ["env", "-i"] + [f"{k}={v}" for k, v in inside.items()] + list(argv)

    def exec(self, *argv, user=None, env=None, input=None, timeout=60):
        """Runs a command inside and returns its CompletedProcess with text output."""
        return subprocess.run(self.command(*argv, user=user, env=env), input=input, text=True, errors="replace",
                              stdin=subprocess.DEVNULL if input is None else None, capture_output=True, timeout=timeout)

    def check(self, *argv, **kwargs):
        """exec() that raises when the command fails; returns its standard output."""
        done = self.exec(*argv, **kwargs)
        if done.returncode:
            raise HostError(f"{' '.join(argv)}: exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def stop(self):
        """Ends the host with all its processes and throws its changes away."""
        if self._nspawn:
            # Killing the host's init ends everything in its process namespace, at once.
            for pid in filter(None, (self.leader, self._nspawn.pid)):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self._nspawn.wait()
            self._nspawn = None
        if self._base:
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None


def _is_sanitized(build):
    cache = pathlib.Path(build) / "CMakeCache.txt"
    return cache.exists() and any(line.startswith("PLEIAD_SANITIZE:") and line.split("=", 1)[1].strip()
                                  for line in cache.read_text().splitlines())


def _forget_dead_hosts():
    """Removes the control groups that hosts before this one have left: each keeps programs of the kernel attached, up to a limit
    at which units of a new host fail. Only when no host lives: a group of its own may be empty for a moment."""
    own = next((line[3:].strip() for line in open("/proc/self/cgroup") if line.startswith("0::")), "/")
    for base in ("/sys/fs/cgroup/unified", "/sys/fs/cgroup"):
        payload = pathlib.Path(base + own) / "payload"
        with contextlib.suppress(OSError):
            if "populated 0" in (payload / "cgroup.events").read_text():
                for folder, _, _ in os.walk(payload, topdown=False):
                    os.rmdir(folder)


def _is_named(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == name
    except OSError:
        return False


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def main(argv):
    options = {}
    while argv and argv[0].startswith("--"):
        option = argv.pop(0)
        if option == "--peer":
            options["peer"] = True
        elif option == "--build" and argv:
            options["build"] = os.path.abspath(argv.pop(0))
        else:
            sys.exit(__doc__)
    with Host("shell", **options) as host:
        return subprocess.call(host.command(*(argv or ["bash"])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# SPDX-License-Identifier: Apache-2.0
"""Our packages in place of Debian's libvirt-daemon-system: guests run on, under the same pid, through upgrade, removal and purge."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from hosted import host, setting

VERSION, NEXT = "0.1.0", "0.1.0.1"
PARTS = ["common", "virtqemud", "virtproxyd"]
INSIDE = "/var/tmp/packages"
GUEST = """<domain type='qemu'><name>one</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os></domain>"""


@unittest.skipIf(setting.peer, "our packages")
@unittest.skipUnless(shutil.which("cpack") and pathlib.Path("/usr/sbin/libvirtd").exists(), "needs cpack and libvirt-daemon-system")
class PackagesTest(unittest.TestCase):
    def setUp(self):
        self.host = host.Host("packages", peer=True).start()
        self.addCleanup(self.host.stop)
        # Where nothing may be started when packages are installed, in a container's image say, nothing comes back either.
        self.host.check("rm", "-f", "/usr/sbin/policy-rc.d")
        # libvirtd looks for KVM again and again where the device is there and does not work.
        self.host.exec("sh", "-c", "umount /dev/kvm; rm -f /dev/kvm")
        self._put_packages()
        (self.host.root / "var/tmp/one.xml").write_text(GUEST)

    def _put_packages(self):
        target = self.host.root / INSIDE[1:]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["cpack", "-G", "DEB", "-B", folder], cwd=setting.build, check=True, capture_output=True, timeout=300)
            (target / "next").mkdir(parents=True)
            for part in PARTS:
                [package] = pathlib.Path(folder).glob(f"pleiad-{part}_*.deb")
                shutil.copy(package, target / f"{part}.deb")
                self._raise_version(package, pathlib.Path(folder) / part, target / "next" / f"{part}.deb")

    def _raise_version(self, package, folder, result):
        subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
        control = folder / "DEBIAN/control"
        control.write_text(control.read_text().replace(f"Version: {VERSION}", f"Version: {NEXT}").replace(f"(= {VERSION})", f"(= {NEXT})"))
        subprocess.run(["dpkg-deb", "-Znone", "-b", folder, result], check=True, capture_output=True)

    def apt(self, *args):  # slow: for what dpkg can't decide alone
        self.host.check("apt-get", "-y", "--no-install-recommends", *args, env={"DEBIAN_FRONTEND": "noninteractive"}, timeout=120)

    def domains(self):
        return self.host.check("virsh", "list", "--all", "--name").split()

    def assert_guest_runs(self, pid, known=True):
        self.assertEqual(self.host.exec("pgrep", "-f", "qemu-system.*guest=one").stdout.split(), [pid])
        self.assertTrue((self.host.root / "etc/libvirt/qemu/one.xml").exists(), "the definition stays")
        if known:
            self.assertEqual(self.host.check("virsh", "domstate", "one").strip(), "running")
            proxy = "qemu+unix:///system?socket=/run/libvirt/libvirt-sock"
            self.assertEqual(self.host.check("virsh", "-c", proxy, "domstate", "one").strip(), "running")

    def enabled(self):
        return [name for name in ("virtqemud.socket", "virtproxyd.socket")
                if (self.host.root / "etc/systemd/system/sockets.target.wants" / name).is_symlink()]

    def test_guests_live_through_all_that_packages_do(self):
        self.host.check("virsh", "define", "/var/tmp/one.xml")
        self.apt("install", *(f"{INSIDE}/{part}.deb" for part in PARTS))
        self.assertEqual(self.domains(), ["one"], "libvirtd's domain is ours now")
        self.host.check("virsh", "start", "one")
        pid = self.host.check("cat", "/run/libvirt/qemu/one.pid").strip()
        with self.subTest("upgrade"):
            self.host.check("dpkg", "-i", *(f"{INSIDE}/next/{part}.deb" for part in PARTS))
            self.assert_guest_runs(pid)
        with self.subTest("removal, and back"):
            self.host.check("dpkg", "--remove", "pleiad-virtqemud")
            self.assert_guest_runs(pid, known=False)
            self.assertNotEqual(self.host.exec("virsh", "list").returncode, 0)
            self.host.check("dpkg", "-i", f"{INSIDE}/next/virtqemud.deb")
            self.assert_guest_runs(pid)
        with self.subTest("an administrator's choice outlives a removal"):
            self.host.check("systemctl", "disable", "virtproxyd.socket")
            self.host.check("dpkg", "--remove", "pleiad-virtproxyd")
            self.host.check("dpkg", "-i", f"{INSIDE}/next/virtproxyd.deb")
            self.assertEqual(self.enabled(), ["virtqemud.socket"])
        with self.subTest("purge"):
            self.host.check("dpkg", "--purge", *(f"pleiad-{part}" for part in PARTS))
            self.assert_guest_runs(pid, known=False)
            self.assertEqual(self.enabled(), [])
        with self.subTest("libvirtd again"):
            if self.host.exec("sh", "-c", "ls /var/cache/apt/archives/libvirt-daemon-system_*.deb").returncode:
                self.skipTest("Debian's packages are not at hand")
            self.apt("install", "libvirt-daemon-system", "libvirt-daemon-driver-qemu")
            self.assertEqual(self.domains(), ["one"])
            self.assert_guest_runs(pid, known=False)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Definitions that libvirtd wrote are there when our daemon takes over, unchanged, and it reads ours.

tests/data/system/takeover holds what libvirtd wrote to /etc/libvirt/qemu (NAME.xml) and what it printed of
it (NAME.dumpxml); UPDATE_GOLDEN=1 with --peer writes them anew from the documents in NAME.in.
"""

import os
import unittest

from hosted import HostedTest, scenario, setting

FILES = scenario.GOLDEN / "takeover"
NAMES = sorted(p.stem for p in FILES.glob("*.in"))
ETC = "etc/libvirt/qemu"


class TakeoverTest(HostedTest):
    def write(self, path, text, mode=0o600):
        file = self.host.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def setUp(self):
        self.start()

    def tearDown(self):
        self.start()
        self.target.sweep()
        self.run_line("rm -f /etc/libvirt/qemu/*.xml /etc/libvirt/qemu/autostart/*")

    def stop(self):
        self.run_line(f"systemctl stop {self.sockets} {self.service}")

    def start(self):
        self.run_line(f"systemctl start {self.sockets}")

    # No test: it comes first, and writes the files for the others.
    if setting.peer and os.environ.get("UPDATE_GOLDEN"):
        def test_a_write_files(self):
            for name in NAMES:
                self.write(f"var/tmp/{name}.xml", (FILES / f"{name}.in").read_text())
                self.run_line(f"virsh define /var/tmp/{name}.xml")
                (FILES / f"{name}.xml").write_text((self.host.root / ETC / f"{name}.xml").read_text())
                # As read from the file: a definition that was just made can have its controllers in another order.
                self.stop()
                self.start()
                (FILES / f"{name}.dumpxml").write_text(self.run_line(f"virsh dumpxml --security-info {name}"))
                self.run_line(f"virsh undefine --nvram {name}")

    def test_definitions_and_autostart_links_are_taken_over_unchanged(self):
        self.stop()
        for name in NAMES:
            self.write(f"{ETC}/{name}.xml", (FILES / f"{name}.xml").read_text())
        links = self.host.root / ETC / "autostart"
        links.mkdir(exist_ok=True)
        (links / f"{NAMES[0]}.xml").symlink_to(f"/etc/libvirt/qemu/{NAMES[0]}.xml")
        # Autostart happens once a boot; this host has booted, so the mark of that is made.
        self.run_line("mkdir -p /run/libvirt/qemu; touch /run/libvirt/qemu/autostarted")
        self.start()
        self.assertEqual(sorted(self.run_line("virsh list --all --name").split()), NAMES)
        self.assertEqual(self.run_line("virsh list --all --autostart --name").split(), NAMES[:1])
        for name in NAMES:
            with self.subTest(name):
                self.assertEqual(self.run_line(f"virsh dumpxml --security-info {name}"), (FILES / f"{name}.dumpxml").read_text())
                self.assertEqual((self.host.root / ETC / f"{name}.xml").read_text(), (FILES / f"{name}.xml").read_text())
        self.run_line(f"for d in {' '.join(NAMES)}; do virsh undefine --nvram $d; done")
        self.assertFalse(os.path.lexists(links / f"{NAMES[0]}.xml"), "undefine removes the link")

    def test_what_is_written_is_what_libvirtd_writes(self):
        for name in NAMES:
            with self.subTest(name):
                self.write(f"var/tmp/{name}.xml", (FILES / f"{name}.in").read_text())
                self.run_line(f"virsh define /var/tmp/{name}.xml; virsh autostart {name}")
                self.assertEqual((self.host.root / ETC / f"{name}.xml").read_text(), (FILES / f"{name}.xml").read_text())
                self.assertEqual(oct((self.host.root / ETC / f"{name}.xml").stat().st_mode & 0o777), "0o600")
                self.assertEqual(os.readlink(self.host.root / ETC / "autostart" / f"{name}.xml"), f"/etc/libvirt/qemu/{name}.xml")
                self.run_line(f"virsh undefine --nvram {name}")

    @unittest.skipUnless(not setting.peer and os.path.exists("/usr/sbin/libvirtd"), "needs Debian's libvirtd on the machine, and ours")
    def test_libvirtd_reads_ours(self):
        for name in NAMES:
            self.write(f"var/tmp/{name}.xml", (FILES / f"{name}.in").read_text())
            self.run_line(f"virsh define /var/tmp/{name}.xml")
        from host import Host
        with Host("reader", peer=True) as other:
            for name in NAMES:
                target = other.root / ETC / f"{name}.xml"
                target.write_text((self.host.root / ETC / f"{name}.xml").read_text())
            other.check("systemctl", "restart", "libvirtd.service")
            for name in NAMES:
                with self.subTest(name):
                    self.assertEqual(other.check("virsh", "dumpxml", "--security-info", name), (FILES / f"{name}.dumpxml").read_text())
        self.run_line(f"for d in {' '.join(NAMES)}; do virsh undefine --nvram $d; done")

    def test_autostart_starts_a_guest_once_a_boot(self):
        self.run_line("new tiny auto 1; virsh define auto.xml; virsh autostart auto")
        self.stop()
        self.run_line("rm -f /run/libvirt/qemu/autostarted")
        self.start()
        self.await_true("the guest is started", lambda: self.state("auto").startswith("running"))
        self.run_line(f"virsh destroy auto; systemctl restart {self.service}; virsh list >/dev/null; sleep 1")
        self.assertTrue(self.state("auto").startswith("shut off"), "once is once")
        self.run_line("virsh undefine auto")

    def test_a_broken_file_hides_no_other(self):
        self.stop()
        self.write(f"{ETC}/{NAMES[0]}.xml", (FILES / f"{NAMES[0]}.xml").read_text())
        self.write(f"{ETC}/broken.xml", "<domain type='qemu'><name>broken</na")
        self.write(f"{ETC}/other.xml", (FILES / f"{NAMES[0]}.xml").read_text().replace("000000000001", "000000000777"))
        self.write(f"{ETC}/empty.xml", "")
        self.start()
        self.assertEqual(self.run_line("virsh list --all --name").split(), NAMES[:1])
        self.run_line(f"virsh undefine --nvram {NAMES[0]}; rm -f /{ETC}/broken.xml /{ETC}/other.xml /{ETC}/empty.xml")


if __name__ == "__main__":
    unittest.main()

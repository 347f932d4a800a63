# SPDX-License-Identifier: Apache-2.0
"""A host that is broken or short of something: what the daemon finds in its folders, lacks, or gets from its launcher."""

import socket
import time
import unittest

from hosted import HostedTest, setting

DROP_IN = "/run/systemd/system/virtqemud.service.d/test.conf"
LAUNCHER = "/usr/libexec/pleiad/pleiad-launch"


@unittest.skipIf(setting.peer, "our daemon's ways")
class HostileHostTest(HostedTest):
    def setUp(self):
        self.target.sweep()

    def test_junk_among_definitions_and_records_keeps_nobody_waiting(self):
        self.run_line("new tiny one 1; virsh define one.xml; virsh start one; new tiny two 2; virsh define two.xml")
        pid = self.guest_pid("one")
        self.run_line(f"systemctl stop {self.sockets} {self.service}; cd /etc/libvirt/qemu; mkfifo fifo.xml; ln -s /dev/zero zero.xml; mkdir dir.xml;"
                      "head -c 100 one.xml >half.xml; : >empty.xml; head -c 300000 /dev/urandom >random.xml; ln -s nothing dangling.xml; cp one.xml copy.xml")
        self.run_line("cd /run/libvirt/qemu; mkfifo fifo.xml; ln -s /dev/zero zero.xml; mkdir dir.xml; head -c 300 one.xml >half.xml; : >empty.xml; cp one.xml copy.xml")
        self.run_line(f"systemctl start {self.sockets}")
        self.await_true("the guest is found again", lambda: self.state("one").startswith("running"))
        self.assertEqual(self.run_line("virsh list --all --name").split(), ["one", "two"])
        self.assertEqual(self.guest_pid("one"), pid)
        self.run_line("rm -rf /etc/libvirt/qemu/{fifo,zero,dir,half,empty,random,dangling,copy}.xml /run/libvirt/qemu/{fifo,zero,dir,half,empty,copy}.xml")
        self.run_line("virsh destroy one; virsh start two; virsh destroy two")

    def test_a_start_whose_launcher_dies_fails_at_once(self):
        self.run_line("new tiny one 1; virsh define one.xml")
        for broken in ("rm $L", "cp /bin/false $L", "printf '#!/bin/sh\\n' >$L; chmod 755 $L"):
            with self.subTest(broken=broken):
                self.run_line(f"L={LAUNCHER}; cp $L /root/launcher; {broken}")
                begin = time.monotonic()
                done = self.try_run("virsh start one")
                took = time.monotonic() - begin
                self.run_line(f"cp /root/launcher {LAUNCHER}")
                self.assertEqual(done.returncode, 1)
                self.assertIn("launcher", done.stderr)
                self.assertLess(took, 10)
                self.assertEqual(self.state("one"), "shut off (failed)")
        self.run_line("virsh start one; virsh destroy one; ! ls /var/lib/libvirt/qemu | grep -E 'launch|domain-'")

    def test_names_of_any_script_and_shape_start_and_come_back(self):
        names = ["漢字" * 15, "a-->b", "a--b", "two words", "$(id)"]
        for number, name in enumerate(names):
            self.run_line(f"new tiny x {number + 10}; python3 - <<'P'\nimport html\nt = open('x.xml').read()\n"
                          f"open('x.xml', 'w').write(t.replace('<name>x<', '<name>' + html.escape({name!r}) + '<'))\nP\nvirsh define x.xml")
            self.run_line(f"virsh start 11111111-2222-4333-8444-{number + 10:012d}")
        self.run_line("systemctl restart virtqemud")
        listed = self.run_line("virsh list --name").split("\n")
        for number, name in enumerate(names):
            self.assertIn(name, listed)
            self.run_line(f"u=11111111-2222-4333-8444-{number + 10:012d}; virsh destroy $u; virsh undefine $u")

    def test_a_daemon_without_free_descriptors_lives_and_serves_again(self):
        self.run_line(f"mkdir -p $(dirname {DROP_IN}); printf '[Service]\\nLimitNOFILE=64\\nWatchdogSec=3\\n' >{DROP_IN}; "
                      f"systemctl daemon-reload; systemctl restart {self.service}; new tiny one 1; virsh define one.xml")
        daemon = self.daemon_pid()
        path = f"{self.host.root}{self.socket_path}"
        crowd = []
        try:
            for _ in range(60):
                crowd.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                crowd[-1].connect(path)
            time.sleep(7)  # two turns of the watchdog
            self.assertEqual(self.daemon_pid(), daemon, "it can still tell that it lives")
        finally:
            for client in crowd:
                client.close()
        self.run_line("timeout 5 virsh start one; virsh destroy one")
        self.assertEqual(self.daemon_pid(), daemon)
        self.run_line(f"rm {DROP_IN}; systemctl daemon-reload; systemctl restart {self.service}")

    def test_killed_daemon_leaves_no_folder_behind(self):
        self.run_line("new tiny one 1; sed -i \"s|</domain>|<devices><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/>"
                      "</channel></devices></domain>|\" one.xml; virsh define one.xml; virsh start one")
        pid, daemon = self.guest_pid("one"), self.daemon_pid()
        self.run_line(f"systemctl stop {self.sockets}; kill -9 {daemon} {pid}; rm /run/libvirt/qemu/one.xml; systemctl start {self.sockets}")
        self.await_true("one is shut off", lambda: self.state("one").startswith("shut off"))
        self.run_line("! ls -d /var/lib/libvirt/qemu/domain-* /var/lib/libvirt/qemu/channel/target/domain-* 2>/dev/null")


if __name__ == "__main__":
    unittest.main()

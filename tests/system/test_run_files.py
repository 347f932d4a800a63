# SPDX-License-Identifier: Apache-2.0
"""Files of a run: folders with a guest's memory come and go with it; an image that QEMU would wait for is refused."""

import unittest

from hosted import HostedTest, setting

RAM = "/var/lib/libvirt/qemu/ram"
HUGE = "/dev/hugepages/libvirt/qemu"


@unittest.skipIf(setting.peer, "looks at what only ours is asked for: libvirtd waits with QEMU for a FIFO")
class RunFilesTest(HostedTest):
    def tearDown(self):
        self.target.sweep()

    def folders(self):
        return self.try_run(f"ls {RAM} {HUGE} 2>/dev/null | grep -- - ; true").stdout.split()

    def test_memory_in_files_has_a_folder_for_the_run(self):
        self.run_line("new small one 1; sed -i \"s|<vcpu|<memoryBacking><source type='file'/><access mode='shared'/></memoryBacking>&|\" one.xml; "
                      "virsh define one.xml; virsh start one; booted one")
        [folder] = self.folders()
        self.assertRegex(folder, r"^\d+-one$")
        self.assertEqual(self.run_line(f"stat -c '%U %a' {RAM}/{folder}").strip(), "libvirt-qemu 700")
        self.host.check("kill", "-9", str(self.daemon_pid()))
        self.await_true("the guest is found again", lambda: self.state("one").startswith("running"))
        self.assertEqual(self.folders(), [folder])
        self.run_line("virsh destroy one")
        self.assertEqual(self.folders(), [])

    def test_folder_of_a_guest_that_died_without_its_daemon_goes(self):
        self.run_line("new tiny one 1; sed -i \"s|<vcpu|<memoryBacking><source type='file'/></memoryBacking>&|\" one.xml; "
                      "virsh define one.xml; virsh start one")
        pid = self.guest_pid("one")
        self.run_line(f"systemctl stop {self.sockets} {self.service}; kill -9 {pid}; mkdir {RAM}/900-one; touch {RAM}/900-one/pc.ram; "
                      f"systemctl start {self.sockets}")
        self.await_true("it is found shut off", lambda: self.state("one").startswith("shut off"))
        self.await_true("no folder is left", lambda: not self.folders())

    def test_memory_of_no_file_needs_no_folder(self):
        self.run_line("new tiny one 1; sed -i \"s|<vcpu|<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>&|\" one.xml; "
                      "virsh create one.xml")
        self.assertEqual(self.folders(), [])

    def test_huge_pages_that_are_not_there_are_named(self):
        self.run_line("new tiny one 1; sed -i \"s|<vcpu|<memoryBacking><hugepages><page size='3' unit='MiB'/></hugepages></memoryBacking>&|\" one.xml; "
                      "virsh define one.xml")
        done = self.try_run("virsh start one")
        self.assertRegex(done.stderr, "Unable to find any usable hugetlbfs mount for 3072 KiB|hugetlbfs filesystem is not mounted")
        self.assertEqual((self.folders(), self.guest_processes()), ([], []))

    def test_image_that_is_a_fifo_is_refused_at_once(self):
        self.run_line("new tiny one 1; rm -f pipe; mkfifo pipe; qemu-img create -q -f raw raw.img 1M")
        for source, what in [("pipe", "disk"), ("over.qcow2", "disk"), ("pipe", "cdrom")]:
            with self.subTest(source=source, what=what):
                self.run_line("rm -f over.qcow2; qemu-img create -q -f qcow2 -u -b pipe -F raw over.qcow2 1M; new tiny one 1; "
                              f"sed -i \"s|</domain>|<devices><disk type='file' device='{what}'><driver name='qemu' "
                              f"type='{'qcow2' if 'over' in source else 'raw'}'/><source file='$PWD/{source}'/>"
                              "<target dev='sdb' bus='sata'/></disk></devices></domain>|\" one.xml; virsh define one.xml")
                done = self.try_run("timeout 10 virsh start one")
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertRegex(done.stderr, "internal error: image '/.*/pipe' is a FIFO: a regular file or a device is needed")
                self.assertEqual(self.guest_processes(), [])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""What a guest takes of its host: files, interfaces, a unit; given back when it ends."""

import unittest

from hosted import HostedTest, setting

DOMAIN = """cat >{name}.xml <<X
<domain type='qemu'><name>{name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
{more}<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>{devices}</devices></domain>
X
"""


def disk(path, kind="qcow2", target="vda"):
    return f"<disk type='file'><driver name='qemu' type='{kind}'/><source file='{path}'/><target dev='{target}'/></disk>"


@unittest.skipIf(setting.peer, "how ours does it")
class HostResourcesTest(HostedTest):
    def setUp(self):
        self.target.sweep()

    def create(self, name, devices, more=""):
        return self.try_run(DOMAIN.format(name=name, devices=devices, more=more) + f"virsh create {name}.xml --paused")

    def started(self, name, devices, more=""):
        done = self.create(name, devices, more)
        self.assertEqual(done.returncode, 0, done.stderr)

    def refused(self, name, devices, text, more=""):
        done = self.create(name, devices, more)
        self.assertEqual(done.returncode, 1)
        self.assertIn(text, done.stderr)
        self.assertFalse(self.guest_processes())

    def test_images_are_lent_with_their_chain_and_given_back(self):
        self.run_line("cd /var/tmp; truncate -s 1M base.img; chmod 600 base.img; qemu-img create -q -f qcow2 -F raw -b base.img mid.qcow2; "
                      "qemu-img create -q -f qcow2 -F qcow2 -b mid.qcow2 top.qcow2")
        owners = "stat -c '%n %U' /var/tmp/base.img /var/tmp/top.qcow2"
        self.started("chain", disk("/var/tmp/top.qcow2"))
        self.assertEqual(self.run_line(owners), "/var/tmp/base.img libvirt-qemu\n/var/tmp/top.qcow2 libvirt-qemu\n")
        self.assertIn("<source file='/var/tmp/base.img'/>", self.run_line("virsh dumpxml chain"))
        self.host.check("kill", "-9", str(self.daemon_pid()))
        self.await_true("the daemon is back", lambda: self.state("chain").startswith("paused"))
        self.run_line("virsh destroy chain")
        self.assertEqual(self.run_line(owners), "/var/tmp/base.img root\n/var/tmp/top.qcow2 root\n")
        self.run_line("rm /var/tmp/base.img")
        self.refused("nobase", disk("/var/tmp/top.qcow2"), "Cannot access backing file '/var/tmp/base.img' of storage file '/var/tmp/top.qcow2'")

    def test_what_is_missing_or_closed_is_refused_by_name(self):
        self.refused("miss", disk("/nodir/x.img", "raw"), 
                     "Cannot access storage file '/nodir/x.img' (as uid:64055, gid:64055): No such file or directory")
        self.run_line("mkdir -p -m 700 /root/closed; truncate -s 1M /root/closed/a.img; chmod 700 /root")
        self.refused("closed", disk("/root/closed/a.img", "raw"), "folder '/root' denies this user 'x': Permission denied")

    def test_bridged_card_has_a_tap_that_ends_with_the_guest(self):
        self.run_line("ip link add br7 type bridge; ip link set br7 up mtu 1400")
        self.started("br", "<interface type='bridge'><source bridge='br7'/><mac address='52:54:00:11:22:33'/>"
                           "<model type='virtio'/><driver queues='2'/></interface>")
        tap = self.run_line("virsh domiflist br | awk '/br7/ {print $1}'").strip()
        self.assertRegex(tap, r"^vnet\d+$")
        link = self.run_line(f"ip -d link show {tap}")
        for part in ("mtu 1400", "master br7", "fe:54:00:11:22:33", "multi_queue", "UP"):
            self.assertIn(part, link)
        self.run_line("virsh destroy br")
        self.assertNotIn("vnet", self.run_line("ip link"))
        self.refused("nobr", "<interface type='bridge'><source bridge='nobr'/></interface>",
                     "Cannot get interface MTU on 'nobr': No such device")

    def test_unit_holds_the_guest_in_its_sandbox_and_limits(self):
        self.started("boxed", "", "<memtune><hard_limit unit='MiB'>512</hard_limit></memtune><cputune><shares>300</shares></cputune>")
        pid = self.guest_pid("boxed")
        unit = self.run_line("systemctl list-units --plain --no-legend 'qemu-*-boxed.service' | cut -d' ' -f1").strip()
        shown = self.run_line(f"systemctl show {unit} -p Slice,MemoryMax,CPUWeight,NoNewPrivileges,MainPID")
        for part in ("Slice=machine.slice", f"MemoryMax={512 << 20}", "CPUWeight=300", "NoNewPrivileges=yes", f"MainPID={pid}"):
            self.assertIn(part, shown)
        status = self.run_line(f"cat /proc/{pid}/status")
        for part in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000"):
            self.assertIn(part, status)
        self.assertIn("boxed", self.run_line("machinectl list --no-legend"))
        self.run_line("virsh destroy boxed")


if __name__ == "__main__":
    unittest.main()

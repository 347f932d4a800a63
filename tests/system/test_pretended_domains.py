# SPDX-License-Identifier: Apache-2.0
"""virttestd's domains: snapshots, checkpoints, saves and tuning as libvirt's own test driver has them (see pretended_case), and
what that one lacks: devices, blockjobs, the guest's agent."""

import unittest

from pretended_case import PretendedTest

SNAPSHOT = "<domainsnapshot><name>s1</name><description>first</description></domainsnapshot>"
CHECKPOINT = "<domaincheckpoint><name>c2</name><description>two</description><disks><disk name='vda' checkpoint='bitmap'/></disks></domaincheckpoint>"
DISK = "<disk type='file' device='disk'><source file='/guest/d2'/><target dev='vdb' bus='virtio'/></disk>"
CARD = "<interface type='network'><mac address='52:54:00:11:22:33'/><source network='default'/><link state='down'/></interface>"

SCRIPTS = {
    "trees of snapshots": """snapshot-create test DIR/snap.xml; snapshot-dumpxml test s1; snapshot-create test DIR/snap.xml; snapshot-create-as test s2;
        snapshot-create-as test s3; snapshot-list test --tree; snapshot-list test; snapshot-current test --name; snapshot-info test s2;
        snapshot-parent test s2; snapshot-parent test s1; snapshot-list test --parent; snapshot-list test --roots; snapshot-list test --leaves;
        snapshot-list test --no-leaves; snapshot-list test --from s1; snapshot-list test --from s1 --descendants; snapshot-list test --internal;
        snapshot-list test --external; snapshot-list test --active; snapshot-list test --inactive; snapshot-list test --disk-only;
        snapshot-list test --metadata; snapshot-list test --no-metadata; snapshot-list test --topological; snapshot-dumpxml test nosuch;
        snapshot-revert test s1; domstate test --reason; snapshot-current test --name; snapshot-create-as test s4; snapshot-list test --tree;
        snapshot-create-as test s5 --disk-only; snapshot-delete test s2; snapshot-list test --tree; snapshot-delete test s1 --children-only;
        snapshot-list test --tree; snapshot-current test --name; snapshot-create-as test s6 --halt; domstate test --reason;
        list --all --with-snapshot; list --all --without-snapshot; snapshot-revert test s6; domstate test --reason;
        snapshot-revert test s1 --paused; domstate test --reason; snapshot-create-as test s7; snapshot-revert test s7; domstate test --reason;
        destroy test; undefine test; undefine test --snapshots-metadata; list --all; snapshot-list test""",
    "trees of checkpoints": """checkpoint-create-as test c1; checkpoint-dumpxml test c1; checkpoint-create-as test c1; checkpoint-create test DIR/check.xml;
        checkpoint-create-as test c3 --diskspec vda,checkpoint=no; checkpoint-list test; checkpoint-list test --tree; checkpoint-list test --parent;
        checkpoint-list test --roots; checkpoint-list test --leaves; checkpoint-list test --no-leaves; checkpoint-list test --from c1;
        checkpoint-list test --from c1 --descendants; checkpoint-info test c2; checkpoint-parent test c2; checkpoint-parent test c1;
        checkpoint-dumpxml test c2 --size; checkpoint-dumpxml test c2 --no-domain; checkpoint-dumpxml test nosuch; checkpoint-delete test c2;
        checkpoint-list test --tree; checkpoint-delete test c1 --children; checkpoint-list test; checkpoint-create test DIR/check.xml --quiesce;
        checkpoint-create test DIR/check.xml --redefine; snapshot-create test DIR/snap.xml; list --with-checkpoint; destroy test;
        checkpoint-create-as test off; undefine test; checkpoint-list nosuch""",
    "saves and dumps": """cd DIR; save test one.save; domstate test --reason; list --all; save-image-dumpxml one.save;
        save-image-define one.save disk.xml; restore one.save; domstate test --reason; restore one.save;
        save-image-dumpxml none; restore disk.xml; save test /nosuch/file; dump test core; domstate test --reason; dump test core --live;
        dump test core --crash; domstate test --reason; start test; dump test core --memory-only; dump test /nosuch/file""",
    "limits": """blkiotune test; blkiotune test --weight 500; blkiotune test --device-weights /dev/sda,400; blkiotune test; blkiotune test --config;
        blkdeviotune test vda; blkdeviotune test vda --total-bytes-sec 1000; blkdeviotune test vda --total-bytes-sec 1000 --total-bytes-sec-max 2000;
        blkdeviotune test vda --read-bytes-sec 5; blkdeviotune test nosuch --read-bytes-sec 5; blkdeviotune test nosuch; blkdeviotune test vda;
        domiftune test testnet0; domiftune test testnet0 --inbound 100,,300; domiftune test testnet0; domiftune test nosuch; numatune test;
        numatune test --mode strict; numatune test --nodeset 0-1; numatune test --mode preferred --nodeset 0; numatune test; memtune test --hard-limit 100;
        perf test; perf test --enable cmt; perf test --enable cmt,cpu_cycles; perf test --config; dumpxml test""",
    "threads and actions": """iothreadadd test 1; iothreadadd test 3; iothreadadd test 3; iothreadadd test 0; iothreadinfo test; iothreadpin test 1 0; iothreadpin test 9 0;
        iothreadinfo test; iothreadset test 1 --poll-max-ns 100; iothreadset test 9 --poll-max-ns 100; iothreaddel test 3; iothreaddel test 9;
        iothreadadd test 5 --config; iothreadinfo test --config; dumpxml test --inactive; emulatorpin test 1; emulatorpin test; emulatorpin test --config;
        set-lifecycle-action test reboot destroy; set-lifecycle-action test crash restart --config; dumpxml test --inactive""",
}

# Prints what calls give that virsh has no command for.
CALLS = """
def call(text):
    try:
        print(text, eval(text))
    except libvirt.libvirtError as error:
        print(text, error.get_error_code(), error.get_error_message())
SNAPSHOT = domain.snapshotCreateXML("<domainsnapshot><name>a</name></domainsnapshot>").getXMLDesc()
def again(**change):
    text = SNAPSHOT
    for old, new in change.values():
        text = text.replace(old, new, 1)
    return text
def below(name, parent):
    return again(name=("<name>a<", "<name>" + name + "<"), parent=("<memory snap", "<parent><name>" + parent + "</name></parent><memory snap"))
for text in ("domain.setTime({'seconds': 100, 'nseconds': 5})", "domain.getTime()", "domain.memoryPeek(0, 10, 1)", "domain.memoryPeek(250, 10, 2)",
             "domain.sendProcessSignal(7, 9)", "domain.sendProcessSignal(1, 65)", "domain.sendProcessSignal(1, 15)", "domain.state()",
             "domain.sendProcessSignal(1, 15)", "domain.create()", "domain.create()",
             "domain.snapshotCreateXML(SNAPSHOT, 1).getName()", "domain.snapshotCreateXML(below('b', 'none'), 1).getName()",
             "domain.snapshotCreateXML(below('b', 'a'), 1).getName()", "domain.snapshotCreateXML(below('a', 'b'), 1)",
             "domain.snapshotCreateXML(below('a', 'a'), 1)", "domain.snapshotCreateXML(SNAPSHOT, 2)", "domain.snapshotCreateXML(SNAPSHOT, 4)",
             "domain.snapshotCreateXML('<x/>')", "domain.snapshotCreateXML('<domainsnapshot><name>r</name></domainsnapshot>', 1)",
             "domain.snapshotCreateXML(again(uuid=('6695eb01', '7695eb01')), 1)", "domain.hasCurrentSnapshot()", "domain.snapshotCurrent().getName()",
             "domain.snapshotLookupByName('b').getParent().getName()", "domain.snapshotLookupByName('a').getParent()",
             "domain.snapshotLookupByName('a').isCurrent()", "domain.snapshotLookupByName('b').hasMetadata()",
             "domain.snapshotLookupByName('a').numChildren()", "domain.snapshotLookupByName('a').listChildrenNames()",
             "domain.snapshotLookupByName('none')", "domain.snapshotNum(1 << 16)",
             "domain.revertToSnapshot(domain.snapshotLookupByName('a'), 3)", "domain.revertToSnapshot(domain.snapshotLookupByName('a'), 4)",
             "domain.revertToSnapshot(domain.snapshotLookupByName('a'), 64)", "domain.snapshotLookupByName('a').delete(2)",
             "domain.snapshotLookupByName('a').delete(1)", "domain.snapshotListNames()", "domain.hasCurrentSnapshot()",
             "domain.addIOThread(1)", "domain.setIOThreadParams(1, {'poll_max_ns': 10})", "connection.getAllDomainStats(129)[0][1]",
             "domain.setIOThreadParams(1, {'foo': 10})", "domain.setIOThreadParams(1, {'poll_max_ns': 10}, 2)", "domain.pinIOThread(1, (False,))",
             "domain.setNumaParameters({'numa_nodeset': '0-1', 'numa_mode': 9})", "domain.setLifecycleAction(9, 1)", "domain.setLifecycleAction(1, 9)",
             "domain.setMemoryStatsPeriod(5)", "domain.launchSecurityInfo()", "domain.saveFlags('/tmp/x', None, 4)", "domain.saveFlags('/tmp/x', '<a/>', 0)",
             "connection.restoreFlags('/tmp/x', None, 2)", "domain.coreDumpWithFormat('/tmp/x', 2, 0)"):
    call(text)
"""

# Prints what events come of snapshots, saves and dumps; files in argv[2].
EVENTS = """
listen("LIFECYCLE")
make, revert = "snapshotCreateXML('<domainsnapshot><name>%s</name></domainsnapshot>', %d)", "revertToSnapshot(domain.snapshotLookupByName('%s'), %d)"
for step in (make % ("a", 0), make % ("halt", 8), revert % ("a", 0), revert % ("a", 0), revert % ("a", 2), revert % ("a", 1), "suspend()",
             make % ("paused", 0), revert % ("paused", 0), revert % ("paused", 1), "destroy()", revert % ("paused", 0),
             "save(sys.argv[2] + '/x')", "connect().restore(sys.argv[2] + '/x')", "coreDump(sys.argv[2] + '/y', 0)",
             "coreDump(sys.argv[2] + '/y', 1)"):
    eval("domain." + step)
    time.sleep(0.05)
    print(step, heard)
    heard.clear()
"""


class PretendedDomainsTest(PretendedTest):
    FILES = {"snap.xml": SNAPSHOT, "check.xml": CHECKPOINT, "disk.xml": DISK, "card.xml": CARD}

    def test_answers_as_the_stock_test_driver(self):
        self.compare(SCRIPTS)

    def tell(self, program, uri):
        return self.printed(program, uri, str(self.folder))

    def test_takes_calls_as_the_stock_test_driver(self):
        with self.daemon() as uri:
            self.assertEqual(self.recorded("calls on domains", lambda at: self.tell(CALLS, at)), self.tell(CALLS, uri))

    def test_tells_of_events_as_the_stock_test_driver(self):
        with self.daemon() as uri:
            self.assertEqual(self.recorded("events of snapshots", lambda at: self.tell(EVENTS, at)), self.tell(EVENTS, uri))

    def ask(self, uri, script):
        return self.transcript(uri, [" ".join(command.split()) for command in script.split(";")])

    def test_devices_come_change_and_go(self):
        with self.daemon() as uri:
            text = self.ask(uri, """attach-device test DIR/disk.xml; attach-device test DIR/disk.xml; attach-device test DIR/disk.xml --config;
                domblklist test; domblklist test --inactive; attach-interface test network default --mac 52:54:00:11:22:33; domiflist test;
                update-device test DIR/card.xml; domif-getlink test 52:54:00:11:22:33; detach-device test DIR/card.xml; domiflist test;
                detach-disk test vdb; detach-disk test vdb; detach-device-alias test nosuch; blockresize test vda 1G; domblkinfo test vda""")
        self.assertEqual(text.count("Device attached successfully"), 2, text)
        self.assertIn("operation failed: the domain has a disk device vdb already", text)
        self.assertEqual(text.count("/guest/d2"), 2, text)
        self.assertIn("52:54:00:11:22:33 down", text)
        self.assertIn("Disk detached successfully", text)
        self.assertIn("no device found with alias nosuch", text)
        self.assertIn("Capacity:       1073741824", text)

    def test_device_events_name_the_alias(self):
        program = """
listen("DEVICE_ADDED", "DEVICE_REMOVED")
domain.attachDeviceFlags(open(sys.argv[2] + "/disk.xml").read(), 1)
domain.detachDeviceAlias("disk1", 1)
time.sleep(0.1)
print(heard)
"""
        with self.daemon() as uri:
            self.assertEqual(self.tell(program, uri), "[('disk1',), ('disk1',)]\n")

    def test_blockjobs_take_their_time_and_tell_their_end(self):
        program = """
listen("BLOCK_JOB_2")
domain.blockPull("vda", 64)
time.sleep(0.1)
job = domain.blockJobInfo("vda")
print(job["type"], job["bandwidth"], 0 < job["cur"] < job["end"])
domain.blockJobSetSpeed("vda", 0)
while not heard:
    time.sleep(0.02)
print(heard, domain.blockJobInfo("vda"))
heard.clear()
domain.blockCopy("vda", "<disk type='file'><source file='/copy'/></disk>", {})
try:
    domain.blockJobAbort("vda", libvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
except libvirt.libvirtError as error:
    print(error)
while not heard:
    time.sleep(0.02)
domain.blockJobAbort("vda", libvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
time.sleep(0.1)
print(heard, "/copy" in domain.XMLDesc())
"""
        with self.daemon() as uri:
            self.assertEqual(self.tell(program, uri).splitlines()[-4:], [
                "1 64 True", "[('vda', 1, 0)] {}",
                "block copy still active: block job on disk 'vda' not ready for pivot yet", "[('vda', 2, 3), ('vda', 2, 0)] True"])

    def test_agent_answers(self):
        with self.daemon() as uri:
            text = self.ask(uri, """guestinfo test; guestvcpus test; guestvcpus test --cpulist 1 --disable; guestvcpus test; guestvcpus test --cpulist 0 --disable;
                set-user-sshkeys test root --file DIR/disk.xml; get-user-sshkeys test root; guest-agent-timeout test --timeout 5;
                dompmsuspend test mem; domstate test; dompmwakeup test; domstate test --reason; setvcpu test 1 --disable --live; vcpucount test --live""")
        for line in ("os.name             : Test", "hostname            : testhost", "online         : 0\n", "vCPU '0' can't be set offline",
                     DISK, "pmsuspended", "running (event wakeup)"):
            self.assertIn(line, text)

    def test_managed_save_can_be_read_and_changed(self):
        with self.daemon() as uri:
            text = self.ask(uri, """managedsave test; dumpxml test; managedsave-dumpxml test; managedsave-define test DIR/disk.xml; start test;
                managedsave-dumpxml test""")
        self.assertEqual(text.count("<name>test</name>"), 2, text)
        self.assertIn("domain does not have managed save image", text)

    def test_what_it_lacks_is_refused_by_name(self):
        with self.daemon() as uri:
            text = self.ask(uri, """console test;
                qemu-monitor-command test x""")
        self.assertIn("this function is not supported by the connection driver: virDomainQemuMonitorCommand", text)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""What virttestd's domains have beside those of libvirt's own test driver: jobs that go on by the clock, backups, limits of moves, figures
in all groups, consoles. Where a number or a word could be asked of libvirtd, it is what that one says."""

import unittest

from pretended_case import PretendedTest

# What a program below begins with: a second connection, and `say` for a call that may fail.
MORE = """
other = libvirt.open(sys.argv[1])
same = other.lookupByName("test")
def wait(condition):
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    print("never")
def say(call, *arguments):
    try:
        print(call(*arguments))
    except libvirt.libvirtError as error:
        print(error.get_error_code(), error.get_error_message())
"""


class PretendedJobsTest(PretendedTest):
    def tell(self, program):
        with self.daemon() as uri:
            return self.printed(MORE + program, uri, str(self.folder)).splitlines()

    def test_a_save_goes_on_and_can_be_cancelled(self):
        self.assertEqual(self.tell("""
listen("JOB_COMPLETED")
say(domain.jobStats)
say(domain.abortJob)
domain.migrateSetMaxSpeed(64)
saving = threading.Thread(target=say, args=(domain.managedSave,))
saving.start()
wait(lambda: same.jobInfo()[0])
stats = same.jobStats()
print(stats["type"], stats["operation"], stats["memory_total"], stats["memory_bps"], stats["memory_processed"] < stats["memory_total"])
info = same.jobInfo()
print(info[0], info[3] == info[6] == 2 << 30, info[3] == info[4] + info[5])
say(same.save, "/tmp/x")
say(same.abortJobFlags, 1)
same.abortJob()
saving.join()
print(domain.isActive(), domain.hasManagedSaveImage(), domain.jobStats()["type"])
domain.migrateSetMaxSpeed(64)
saving = threading.Thread(target=say, args=(domain.managedSave,))
saving.start()
wait(lambda: same.jobInfo()[0])
same.migrateSetMaxSpeed(0)
saving.join()
print(domain.isActive(), domain.hasManagedSaveImage())
for flags in (3, 1, 1):
    stats = domain.jobStats(flags)
    print(stats["type"], stats.get("operation"), stats.get("memory_remaining"))
say(domain.jobStats)
wait(lambda: len(heard) == 2)
print([event["operation"] for event, in heard])
"""), ["{'type': 0}", "55 Requested operation is not valid: no job is active on the domain",
       "2 2 2147483648 67108864 True", "2 True True",
       "68 Timed out during operation: cannot acquire state change lock: another job is active",
       "55 Requested operation is not valid: current job is not outgoing migration in post-copy mode",
       "78 operation aborted: domain save job: canceled by client", "1 0 0", "0", "0 1", "3 2 0", "3 2 0", "0 None None",
       "55 Requested operation is not valid: domain is not running", "[2, 2]"])

    def test_a_domain_that_ends_ends_its_job(self):
        self.assertEqual(self.tell("""
domain.migrateSetMaxSpeed(1)
dumping = threading.Thread(target=say, args=(domain.coreDump, sys.argv[2] + "/core"))
dumping.start()
wait(lambda: same.jobInfo()[0])
print(same.jobStats()["operation"])
same.destroy()
dumping.join()
guest = connection.createXML("<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os></domain>")
guest.migrateSetMaxSpeed(1)
dumping = threading.Thread(target=say, args=(guest.coreDump, sys.argv[2] + "/core"))
dumping.start()
seen = other.lookupByName("two")
wait(lambda: seen.jobInfo()[0])
seen.destroy()
dumping.join()
"""), ["8", "9 operation failed: domain is no longer running", "9 operation failed: domain is no longer running"])

    def test_the_daemon_ends_though_jobs_go_on(self):
        self.assertEqual(self.tell("""
domain.migrateSetMaxSpeed(1)
threading.Thread(target=domain.managedSave, daemon=True).start()
wait(lambda: same.jobInfo()[0])
print(same.jobInfo()[0])
sys.stdout.flush()
import os
os._exit(0)
"""), ["2"])

    def test_a_backup_is_pushed_by_itself(self):
        answers = self.tell("""
listen("JOB_COMPLETED"), listen("BLOCK_JOB_2")
domain.backupBegin("<domainbackup/>", "<domaincheckpoint><name>c1</name></domaincheckpoint>")
stats = domain.jobStats()
print(stats["type"], stats["operation"], stats["disk_total"] == stats["disk_processed"] + stats["disk_remaining"] == 1 << 30)
print(domain.backupGetXMLDesc().replace(chr(10), " "))
say(domain.backupBegin, "<domainbackup/>", None)
say(domain.managedSave)
wait(lambda: len(heard) == 2)
print(domain.jobStats(1)["success"], heard[0][0]["success"], heard[1])
say(domain.backupGetXMLDesc)
say(domain.backupBegin, "<domainbackup><incremental>c9</incremental></domainbackup>", None)
say(domain.backupBegin, "<domainbackup/>", "<domaincheckpoint><name>c1</name></domaincheckpoint>")
print(domain.listAllCheckpoints()[0].getName(), domain.jobStats()["type"])
heard.clear()
domain.backupBegin("<domainbackup><incremental>c1</incremental></domainbackup>", None)
domain.abortJob()
stats = domain.jobStats(1)
print(stats["type"], stats["success"], stats["errmsg"])
wait(lambda: len(heard) == 2)
print(heard[1])
domain.destroy()
say(domain.backupBegin, "<domainbackup/>", None)
""")
        self.assertEqual(answers[0], "2 9 True")
        self.assertRegex(answers[1], "^<domainbackup mode='push'> *<disks> *<disk name='vda' backup='yes' type='file' backupmode='full'> *"
                                     "<driver type='qcow2'/> *<target file='/guest/diskimage1.c1'/> *</disk> *</disks> *</domainbackup> *$")
        self.assertEqual(answers[2:], [
            "68 Timed out during operation: cannot acquire state change lock: another job is active",
            "68 Timed out during operation: cannot acquire state change lock: another job is active", "True True ('vda', 5, 0)",
            "104 Domain backup job id not found: no domain backup job present",
            "103 Domain checkpoint not found: Checkpoint 'c9' for incremental backup of disk 'vda' not found",
            "9 operation failed: domain moment c1 already exists", "c1 0", "5 False Operation canceled", "('vda', 5, 2)",
            "84 Operation not supported: cannot perform disk backup for inactive domain"])

    def test_a_backup_is_pulled_until_it_is_ended(self):
        self.assertEqual(self.tell("""
listen("JOB_COMPLETED"), listen("BLOCK_JOB_2")
domain.backupBegin("<domainbackup mode='pull'><server transport='unix' socket='/s'/></domainbackup>", None)
stats = domain.jobStats()
print(stats["type"], stats["disk_temp_total"], "disk_total" in stats, domain.jobInfo()[3:])
print("<server transport='unix' socket='/s'/>" in domain.backupGetXMLDesc())
domain.abortJob()
stats = domain.jobStats(1)
print(stats["type"], stats["success"], stats["errmsg"])
wait(lambda: len(heard) == 2)
print(heard[1])
domain.backupBegin("<domainbackup mode='pull'><server name='localhost'/></domainbackup>", None)
domain.destroy()
say(domain.backupGetXMLDesc)
domain.create()
print(domain.jobStats())
"""), ["2 1073741824 False [0, 0, 0, 0, 0, 0, 0, 0, 0]", "True", "3 True Operation canceled", "('vda', 5, 2)",
       "104 Domain backup job id not found: no domain backup job present", "{'type': 0}"])

    def test_limits_of_moves_are_kept(self):
        self.assertEqual(self.tell("""
for call, arguments in ((domain.migrateGetMaxSpeed, ()), (domain.migrateSetMaxSpeed, (1 << 60,)), (domain.migrateSetMaxSpeed, (7,)),
                        (domain.migrateGetMaxSpeed, ()), (domain.migrateGetMaxSpeed, (1,)), (domain.migrateSetMaxSpeed, (5, 1)),
                        (domain.migrateGetMaxSpeed, (1,)), (domain.migrateGetMaxDowntime, ()), (domain.migrateSetMaxDowntime, (5,)),
                        (domain.migrateGetMaxDowntime, ()), (domain.migrateGetCompressionCache, ()),
                        (domain.migrateSetCompressionCache, (1 << 20,)), (domain.migrateGetCompressionCache, ()),
                        (domain.migrateStartPostCopy, ()), (domain.destroy, ()), (domain.migrateGetMaxSpeed, ()),
                        (domain.migrateGetMaxSpeed, (1,)), (domain.migrateGetMaxDowntime, ()), (domain.create, ()),
                        (domain.migrateGetMaxDowntime, ())):
    say(call, *arguments)
"""), ["8796093022207", "82 numerical overflow: bandwidth must be less than 8796093022208", "0", "7", "0", "0", "5", "300", "0", "5",
       "67108864", "0", "1048576",
       "55 Requested operation is not valid: post-copy can only be started while outgoing migration is in progress", "0", "7",
       "55 Requested operation is not valid: domain is not running", "None", "0", "300"])


    def test_figures_are_there_in_every_group(self):
        self.assertEqual(self.tell("""
def groups(*of):
    return [name.split(".")[0] for name in connection.getAllDomainStats(*of)[0][1]]
print(sorted(set(groups())))
for group in range(10):
    print(group, sorted(set(groups(1 << group))))
say(connection.getAllDomainStats, 1 << 6, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS)
print(sorted(domain.blockStatsFlags("vda")) == sorted(domain.blockStatsFlags("")), domain.blockStatsFlags("vda")["rd_operations"] > 0)
say(domain.blockStatsFlags, "nosuch")
print(domain.blockPeek("vda", 250, 4), domain.blockPeek("/guest/diskimage1", 0, 2))
say(domain.blockPeek, "nosuch", 0, 2)
domain.destroy()
print(sorted(set(groups())))
"""), ["['balloon', 'block', 'cpu', 'dirtyrate', 'net', 'state', 'vcpu']", "0 ['state']", "1 ['cpu']", "2 ['balloon']", "3 ['vcpu']", "4 ['net']",
       "5 ['block']", "6 []", "7 []", "8 []", "9 ['dirtyrate']",
       "74 argument unsupported: Stats types bits 0x40 are not supported by this daemon", "True True", "8 invalid argument: invalid path: nosuch",
       r"b'\xfa\xfb\xfc\xfd' b'\x00\x01'", "8 invalid argument: no disk with path 'nosuch' was found", "['balloon', 'block', 'state', 'vcpu']"])

    def test_a_commit_takes_images_out_of_the_chain(self):
        self.assertEqual(self.tell("""
listen("BLOCK_JOB_2")
guest = connection.createXML("<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os><devices><disk type='file' device='disk'>"
    "<source file='/own'/><backingStore type='file'><format type='qcow2'/><source file='/middle'/><backingStore type='file'><format type='raw'/>"
    "<source file='/low'/><backingStore/></backingStore></backingStore><target dev='vda'/></disk></devices></domain>")
def chain():
    return [name for name in ("/own", "/middle", "/low") if f"'{name}'" in guest.XMLDesc()]
say(guest.blockCommit, "vda", None, None)
say(guest.blockCommit, "vda", None, "/nosuch")
guest.blockCommit("vda", None, "/middle")
wait(lambda: heard)
print(heard, chain())
heard.clear()
guest.blockCommit("vda", None, None, 0, libvirt.VIR_DOMAIN_BLOCK_COMMIT_ACTIVE)
wait(lambda: heard)
guest.blockJobAbort("vda", libvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
wait(lambda: len(heard) == 2)
print(heard, chain())
"""), ["8 invalid argument: commit of 'vda' active layer requires active flag",
       "8 invalid argument: could not find image '/nosuch' in chain for 'vda'", "[('vda', 3, 0)] ['/own', '/low']",
       "[('vda', 4, 3), ('vda', 4, 0)] ['/low']"])

    def test_thresholds_are_told_of_when_they_are_passed(self):
        self.assertEqual(self.tell("""
listen("BLOCK_THRESHOLD")
def threshold():
    return connection.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_BLOCK)[0][1].get("block.0.threshold")
say(domain.setBlockThreshold, "nosuch", 5)
domain.setBlockThreshold("vda", 1000)
wait(lambda: heard)
print(heard, threshold())
heard.clear()
domain.setBlockThreshold("vda[1]", 2 << 40)
print(threshold())
domain.blockResize("vda", 3 << 40, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
wait(lambda: heard)
print(heard, threshold())
domain.setBlockThreshold("vda", 9 << 40)
domain.setBlockThreshold("vda", 0)
print(threshold())
domain.destroy()
say(domain.setBlockThreshold, "vda", 1)
"""), ["8 invalid argument: failed to find disk 'nosuch'",
       f"[('vda', '/guest/diskimage1', 1000, {(1 << 40) - 1000})] None", str(2 << 40),
       f"[('vda', '/guest/diskimage1', {2 << 40}, {1 << 40})] None", "None", "55 Requested operation is not valid: domain is not running"])

    def test_the_dirty_rate_is_measured(self):
        self.assertEqual(self.tell("""
def rate():
    stats = connection.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_DIRTYRATE)[0][1]
    return [stats.get("dirtyrate." + name) for name in ("calc_status", "calc_period", "calc_mode", "megabytes_per_second", "vcpu.1.megabytes_per_second")]
print(rate())
for seconds in (0, 61):
    say(domain.startDirtyRateCalc, seconds)
say(domain.startDirtyRateCalc, 1, 3)
domain.startDirtyRateCalc(1, libvirt.VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING)
print(rate())
wait(lambda: rate()[0] == 2)
print(rate())
domain.destroy()
say(domain.startDirtyRateCalc, 1)
"""), ["[0, 0, 'page-sampling', None, None]",
       "67 unsupported configuration: seconds=0 is invalid, please choose value within [1, 60].",
       "67 unsupported configuration: seconds=61 is invalid, please choose value within [1, 60].",
       "8 Flags 'VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP' and 'VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING' are mutually exclusive",
       "[1, 1, 'dirty-ring', None, None]", "[2, 1, 'dirty-ring', 32, 16]",
       "55 Requested operation is not valid: domain is not running"])


    def test_a_console_gives_back_what_is_typed(self):
        self.assertEqual(self.tell("""
say(domain.openConsole, None, connection.newStream(), 0)
say(domain.openChannel, None, connection.newStream(), 0)
guest = connection.createXML("<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os><devices><console type='pty'/>"
    "<channel type='unix'><target type='virtio' name='org.a'/></channel><channel type='unix'><target type='virtio' name='org.b'/></channel>"
    "</devices></domain>")
# One that waits may miss what the thread of events has taken from the wire meanwhile, so these do not.
first, second, channel = [client.newStream(libvirt.VIR_STREAM_NONBLOCK) for client in (connection, other, connection)]
guest.openConsole(None, first, 0)
guest.openChannel("org.b", channel, 0)
say(guest.openChannel, "org.c", connection.newStream(), 0)
def got(stream, count):
    while (part := stream.recv(count)) == -2:
        time.sleep(0.002)
    return part
def typed(stream, text):
    back, sent = b"", 0
    while len(back) < len(text):
        if sent < len(text):
            sent += max(0, stream.send(text[sent:sent + 65536]))
        back += got(stream, 65536)
    return back
print(typed(first, b"hello"), typed(channel, b"channel"))
long = bytes(range(256)) * 1024
print(typed(first, long) == long)
same = other.lookupByName("two")
say(same.openConsole, None, other.newStream(), 0)
same.openConsole(None, second, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
say(got, first, 10)
print(typed(second, b"mine now"))
channel.finish()
channel = connection.newStream(libvirt.VIR_STREAM_NONBLOCK)
guest.openChannel(None, channel, 0)
guest.destroy()
print(got(second, 10), got(channel, 10))
"""), ["1 internal error: cannot find character device (null)", "1 internal error: cannot find channel (null)",
       "1 internal error: cannot find channel org.c", "b'hello' b'channel'", "True",
       "9 operation failed: Active console session exists for this domain", "39 stream had I/O failure",
       "b'mine now'", "b'' b''"])


    def test_files_of_disks_stay_as_long_as_their_client(self):
        self.assertEqual(self.tell("""
guest = connection.defineXML("<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os><devices><disk type='file' device='disk'>"
    "<source file='/x' fdgroup='g'/><target dev='vda'/></disk></devices></domain>")
say(guest.create)
same = other.lookupByName("two")
same.FDAssociate("g", [0, 1])
same.FDAssociate("g", [0])
say(guest.create)
guest.destroy()
del same
other.close()
def starts():
    try:
        return guest.create() == 0 and guest.destroy()
    except libvirt.libvirtError:
        return None
wait(lambda: starts() is None)
say(guest.create)
"""), ["8 invalid argument: file descriptor group 'g' was not associated with the domain", "0",
       "8 invalid argument: file descriptor group 'g' was not associated with the domain"])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Bad documents and a machine in trouble: the right code, a message that names the cause, nothing changed."""

import json
import unittest

from hosted import HostedTest, setting

TINY = """<domain type='qemu'><name>one</name><uuid>11111111-2222-4333-8444-000000000001</uuid><memory>32768</memory>
<vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>%s</devices></domain>"""
INTERNAL_ERROR, NO_TARGET, NO_NAME, XML_ERROR, XML_DETAIL, SYSTEM_ERROR, CONFIG_UNSUPPORTED, OVERFLOW = 1, 20, 21, 27, 35, 38, 67, 82
UNREADABLE = {XML_DETAIL, XML_ERROR}  # libvirtd says the first, with its parser's words

# why, document, libvirtd's code (or codes as good), a word that the message must have.
REJECTED = [
    ("no document", "", UNREADABLE, ""),
    ("not XML", "nonsense", UNREADABLE, ""),
    ("another root", "<network/>", XML_ERROR, "domain"),
    ("unclosed", "<domain type='qemu'><name>one</name>", UNREADABLE, ""),
    ("no type", "<domain><name>one</name></domain>", {INTERNAL_ERROR, XML_ERROR}, "type"),
    ("unknown type", "<domain type='nonsense'><name>one</name></domain>", {CONFIG_UNSUPPORTED, XML_ERROR}, "nonsense"),
    ("no name", TINY.replace("<name>one</name>", "") % "", NO_NAME, "name"),
    ("empty name", TINY.replace(">one<", "><") % "", NO_NAME, "name"),
    ("slash in the name", TINY.replace(">one<", ">../one<") % "", XML_ERROR, "/"),
    ("bad uuid", TINY.replace("11111111-", "zz-") % "", {INTERNAL_ERROR, XML_ERROR}, "uuid"),
    ("no memory", TINY.replace("<memory>32768</memory>", "") % "", XML_ERROR, "memory"),
    ("bad memory", TINY.replace("32768", "lots") % "", XML_ERROR, "memory"),
    ("memory overflow", TINY.replace("<memory>32768", "<memory unit='EiB'>99") % "", {OVERFLOW, XML_ERROR}, "99"),
    ("bad vcpu", TINY.replace("<vcpu>1", "<vcpu>x") % "", XML_ERROR, "vcpu"),
    ("no os type", TINY.replace("<type arch='x86_64' machine='pc'>hvm</type>", "") % "", XML_ERROR, "type"),
    ("unknown arch", TINY.replace("x86_64", "nonsense") % "", {CONFIG_UNSUPPORTED, XML_ERROR}, "nonsense"),
    # libvirtd: "No PCI buses available"; a message that names the machine is as good a reason.
    ("unknown machine", TINY.replace("'pc'", "'nonsense'") % "", {XML_ERROR, CONFIG_UNSUPPORTED, 8}, ""),
    ("disk without target", TINY % "<disk type='file' device='disk'><source file='/a'/></disk>", {NO_TARGET, XML_ERROR}, "target"),
    ("unknown disk bus", TINY % "<disk type='file'><target dev='vda' bus='nonsense'/></disk>", XML_ERROR, "nonsense"),
    ("two disks at one target", TINY % ("<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>" * 2),
     XML_ERROR, "vda"),
    ("two devices at one address", TINY % "".join(
        f"<disk type='file' device='disk'><source file='/{d}'/><target dev='{d}' bus='virtio'/>"
        "<address type='pci' domain='0' bus='0' slot='7' function='0'/></disk>" for d in ("vda", "vdb")), XML_ERROR, "address"),
    ("unknown CPU mode", TINY.replace("<devices>", "<cpu mode='nonsense'/><devices>") % "", {CONFIG_UNSUPPORTED, XML_ERROR}, "nonsense"),
    ("unknown action", TINY.replace("<devices>", "<on_crash>nonsense</on_crash><devices>") % "", {CONFIG_UNSUPPORTED, XML_ERROR}, "nonsense"),
    ("entity bomb", "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9)) + "]>" + TINY.replace(">one<", ">&j;<") % "",
     UNREADABLE, ""),
    ("outside entity", "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + TINY.replace(">one<", ">&x;<") % "",
     {NO_NAME, *UNREADABLE}, ""),
    ("nested 100,000 deep", TINY % ("<a>" * 100000 + "</a>" * 100000), UNREADABLE, ""),
    ("a name of 300 bytes", TINY.replace(">one<", f">{'n' * 300}<") % "", {SYSTEM_ERROR, XML_ERROR}, ""),
    ("a NUL in a name", TINY.replace(">one<", ">on&#0;e<") % "", UNREADABLE, ""),
]

CLIENT = """
import json, sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
conn, out = libvirt.open('qemu:///system'), []
for document in json.load(sys.stdin):
    try:
        domain = conn.defineXML(document)
        out.append([0, 'defined as ' + domain.name()[:40]])
        domain.undefine()
    except libvirt.libvirtError as error:
        out.append([error.get_error_code(), error.get_error_message()])
print(json.dumps(out))
"""


class BadInputTest(HostedTest):
    def setUp(self):
        self.run_line("virsh version")
        self.daemon = self.daemon_pid()

    def tearDown(self):
        self.assertEqual(self.daemon_pid(), self.daemon, f"the daemon is another one{self.journal()}")

    def define_all(self, documents):
        done = self.host.exec("/usr/bin/python3", "-c", CLIENT, input=json.dumps(documents), timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:] + self.journal())
        return json.loads(done.stdout)

    def test_bad_documents_are_refused_by_name(self):
        for row, (code, message) in zip(REJECTED, self.define_all([r[1] for r in REJECTED])):
            why, _, codes, word = row
            with self.subTest(why):
                self.assertIn(code, codes if isinstance(codes, set) else {codes}, message)
                self.assertIn(word.lower(), message.lower())
        self.assertEqual(self.run_line("virsh list --all --name").strip(), "")
        self.assertEqual(self.run_line("ls /etc/libvirt/qemu | grep -c xml$ || true").strip(), "0")

    def test_large_documents_are_refused_or_taken_in_time(self):
        """10 MB of text is above the limit of a string on the wire (4 MiB): the client library itself refuses it."""
        big = [TINY.replace("<devices>", f"<description>{'d' * size}</description><devices>") % "" for size in (3 << 20, 10 << 20)]
        many = TINY % "".join(f"<disk type='file' device='disk'><source file='/d{n}'/><target dev='sd{_letters(n)}' bus='scsi'/></disk>" for n in range(2000))
        results = self.define_all([*big, many])
        print("      " + "; ".join(f"{code} {message[:70]}" for code, message in results))
        self.assertNotEqual(results[1][0], 0)
        self.run_line("virsh list --all", timeout=5)

    def test_full_disk_on_define_changes_nothing(self):
        self.run_line("new tiny one 1; virsh define one.xml; mount -t tmpfs -o size=16k tmpfs /mnt; true")
        self.run_line("cp -a /etc/libvirt/qemu/one.xml /mnt/; mount --move /mnt /etc/libvirt/qemu 2>/dev/null || mount --bind /mnt /etc/libvirt/qemu")
        # The daemon's own mount namespace has to see it too.
        self.host.exec("nsenter", "-t", str(self.daemon), "-m", "mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", "/etc/libvirt/qemu")
        self.host.exec("nsenter", "-t", str(self.daemon), "-m", "sh", "-c", "cp /var/tmp/t-sys/one.xml /etc/libvirt/qemu/one.xml; dd if=/dev/zero of=/etc/libvirt/qemu/fill bs=4k 2>/dev/null")
        try:
            done = self.try_run("sed 's/<vcpu>1/<vcpu>2/' one.xml >two.xml; virsh define two.xml")
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("No space left on device", done.stderr)
            self.assertIn("<vcpu placement='static'>1<", self.run_line("virsh dumpxml one"))
            done = self.try_run("new tiny three 3; virsh define three.xml")
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertNotIn("three", self.run_line("virsh list --all --name"))
        finally:
            self.host.exec("nsenter", "-t", str(self.daemon), "-m", "umount", "/etc/libvirt/qemu")
            self.host.exec("umount", "/etc/libvirt/qemu")
        self.run_line("virsh undefine one")

    def test_missing_parts_are_named(self):
        rows = [("s|hvm</type>|hvm</type><kernel>/nosuch/vmlinuz</kernel>|", "/nosuch/vmlinuz"),
                ("s|</os>|</os><devices><disk type='file' device='disk'><source file='/nosuch/a.img'/><target dev='vda'/></disk></devices>|",
                 "/nosuch/a.img"),
                ("s|</os>|</os><devices><emulator>/nosuch/qemu</emulator></devices>|", "/nosuch/qemu"),
                ("s|</os>|</os><devices><interface type='bridge'><source bridge='nosuch0'/></interface></devices>|", "nosuch0")]
        for expression, word in rows:
            with self.subTest(word):
                done = self.try_run(f"new tiny one 1; sed -i \"{expression}\" one.xml; virsh create one.xml")
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(word, done.stderr)
                self.assertEqual(self.run_line("virsh list --all --name").strip(), "")
        self.assertFalse(self.guest_processes())
        leftovers = self.host.exec("sh", "-c", "ls /run/libvirt/qemu | grep -E 'one' ; ls /var/lib/libvirt/qemu | grep domain-").stdout
        self.assertEqual(leftovers, "", "files left by starts that failed")

    def test_emulator_that_is_none_is_named(self):
        done = self.try_run("new tiny one 1; sed -i 's|</os>|</os><devices><emulator>/bin/true</emulator></devices>|' one.xml; virsh create one.xml")
        self.assertEqual(done.returncode, 1)
        if not setting.peer:  # libvirtd names the pid file of its probe instead
            self.assertIn("/bin/true", done.stderr)


def _letters(n):
    """0 is a, 25 is z, 26 is aa: the letters of a disk's target."""
    text = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(97 + rest) + text
    return text


if __name__ == "__main__":
    unittest.main()

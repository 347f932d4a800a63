# SPDX-License-Identifier: Apache-2.0
"""Domains that move from one virttestd to another, by the client between them."""

import subprocess
import unittest

from pretended_case import HEAD, PretendedTest

GUEST = "<domain type='test'><name>two</name><memory>1048576</memory><os><type>hvm</type></os></domain>"

# Events of both sides are heard, with the side in front; `other` is the destination.
PROGRAM = HEAD + """
other = libvirt.open(sys.argv[2])
said = []
def side(name):
    return lambda connection, domain, event, detail, opaque: said.append((name, event, detail))
for name, at in (("here", connection), ("there", other)):
    at.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, side(name), None)
GUEST = %r
def say(call, *arguments):
    try:
        print(call(*arguments))
    except libvirt.libvirtError as error:
        print(error.get_error_code(), error.get_error_message())
def wait(condition):
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    print("never")
def tell():
    # The order within a side is kept, between the sides there is none.
    for name in ("here", "there"):
        print(name, [event[1:] for event in said if event[0] == name])
    said.clear()
def there(at, name="two"):
    return [(d.name(), d.state(), d.isPersistent()) for d in at.listAllDomains() if d.name() == name]
LIVE, PERSIST, UNDEFINE, PAUSED, OFFLINE = 1, 8, 16, 32, 1024
""" % GUEST


class PretendedMovesTest(PretendedTest):
    def move(self, program):
        with self.daemon() as here, self.daemon() as other:
            return subprocess.run(["/usr/bin/python3", "-c", PROGRAM + program, here, other], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=20).stdout.splitlines()

    def test_a_running_domain_goes_on_at_the_destination(self):
        self.assertEqual(self.move("""
guest = connection.defineXML(GUEST)
guest.create()
wait(lambda: len(said) == 2)
said.clear()
moved = guest.migrate3(other, {}, LIVE | PERSIST | UNDEFINE)
wait(lambda: len(said) == 6)
tell()
print(moved.name(), there(connection), there(other))
print(moved.UUIDString() == guest.UUIDString(), moved.migrate3(connection, {"destination_name": "three", "bandwidth": 10000}, LIVE | PAUSED).name())
print(there(other), there(connection, "three"))
"""), ["here [(3, 1), (5, 3), (1, 0)]", "there [(2, 1), (0, 0), (4, 1)]", "two [] [('two', [1, 2], 1)]", "True three",
       "[('two', [5, 4], 1)] [('three', [3, 1], 0)]"])

    def test_a_move_can_be_watched_and_cancelled(self):
        self.assertEqual(self.move("""
guest = connection.createXML(GUEST)
guest.migrateSetMaxSpeed(1)
moving = threading.Thread(target=say, args=(guest.migrate3, other, {}, LIVE))
moving.start()
watched = libvirt.open(sys.argv[1]).lookupByName("two")
wait(lambda: watched.jobInfo()[0])
print(watched.jobStats()["operation"], watched.jobStats()["memory_total"])
watched.abortJob()
moving.join()
print(there(connection), there(other))
guest.migrateSetMaxSpeed(0)
say(lambda: guest.migrate3(other, {}, LIVE).name())
print(there(connection), there(other))
"""), ["5 1073741824", "78 operation aborted: migration out job: canceled by client", "[('two', [1, 1], 0)] []", "two", "[] [('two', [1, 2], 0)]"])

    def test_a_definition_moves_alone(self):
        self.assertEqual(self.move("""
guest = connection.defineXML(GUEST)
say(guest.migrate3, other, {}, LIVE)
say(guest.migrate3, other, {}, OFFLINE)
guest.migrate3(other, {}, OFFLINE | PERSIST)
print(there(connection), there(other))
"""), ["55 Requested operation is not valid: domain is not running",
       "55 Requested operation is not valid: offline migration must be specified with the persistent flag set",
       "[('two', [5, 0], 1)] [('two', [5, 0], 1)]"])

    def test_what_cannot_move_stays(self):
        answers = self.move("""
say(domain.migrate3, other, {}, LIVE)
guest = connection.createXML(GUEST)
say(guest.migrate3, connection, {}, LIVE)
say(guest.migrate3, other, {"destination_xml": GUEST.replace("<name>", "<uuid>3a9a1f7d-1c8e-4f5f-8c0f-6f8b9c9a1111</uuid><name>")}, LIVE)
guest.snapshotCreateXML("<domainsnapshot/>")
say(guest.migrate3, other, {}, LIVE)
print(there(connection), there(other), domain.state())
""")
        self.assertEqual(answers, [
            "55 Requested operation is not valid: domain 'test' is already active",
            "55 Requested operation is not valid: domain 'two' is already active",
            "8 invalid argument: the definition for the destination has another uuid than the domain",
            "55 Requested operation is not valid: cannot migrate domain with 1 snapshots", "[('two', [1, 1], 0)] [] [1, 0]"])

    def test_virsh_moves_domains(self):
        with self.daemon() as here, self.daemon() as other:
            (self.folder / "two.xml").write_text(GUEST)
            text = self.transcript(here, ["create DIR/two.xml", f"migrate two {other} --verbose", "list --all"])
            self.assertIn("Migration: [100 %]", text)
            self.assertNotIn("two", text.rpartition("list --all")[2])
            self.assertIn("two", self.transcript(other, ["list"]))


if __name__ == "__main__":
    unittest.main()

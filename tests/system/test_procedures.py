# SPDX-License-Identifier: Apache-2.0
"""Every procedure of the protocol, called over the wire: the table in docs says what is there, and virttestd answers each call
with its result, with an error that has a reason, or with the right refusal."""

import contextlib
import unittest

import pretended_objects
import private_daemons
import procedure_table
import protocol
import setting
import wire

NO_SUPPORT, AUTH_FAILED, OPERATION_DENIED = 3, 45, 29
INTERNAL_ERROR, INVALID_ARG, OPERATION_INVALID, NO_SNAPSHOT, DEVICE_MISSING, NO_CHECKPOINT = 1, 8, 55, 72, 99, 103
DOCS = setting.TESTS.parent / "docs/procedures.md"

# Errors that a procedure which is there has a reason to give to the arguments of pretended_objects, with that reason.
REASONS = {
    "connect_open": ({INTERNAL_ERROR}, "it is open already"),
    "auth_sasl_init": ({AUTH_FAILED}, "no password is asked on a UNIX socket"),
    "auth_sasl_start": ({AUTH_FAILED}, "no password is asked on a UNIX socket"),
    "auth_sasl_step": ({AUTH_FAILED}, "no password is asked on a UNIX socket"),
    "domain_interface_stats": ({INVALID_ARG}, "the domain has no interface"),
    "domain_set_interface_parameters": ({INVALID_ARG}, "the domain has no interface"),
    "domain_get_interface_parameters": ({INVALID_ARG}, "the domain has no interface"),
    "domain_detach_device_alias": ({DEVICE_MISSING}, "the domain has no interface"),
    "domain_snapshot_get_parent": ({NO_SNAPSHOT}, "it is the first"),
    "domain_checkpoint_get_parent": ({NO_CHECKPOINT}, "it is the first"),
    "domain_block_job_abort": ({INVALID_ARG}, "the job has come to its end"),
    "domain_block_job_set_speed": ({INVALID_ARG}, "the job has come to its end"),
    "node_device_create_xml": ({INTERNAL_ERROR}, "the default node has no parent for it"),
    "domain_open_graphics": ({INTERNAL_ERROR}, "no descriptor comes with the call"),
    "domain_fd_associate": ({INVALID_ARG}, "no descriptor comes with the call"),
    "domain_open_console": ({INTERNAL_ERROR}, "the domain has no console"),
    "domain_open_channel": ({INTERNAL_ERROR}, "the domain has no channel"),
    "domain_migrate_start_post_copy": ({OPERATION_INVALID}, "the domain is not moved"),
    "domain_migrate_confirm3": ({OPERATION_INVALID}, "the domain is not moved"),
    "domain_migrate_confirm3_params": ({OPERATION_INVALID}, "the domain is not moved"),
    "connect_domain_monitor_event_deregister": ({INTERNAL_ERROR}, "nobody has registered"),
}

# Asks for more than its line in the table says, as it changes what it is about.
CHANGES_TOO = {"domain_set_scheduler_parameters"}
# A read-only client may say on whose behalf it speaks, and ask for addresses where the guest's agent is not asked.
READS_TOO = {"connect_set_identity", "domain_interface_addresses"}


class ProcedureTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if setting.peer:
            raise unittest.SkipTest("about the daemons of a build")

    def test_docs_list_what_daemons_answer(self):
        found = procedure_table.markdown(procedure_table.ask_daemons(setting.build))
        self.assertEqual(DOCS.read_text(), found, "run script/procedures")

    def test_every_call_has_its_result_or_refusal(self):
        outcomes = Outcomes(self)
        with Node() as shared:
            for procedure in remote_procedures():
                # What has snapshots takes no checkpoints and does not move.
                without_snapshots = "checkpoint" in procedure.name or "migrate" in procedure.name
                own = Node(without_snapshots) if procedure.changes or without_snapshots else contextlib.nullcontext(shared)
                with self.subTest(procedure.name), own as node:
                    client = node.dial()
                    pretended_objects.prepare(client, procedure, node.known)
                    outcomes.check(procedure, procedure.call(client, pretended_objects.arguments(procedure, node.known), serial=77))
                    self.assert_goes_on(procedure, client)
        print(f"      {outcomes.words()}")
        self.assertGreater(outcomes.ok, 180)

    def test_admin_calls_have_their_result(self):
        with Node() as node:
            for procedure in protocol.procedures():
                if procedure.program != "admin" or procedure.name == "connect_open":
                    continue
                with self.subTest(procedure.name):
                    client = node.daemons.dial("virttestd", "-admin")
                    values = {"srv": {"name": "virttestd"}, "name": "virttestd"}
                    reply = procedure.call(client, {field: values[field] for field, _ in fields(procedure) if field in values})
                    if reply is not None and reply[3] != wire.OK:
                        code, _, message = wire.error_of(reply[4])
                        self.assertNotIn("unknown procedure", message)
                        self.assertIn(code, range(1, 111), message)
                    client.socket.close()

    def test_read_only_clients_may_only_read(self):
        with Node() as node:
            for procedure in remote_procedures():
                with self.subTest(procedure.name):
                    client = node.dial("-ro")
                    values = pretended_objects.arguments(procedure, node.known)
                    reply = procedure.call(client, values, serial=77)
                    self.assertIsNotNone(reply, "the connection was closed")
                    self.check_read_only(procedure, reply)
                    self.assert_goes_on(procedure, client)
                for flag in flags_that_change(procedure):
                    with self.subTest(procedure.name, flag=flag):
                        client = node.dial("-ro")
                        self.assert_refused(procedure, procedure.call(client, values | {"flags": flag}, serial=77))
                        client.socket.close()
            self.assertEqual(protocol.ask(node.dial(), "domain_lookup_by_name", {"name": "test"})["dom"]["id"], 1)

    def check_read_only(self, procedure, reply):
        changes = procedure.changes and procedure.name not in READS_TOO or procedure.name in CHANGES_TOO
        if changes:
            self.assert_refused(procedure, reply)
        elif reply[3] != wire.OK:
            self.assertNotEqual(wire.error_of(reply[4])[0], OPERATION_DENIED, procedure.permissions)

    def assert_refused(self, procedure, reply):
        self.assertEqual(reply[3], wire.ERROR, "a read-only client has changed something")
        self.assertIn(wire.error_of(reply[4])[0], (OPERATION_DENIED, NO_SUPPORT), wire.error_of(reply[4]))

    def assert_goes_on(self, procedure, client):
        """The connection answers the next call; a stream's connection is let go."""
        if procedure.stream == "none" and procedure.name != "connect_close":
            reply = protocol.BY_NAME["connect_get_type"].call(client, serial=78)
            while reply is not None and reply[1] == wire.MESSAGE:
                reply = client.receive()
            self.assertIsNotNone(reply, "the connection was closed")
            self.assertEqual(reply[2:4], (78, wire.OK))
        client.socket.close()


def remote_procedures():
    return [procedure for procedure in protocol.procedures() if procedure.program != "admin"]


def fields(procedure):
    return protocol.STRUCTS.get(procedure.struct("args"), [])


def flags_that_change(procedure):
    """Flags with which a call that reads asks for more."""
    words = [word.split(":") for word in procedure.permissions if word.count(":") == 2 and "!" not in word]
    if procedure.changes or not any(field == "flags" for field, _ in fields(procedure)):
        return []
    return [int(flag) for _, permission, flag in words if permission != "read"]


class Node:
    """A virttestd of its own, and what there is on its node."""

    def __init__(self, without_snapshots=False):
        self.without = "domain_snapshot" if without_snapshots else "domain_checkpoint"

    def __enter__(self):
        with contextlib.ExitStack() as started:
            self.daemons = started.enter_context(private_daemons.running(setting.build, "virttestd"))
            client = self.dial()
            self.known = pretended_objects.objects(client, self.daemons.root, self.without)
            client.socket.close()
            self._running = started.pop_all()
        return self

    def __exit__(self, *exception):
        return self._running.__exit__(*exception)

    def dial(self, suffix=""):
        return self.daemons.dial("virttestd", suffix)


class Outcomes:
    """Checks answers to privileged calls, and counts."""

    def __init__(self, test):
        self.test, self.ok, self.lacking, self.reasoned = test, 0, 0, 0

    def words(self):
        return f"{self.ok} succeed, {self.reasoned} fail with a reason, {self.lacking} are not supported"

    def check(self, procedure, reply):
        self.test.assertIsNotNone(reply, "the connection was closed")
        procedure_number, _, serial, status, payload = reply
        self.test.assertEqual((procedure_number, serial), (procedure.number, 77))
        if status == wire.OK:
            self.ok += 1
            ret = procedure.struct("ret")
            if ret:
                protocol.decode(ret, payload)
            else:
                self.test.assertEqual(payload, b"")
            return
        self._check_error(procedure, *wire.error_of(payload))

    def _check_error(self, procedure, code, domain, message):
        self.test.assertNotIn("unknown procedure", message)
        if code == NO_SUPPORT and message.startswith(procedure_table.LACKING):
            self.lacking += 1
            self.test.assertRegex(message, ": vir[A-Z]")
        elif procedure.name in REASONS and code in REASONS[procedure.name][0]:
            self.reasoned += 1
        else:
            self.test.fail(f"code {code}, domain {domain}: {message}")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""virDomainSnapshot, virDomainCheckpoint, saves, dumps and jobs of virDomain, migration."""

import os
import tempfile
import threading

import libvirt
from apis import ObjectTest

SNAPSHOT = "<domainsnapshot><name>{}</name><description>words</description></domainsnapshot>"
CHECKPOINT = "<domaincheckpoint><name>{}</name></domaincheckpoint>"
RUNNING, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_SHUTOFF


def names(objects):
    return sorted(each.getName() for each in objects)


class SnapshotTest(ObjectTest):
    def test_snapshots_are_a_tree(self):
        test = self.domain
        self.assertEqual((test.hasCurrentSnapshot(), test.snapshotNum(), test.listAllSnapshots()), (0, 0, []))
        first, second, third = (test.snapshotCreateXML(SNAPSHOT.format(name)) for name in ("first", "second", "third"))
        self.afterwards(*([each.delete] for each in (third, second, first)))
        self.assertEqual((test.snapshotNum(), test.snapshotListNames(), names(test.listAllSnapshots())), (3, *[["first", "second", "third"]] * 2))
        self.assertEqual((second.getParent().getName(), first.numChildren(), first.listChildrenNames(), names(first.listAllChildren())),
                         ("first", 1, ["second"], ["second"]))
        self.assertEqual(names(first.listAllChildren(libvirt.VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS)), ["second", "third"])
        self.assertEqual((test.snapshotCurrent().getName(), third.isCurrent(), first.isCurrent(), first.hasMetadata()), ("third", 1, 0, 1))
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_SNAPSHOT, first.getParent)
        self.assertEqual(second.delete(), 0)
        self.assertEqual(test.snapshotLookupByName("third").getParent().getName(), "first")
        self.assertEqual(first.delete(libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN), 0)
        self.assertEqual(test.snapshotNum(), 0)

    def test_a_snapshot_is_what_it_was_made_of(self):
        snapshot = self.domain.snapshotCreateXML(SNAPSHOT.format("made"))
        self.afterwards([snapshot.delete])
        text = snapshot.getXMLDesc()
        for part in ("<name>made</name>", "<description>words</description>", "<state>running</state>", "<domain type='test'"):
            self.assertIn(part, text)
        self.assertEqual((snapshot.getDomain().name(), snapshot.getConnect()), ("test", self.connection))
        self.assertEqual((snapshot.domain().name(), snapshot.connect()), ("test", self.connection))
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_SNAPSHOT, self.domain.snapshotLookupByName, "nosuch")
        self.refused(libvirt.VIR_ERR_XML_ERROR, self.domain.snapshotCreateXML, "<x/>")

    def test_a_domain_goes_back(self):
        test = self.domain
        snapshot = test.snapshotCreateXML(SNAPSHOT.format("back"))
        self.afterwards([snapshot.delete], [test.create])
        test.destroy()
        self.assertEqual(test.revertToSnapshot(snapshot), 0)
        self.assertEqual(test.state(), [RUNNING, libvirt.VIR_DOMAIN_RUNNING_FROM_SNAPSHOT])
        snapshot.delete()
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_SNAPSHOT, test.revertToSnapshot, snapshot)


class CheckpointTest(ObjectTest):
    def test_checkpoints_are_a_tree(self):
        test = self.domain
        first, second = (test.checkpointCreateXML(CHECKPOINT.format(name)) for name in ("first", "second"))
        self.afterwards([second.delete], [first.delete])
        self.assertEqual((names(test.listAllCheckpoints()), names(first.listAllChildren()), second.getParent().getName()),
                         (["first", "second"], ["second"], "first"))
        self.assertIn("<disk name='vda' checkpoint='bitmap'", test.checkpointLookupByName("first").getXMLDesc())
        self.assertEqual((first.getDomain().name(), first.getConnect()), ("test", self.connection))
        self.assertEqual((first.domain().name(), first.connect()), ("test", self.connection))
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_CHECKPOINT, first.getParent)
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_CHECKPOINT, test.checkpointLookupByName, "nosuch")
        self.assertEqual(first.delete(libvirt.VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN), 0)
        self.assertEqual(test.listAllCheckpoints(), [])


class SavedTest(ObjectTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "file")
        self.afterwards([self.domain.create])

    def test_a_domain_is_saved_and_restored(self):
        test, connection = self.domain, self.connection
        for save, restore in ((test.save, connection.restore), (test.saveFlags, connection.restoreFlags),
                              (lambda file: test.saveParams({libvirt.VIR_DOMAIN_SAVE_PARAM_FILE: file}),
                               lambda file: connection.restoreParams({libvirt.VIR_DOMAIN_SAVE_PARAM_FILE: file}))):
            save(self.file)
            self.assertEqual(test.state(), [SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_SAVED])
            restore(self.file)
            self.assertEqual(test.state(), [RUNNING, libvirt.VIR_DOMAIN_RUNNING_RESTORED])
        self.assertIn("<name>test</name>", connection.saveImageGetXMLDesc(self.file))
        self.assertEqual(connection.saveImageDefineXML(self.file, connection.saveImageGetXMLDesc(self.file)), 0)
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, connection.restore, self.file)
        self.refused(libvirt.VIR_ERR_SYSTEM_ERROR, connection.restore, "/nosuch/file")

    def test_a_save_that_the_daemon_keeps(self):
        test = self.domain
        self.assertEqual((test.hasManagedSaveImage(), test.managedSave(), test.hasManagedSaveImage()), (0, 0, 1))
        self.assertEqual(test.managedSaveDefineXML(test.managedSaveGetXMLDesc()), 0)
        self.assertEqual((test.managedSaveRemove(), test.hasManagedSaveImage()), (0, 0))
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, test.managedSaveGetXMLDesc)

    def test_memory_is_dumped(self):
        test = self.domain
        self.assertEqual((test.coreDump(self.file), test.state()[0]), (0, RUNNING))
        self.assertEqual(test.coreDumpWithFormat(self.file, libvirt.VIR_DOMAIN_CORE_DUMP_FORMAT_RAW, libvirt.VIR_DUMP_CRASH), 0)
        self.assertEqual(test.state(), [SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_CRASHED])


class JobTest(ObjectTest):
    def test_a_domain_without_a_job_says_so(self):
        test = self.domain
        self.assertEqual((test.jobInfo()[0], test.jobStats()["type"]), (libvirt.VIR_DOMAIN_JOB_NONE, libvirt.VIR_DOMAIN_JOB_NONE))
        for abort in (test.abortJob, test.abortJobFlags):
            self.refused(libvirt.VIR_ERR_OPERATION_INVALID, abort)

    def test_a_job_is_watched_and_ended(self):
        test, ends = self.domain, []

        def save():
            try:
                self.connect().lookupByName("test").save("/nosuch/file")
            except libvirt.libvirtError as error:
                ends.append(error.get_error_code())
        self.afterwards([test.migrateSetMaxSpeed, test.migrateGetMaxSpeed()])
        test.migrateSetMaxSpeed(1)
        for abort in (test.abortJob, test.abortJobFlags):
            saving = threading.Thread(target=save)
            saving.start()
            self.await_true(lambda: test.jobInfo()[0] == libvirt.VIR_DOMAIN_JOB_UNBOUNDED)
            self.assertEqual(test.jobStats()["operation"], libvirt.VIR_DOMAIN_JOB_OPERATION_SAVE)
            self.refused(libvirt.VIR_ERR_OPERATION_TIMEOUT, test.coreDump, "/nosuch/file")
            self.assertEqual(abort(), 0)
            saving.join()
        self.assertEqual((ends, test.state()[0]), ([libvirt.VIR_ERR_OPERATION_ABORTED] * 2, RUNNING))

    def test_a_backup_runs_beside_the_guest(self):
        test = self.domain
        self.assertEqual(test.backupBegin("<domainbackup/>", None), 0)
        self.assertIn("<domainbackup mode='push'", test.backupGetXMLDesc())
        self.await_true(lambda: test.jobInfo()[0] == libvirt.VIR_DOMAIN_JOB_NONE)
        self.refused(libvirt.VIR_ERR_NO_DOMAIN_BACKUP, test.backupGetXMLDesc)

    def test_settings_of_migrations_are_kept(self):
        test = self.domain
        self.afterwards([test.migrateSetMaxSpeed, test.migrateGetMaxSpeed()])
        self.assertEqual((test.migrateSetMaxSpeed(100), test.migrateGetMaxSpeed()), (0, 100))
        self.assertEqual((test.migrateSetMaxDowntime(400), test.migrateGetMaxDowntime()), (0, 400))
        self.assertEqual((test.migrateSetCompressionCache(1 << 26), test.migrateGetCompressionCache()), (0, 1 << 26))
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, test.migrateStartPostCopy)

    def test_a_domain_does_not_move_to_where_it_is_or_to_nowhere(self):
        test, here, live, nowhere = self.domain, self.connection, libvirt.VIR_MIGRATE_LIVE, "test+unix:///default?socket=/nosuch"
        for call, *args in ((test.migrate, here, live, None, None, 0), (test.migrate2, here, None, live, None, None, 0),
                            (test.migrate3, here, {}, live), (test.migrateToURI, nowhere, live, None, 0),
                            (test.migrateToURI2, nowhere, None, None, live, None, 0), (test.migrateToURI3, nowhere, {}, live)):
            with self.subTest(call.__name__), self.assertRaises(libvirt.libvirtError):
                call(*args)
            self.assertEqual(test.state()[0], RUNNING)

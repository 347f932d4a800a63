# SPDX-License-Identifier: Apache-2.0
"""Events of every kind of object, by callbacks; those of one object alone, and of none once a callback is taken away."""

import libvirt
from apis import ObjectTest
from domains import CARD, CONFIG, DEFINITION, DISK, LIVE
from host_objects import SECRET, VPORT
from networks import NETWORK
from storage import POOL

DOMAIN_EVENTS = range(libvirt.VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE + 1)


class EventTest(ObjectTest):
    def setUp(self):
        super().setUp()
        self.heard = []

    def hear(self, register, event, about=None):
        """Notes each event as (event, name, what it says)."""
        def note(_, subject, *rest):
            self.heard.append((event, subject.usageID() if isinstance(subject, libvirt.virSecret) else subject.name(), *rest[:-1]))
        return register(about, event, note, None)

    def expect(self, *events):
        self.await_true(lambda: len(self.heard) >= len(events))
        self.assertEqual(self.heard, list(events))
        self.heard.clear()

    def test_a_domain_tells_of_its_life(self):
        number = self.hear(self.connection.domainEventRegisterAny, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE)
        two = self.connection.defineXML(DEFINITION.format("two"))
        self.afterwards([two.destroy], [two.undefine])
        two.create()
        two.suspend()
        two.resume()
        two.destroy()
        two.undefine()
        self.expect(*((0, "two", event, detail) for event, detail in (
            (libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED),
            (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED),
            (libvirt.VIR_DOMAIN_EVENT_SUSPENDED, libvirt.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED),
            (libvirt.VIR_DOMAIN_EVENT_RESUMED, libvirt.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED),
            (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED),
            (libvirt.VIR_DOMAIN_EVENT_UNDEFINED, libvirt.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED))))
        self.connection.domainEventDeregisterAny(number)
        self.refused(libvirt.VIR_ERR_INVALID_ARG, self.connection.domainEventDeregisterAny, number)

    def test_a_callback_of_one_domain_hears_of_no_other(self):
        self.hear(self.connection.domainEventRegisterAny, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self.domain)
        two = self.connection.createXML(DEFINITION.format("two"))
        two.destroy()
        self.domain.suspend()
        self.domain.resume()
        self.expect((0, "test", libvirt.VIR_DOMAIN_EVENT_SUSPENDED, 0), (0, "test", libvirt.VIR_DOMAIN_EVENT_RESUMED, 0))

    def test_the_old_callback_hears_of_lives(self):
        def note(_, domain, event, detail, data):
            self.heard.append((data, domain.name(), event, detail))
        self.connection.domainEventRegister(note, "data")
        self.domain.suspend()
        self.domain.resume()
        self.expect(("data", "test", libvirt.VIR_DOMAIN_EVENT_SUSPENDED, 0), ("data", "test", libvirt.VIR_DOMAIN_EVENT_RESUMED, 0))
        self.connection.domainEventDeregister(note)
        self.hear(self.connection.domainEventRegisterAny, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT)
        self.domain.suspend()
        self.domain.resume()
        self.assertEqual(self.heard, [])

    def test_every_event_can_be_asked_for(self):
        numbers = [self.hear(self.connection.domainEventRegisterAny, event) for event in DOMAIN_EVENTS]
        self.assertEqual(len(set(numbers)), len(DOMAIN_EVENTS))
        for number in numbers:
            self.connection.domainEventDeregisterAny(number)
        with self.assertRaises(libvirt.libvirtError):
            self.hear(self.connection.domainEventRegisterAny, len(DOMAIN_EVENTS))

    def test_a_domain_tells_of_changes(self):
        for event in set(DOMAIN_EVENTS) - {libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE}:
            self.hear(self.connection.domainEventRegisterAny, event)
        test = self.domain
        test.attachDevice(DISK)
        self.expect((libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, "test", "disk1"))
        test.detachDevice(DISK)
        self.expect((libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, "test", "disk1"))
        test.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "k", "http://example.org/a", LIVE)
        self.expect((libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, "test", libvirt.VIR_DOMAIN_METADATA_ELEMENT, "http://example.org/a"))
        test.blockPull("vda", 0)
        self.expect((libvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB, "test", "/guest/diskimage1", 1, 0),
                    (libvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, "test", "vda", 1, 0))

    def test_a_network_tells_of_its_life(self):
        number = self.hear(self.connection.networkEventRegisterAny, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE)
        network = self.connection.networkDefineXML(NETWORK.format("told"))
        self.afterwards([network.destroy], [network.undefine])
        network.create()
        network.destroy()
        network.undefine()
        self.expect(*((0, "told", event, 0) for event in (libvirt.VIR_NETWORK_EVENT_DEFINED, libvirt.VIR_NETWORK_EVENT_STARTED,
                                                          libvirt.VIR_NETWORK_EVENT_STOPPED, libvirt.VIR_NETWORK_EVENT_UNDEFINED)))
        self.connection.networkEventDeregisterAny(number)

    def test_a_pool_tells_of_its_life_and_its_volumes(self):
        connection, kind = self.connection, libvirt
        numbers = [self.hear(connection.storagePoolEventRegisterAny, event) for event in (kind.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
                                                                                         kind.VIR_STORAGE_POOL_EVENT_ID_REFRESH)]
        pool = connection.storagePoolDefineXML(POOL)
        self.afterwards([pool.destroy], [pool.undefine])
        for step in (pool.build, pool.create, pool.refresh, pool.destroy, pool.delete, pool.undefine):
            step()
        self.expect((0, "objects", kind.VIR_STORAGE_POOL_EVENT_DEFINED, 0), (0, "objects", kind.VIR_STORAGE_POOL_EVENT_CREATED, 0),
                    (0, "objects", kind.VIR_STORAGE_POOL_EVENT_STARTED, 0), (1, "objects"), (0, "objects", kind.VIR_STORAGE_POOL_EVENT_STOPPED, 0),
                    (0, "objects", kind.VIR_STORAGE_POOL_EVENT_DELETED, 0), (0, "objects", kind.VIR_STORAGE_POOL_EVENT_UNDEFINED, 0))
        for number in numbers:
            connection.storagePoolEventDeregisterAny(number)

    def test_a_node_device_tells_of_its_life(self):
        number = self.hear(self.connection.nodeDeviceEventRegisterAny, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE)
        self.hear(self.connection.nodeDeviceEventRegisterAny, libvirt.VIR_NODE_DEVICE_EVENT_ID_UPDATE)
        self.connection.nodeDeviceCreateXML(VPORT).destroy()
        self.expect((0, "scsi_host12", libvirt.VIR_NODE_DEVICE_EVENT_CREATED, 0), (0, "scsi_host12", libvirt.VIR_NODE_DEVICE_EVENT_DELETED, 0))
        self.connection.nodeDeviceEventDeregisterAny(number)

    def test_a_secret_tells_of_its_life_and_its_value(self):
        number = self.hear(self.connection.secretEventRegisterAny, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE)
        self.hear(self.connection.secretEventRegisterAny, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED)
        secret = self.connection.secretDefineXML(SECRET.format("told", "no"))
        self.afterwards([secret.undefine])
        secret.setValue(b"words")
        secret.undefine()
        self.expect((0, "told", libvirt.VIR_SECRET_EVENT_DEFINED, 0), (1, "told"), (0, "told", libvirt.VIR_SECRET_EVENT_UNDEFINED, 0))
        self.connection.secretEventDeregisterAny(number)

    def test_what_another_client_does_is_heard_of(self):
        self.hear(self.connection.domainEventRegisterAny, libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE)
        self.connect().lookupByName("test").setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None, LIVE | CONFIG)
        self.await_true(lambda: self.heard)
        self.assertEqual(self.heard[0], (libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, "test", libvirt.VIR_DOMAIN_METADATA_TITLE, None))

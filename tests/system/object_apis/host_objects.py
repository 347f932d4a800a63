# SPDX-License-Identifier: Apache-2.0
"""virNodeDevice and virSecret."""

import libvirt
from apis import ObjectTest

VPORT = ("<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'><wwnn>2000000012341235</wwnn>"
         "<wwpn>1000000012341235</wwpn></capability></capability></device>")
SECRET = "<secret ephemeral='no' private='{1}'><usage type='ceph'><name>{0}</name></usage></secret>"


class NodeDeviceTest(ObjectTest):
    def test_devices_of_the_host_are_a_tree(self):
        connection = self.connection
        computer, host = (connection.nodeDeviceLookupByName(name) for name in ("computer", "scsi_host1"))
        self.assertEqual((computer.name(), computer.parent(), host.parent(), host.connect()), ("computer", None, "computer", connection))
        self.assertEqual((computer.numOfCaps(), computer.listCaps()), (1, ["system"]))
        self.assertEqual((host.numOfCaps(), host.listCaps()), (1, ["scsi_host"]))
        self.assertIn("<name>computer</name>", computer.XMLDesc())
        self.refused(libvirt.VIR_ERR_NO_NODE_DEVICE, connection.nodeDeviceLookupByName, "nosuch")

    def test_a_device_is_made_and_ended(self):
        device = self.connection.nodeDeviceCreateXML(VPORT)
        self.assertEqual((device.name(), device.parent()), ("scsi_host12", "scsi_host1"))
        self.assertEqual(device.destroy(), 0)
        self.refused(libvirt.VIR_ERR_NO_NODE_DEVICE, device.XMLDesc)
        self.refused(libvirt.VIR_ERR_XML_ERROR, self.connection.nodeDeviceCreateXML, "<x/>")

    def test_what_may_be_lacking_is_refused_by_name(self):
        device = self.connection.nodeDeviceLookupByName("scsi_host1")
        self.there_or_lacking(
            (self.connection.nodeDeviceLookupSCSIHostByWWN, "2000000012341234", "1000000012341234"),
            (self.connection.nodeDeviceDefineXML, VPORT), (device.undefine,), (device.create,), (device.autostart,),
            (device.setAutostart, 1), (device.isActive,), (device.isPersistent,), (device.dettach,), (device.detachFlags, None),
            (device.reAttach,), (device.reset,))


class SecretTest(ObjectTest):
    def test_a_secret_keeps_its_value(self):
        connection = self.connection
        secret = connection.secretDefineXML(SECRET.format("key", "no"))
        self.afterwards([secret.undefine])
        for found in (connection.secretLookupByUUID(secret.UUID()), connection.secretLookupByUUIDString(secret.UUIDString()),
                      connection.secretLookupByUsage(libvirt.VIR_SECRET_USAGE_TYPE_CEPH, "key"), *connection.listAllSecrets()):
            self.assertEqual((found.UUIDString(), found.usageType(), found.usageID(), found.connect()),
                             (secret.UUIDString(), libvirt.VIR_SECRET_USAGE_TYPE_CEPH, "key", connection))
        self.assertIn("<usage type='ceph'>", secret.XMLDesc())
        self.refused(libvirt.VIR_ERR_NO_SECRET, secret.value)
        self.assertEqual((secret.setValue(b"\0\1\xff"), secret.value()), (0, b"\0\1\xff"))
        self.assertEqual(secret.undefine(), 0)
        self.refused(libvirt.VIR_ERR_NO_SECRET, secret.XMLDesc)

    def test_a_private_secret_is_not_told(self):
        secret = self.connection.secretDefineXML(SECRET.format("private", "yes"))
        self.afterwards([secret.undefine])
        secret.setValue(b"words")
        self.refused(libvirt.VIR_ERR_INVALID_SECRET, secret.value)
        self.refused(libvirt.VIR_ERR_INTERNAL_ERROR, self.connection.secretDefineXML, SECRET.format("private", "no"))
        self.refused(libvirt.VIR_ERR_XML_ERROR, self.connection.secretDefineXML, "<x/>")

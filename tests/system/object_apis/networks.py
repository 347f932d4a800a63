# SPDX-License-Identifier: Apache-2.0
"""virNetwork, virNetworkPort, virInterface, virNWFilter, virNWFilterBinding."""

import libvirt
from apis import ObjectTest

NETWORK = ("<network><name>{0}</name><forward/><bridge name='virbr7'/><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp>"
           "<range start='10.0.0.2' end='10.0.0.9'/></dhcp></ip></network>")
OWNER = "<owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
MAC = "<mac address='52:54:00:11:22:33'/>"
PORT = f"<networkport><uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>{OWNER}{MAC}<bandwidth><inbound average='50'/></bandwidth></networkport>"
HOST = "<host mac='52:54:00:00:00:01' ip='10.0.0.5'/>"
INTERFACE = ("<interface type='ethernet' name='{0}'><start mode='none'/><mac address='aa:bb:cc:dd:ee:f0'/>"
             "<protocol family='ipv4'><dhcp/></protocol></interface>")
FILTER = "<filter name='{0}'><rule action='drop' direction='in'/></filter>"
BINDING = f"<filterbinding>{OWNER}<portdev name='vnet0'/>{MAC}<filterref filter='drop'/></filterbinding>"


class NetworkTest(ObjectTest):
    def setUp(self):
        super().setUp()
        self.network = self.connection.networkCreateXML(NETWORK.format("objects"))
        self.afterwards([self.network.destroy])

    def test_a_network_is_defined_started_and_undefined(self):
        network = self.connection.networkDefineXML(NETWORK.format("defined"))
        self.afterwards([network.destroy], [network.undefine])
        self.assertEqual((network.isActive(), network.isPersistent(), network.autostart()), (0, 1, 0))
        self.assertEqual((network.create(), network.setAutostart(1), network.isActive(), network.autostart()), (0, 0, 1, 1))
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, network.create)
        self.assertEqual((network.destroy(), network.undefine()), (0, 0))
        self.refused(libvirt.VIR_ERR_NO_NETWORK, network.isActive)
        again = self.connection.networkDefineXMLFlags(NETWORK.format("defined"), libvirt.VIR_NETWORK_DEFINE_VALIDATE)
        self.assertEqual(again.undefine(), 0)
        again = self.connection.networkCreateXMLFlags(NETWORK.format("defined"))
        self.assertEqual((again.isPersistent(), again.destroy()), (0, 0))

    def test_a_network_is_found_by_all_its_names(self):
        connection, network = self.connection, self.network
        for found in (connection.networkLookupByName("objects"), connection.networkLookupByUUID(network.UUID()),
                      connection.networkLookupByUUIDString(network.UUIDString())):
            self.assertEqual((found.name(), found.UUIDString(), found.connect()), ("objects", network.UUIDString(), connection))
        self.assertIn("<range start='10.0.0.2' end='10.0.0.9'/>", network.XMLDesc())
        self.assertEqual(network.bridgeName(), "virbr7")
        self.refused(libvirt.VIR_ERR_NO_NETWORK, connection.networkLookupByName, "nosuch")
        self.refused(libvirt.VIR_ERR_XML_ERROR, connection.networkDefineXML, "<x/>")
        self.refused(libvirt.VIR_ERR_OPERATION_FAILED, connection.networkCreateXML, NETWORK.format("objects"))

    def test_a_network_is_changed_while_it_runs(self):
        add, delete = libvirt.VIR_NETWORK_UPDATE_COMMAND_ADD_LAST, libvirt.VIR_NETWORK_UPDATE_COMMAND_DELETE
        hosts = libvirt.VIR_NETWORK_SECTION_IP_DHCP_HOST
        self.assertEqual(self.network.update(add, hosts, -1, HOST), 0)
        self.assertIn(HOST, self.network.XMLDesc())
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, self.network.update, add, hosts, -1, HOST)
        self.assertEqual(self.network.update(delete, hosts, -1, HOST), 0)

    def test_a_port_has_an_address_and_limits(self):
        network = self.network
        port = network.portCreateXML(PORT)
        for found in (network.portLookupByUUID(port.UUID()), network.portLookupByUUIDString(port.UUIDString()), *network.listAllPorts()):
            self.assertEqual(found.UUIDString(), "5d744f21-ba4a-4d6e-bdb2-30a35ff3207d")
        self.assertIn("<mac address='52:54:00:11:22:33'/>", port.XMLDesc())
        self.assertEqual((port.network().name(), port.connect()), ("objects", self.connection))
        lease, = network.DHCPLeases()
        self.assertEqual((lease["ipaddr"], lease["mac"], lease["prefix"]), ("10.0.0.2", "52:54:00:11:22:33", 24))
        self.assertEqual(network.DHCPLeases("52:54:00:99:99:99"), [])
        self.assertEqual((port.setParameters({"inbound.average": 100}), port.parameters()["inbound.average"]), (0, 100))
        self.refused(libvirt.VIR_ERR_NETWORK_PORT_EXIST, network.portCreateXML, PORT)
        self.assertEqual((port.delete(), network.listAllPorts()), (0, []))
        self.refused(libvirt.VIR_ERR_NO_NETWORK_PORT, port.XMLDesc)


class InterfaceTest(ObjectTest):
    def test_an_interface_is_defined_started_and_undefined(self):
        connection = self.connection
        interface = connection.interfaceDefineXML(INTERFACE.format("eth2"))
        self.afterwards([interface.destroy], [interface.undefine])
        self.assertEqual((interface.name(), interface.MACString(), interface.isActive()), ("eth2", "aa:bb:cc:dd:ee:f0", 0))
        self.assertEqual((interface.create(), interface.isActive(), interface.destroy(), interface.isActive()), (0, 1, 0, 0))
        self.assertIn("<interface type='ethernet' name='eth2'>", interface.XMLDesc())
        self.assertEqual(interface.connect(), connection)
        self.assertEqual(connection.interfaceLookupByMACString("aa:bb:cc:dd:ee:f0").name(), "eth2")
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, interface.destroy)
        self.assertEqual(interface.undefine(), 0)
        self.refused(libvirt.VIR_ERR_NO_INTERFACE, connection.interfaceLookupByName, "eth2")
        self.refused(libvirt.VIR_ERR_XML_ERROR, connection.interfaceDefineXML, "<x/>")

    def test_changes_are_kept_or_taken_back(self):
        connection = self.connection
        self.assertEqual(connection.changeBegin(), 0)
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, connection.changeBegin)
        connection.interfaceDefineXML(INTERFACE.format("eth3"))
        self.assertEqual(connection.changeRollback(), 0)
        self.refused(libvirt.VIR_ERR_NO_INTERFACE, connection.interfaceLookupByName, "eth3")
        self.assertEqual(connection.changeBegin(), 0)
        connection.interfaceDefineXML(INTERFACE.format("eth3"))
        self.assertEqual(connection.changeCommit(), 0)
        self.assertEqual(connection.interfaceLookupByName("eth3").undefine(), 0)
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, connection.changeCommit)


class NwfilterTest(ObjectTest):
    def test_a_filter_is_defined_used_and_undefined(self):
        connection = self.connection
        drop = connection.nwfilterDefineXML(FILTER.format("drop"))
        self.afterwards([drop.undefine])
        for found in (connection.nwfilterLookupByName("drop"), connection.nwfilterLookupByUUID(drop.UUID()),
                      connection.nwfilterLookupByUUIDString(drop.UUIDString()), *connection.listAllNWFilters()):
            self.assertEqual((found.name(), found.UUIDString(), found.connect()), ("drop", drop.UUIDString(), connection))
        self.assertIn("<rule action='drop' direction='in' priority='500'/>", drop.XMLDesc())
        binding = connection.nwfilterBindingCreateXML(BINDING)
        self.assertEqual((binding.portDev(), binding.filterName(), binding.connect()), ("vnet0", "drop", connection))
        self.assertIn("<portdev name='vnet0'/>", connection.nwfilterBindingLookupByPortDev("vnet0").XMLDesc())
        self.assertEqual([each.portDev() for each in connection.listAllNWFilterBindings()], ["vnet0"])
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, drop.undefine)
        self.assertEqual((binding.delete(), drop.undefine()), (0, 0))
        self.refused(libvirt.VIR_ERR_NO_NWFILTER_BINDING, binding.XMLDesc)
        self.refused(libvirt.VIR_ERR_NO_NWFILTER, connection.nwfilterLookupByName, "drop")
        again = connection.nwfilterDefineXMLFlags(FILTER.format("again"), libvirt.VIR_NWFILTER_DEFINE_VALIDATE)
        self.assertEqual(again.undefine(), 0)

# SPDX-License-Identifier: Apache-2.0
"""What virttestd's node has beside domains: networks, pools, devices, secrets, filters; and nodes that a document describes. Where
libvirt's own test driver has the calls, its answers are recorded (see pretended_case); secrets, filters, ports and the bytes of
volumes, which it lacks, follow libvirtd's rules."""

import textwrap
import unittest

from pretended_case import PretendedTest

VPORT = ("<device><parent>{}</parent><capability type='scsi_host'><capability type='fc_host'><wwnn>2000000012341235</wwnn>"
         "<wwpn>1000000012341235</wwpn></capability></capability></device>")
NETWORK = ("<network><name>default</name><uuid>004b96e12d78c30f5aa5f03c87d21e69</uuid><bridge name='brdefault'/><forward dev='eth0'/>"
           "<ip address='192.168.122.1' netmask='255.255.255.0'/></network>")
POOL = "<pool type='dir'><name>a-pool</name><target><path>/a-pool</path></target>{}</pool>"
VOLUME = "<volume><name>{}</name><capacity>1000000</capacity><allocation>50000</allocation><target/></volume>"
DOMAIN = ("<domain type='test'{}><name>{}</name>{}<memory>524288</memory><vcpu>4</vcpu><os><type>hvm</type></os>"
          "</domain>")
TEST = " xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"
NODE = """<node>
  <domain file="runs.xml"/>
  {}{}
  <network file="net.xml"/>
  <pool file="pool.xml"><volume><name>passed-over</name><capacity>1</capacity></volume></pool>
  {}
  <device file="dev.xml"/>
  <cpu><mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores><threads>2</threads></cpu>
  <memory>8192000</memory>
</node>""".format(DOMAIN.format(TEST, "paused", "<test:runstate>3</test:runstate>"), DOMAIN.format(TEST, "off", "<test:runstate>5</test:runstate>"),
                  POOL.replace("a-pool", "b-pool").format(VOLUME.format("b-volume")))
HOST = "'<host mac=\"{}\" ip=\"{}\"/>'"

SCRIPTS = {
    "devices": """nodedev-list; nodedev-list --cap nosuch; nodedev-dumpxml computer; nodedev-dumpxml scsi_host1; nodedev-dumpxml scsi_host2;
        nodedev-dumpxml scsi_host11; nodedev-dumpxml nosuch; nodedev-info computer;
        nodedev-create DIR/vport.xml; nodedev-dumpxml scsi_host12; nodedev-create DIR/novport.xml; nodedev-create DIR/noparent.xml;
        nodedev-create DIR/dev.xml; nodedev-destroy scsi_host12; nodedev-destroy scsi_host12; nodedev-define DIR/vport.xml;
        nodedev-reset scsi_host1; nodedev-reattach scsi_host1; nodedev-start scsi_host1; nodedev-autostart scsi_host1;
        nodedev-undefine computer; nodedev-destroy computer; nodedev-info computer""",
    "hosts of networks": f"""net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:55', '192.168.122.9')};
        net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:55', '192.168.122.10')};
        net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:56', '192.168.122.9')};
        net-update default add ip-dhcp-host '<range/>'; net-update default add ip-dhcp-host '<host/>';
        net-update default modify ip-dhcp-host {HOST.format('00:11:22:33:44:55', '192.168.122.12')};
        net-update default modify ip-dhcp-host {HOST.format('00:11:22:33:44:59', '192.168.122.13')};
        net-update default add-first ip-dhcp-host {HOST.format('00:11:22:33:44:57', '192.168.122.14')}; net-dumpxml default;
        net-update default delete ip-dhcp-host '<host mac="00:11:22:33:44:57"/>';
        net-update default delete ip-dhcp-host '<host mac="00:11:22:33:44:55" ip="1.1.1.1"/>';
        net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:58', '192.168.122.15')} --parent-index 3;
        net-update default add ip-dhcp-range '<range start="192.168.122.2" end="192.168.122.254"/>';
        net-update default delete ip-dhcp-range '<range start="192.168.122.3" end="192.168.122.254"/>';
        net-update default delete ip-dhcp-range '<range start="192.168.122.2" end="192.168.122.254"/>';
        net-update default add ip-dhcp-range '<range start="192.168.122.30" end="192.168.122.20"/>';
        net-update default modify ip-dhcp-range '<range start="192.168.122.20" end="192.168.122.44"/>'; net-dumpxml default;
        net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:60', '192.168.122.16')} --config; net-dumpxml default;
        net-destroy default;
        net-update default add ip-dhcp-host {HOST.format('00:11:22:33:44:61', '192.168.122.17')} --live""",
    "parts of networks": """net-update default add bridge '<bridge/>'; net-update default add forward-pf '<pf/>';
        net-update default add forward-interface '<interface dev="eth9"/>'; net-update default add forward-interface '<interface dev="eth9"/>';
        net-update default modify forward-interface '<interface dev="eth9"/>'; net-update default delete forward-interface '<interface/>';
        net-update default delete forward-interface '<interface dev="eth8"/>'; net-update default add portgroup '<portgroup name="pg1" default="yes"/>';
        net-update default add portgroup '<portgroup name="pg1"/>'; net-update default add portgroup '<portgroup name="pg2" default="yes"/>';
        net-update default add-first portgroup '<portgroup name="pg2"/>'; net-update default modify portgroup '<portgroup name="pg3"/>';
        net-update default delete portgroup '<portgroup name="pg1"/>'; net-update default delete portgroup '<portgroup/>';
        net-update default add dns-host '<host ip="10.0.0.3"><hostname>h</hostname></host>';
        net-update default add dns-host '<host ip="10.0.0.3"><hostname>i</hostname></host>';
        net-update default add dns-host '<host ip="10.0.0.4"><hostname>h</hostname></host>';
        net-update default delete dns-host '<host ip="10.0.0.9"/>'; net-update default delete dns-host '<host ip="10.0.0.3"/>';
        net-update default delete dns-host '<host/>'; net-update default add dns-txt '<txt name="a" value="b"/>';
        net-update default add dns-txt '<txt name="a" value="c"/>'; net-update default delete dns-txt '<txt name="b"/>';
        net-update default add dns-srv '<srv service="s" protocol="tcp" domain="d" target="t" port="1" priority="2" weight="3"/>';
        net-update default add dns-srv '<srv service="s" protocol="udp" domain="d"/>'; net-update default delete dns-srv '<srv service="s"/>';
        net-update default delete dns-srv '<srv service="s" protocol="udp"/>'; net-update default modify dns-srv '<srv service="s"/>';
        net-dumpxml default""",
}
NODE_SCRIPT = """nodeinfo; list --all; domstate paused --reason; dominfo off; net-list --all; net-dumpxml default; pool-list --all --details;
    vol-list a-pool; vol-list b-pool --details; vol-dumpxml b-volume b-pool; iface-list --all; nodedev-dumpxml a-device; nodedev-dumpxml computer;
    capabilities; maxvcpus; freecell --all; define DIR/runs.xml; destroy runs; undefine runs; list --all"""

# Runs each line of argv[2] as an expression and prints what comes of it.
STEPS = """
c = connection
def name_of(thing):
    for method in ("usageID", "portDev", "name", "UUIDString"):
        if hasattr(thing, method):
            return getattr(thing, method)()
    return [name_of(one) for one in thing] if isinstance(thing, list) else thing
def on_event(connection, thing, *rest):
    heard.append((type(thing).__name__, name_of(thing)) + rest[:-1])
def hear(register, *kinds):
    for kind in kinds:
        register(None, kind, on_event, None)
def upload(volume, data, offset=0):
    stream = c.newStream()
    volume.upload(stream, offset, len(data))
    stream.sendAll(lambda s, n, d: d.pop()[:n] if d else b"", [data])
    stream.finish()
def download(volume, offset=0, length=0):
    stream, got = c.newStream(), []
    volume.download(stream, offset, length)
    stream.recvAll(lambda s, d, _: got.append(d), None)
    stream.finish()
    return b"".join(got)
U = "11111111-0000-4000-8000-00000000000%d"
def secret(u, usage, private="no"):
    return f"<secret private='{private}'><uuid>{U % u}</uuid><usage type='ceph'><name>{usage}</name></usage></secret>"
def filter_of(name, u, body=""):
    return f"<filter name='{name}'><uuid>{U % u}</uuid>{body}</filter>"
def binding(dev, of):
    return f"<filterbinding><owner><name>g</name><uuid>{U % 9}</uuid></owner><portdev name='{dev}'/><mac address='52:54:00:11:22:33'/><filterref filter='{of}'/></filterbinding>"
def port(u):
    return f"<networkport><uuid>{U % u}</uuid><owner><name>g</name><uuid>{U % 9}</uuid></owner><mac address='52:54:00:11:22:33'/></networkport>"
NETWORK = "<network><name>n2</name><forward/><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp><range start='10.0.0.2' end='10.0.0.9'/></dhcp></ip></network>"
POOL = "<pool type='dir'><name>p2</name><target><path>/p2</path></target></pool>"
VOLUME = "<volume><name>v</name><capacity>1000</capacity></volume>"
VPORT = "<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'><wwnn>2000000012341235</wwnn><wwpn>1000000012341235</wwpn></capability></capability></device>"
def network(): return c.networkLookupByName("n2")
def pool(): return c.storagePoolLookupByName("p2")
def volume(name="v"): return c.storagePoolLookupByName("default-pool").storageVolLookupByName(name)
for step in sys.argv[2].strip().splitlines():
    try:
        result = name_of(eval(step))
    except libvirt.libvirtError as error:
        result = "%d: %s" % (error.get_error_code(), error)
    time.sleep(0.05)
    print(step, "->", result, *heard)
    heard.clear()
"""

EVENTS = """
hear(c.networkEventRegisterAny, 0)
hear(c.storagePoolEventRegisterAny, 0, 1)
hear(c.nodeDeviceEventRegisterAny, 0, 1)
c.networkDefineXML(NETWORK)
network().create()
network().setAutostart(1)
network().undefine()
network().destroy()
network().undefine()
c.networkCreateXML(NETWORK)
network().destroy()
c.storagePoolDefineXML(POOL)
pool().build()
pool().create()
pool().refresh()
pool().destroy()
pool().delete()
pool().undefine()
c.storagePoolCreateXML(POOL)
pool().destroy()
c.nodeDeviceCreateXML(VPORT)
c.nodeDeviceLookupByName("scsi_host12").destroy()
sorted(name_of(c.listAllDevices(1 << 9)))
sorted(c.listDevices("vports"))
c.numOfDevices("scsi_host")
c.nodeDeviceLookupByName("scsi_host2").parent()
c.nodeDeviceLookupByName("computer").parent()
c.nodeDeviceLookupByName("scsi_host2").listCaps()
"""


class PretendedObjectsTest(PretendedTest):
    FILES = {"vport.xml": VPORT.format("scsi_host1"), "novport.xml": VPORT.format("scsi_host11"), "noparent.xml": VPORT.format("nosuch"),
             "dev.xml": "<device><name>a-device</name><capability type='net'><interface>eth7</interface></capability></device>",
             "net.xml": NETWORK, "pool.xml": POOL.format(VOLUME.format("a-volume")), "runs.xml": DOMAIN.format("", "runs", ""),
             "node.xml": NODE, "nonode.xml": "<x/>"}

    def steps(self, uri, steps):
        return self.printed(STEPS, uri, steps)

    def expect(self, dialogue):
        """Of lines "step -> result events", whose steps are run one after the other."""
        lines = textwrap.dedent(dialogue).strip() + "\n"
        with self.daemon() as uri:
            self.assertEqual(lines, self.steps(uri, "\n".join(line.split(" -> ")[0] for line in lines.splitlines())))

    def test_answers_as_the_stock_test_driver(self):
        self.compare(SCRIPTS)

    def test_tells_of_events_as_the_stock_test_driver(self):
        with self.daemon() as uri:
            self.assertEqual(self.recorded("events of objects", lambda u: self.steps(u, EVENTS)), self.steps(uri, EVENTS))

    def test_gives_each_connection_the_node_of_a_document(self):
        commands = [" ".join(command.split()) for command in NODE_SCRIPT.split(";")]
        expected = self.recorded("a document", lambda u: self.transcript(u.replace("/default", f"{self.folder}/node.xml"), commands))
        with self.daemon() as uri:
            own = uri.replace(":///default", f"://{self.folder}/node.xml")
            for _ in range(2):
                self.assertEqual(expected, self.transcript(own, commands))
            self.assertIn("test   running", self.transcript(uri, ["list"]))
            self.assertIn("XML error: Root element is not 'node'", self.transcript(own.replace("node.xml", "nonode.xml"), ["nodeinfo"]))
            self.assertIn("failed to parse xml document", self.transcript(own.replace("node.xml", "nosuch.xml"), ["nodeinfo"]))

    def test_keeps_secrets_by_the_rules(self):
        self.expect("""
            hear(c.secretEventRegisterAny, 0, 1) -> None
            c.secretDefineXML(secret(1, "a")) -> a ('virSecret', 'a', 0, 0)
            c.secretDefineXML(secret(2, "a")) -> 1: internal error: a secret with UUID 11111111-0000-4000-8000-000000000001 already defined for use with a
            c.secretDefineXML(secret(1, "b")) -> 1: internal error: a secret with UUID 11111111-0000-4000-8000-000000000001 is already defined for use with a
            c.secretLookupByUsage(2, "a").value() -> 66: Secret not found: secret '11111111-0000-4000-8000-000000000001' does not have a value
            c.secretLookupByUsage(2, "a").setValue(b"words") -> 0 ('virSecret', 'a')
            c.secretLookupByUsage(2, "a").value() -> b'words'
            c.secretDefineXML(secret(1, "a", "yes")) -> a ('virSecret', 'a', 0, 0)
            c.secretLookupByUsage(2, "a").value() -> 65: Invalid secret: secret is private
            c.secretDefineXML(secret(1, "a")) -> 1: internal error: cannot change private flag on existing secret
            c.listAllSecrets(4) -> ['a']
            c.listAllSecrets(8) -> []
            c.secretLookupByUUIDString(U % 1).undefine() -> 0 ('virSecret', 'a', 1, 0)
            c.secretLookupByUUIDString(U % 1) -> 66: Secret not found: no secret with matching uuid '11111111-0000-4000-8000-000000000001'
            """)

    def test_keeps_filters_and_bindings_by_the_rules(self):
        self.expect("""
            c.nwfilterDefineXML(filter_of("f", 1)) -> f
            c.nwfilterDefineXML(filter_of("f", 2)) -> 9: operation failed: filter 'f' already exists with uuid 11111111-0000-4000-8000-000000000001
            c.nwfilterDefineXML(filter_of("g", 1)) -> 9: operation failed: filter with same UUID but different name ('f') already exists
            c.nwfilterDefineXML(filter_of("g", 2, "<filterref filter='f'/>")) -> g
            c.nwfilterDefineXML(filter_of("f", 1, "<filterref filter='g'/>")) -> 9: operation failed: filter would introduce a loop
            c.nwfilterBindingCreateXML(binding("vnet0", "nosuch")) -> 1: internal error: referenced filter 'nosuch' is missing
            c.nwfilterBindingCreateXML(binding("vnet0", "g")) -> vnet0
            c.nwfilterBindingCreateXML(binding("vnet0", "g")) -> 9: operation failed: binding 'vnet0' already exists
            c.nwfilterLookupByName("f").undefine() -> 55: Requested operation is not valid: nwfilter is in use
            c.listAllNWFilters() -> ['f', 'g']
            c.listAllNWFilterBindings() -> ['vnet0']
            c.nwfilterBindingLookupByPortDev("vnet0").filterName() -> g
            c.nwfilterBindingLookupByPortDev("vnet0").delete() -> 0
            c.nwfilterBindingLookupByPortDev("vnet0") -> 101: Network filter binding not found: no nwfilter binding for port dev 'vnet0'
            c.nwfilterLookupByName("f").undefine() -> 0
            c.nwfilterLookupByName("f") -> 62: Network filter not found: no nwfilter with matching name 'f'
            """)

    def test_keeps_the_bytes_of_volumes(self):
        self.expect("""
            hear(c.storagePoolEventRegisterAny, 1) -> None
            c.storagePoolLookupByName("default-pool").createXML(VOLUME) -> v
            upload(volume(), b"hello", 10) -> None ('virStoragePool', 'default-pool')
            download(volume(), 8, 9) -> b'\\x00\\x00hello\\x00\\x00'
            len(download(volume())) -> 1000
            c.storagePoolLookupByName("default-pool").createXMLFrom(VOLUME.replace(">v<", ">w<"), volume()) -> w
            volume().resize(500) -> 8: invalid argument: can't shrink capacity below existing allocation
            volume().resize(2000) -> 0
            volume().info() -> [0, 2000, 1000]
            len(download(volume())) -> 2000
            volume().wipe() -> 0
            download(volume(), 10, 5) -> b'\\x00\\x00\\x00\\x00\\x00'
            download(volume("w"), 10, 5) -> b'hello'
            download(volume("w"), 1001) -> 8: invalid argument: offset 1001 is beyond the end of volume 'w'
            volume().wipePattern(99) -> 8: invalid argument: wiping algorithm 99 not supported
            volume().delete() -> 0
            """)

    def test_finds_hosts_of_disks_by_their_names(self):
        self.expect("""
            c.nodeDeviceLookupSCSIHostByWWN("2000000012341234", "1000000012341234").name() -> scsi_host1
            c.nodeDeviceLookupSCSIHostByWWN("2000000012341234", "2") -> 53: Node device not found: no node device with WWNN '2000000012341234' and WWPN '2'
            c.nodeDeviceLookupByName("computer").isActive() -> 1
            """)

    def test_gives_ports_and_addresses(self):
        self.expect("""
            c.networkCreateXML(NETWORK) -> n2
            network().portCreateXML(port(1)) -> 11111111-0000-4000-8000-000000000001
            network().portCreateXML(port(1)) -> 106: network port 11111111-0000-4000-8000-000000000001 exists already
            network().listAllPorts() -> ['11111111-0000-4000-8000-000000000001']
            "<plug type='network'" in network().portLookupByUUIDString(U % 1).XMLDesc() -> True
            [lease["ipaddr"] for lease in network().DHCPLeases("52:54:00:11:22:33")] -> ['10.0.0.2']
            network().DHCPLeases("nonsense") -> 44: invalid MAC address: nonsense
            network().portLookupByUUIDString(U % 1).delete() -> 0
            network().portLookupByUUIDString(U % 1) -> 107: network port not found: Network port with UUID 11111111-0000-4000-8000-000000000001 does not exist
            network().DHCPLeases() -> []
            """)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""virttestd's node answers as libvirt's own test driver does: see pretended_case."""

import unittest

from pretended_case import PretendedTest

NETWORK = ("<network><name>n2</name><forward/><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp>"
           "<range start='10.0.0.2' end='10.0.0.9'/></dhcp></ip></network>")
INTERFACE = ("<interface type='ethernet' name='eth2'><start mode='none'/><mac address='aa:bb:cc:dd:ee:f0'/><protocol family='ipv4'>"
             "<dhcp/></protocol></interface>")
POOL = "<pool type='dir'><name>p2</name><target><path>/p2</path></target></pool>"
VOLUME = ("<volume><name>v1</name><capacity unit='M'>10</capacity><allocation>0</allocation>"
          "<target><format type='qcow2'/></target></volume>")
DOMAIN = "<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os></domain>"

# Each script starts from the default content.
SCRIPTS = {
    "the node": """version; nodeinfo; capabilities; sysinfo; maxvcpus; nodecpustats; nodecpumap; freecell --all; freecell""",
    "what a domain is": """list --all; list --title; dumpxml test; dumpxml test --inactive; dominfo test; domstate test --reason;
        domstats --state; domid test; domuuid test; domblklist test; domiflist test; domdisplay test; ttyconsole test; domcontrol test;
        dominfo nosuch; domid nosuch; iothreadinfo test""",
    "figures": """domblkinfo test vda; domblkinfo test vdx; dommemstat test; cpu-stats test;
        domifstat test nosuch; domblkerror test""",
    "a life": """suspend test; domstate test --reason; suspend test; list; resume test; resume test; reboot test; reset test;
        inject-nmi test; send-key test KEY_A; domstate test --reason; shutdown test; domstate test --reason; shutdown test; start test;
        start test; destroy test; destroy test; suspend test; domid test; dominfo test; undefine test; list --all""",
    "definitions": """define DIR/two.xml; dumpxml two; define DIR/two.xml; create DIR/two.xml; start two; autostart two;
        list --autostart --all; autostart two --disable; undefine two; list --all --transient; destroy two; list --all;
        create DIR/two.xml; autostart two; list --all --persistent; destroy two; list --all; define DIR/none.xml""",
    "memory and CPUs": """setmem test 1024 --live; setmem test 99999999 --live; setmem test 32768 --config; dumpxml test --inactive;
        setmaxmem test 131072 --config; setmaxmem test 131072 --live; setvcpus test 1; setvcpus test 3; setvcpus test 99;
        vcpucount test; vcpupin test; vcpupin test 0 3; vcpupin test 7 3; vcpupin test; emulatorpin test; schedinfo test;
        schedinfo test --set weight=60; memtune test; memtune test --hard-limit 1000; memtune test""",
    "words about a domain": """desc test; desc test hello; desc test; desc test --title a-title; list --title; metadata test --uri
        http://x --key k --set "<a/>"; metadata test --uri http://x; metadata test --uri http://y; metadata test --uri http://x --remove;
        metadata test --uri http://x""",
    "names and saves": """domrename test three; managedsave test; list --all --managed-save; list --all --with-managed-save; undefine test;
        domrename test three; list --all; start three; domstate three --reason; domrename three four; destroy three;
        managedsave three; managedsave-remove three""",
    "networks": """net-list --all; net-dumpxml default; net-info default; net-info nosuch; net-uuid default; net-name
        dd8fe884-6c02-601e-7551-cca97df1c5df; net-define DIR/net.xml; net-dumpxml n2; net-list --all; net-start n2; net-start n2; net-info n2;
        net-autostart n2; net-list --autostart; net-autostart n2 --disable; net-undefine n2; net-destroy n2; net-destroy n2; net-undefine n2;
        net-list --all; net-create DIR/net.xml; net-list --transient; net-create DIR/net.xml; net-destroy n2; net-list --all;
        net-define DIR/none.xml; net-undefine default; net-destroy default; net-list;
        net-undefine default; net-list --all""",
    "interfaces": """iface-list --all; iface-dumpxml eth1; iface-name aa:bb:cc:dd:ee:ff; iface-mac eth1; iface-define DIR/if.xml;
        iface-list --all; iface-dumpxml eth2; iface-start eth2; iface-start eth2; iface-list; iface-destroy eth2; iface-destroy eth2;
        iface-undefine eth2; iface-list --all; iface-begin; iface-begin; iface-define DIR/if.xml; iface-list --all; iface-rollback;
        iface-list --all; iface-rollback; iface-commit; iface-begin; iface-define DIR/if.xml; iface-commit; iface-list --all;
        iface-dumpxml nosuch; iface-name 00:00:00:00:00:01; iface-undefine eth1; iface-destroy eth1; iface-list --inactive""",
    "pools": """pool-list --all; pool-info default-pool; pool-dumpxml default-pool; pool-define DIR/pool.xml; pool-dumpxml p2; pool-info p2;
        pool-build p2; pool-start p2; pool-start p2; pool-autostart p2; pool-list --all --details; pool-refresh p2; pool-undefine p2;
        pool-delete p2; pool-destroy p2; pool-destroy p2; vol-list p2; pool-delete p2; pool-undefine p2; pool-list --all;
        pool-create DIR/pool.xml; pool-autostart p2; pool-list --transient; pool-list --type dir; pool-list --type logical; pool-destroy p2; pool-list --all;
        find-storage-pool-sources-as netfs; find-storage-pool-sources-as netfs h; find-storage-pool-sources logical;
        find-storage-pool-sources dir; pool-capabilities; pool-info nosuch; pool-define DIR/none.xml""",
    "volumes": """pool-create DIR/pool.xml; vol-create p2 DIR/vol.xml; vol-create p2 DIR/vol.xml; vol-list p2; vol-list p2 --details; vol-info v1 p2;
        vol-dumpxml v1 p2; vol-path v1 p2; vol-key v1 p2; vol-pool /p2/v1; vol-name /p2/v1; vol-create-as p2 v2 1G --format raw;
        vol-dumpxml v2 p2; vol-clone v1 v3 --pool p2; vol-list p2; vol-delete v1 p2;
        vol-list p2; pool-info p2; vol-info nosuch default-pool; vol-path /nosuch; vol-create-as default-pool big 1T;
        vol-create-as default-pool big2 50G --allocation 50G; pool-info default-pool; pool-dumpxml default-pool;
        vol-delete big2 default-pool; pool-info default-pool""",
    "the guest": """domtime test; domhostname test; domifaddr test; domfsinfo test; domfsfreeze test; domfsfreeze test;
        domfsthaw test --mountpoint /; domfsthaw test; domfstrim test; set-user-password test u p; shutdown test;
        domtime test; domhostname test""",
}

# Prints what events come of a life.
EVENTS = """
def any_event(connection, domain, *rest):
    heard.append((domain.name(), domain.ID() if rest[0] != 5 else None) + rest[:-1])
listen("LIFECYCLE", "METADATA_CHANGE")
for step in ("managedSave()", "create()", "suspend()", "resume()", "shutdown()", "rename('x')", "create()", "destroy()",
             "setMetadata(0, 'words', None, None, 2)", "undefine()"):
    eval("domain." + step)
    time.sleep(0.05)
    print(step, heard)
    heard.clear()
    names = [d.name() for d in connection.listAllDomains()]
    domain = connection.lookupByName(names[0]) if names else None
"""


class PretendedNodeTest(PretendedTest):
    FILES = {"two.xml": DOMAIN, "net.xml": NETWORK, "pool.xml": POOL, "vol.xml": VOLUME, "if.xml": INTERFACE}

    def test_answers_as_the_stock_test_driver(self):
        self.compare(SCRIPTS)

    def test_tells_of_events_as_the_stock_test_driver(self):
        with self.daemon() as uri:
            self.assertEqual(self.recorded("events", lambda at: self.printed(EVENTS, at)), self.printed(EVENTS, uri))


if __name__ == "__main__":
    unittest.main()

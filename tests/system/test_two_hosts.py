# SPDX-License-Identifier: Apache-2.0
"""A client on one host manages another one, over the network between them: TLS, TCP with Kerberos, and ssh."""

import subprocess
import unittest

import host_packages
from hosted import HostedTest, setting

DAEMON = "libvirtd" if setting.peer else "virtproxyd"
ADDRESS = {"client": "10.77.0.1", "server": "10.77.0.2"}
NAME = "server.test"

KERBEROS = f"""[libdefaults]
default_realm = TEST
dns_lookup_kdc = false
dns_canonicalize_hostname = false
rdns = false
[realms]
TEST = {{
  kdc = {NAME}
}}
[domain_realm]
.test = TEST
"""
# The server's side: the user alice, and the daemon's own name with its key.
KERBEROS_SERVER = f"""
    kdb5_util create -s -P master -r TEST
    kadmin.local addprinc -pw secret alice
    kadmin.local addprinc -randkey libvirt/{NAME}
    kadmin.local ktadd -k /etc/libvirt/krb5.tab libvirt/{NAME}
    systemctl restart krb5-kdc"""

def connect(client, server):
    """Lays a wire between two hosts, and tells both their names."""
    for leader, command in ((client.leader, f"ip link add wire type veth peer name wire netns {server.leader}"),
                            (client.leader, f"ip address add {ADDRESS['client']}/24 dev wire && ip link set wire up"),
                            (server.leader, f"ip address add {ADDRESS['server']}/24 dev wire && ip link set wire up")):
        subprocess.run(["nsenter", "-t", str(leader), "-n", "sh", "-c", command], check=True)
    for host in (client, server):
        host.check("sh", "-c", f"echo {ADDRESS['server']} {NAME} >>/etc/hosts")
    server.check("hostname", NAME)


class TwoHostsTest(HostedTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = setting.new_host("client")
        try:
            cls.client.start()
            connect(cls.client, cls.host)
            cls.set_up_certificates()
            cls.set_up_kerberos()
            cls.set_up_ssh()
            cls.host.check("sh", "-c", f"systemctl stop {DAEMON}.service; systemctl restart {DAEMON}.socket {DAEMON}-ro.socket "
                           f"{DAEMON}-admin.socket {DAEMON}-tls.socket {DAEMON}-tcp.socket")
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.client.stop()
        super().tearDownClass()

    @classmethod
    def put(cls, host, path, text):
        host.check("sh", "-c", f'mkdir -p "$(dirname {path})"; umask 077; cat >{path}', input=text)

    @classmethod
    def set_up_certificates(cls):
        """The authority's files are made at the server; the client gets its own."""
        script = (setting.TESTS / "system/remote_setup.sh").read_text().replace("host.test", NAME)
        cls.put(cls.host, "/root/pki/setup.sh", script)
        cls.host.check("sh", "-c", "cd /root/pki && sh setup.sh", timeout=120)
        for name, path in (("cacert.pem", "CA/cacert.pem"), ("clientcert.pem", "libvirt/clientcert.pem"),
                           ("clientkey.pem", "libvirt/private/clientkey.pem")):
            cls.put(cls.client, f"/etc/pki/{path}", (cls.host.root / "root/pki/alice" / name).read_text())

    @classmethod
    def set_up_kerberos(cls):
        for host, packages in ((cls.host, ("krb5-kdc", "krb5-admin-server")), (cls.client, ("krb5-user",))):
            host_packages.install(host, "libsasl2-modules-gssapi-mit", *packages)
            cls.put(host, "/etc/krb5.conf", KERBEROS)
            host.check("chmod", "644", "/etc/krb5.conf")
        cls.host.check("sh", "-ec", KERBEROS_SERVER)
        cls.put(cls.host, "/etc/sasl2/libvirt.conf", "mech_list: gssapi\nkeytab: /etc/libvirt/krb5.tab\n")

    @classmethod
    def set_up_ssh(cls):
        host_packages.install(cls.host, "openssh-server")
        cls.host.check("systemctl", "restart", "ssh")
        cls.client.check("sh", "-c", "mkdir -p -m 700 /root/.ssh; ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519")
        cls.put(cls.host, "/root/.ssh/authorized_keys", (cls.client.root / "root/.ssh/id_ed25519.pub").read_text())
        cls.put(cls.client, "/root/.ssh/known_hosts", f"{NAME} " + (cls.host.root / "etc/ssh/ssh_host_ed25519_key.pub").read_text())

    def virsh(self, uri, *command, options=()):
        done = self.client.exec("timeout", "30", "virsh", *options, "-c", uri, *command)
        return done.returncode, (done.stdout + done.stderr).strip()

    def assert_manages(self, transport):
        """A guest is defined, started, seen and ended from the other host."""
        uri = f"qemu+{transport}://{NAME}/system"
        self.run_line("new small far 1; cp far.xml /root/far.xml")
        self.put(self.client, "/root/far.xml", self.host.check("cat", "/root/far.xml"))
        for command in (["define", "/root/far.xml"], ["start", "far"], ["dominfo", "far"]):
            code, output = self.virsh(uri, *command)
            self.assertEqual(code, 0, f"{command}: {output}")
        code, output = self.virsh(uri, "destroy", "far", options=["-r"])
        self.assertEqual(code, 1)
        self.assertIn("read only access prevents virDomainDestroy", output)
        self.assertEqual(self.virsh(uri, "domstate", "far"), (0, "running"))
        for command in (["destroy", "far"], ["undefine", "far"]):
            code, output = self.virsh(uri, *command)
            self.assertEqual(code, 0, f"{command}: {output}")
        self.assertEqual(self.virsh(uri, "hostname"), (0, NAME))

    def test_tls(self):
        self.assert_manages("tls")

    def test_kerberos(self):
        self.client.exec("kdestroy")
        code, output = self.virsh(f"qemu+tcp://{NAME}/system", "hostname")
        self.assertEqual(code, 1, output)
        self.assertIn("authentication failed", output)
        self.client.check("kinit", "alice", input="secret\n")
        self.assert_manages("tcp")

    def test_ssh(self):
        self.assert_manages("ssh")
        uri = f"test+ssh://{NAME}/default?proxy=native"
        self.assertEqual(self.virsh(uri, "list", "--name"), (0, "test"))

if __name__ == "__main__":
    unittest.main()

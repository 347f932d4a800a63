# SPDX-License-Identifier: Apache-2.0
"""Clients that come over a network: TLS with certificates, TCP with SASL, and what they may do. The client is the stock virsh."""

import pathlib
import textwrap
import unittest

from hosted import HostedTest, setting

DAEMON = "libvirtd" if setting.peer else "virtproxyd"
PKI = "/root/pki"

# Over one connection: many calls, a console, and what only local clients get.
BUSY_CLIENT = """
import sys, time, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
conn = libvirt.open(sys.argv[1])
began = time.monotonic()
for _ in range(1000):
    conn.getLibVersion()
print("calls 1000")
print(f"milliseconds {(time.monotonic() - began):.3f} a call", file=sys.stderr)
domain = conn.lookupByName("one")
stream = conn.newStream()
domain.openConsole(None, stream, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
text = b""
while b"guest#" not in text:
    stream.send(b"\\n")
    time.sleep(0.2)
    text += stream.recv(4096)
# The shell drops what comes between two of its prompts.
while b"42x" not in text:
    stream.send(b"echo $((6 * 7))x\\n")
    time.sleep(0.2)
    text += stream.recv(4096)
stream.abort()
print("console")
print("encrypted", conn.isEncrypted(), "secure", conn.isSecure())
# libvirtd ends the connection with it.
try:
    domain.openGraphicsFD(0)
except libvirt.libvirtError as error:
    print("descriptor refused")
"""


class RemoteClientsTest(HostedTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.put("/root/setup.sh", (pathlib.Path(__file__).parent / "remote_setup.sh").read_text())
            cls.host.check("sh", "-c", f"mkdir -p {PKI} && cd {PKI} && sh /root/setup.sh", timeout=120)
            cls.put("/etc/sasl2/libvirt.conf", "mech_list: scram-sha-256 digest-md5\nsasldb_path: /etc/libvirt/passwd.db\n")
            cls.configure("")
        except BaseException:
            cls.host.stop()
            raise

    @classmethod
    def put(cls, path, text):
        cls.host.check("sh", "-c", f'mkdir -p "$(dirname {path})"; cat >{path}', input=text)

    @classmethod
    def configure(cls, settings, daemon=DAEMON):
        """The daemon with these settings and, for the one at the door, open ports."""
        cls.put(f"/etc/libvirt/{daemon}.conf", settings)
        ports = f"{daemon}-tls.socket {daemon}-tcp.socket" if daemon == DAEMON else ""
        cls.host.check("sh", "-c", f"systemctl stop {daemon}.service; systemctl reset-failed; "
                       f"systemctl start {daemon}.socket {daemon}-ro.socket {daemon}-admin.socket {ports}")

    def virsh(self, uri, *command, user=None):
        done = self.host.exec("timeout", "30", "virsh", "-c", uri, *command, user=user)
        return done.returncode, (done.stdout + done.stderr).strip()

    def tls(self, client="alice", driver="test", path="default", more=""):
        return f"{driver}+tls://host.test/{path}?pkipath={PKI}/{client}{more}"

    def sasl(self, way, client="alice", transport="tls"):
        pki = f"&pkipath={PKI}/{client}" if transport == "tls" else ""
        return f"test+{transport}://host.test/default?authfile={PKI}/{way}.conf{pki}"

    def assert_serves(self, uri, **kwargs):
        self.assertEqual(self.virsh(uri, "domname", "1", **kwargs), (0, "test"))

    def assert_refuses(self, uri, text, **kwargs):
        code, output = self.virsh(uri, "domname", "1", **kwargs)
        self.assertEqual(code, 1, output)
        self.assertIn(text, output)

    def test_a_certificate_lets_in(self):
        self.configure("")
        self.assert_serves(self.tls())
        # The server ends the connection of those it refuses, as libvirtd does; what is wrong is in its log.
        self.assert_refuses(self.tls("nobody"), "Unable to read TLS confirmation")
        self.assert_refuses(self.tls("eve", more="&no_sanity=1"), "Unable to read TLS confirmation")
        self.assert_refuses(self.tls("distrustful"), "Failed to verify peer's certificate")
        self.assert_refuses(self.tls().replace("host.test", "localhost"), "Failed to verify peer's certificate")

    def test_names_are_limited_by_pattern(self):
        self.configure('tls_allowed_dn_list = ["CN=carol*", "C=GB,*,CN=al?ce"]\n')
        self.assert_serves(self.tls("alice"))
        self.assert_refuses(self.tls("bob"), "Unable to read TLS confirmation")
        self.configure('tls_no_verify_certificate = 1\n')
        self.assert_serves(self.tls("nobody"))

    def test_an_administrator_sees_who_it_is(self):
        self.configure("")
        line = f"""
            (sleep 3) | virsh -c '{self.tls()}' >/dev/null & sleep 1
            id=$(virt-admin client-list {DAEMON} | awk '$2 == "tls" {{ print $1 }}')
            virt-admin client-info {DAEMON} $id; wait"""
        text = self.host.check("bash", "-c", textwrap.dedent(line))
        self.assertRegex(text, r"transport +: tls\n")
        self.assertRegex(text, r"readonly +: no\n")
        self.assertRegex(text, r"sock_addr +: \[?(::ffff:)?127\.0\.0\.1\]?:\d+\n")
        self.assertRegex(text, r"tls_x509_dname +: C=GB,ST=London,O=Red Hat,CN=alice\n")

    def test_sasl_asks_for_a_password_over_tls(self):
        self.put("/etc/sasl2/libvirt.conf", "mech_list: scram-sha-256\nsasldb_path: /etc/libvirt/passwd.db\n")
        self.configure('auth_tls = "sasl"\n')
        self.assert_serves(self.sasl("right"))
        self.assert_refuses(self.sasl("wrong"), "authentication failed")
        self.assert_refuses(self.tls(), "authentication failed")
        self.configure('auth_tls = "sasl"\nsasl_allowed_username_list = ["joe*"]\n')
        self.assert_refuses(self.sasl("right"), "authentication failed")
        self.configure('auth_tls = "sasl"\nsasl_allowed_username_list = ["fr?d*"]\n')
        self.assert_serves(self.sasl("right"))

    def test_tcp_has_to_be_encrypted(self):
        self.put("/etc/sasl2/libvirt.conf", "mech_list: scram-sha-256 digest-md5\nsasldb_path: /etc/libvirt/passwd.db\n")
        self.configure("")
        # Of the two only DIGEST-MD5 encrypts, old as it is; for GSSAPI see test_two_hosts.
        self.assert_serves(self.sasl("right", transport="tcp"))
        self.assert_refuses(self.sasl("wrong", transport="tcp"), "authentication failed")
        self.assert_refuses(self.sasl("right", transport="tcp") + "&auth=sasl.scram-sha-256", "not supported by server")
        code, text = self.virsh(self.sasl("right", transport="tcp"), "dumpxml", "test")
        self.assertEqual(code, 0, text)
        self.assertIn("</domain>", text)
        self.put("/etc/sasl2/libvirt.conf", "mech_list: scram-sha-256\nsasldb_path: /etc/libvirt/passwd.db\n")
        self.configure("")
        self.assert_refuses(self.sasl("right", transport="tcp"), "authentication failed")
        self.configure('auth_tcp = "none"\n')
        self.assert_serves("test+tcp://host.test/default")

    def test_read_only_clients_only_read(self):
        self.configure("")
        done = self.host.exec("virsh", "-r", "-c", self.tls(), "destroy", "test")
        self.assertIn("read only access prevents virDomainDestroy", done.stderr)

    def test_a_guest_is_managed_from_afar(self):
        self.configure("")
        self.run_line("new small one 1; virsh define one.xml; virsh start one; booted one", timeout=90)
        self.put("/root/busy.py", BUSY_CLIENT)
        uri = self.tls(driver="qemu", path="system")
        done = self.host.exec("python3", "/root/busy.py", uri, timeout=60)
        self.assertEqual(done.stdout.splitlines(), ["calls 1000", "console", "encrypted 1 secure 1", "descriptor refused"], done.stderr)
        print("      " + done.stderr.strip())
        self.assertEqual(self.virsh(uri, "destroy", "one")[0], 0)

    def test_certificates_are_renewed_without_an_end(self):
        self.configure("")
        shown = "echo | gnutls-cli --no-ca-verification --sni-hostname=host.test host.test:16514 2>/dev/null | grep -m1 subject"
        self.assertIn("O=Pleiad", self.host.exec("bash", "-c", shown).stdout)
        self.host.check("sh", "-c", f"cd {PKI}; cp renewed.pem /etc/pki/libvirt/servercert.pem; cp renewed-key.pem /etc/pki/libvirt/private/serverkey.pem")
        self.host.check("virt-admin", "server-update-tls", DAEMON)
        self.assertIn("O=Renewed", self.host.exec("bash", "-c", shown).stdout)
        self.assert_serves(self.tls())
        # Wrong ones are refused, and the others stay.
        self.host.check("sh", "-c", "echo rubbish >/etc/pki/libvirt/servercert.pem")
        done = self.host.exec("virt-admin", "server-update-tls", DAEMON)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Unable to import server certificate", done.stderr)
        self.assert_serves(self.tls())
        self.host.check("sh", "-c", f"cd {PKI}; cp server.pem /etc/pki/libvirt/servercert.pem; cp server-key.pem /etc/pki/libvirt/private/serverkey.pem")
        if not setting.peer:
            self.host.check("systemctl", "reload", "virtproxyd")
            self.assertIn("O=Pleiad", self.host.exec("bash", "-c", shown).stdout)

    @unittest.skipIf(setting.peer, "libvirtd lets them wait for each other")
    def test_hostile_peers_are_sent_away(self):
        self.configure("")
        line = """
            import os, socket, time
            crowd = [socket.create_connection(("host.test", 16514)) for _ in range(60)]
            for one in crowd[::2]:
                one.send(b"\\x16\\x03\\x01")            # a handshake that goes no further
            for one in crowd[1::2]:
                one.send(os.urandom(200))
            began = time.monotonic()
            assert os.system("virsh -c 'test+unix:///default?socket=/run/libvirt/libvirt-sock' domname 1") == 0
            print("local", time.monotonic() - began < 2)
            assert os.system("timeout 40 virsh -c '%s' domname 1") == 0
            for one in crowd:
                one.settimeout(40)
                try:
                    while one.recv(4096):
                        pass
                except ConnectionError:
                    pass
            print("all ended")
        """ % self.tls()
        done = self.host.exec("python3", "-c", textwrap.dedent(line), timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("local True", done.stdout)
        self.assertIn("all ended", done.stdout)

    @unittest.skipIf(setting.peer, "libvirtd asks root, too")
    def test_sasl_on_a_local_socket(self):
        self.put("/etc/sasl2/libvirt.conf", "mech_list: scram-sha-256\nsasldb_path: /etc/libvirt/passwd.db\n")
        self.configure('auth_unix_rw = "sasl"\n', daemon="virttestd")
        self.host.check("sh", "-c", f"mkdir -p /home/tester/sasl; cp {PKI}/*.conf /home/tester/sasl; chmod -R a+rX /home/tester")
        uri = "test+unix:///default?socket=/run/libvirt/virttestd-sock&authfile=/home/tester/sasl/%s.conf"
        self.assert_serves(uri % "right", user="tester")
        self.assert_refuses(uri % "wrong", "authentication failed", user="tester")
        self.assert_serves(uri % "wrong")  # root, and so virtproxyd
        self.configure("", daemon="virttestd")


if __name__ == "__main__":
    unittest.main()

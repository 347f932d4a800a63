# SPDX-License-Identifier: Apache-2.0
# remote_setup.sh: certificates and passwords for the tests of remote clients. Run inside the host, in an empty folder: one folder
# for each client, as the option pkipath= wants it, and the server's files at libvirt's places.
set -e
key() { certtool --generate-privkey --key-type=rsa --bits 2048 --outfile "$1" 2>/dev/null; }
# authority NAME: signs itself.
authority() {
  key "$1-key.pem"
  printf 'cn = %s\nca\ncert_signing_key\nexpiration_days = 30\n' "$1" >template
  certtool --generate-self-signed --load-privkey "$1-key.pem" --template template --outfile "$1.pem" 2>/dev/null
}
# signed NAME AUTHORITY LINES: a certificate with what LINES say.
signed() {
  key "$1-key.pem"
  printf 'encryption_key\nsigning_key\n%b\n' "$3" >template
  certtool --generate-certificate --load-privkey "$1-key.pem" --load-ca-certificate "$2.pem" --load-ca-privkey "$2-key.pem" \
    --template template --outfile "$1.pem" 2>/dev/null
}
authority ours
authority theirs
signed server ours 'organization = Pleiad\ncn = host.test\ndns_name = host.test\ntls_www_server\nexpiration_days = 30'
signed renewed ours 'organization = Renewed\ncn = host.test\ndns_name = host.test\ntls_www_server\nexpiration_days = 30'
signed alice ours 'country = GB\nstate = London\norganization = Red Hat\ncn = alice\ntls_www_client\nexpiration_days = 30'
signed bob ours 'organization = Elsewhere\ncn = bob\ntls_www_client\nexpiration_days = 30'
signed eve theirs 'cn = eve\ntls_www_client\nexpiration_days = 30'
for name in alice bob eve; do
  mkdir -p $name; cp ours.pem $name/cacert.pem; cp $name.pem $name/clientcert.pem; cp $name-key.pem $name/clientkey.pem
done
mkdir -p nobody distrustful
cp ours.pem nobody/cacert.pem
cp theirs.pem distrustful/cacert.pem
mkdir -p /etc/pki/CA /etc/pki/libvirt/private
cp ours.pem /etc/pki/CA/cacert.pem
cp server.pem /etc/pki/libvirt/servercert.pem
cp server-key.pem /etc/pki/libvirt/private/serverkey.pem
grep -q host.test /etc/hosts || echo '127.0.0.1 host.test' >>/etc/hosts

echo secret | saslpasswd2 -p -c -a libvirt -f /etc/libvirt/passwd.db fred
for way in right:secret wrong:guess; do
  printf '[credentials-it]\nauthname=fred\npassword=%s\n[auth-libvirt-host.test]\ncredentials=it\n[auth-libvirt-localhost]\ncredentials=it\n' \
    "${way#*:}" >"${way%:*}.conf"
done
chmod -R a+rX .

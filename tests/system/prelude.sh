# SPDX-License-Identifier: Apache-2.0
# prelude.sh: what the lines of a scenario may use besides virsh. Sourced inside the host before each
# line; $DIR is the folder of the running instance, with vmlinuz and initramfs.gz in it.
set -o pipefail
cd "$DIR" || exit 1

# new KIND NAME SERIAL: writes NAME.xml from a template, with a disk if it names one.
new() {
  sed -e "s|@NAME@|$2|g; s|@DIR@|$DIR|g; s|@SERIAL@|$(printf %012d "$3")|g" "$KINDS/$1.xml" >"$2.xml"
  if grep -q "$2.qcow2" "$2.xml"; then qemu-img create -q -f qcow2 "$2.qcow2" 8M; fi
}

# until_true SECONDS COMMAND...: repeats COMMAND until it succeeds; fails loudly when it does not in time.
until_true() {
  local end=$(($(date +%s) + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || { echo "in vain: $*" >&2; return 99; }
    sleep 0.1
  done
}

# booted NAME: waits for the guest's prompt on its second serial port, which is a file.
booted() { until_true 60 grep -q 'guest#' "$1.boot"; }
# settled NAME: booted, its balloon at the size it was asked for, and its agent there.
settled() { booted "$1" && until_true 30 is_settled "$1"; }
is_settled() { virsh dumpxml "$1" | grep -q "<currentMemory unit='KiB'>163840<" && virsh dumpxml "$1" | grep -q "state='connected'"; }
# reset_boot NAME: makes booted() wait for the next boot.
reset_boot() { : >"$1.boot"; }
has_state() { [ "$(virsh domstate "$1" | head -1)" = "$2" ]; }
# reaches NAME STATE: waits until domstate says STATE.
reaches() { until_true 30 has_state "$1" "$2"; }
agent_answers() { until_true 60 virsh qemu-agent-command "$1" '{"execute":"guest-ping"}'; }

# Numbers that differ from run to run, by how many there are of them.
numbers() { sed -E 's/[0-9]+(\.[0-9]+)?/N/g; s/ +N/ N/g; s/-{9,}/---/'; }
# first N: the first N lines; unlike head it reads to the end, which spares virsh a SIGPIPE.
first() { sed -n "1,$1p"; }
# Only the values of these keys, or all but these.
only() { grep -E "$1"; }
without() { grep -vE "$1"; }
# guest_cpu XML: the <cpu> of a guest that runs with this one in its definition.
guest_cpu() {
  new tiny one 1; sed -i "s|</os>|&$1|" one.xml
  virsh create --paused one.xml >/dev/null && virsh dumpxml one | sed -n '/<cpu [^>]*\/>/p; /<cpu [^>]*[^>\/]>/,/<\/cpu>/p'
  virsh destroy one >/dev/null 2>&1
}
# tuned NAME SERIAL: a guest without a system, with limits and settings of all kinds.
tuned() {
  new tiny "$1" "$2"; truncate -s 1M "$1.raw"; chmod 666 "$1.raw"
  sed -i "s|<vcpu>1</vcpu>|<vcpu current='2'>3</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no' order='1'/><vcpu id='1' enabled='no' hotpluggable='yes'/><vcpu id='2' enabled='yes' hotpluggable='yes' order='2'/></vcpus><iothreads>2</iothreads>|
    s|</memory>|&<currentMemory unit='MiB'>24</currentMemory>|
    s|</domain>|<on_reboot>destroy</on_reboot><on_crash>preserve</on_crash><devices>\
      <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$DIR/$1.raw'/><target dev='sda' bus='scsi'/>\
        <iotune><read_bytes_sec>1000000</read_bytes_sec><read_bytes_sec_max>2000000</read_bytes_sec_max><read_bytes_sec_max_length>4</read_bytes_sec_max_length></iotune></disk>\
      <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>\
      <interface type='user'><mac address='52:54:00:00:00:01'/><link state='down'/></interface>\
      <graphics type='vnc' autoport='yes' passwd='s3cret' passwdValidTo='2099-01-02T03:04:05'/><memballoon model='virtio'><stats period='3'/></memballoon>\
      </devices></domain>|" "$1.xml"
}

# One guest through its whole life.
new small one 1; virsh define one.xml
virsh domstate one --reason
virsh domid one
virsh domuuid one
virsh domname 11111111-2222-4333-8444-000000000001
virsh domname nosuch
virsh start nosuch
virsh start one
virsh start one
virsh domstate one --reason
virsh domid one | numbers
virsh domname $(virsh domid one)
virsh domuuid $(virsh domid one)
settled one
virsh dominfo one
virsh dumpxml one
virsh suspend one
virsh domstate one --reason
virsh suspend one
virsh resume one
virsh domstate one --reason
virsh resume one
reset_boot one; virsh reboot one --mode acpi; sleep 0.3; virsh domstate one --reason
virsh reset one; booted one; virsh domstate one --reason
virsh shutdown one --mode acpi; reaches one 'shut off'
virsh domstate one --reason
virsh shutdown one
virsh reboot one
virsh reset one
virsh suspend one
virsh resume one
virsh destroy one
virsh dominfo one
virsh start one --paused
virsh domstate one --reason
virsh resume one
virsh destroy one --graceful
virsh domstate one --reason
virsh start one --force-boot
virsh undefine one
virsh domstate one
virsh dominfo one | grep -E 'State|Persistent'
virsh destroy one
virsh domstate one
# Transient: gone with its process.
virsh create one.xml
virsh dominfo one | grep -E 'State|Persistent|Autostart'
virsh create one.xml
virsh autostart one
virsh define one.xml; virsh dominfo one | grep -E 'State|Persistent'
virsh destroy one; virsh list --all
virsh undefine one
virsh create one.xml --paused; virsh domstate one --reason
virsh undefine one
virsh destroy one; virsh list --all
virsh create one.xml --autodestroy
sleep 0.5; virsh list --all
virsh create nosuch.xml
sed 's|/vmlinuz|/nosuch|' one.xml >two.xml; virsh create two.xml
sed 's|/one.qcow2|/nosuch.qcow2|' one.xml >two.xml; virsh create two.xml
sed 's|/usr/bin/qemu-system-x86_64|/nonexistent|' one.xml >two.xml; virsh create two.xml
virsh list --all

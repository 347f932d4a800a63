# What is answered where the host gives no resource controllers, as in a container.
# needs: no-controllers
new tiny one 1; virsh create one.xml
virsh cpu-stats one --total | numbers
virsh cpu-stats one --start 0 --count 1 | numbers
virsh cpu-stats one --start 999
virsh schedinfo one | sed -E 's/[0-9]+$/N/'
virsh memtune one
virsh blkiotune one
virsh destroy one

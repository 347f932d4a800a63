# Limits of disks, memory and threads, and what is told to QEMU before the guest runs.
tuned one 1; virsh define one.xml; virsh start one
virsh dumpxml one --security-info | grep -E '<(vcpu|currentMemory|link|graphics|read_|on_)'
virsh qemu-monitor-command one '{"execute":"query-hotpluggable-cpus"}' | grep -oE '"qom-path":"[^"]*"|vcpu[0-9]'
virsh qemu-monitor-command one '{"execute":"query-block"}' | grep -oE '"(bps|iops|bps_rd|bps_rd_max|bps_rd_max_length)":[0-9]+|"group":"[^"]*"'
virsh qemu-monitor-command one '{"execute":"query-vnc"}' | grep -oE '"(auth|service)":"[^"]*"'
virsh qemu-monitor-command one '{"execute":"query-balloon"}' | grep -oE '"actual":[0-9]+'
! grep -rq s3cret $XDG_CACHE_HOME ~/.cache/libvirt/qemu/log /var/log/libvirt/qemu 2>/dev/null
virsh vcpuinfo one | grep -E '^(VCPU|State):'
virsh blkdeviotune one sda
virsh blkdeviotune one sda --total-iops-sec 300
virsh blkdeviotune one sda --write-bytes-sec 500000 --group-name gg
virsh blkdeviotune one sda --total-iops-sec 300 --read-iops-sec 4
virsh blkdeviotune one sda --total-bytes-sec-max 4
virsh blkdeviotune one sda --read-bytes-sec-max 4
virsh blkdeviotune one sda --read-bytes-sec-max-length 4 --read-bytes-sec-max 0
virsh blkdeviotune one sda --total-bytes-sec 1000000000000001 --config
virsh blkdeviotune one sda --config --read-iops-sec 7
virsh dumpxml one | sed -n '/<iotune>/,/<.iotune>/p'
virsh dumpxml one --inactive | sed -n '/<iotune>/,/<.iotune>/p'
virsh blkdeviotune one nosuch
virsh blkdeviotune one hdc
virsh iothreadinfo one | sed -E 's/ [0-9][0-9,-]*$/ N/'
virsh iothreadinfo one --config | sed -E 's/ [0-9][0-9,-]*$/ N/'
virsh iothreadpin one 1 0; virsh iothreadinfo one | grep -c ' 1 .* 0$'
virsh iothreadpin one 3 0
virsh iothreadpin one 3 0 --config
virsh numatune one
virsh numatune one --mode preferred --nodeset 0 --config; virsh numatune one --config
virsh dumpxml one --inactive | sed -n '/<numatune>/,/<.numatune>/p'
virsh blockjob one sda
virsh blockjob one nosuch
virsh blockjob one sda --abort
virsh snapshot-list one
virsh snapshot-current one
virsh snapshot-info one --current
virsh snapshot-dumpxml one x
virsh checkpoint-list one
virsh domfsinfo one
virsh guestinfo one
virsh destroy one
virsh iothreadinfo one --live
virsh blkdeviotune one sda
virsh blkdeviotune one sda --live
virsh numatune one
virsh memtune one
virsh memtune one --hard-limit 5000 --swap-hard-limit 4000
virsh memtune one --hard-limit 5000 --swap-hard-limit 6000; virsh memtune one
virsh memtune one --hard-limit -1; virsh memtune one
virsh memtune one --live
virsh blkiotune one
virsh blkiotune one --weight 500 --device-weights /dev/sda,300,/dev/sdb,200; virsh blkiotune one
virsh blkiotune one --device-weights /dev/sda
virsh blkiotune one --device-weights /dev/sda,0 --device-read-bytes-sec /dev/sdb,4096; virsh dumpxml one | sed -n '/<blkiotune>/,/<.blkiotune>/p'
virsh schedinfo one --config
virsh schedinfo one --config --set cpu_shares=500
virsh schedinfo one --config --set vcpu_quota=5
virsh schedinfo one --config --set nosuch=5
virsh blockjob one sda
virsh domfsinfo one
virsh undefine one

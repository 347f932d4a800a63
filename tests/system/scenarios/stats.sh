# Information and statistics of a running guest and of one that is off.
new small one 1; virsh define one.xml; virsh start one; settled one; agent_answers one
virsh dominfo one
virsh domstate one --reason
virsh domcontrol one
virsh domblklist one
virsh domblklist one --details
virsh domblklist one --inactive
virsh domblkinfo one vda | numbers
virsh domblkinfo one --all | numbers
virsh domblkinfo one nosuch
virsh domblkstat one vda | numbers
virsh domblkstat one --human vda | numbers
virsh domblkstat one | numbers
virsh domblkstat one nosuch
virsh domblkerror one
virsh domiflist one
virsh domiflist one --inactive
virsh domifstat one nosuch
virsh domif-getlink one 52:54:00:00:00:01
until_true 10 sh -c 'virsh dommemstat one | grep -q usable'; virsh dommemstat one | numbers
virsh dommemstat one --period 2 --live
virsh domstats one | numbers
virsh domstats --state --cpu-total --balloon --vcpu --interface --block --perf --iothread --memory --raw one | numbers
virsh domstats one | only 'state=|maximum=|current=|count=|name=|capacity='
virsh domstats --block --backing one | numbers
virsh domstats --state --nowait | numbers
virsh domstats --state --enforce one
virsh domstats --dirtyrate one
virsh domstats --list-active --state
virsh domstats --list-inactive --state
virsh domstats nosuch
virsh vcpuinfo one | sed -E 's/^(CPU|CPU time|CPU Affinity): .*/\1: N/'
virsh vcpuinfo one --pretty | sed -E 's/^(CPU|CPU time|CPU Affinity): .*/\1: N/'
virsh vcpucount one
virsh vcpucount one --maximum --config
virsh vcpucount one --current --live
virsh vcpucount one --active
virsh domjobinfo one
virsh domjobinfo one --completed
virsh domjobabort one
virsh vcpupin one | sed -E 's/ [0-9][0-9,-]*$/ N/'
virsh emulatorpin one | sed -E 's/ [0-9][0-9,-]*$/ N/'
virsh iothreadinfo one
virsh domdisplay one
virsh domdisplay one --all
virsh vncdisplay one
virsh ttyconsole one
virsh domfsinfo one 2>&1 | first 2
virsh guestinfo one --os 2>&1 | first 2
virsh domifaddr one
virsh domifaddr one --source agent 2>&1 | first 2
virsh numatune one
virsh blkdeviotune one vda
virsh blockjob one vda
virsh dompmwakeup one
virsh snapshot-list one
virsh destroy one
virsh dominfo one
virsh domblklist one
virsh domblkinfo one vda | numbers
virsh domblkstat one vda
virsh domiflist one
virsh domifstat one vnet0
virsh dommemstat one
virsh domstats one | numbers
virsh vcpuinfo one | sed -E 's/^(CPU|CPU time|CPU Affinity): .*/\1: N/'
virsh vcpucount one
virsh cpu-stats one
virsh domjobinfo one
virsh domdisplay one
virsh vncdisplay one
virsh ttyconsole one
virsh dominfo nosuch
virsh vcpucount nosuch

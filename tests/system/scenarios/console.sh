# Consoles, keys, pictures, the monitor and events.
new small one 1; virsh define one.xml
virsh console one
virsh ttyconsole one
virsh send-key one KEY_A
virsh inject-nmi one
virsh screenshot one shot.ppm
virsh qemu-monitor-command one '{"execute":"query-status"}'
virsh qemu-monitor-event one --timeout 1
virsh start one; booted one
# A terminal of its own, as virsh wants one; Ctrl-] leaves.
(sleep 2; printf 'echo $((6*7))-answered\r'; sleep 1; printf '\035'; sleep 0.5) | script -qec 'virsh console one' /dev/null | tr -d '\r' | grep -aE '^42-answered|^Connected|^Escape'
virsh console one --devname nosuch </dev/null
virsh console one --devname serial0 </dev/null
virsh ttyconsole one
virsh send-key one KEY_LEFTCTRL KEY_A
virsh send-key one --codeset linux 30 --holdtime 20
virsh send-key one --codeset nonsense 30
virsh send-key one NO_SUCH_KEY
virsh send-key one --codeset linux 0x1ffff
virsh inject-nmi one
virsh screenshot one shot.ppm; head -c 4 shot.ppm | tail -c 3; echo
virsh screenshot one other.ppm --screen 7
virsh qemu-monitor-command one '{"execute":"query-status"}'
virsh qemu-monitor-command one --pretty '{"execute":"query-status"}'
virsh qemu-monitor-command one --return-value '{"execute":"query-status"}'
virsh qemu-monitor-command one '{"execute":"nonsense"}'
virsh qemu-monitor-command one 'nonsense'
virsh qemu-monitor-command one --hmp 'info status' | tr -d '\r'
virsh qemu-monitor-command one --hmp nonsense | tr -d '\r'
virsh domdisplay one; virsh vncdisplay one
(virsh event --loop --all --timeout 4 >events & sleep 0.5; virsh suspend one; virsh resume one; virsh desc one --config changed; virsh setmem one 128M; virsh destroy one; virsh start one; virsh undefine one; virsh destroy one; wait) >/dev/null; sed -E "s/: [0-9]+ microseconds/: N/" events | grep -v balloon | awk '/guest agent|metadata-change|lifecycle|device|tunable|agent/'
virsh event --list
virsh event --domain nosuch --event lifecycle
virsh event lifecycle --timeout 1

# The guest agent: shutdown and reboot through it, and what happens where it is not.
new small one 1; virsh create one.xml
virsh qemu-agent-command one '{"execute":"guest-ping"}' 2>&1 | first 3
booted one; agent_answers one; virsh qemu-agent-command one '{"execute":"guest-ping"}'
virsh qemu-agent-command one '{"execute":"guest-get-host-name"}'
virsh qemu-agent-command one '{"execute":"guest-nonsense"}'
virsh qemu-agent-command one 'nonsense' 2>&1 | first 1 | cut -c1-48
virsh dumpxml one | grep -A4 '<channel'
virsh domhostname one --source agent
virsh domtime one | numbers
virsh shutdown one --mode agent; until_true 30 sh -c '! virsh domid one'
virsh list --all
new tiny two 2; virsh create two.xml
virsh qemu-agent-command two '{"execute":"guest-ping"}'
virsh shutdown two --mode agent
virsh shutdown two --mode nonsense
virsh destroy two

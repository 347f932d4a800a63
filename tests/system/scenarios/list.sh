# list: all its filters and forms, over domains of every kind.
new tiny run 1; virsh define run.xml; virsh start run
new tiny off 2; virsh define off.xml
new tiny wait 3; virsh create wait.xml --paused
new tiny auto 4; virsh define auto.xml; virsh autostart auto
virsh desc auto --title --config 'Starts by itself'
virsh list
virsh list --all
virsh list --inactive
virsh list --persistent
virsh list --transient
virsh list --all --persistent
virsh list --all --transient
virsh list --all --autostart
virsh list --all --no-autostart
virsh list --state-running
virsh list --state-paused
virsh list --state-shutoff
virsh list --all --state-other
virsh list --with-snapshot
virsh list --all --without-snapshot
virsh list --all --with-checkpoint
virsh list --all --without-checkpoint
virsh list --all --with-managed-save
virsh list --all --without-managed-save --managed-save
virsh list --all --title
virsh list --all --name
virsh list --all --uuid
virsh list --all --uuid --name
virsh list --all --id | numbers
virsh list --all --uuid --table
virsh list --title --name
virsh destroy run; virsh destroy wait
virsh list --all

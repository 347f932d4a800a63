# What a daemon says of itself and its machine, before there is any domain.
virsh version | sed -E 's/[0-9]+\.[0-9]+\.[0-9]+/V/'
virsh version --daemon | sed -E 's/[0-9]+\.[0-9]+\.[0-9]+/V/'
virsh uri
virsh hostname | sed "s/^$(hostname)$/HOSTNAME/"
virsh nodeinfo | sed -E 's/( +)[0-9].*/ N/; s/model: .*/model: M/'
virsh nodememstats | numbers
virsh nodememstats --cell 0 | numbers
virsh nodememstats --cell 99
virsh nodecpustats | numbers
virsh nodecpustats --percent | numbers
virsh nodecpustats --cpu 0 | numbers
virsh nodecpustats --cpu 999
virsh nodecpumap | numbers | sed 's/[yN,-]*$//'
virsh nodecpumap --pretty | numbers | sed 's/[N,-]*$//'
virsh freecell | numbers
virsh freecell --all | numbers
virsh freecell --cellno 99
virsh freepages --all | numbers
virsh maxvcpus --type qemu
virsh maxvcpus --type nonsense
virsh cpu-models x86_64 | first 3
virsh cpu-models nonsense
virsh connect --readonly; virsh --readonly list --all
virsh --readonly define /dev/null
virsh list --all
virsh sysinfo | sed -E 's/<entry name=.([a-z_]+).>.*/<entry \1>/' | grep -c '<sysinfo'
virsh sysinfo | first 1
virsh nosuchcommand
virsh -c qemu:///nonsense list
virsh -c nonsense:///system list

# Changes to definitions and to running guests.
new small one 1; virsh define one.xml
virsh autostart one
virsh dominfo one | grep Autostart
virsh autostart one --disable
virsh desc one
virsh desc one --title
virsh desc one --config 'Another description'
virsh desc one --config --title 'Another title'
virsh desc one; virsh desc one --title
virsh desc one --live 'While it is off'
virsh desc one --config --title "$(printf 'two\nlines')"
virsh desc one --config --title ''; virsh dumpxml one | grep -cE '<title>'
virsh metadata one https://example.org/note
virsh metadata one https://example.org/nosuch
virsh metadata one https://example.org/app --key app --set '<info a="1">text</info>'; virsh metadata one https://example.org/app
virsh dumpxml one | sed -n '/<metadata/,/<\/metadata/p'
virsh metadata one https://example.org/app --remove; virsh dumpxml one | sed -n '/<metadata/,/<\/metadata/p'
virsh metadata one https://example.org/app --key app --set '<broken' 2>&1 | first 1 | cut -c1-6
virsh domrename one two
virsh domname 11111111-2222-4333-8444-000000000001; virsh list --all
new tiny three 3; virsh define three.xml; virsh domrename three two
virsh domrename three three
virsh domrename three 'a/b'
virsh domrename two one
virsh setmem one 96M --config; virsh dumpxml one | grep -E '<(memory|currentMemory)'
virsh setmem one 1G --config
virsh setmaxmem one 256M --config; virsh dumpxml one | grep -E '<(memory|currentMemory)'
virsh setmaxmem one 64M --config; virsh dumpxml one | grep -E '<(memory|currentMemory)'
virsh setmaxmem one 0 --config
virsh setmem one 64M --live
virsh setvcpus one 2 --config; virsh dumpxml one | grep '<vcpu'
virsh setvcpus one 3 --config
virsh setvcpus one 4 --config --maximum; virsh dumpxml one | grep '<vcpu'
virsh setvcpus one 0 --config
virsh setvcpus one 1 --live
virsh setvcpus one 1 --config
EDITOR=true virsh edit one
EDITOR='sed -i /on_crash/s/destroy/preserve/' virsh edit one; virsh dumpxml one | grep '<on_crash'
EDITOR=false virsh edit one
EDITOR=true virsh edit nosuch
virsh define one.xml; virsh start one; settled one
virsh setmem one 128M; sleep 2; virsh dominfo one | grep 'memory:'
virsh setmem one 1G
virsh setmem one 150M --live --config; sleep 1.5; virsh dominfo one | grep 'memory:'; virsh dumpxml one --inactive | grep '<currentMemory'
virsh setmaxmem one 1G
virsh setmaxmem one 256M --config; virsh dumpxml one | grep '<memory'; virsh dumpxml one --inactive | grep '<memory'
virsh setvcpus one 2; virsh vcpucount one
virsh setvcpus one 9
virsh desc one 'Of the running one'; virsh desc one; virsh desc one --config
virsh metadata one https://example.org/app --key app --set '<info/>' --live; virsh metadata one https://example.org/app; virsh metadata one https://example.org/app --config
virsh domrename one two
virsh autostart one; virsh dominfo one | grep Autostart
sed 's/>A small guest</>Defined while it runs</' one.xml >two.xml; virsh define two.xml; virsh desc one --title; virsh desc one --title --config
virsh destroy one; virsh dumpxml one | grep -E '<(title|memory|currentMemory|vcpu)'
virsh undefine one; virsh undefine three

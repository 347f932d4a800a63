# Definitions: what comes back is what went in, completed as clients know it.
new small one 1; virsh define one.xml
virsh dumpxml one
virsh dumpxml one --inactive | cksum | grep -cE '^[0-9]'
virsh dumpxml one --security-info | grep -E '<graphics|passwd'
virsh dumpxml one --migratable | grep -E '<(domain|name|controller|address)'
virsh dumpxml one --update-cpu | grep -A3 '<cpu'
virsh dumpxml 11111111-2222-4333-8444-000000000001 | grep '<name>'
virsh dumpxml nosuch
virsh dumpxml 99
new tiny two 2; virsh define two.xml
virsh dumpxml two
# The same UUID under another name, the same name under another UUID.
sed 's/>two</>three</' two.xml >three.xml; virsh define three.xml
sed 's/000000000002/000000000003/' two.xml >three.xml; virsh define three.xml
# Again is a change of the definition.
sed 's/<vcpu>1/<vcpu>2/' two.xml >two-b.xml; virsh define two-b.xml; virsh dumpxml two | grep '<vcpu'
virsh define nosuch.xml
virsh define /dev/null 2>&1 | first 1
virsh define --validate two.xml
sed 's/<vcpu>/<nonsense\/><vcpu>/' two.xml >three.xml; virsh define three.xml; virsh dumpxml two | grep nonsense
sed 's/<vcpu>/<nonsense\/><vcpu>/' two.xml >three.xml; virsh define --validate three.xml 2>&1 | first 2 | cut -c1-60
virsh undefine two
virsh undefine two
virsh undefine one --nvram --managed-save --snapshots-metadata
virsh list --all
# Random identity for what has none.
printf '<domain type="qemu"><name>bare</name><memory>32768</memory><os><type>hvm</type></os></domain>' >bare.xml; virsh define bare.xml
virsh dumpxml bare
virsh undefine bare

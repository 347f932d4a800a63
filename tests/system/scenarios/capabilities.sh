# Capability documents: their shape and what does not hang on the machine's CPU.
virsh capabilities | xmllint --noout - 2>/dev/null || virsh capabilities | python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.stdin)'
virsh capabilities | python3 -c 'import sys, xml.etree.ElementTree as e; r = e.parse(sys.stdin).getroot(); print(*[c.tag for c in r.find("host") if c.tag not in ("cache", "iommu", "power_management")]); print(*[t.text for t in r.iter("uri_transport")], r.find("host/migration_features/live") is not None, *[m.findtext("model") for m in r.findall("host/secmodel")]); g = [g for g in r.findall("guest") if g.find("arch").get("name") == "x86_64"][0]; a = g.find("arch"); print(g.findtext("os_type"), a.findtext("wordsize"), a.findtext("emulator"), [(m.text, m.get("canonical"), m.get("maxCpus")) for m in a.findall("machine") if m.text in ("pc", "q35", "pc-i440fx-7.2", "pc-q35-7.2")], [d.get("type") for d in a.findall("domain")][:1], [(f.tag, f.attrib) for f in g.find("features")])'
virsh domcapabilities --virttype qemu --arch x86_64 | python3 -c 'import sys, xml.etree.ElementTree as e; r = e.parse(sys.stdin).getroot(); [print(r.tag, c.tag, c.attrib, (c.text or "").strip()) for c in r if c.tag not in ("cpu", "devices", "features", "os")]'
virsh domcapabilities --virttype qemu --arch x86_64 | python3 -c 'import sys, xml.etree.ElementTree as e; r = e.parse(sys.stdin).getroot(); [print(p, c.tag, c.attrib, *[(n.get("name"), sorted(v.text for v in n)) for n in c.findall("enum")]) for p in ("os", "cpu", "devices", "features") for c in r.find(p)]' | grep -v "^cpu mode {'name': 'host-model\|^features sev\|^features sgx"
virsh domcapabilities --machine q35 --virttype qemu | grep '<machine>'
virsh domcapabilities --machine nonsense
virsh domcapabilities --arch nonsense
virsh domcapabilities --virttype nonsense
virsh domcapabilities --emulatorbin /nonexistent

# SPDX-License-Identifier: Apache-2.0
"""Plausible arguments for every procedure, about the objects of virttestd's default node and some that are made first."""

import contextlib

import protocol

DOMAIN = "<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os></domain>"
DISK = "<disk type='file' device='disk'><source file='/one.img'/><target dev='vdz' bus='virtio'/></disk>"
NETWORK = "<network><name>net2</name><ip address='10.9.0.1' netmask='255.255.255.0'/></network>"
PORT = ("<networkport><uuid>%s</uuid><owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner><group>default</group>"
        "<mac address='52:54:00:11:22:33'/></networkport>")
POOL = "<pool type='dir'><name>pool2</name><target><path>/pool2</path></target></pool>"
VOLUME = "<volume><name>%s</name><capacity>1048576</capacity><allocation>0</allocation></volume>"
INTERFACE = ("<interface type='ethernet' name='eth2'><start mode='none'/><mac address='aa:bb:cc:dd:ee:f0'/>"
             "<protocol family='ipv4'><dhcp/></protocol></interface>")
SECRET = "<secret ephemeral='no' private='no'><usage type='ceph'><name>key</name></usage></secret>"
NWFILTER = "<filter name='own' chain='root'><rule action='drop' direction='in'/></filter>"
BINDING = ("<filterbinding><owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
           "<portdev name='%s'/><mac address='52:54:00:11:22:33'/><filterref filter='own'/></filterbinding>")
NODE_DEVICE = ("<device><parent>test-scsi-host-vport</parent><capability type='scsi_host'><capability type='fc_host'>"
               "<wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>")
SNAPSHOT = "<domainsnapshot><name>%s</name></domainsnapshot>"
CHECKPOINT = "<domaincheckpoint><name>%s</name></domaincheckpoint>"
CPU = "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>"

PORT_UUIDS = ("5d744f21-ba4a-4d6e-bdb2-30a35ff3207d", "5d744f21-ba4a-4d6e-bdb2-30a35ff3207e")
VDA, ETH = "vda", "eth1"

# (procedure, arguments, kind of object): what the default node lacks.
MADE = [
    ("storage_vol_create_xml", lambda o: {"pool": o["storage_pool"], "xml": VOLUME % "vol1"}, "storage_vol"),
    ("secret_define_xml", lambda o: {"xml": SECRET}, "secret"),
    ("nwfilter_define_xml", lambda o: {"xml": NWFILTER}, "nwfilter"),
    ("nwfilter_binding_create_xml", lambda o: {"xml": BINDING % "vnet0"}, "nwfilter_binding"),
    ("network_port_create_xml", lambda o: {"network": o["network"], "xml": PORT % PORT_UUIDS[0]}, "network_port"),
    ("domain_snapshot_create_xml", lambda o: {"dom": o["domain"], "xml_desc": SNAPSHOT % "snap1"}, "domain_snapshot"),
    ("domain_checkpoint_create_xml", lambda o: {"dom": o["domain"], "xml_desc": CHECKPOINT % "check1"}, "domain_checkpoint"),
]
FOUND = [("domain_lookup_by_name", "test", "domain"), ("network_lookup_by_name", "default", "network"),
         ("interface_lookup_by_name", "eth1", "interface"), ("storage_pool_lookup_by_name", "default-pool", "storage_pool"),
         ("node_device_lookup_by_name", "computer", "node_device")]


def _the_only(reply):
    (value,) = reply.values()
    return value


def objects(client, folder, without):
    """One object of each kind, by its kind; one that the daemon can't have yet has a name only. Files are saved in `folder`.
    None is made of the kind `without`: a domain that has snapshots takes no checkpoints."""
    known = {"file": f"{folder}/saved"}
    for procedure, name, kind in FOUND:
        known[kind] = {"name": name}
        with contextlib.suppress(RuntimeError):
            known[kind] = _the_only(protocol.ask(client, procedure, {"name": name}))
    known["document"] = protocol.ask(client, "domain_get_xml_desc", {"dom": known["domain"]})["xml"]
    known |= {"storage_vol": {"pool": "default-pool", "name": "vol1", "key": "/default-pool/vol1"},
              "secret": {"uuid": bytes(range(16))}, "nwfilter": {"name": "own"}, "nwfilter_binding": {"portdev": "vnet0", "filtername": "own"},
              "network_port": {"net": known["network"], "uuid": bytes(range(16))},
              "domain_snapshot": {"name": "snap1", "dom": known["domain"]}, "domain_checkpoint": {"name": "check1", "dom": known["domain"]}}
    for procedure, values, kind in MADE:
        if kind != without:
            with contextlib.suppress(RuntimeError):
                known[kind] = _the_only(protocol.ask(client, procedure, values(known)))
    return known


# Calls that come first, so that the procedure has something to do.
FIRST = {
    "domain_create": ["domain_destroy"], "domain_create_with_flags": ["domain_destroy"], "domain_create_with_files": ["domain_destroy"],
    "domain_resume": ["domain_suspend"], "domain_set_max_memory": ["domain_destroy"], "domain_rename": ["domain_destroy"],
    "domain_get_metadata": ["domain_set_metadata"],
    "domain_managed_save_remove": ["domain_managed_save"], "domain_managed_save_get_xml_desc": ["domain_managed_save"],
    "domain_managed_save_define_xml": ["domain_managed_save"],
    "domain_detach_device": ["domain_attach_device"], "domain_detach_device_flags": ["domain_attach_device_flags"],
    "domain_update_device_flags": ["domain_attach_device_flags"],
    "domain_restore": ["domain_save"], "domain_restore_flags": ["domain_save"], "domain_restore_params": ["domain_save"],
    "domain_save_image_get_xml_desc": ["domain_save"], "domain_save_image_define_xml": ["domain_save"],
    "domain_block_job_abort": ["domain_block_pull"], "domain_block_job_set_speed": ["domain_block_pull"],
    "domain_get_block_job_info": ["domain_block_pull"],
    "domain_pin_iothread": ["domain_add_iothread"], "domain_del_iothread": ["domain_add_iothread"],
    "domain_set_iothread_params": ["domain_add_iothread"],
    "domain_abort_job": ["domain_backup_begin"], "domain_abort_job_flags": ["domain_backup_begin"],
    "domain_backup_get_xml_desc": ["domain_create", "domain_backup_begin"],
    "domain_migrate_finish3": ["domain_migrate_prepare3"], "domain_migrate_finish3_params": ["domain_migrate_prepare3_params"],
    "domain_pm_wakeup": ["domain_pm_suspend_for_duration"],
    "network_create": ["network_destroy"], "network_undefine": ["network_destroy"], "network_get_metadata": ["network_set_metadata"],
    "storage_pool_create": ["storage_pool_destroy"], "storage_pool_build": ["storage_pool_destroy"],
    "storage_pool_delete": ["storage_pool_destroy"], "storage_pool_undefine": ["storage_pool_destroy"],
    "interface_create": ["interface_destroy"], "interface_change_commit": ["interface_change_begin"],
    "interface_change_rollback": ["interface_change_begin"], "secret_get_value": ["secret_set_value"],
    "nwfilter_undefine": ["nwfilter_binding_delete"],
    "connect_domain_event_deregister": ["connect_domain_event_register"],
    "connect_domain_event_deregister_any": ["connect_domain_event_register_any"],
    "connect_domain_event_callback_deregister_any": ["connect_domain_event_callback_register_any"],
    "connect_network_event_deregister_any": ["connect_network_event_register_any"],
    "connect_storage_pool_event_deregister_any": ["connect_storage_pool_event_register_any"],
    "connect_node_device_event_deregister_any": ["connect_node_device_event_register_any"],
    "connect_secret_event_deregister_any": ["connect_secret_event_register_any"],
    "connect_unregister_close_callback": ["connect_register_close_callback"],
    "connect_domain_monitor_event_deregister": ["connect_domain_monitor_event_register"],
}

# What an argument of that name says, where the procedure has no line of its own below.
BY_FIELD = {"path": VDA, "disk": VDA, "dev": VDA, "device": ETH, "maxnames": 100, "maxids": 100, "maxuuids": 100, "maxcells": 10, "need_results": 1,
            "maxinfo": 4, "maplen": 1, "ncpumaps": 4, "max_stats": 20, "maxerrors": 10, "nparams": 16, "cpumap": b"\1", "autostart": 1,
            "memory": 65536, "nvcpus": 1, "iothread_id": 1, "iothreads_id": 1, "cpu_num": -1, "cell_num": -1, "cell_count": 1,
            "pages": [4], "page_sizes": [4], "page_counts": [1], "arch": "x86_64", "virttype": "test", "seconds": 1, "state": 1,
            "xml_cpus": [CPU], "xml_cpu": CPU, "keycodes": [30], "codeset": 0,
            "size": 1024, "user": "root", "new_name": "three", "group": "group1", "period": 1, "signum": 1, "pid_value": 1, "length": 16,
            "native_format": "qemu-argv", "cmd": "{\"execute\":\"guest-ping\"}", "mac": "aa:bb:cc:dd:ee:ff", "alias": "net0", "timeout": 5,
            "threshold": 1, "bandwidth": 10, "downtime": 100, "cache_size": 4096, "duration": 60, "cap": "system"}

PARAMETER = {1: lambda name, value: {"field": name, "value": (1, value)}, 2: lambda name, value: {"field": name, "value": (2, value)},
             4: lambda name, value: {"field": name, "value": (4, value)}}

# The arguments that only this procedure takes so; a function of the known objects.
BY_PROCEDURE = {
    "connect_open": lambda o: {"name": "test:///default"},
    "connect_supports_feature": lambda o: {"feature": 10},
    "connect_set_identity": lambda o: {"params": [{"field": "user-name", "value": (7, "root")}]},
    "domain_create_xml": lambda o: {"xml_desc": DOMAIN},
    "domain_create_xml_with_files": lambda o: {"xml_desc": DOMAIN},
    "domain_define_xml": lambda o: {"xml": DOMAIN},
    "domain_define_xml_flags": lambda o: {"xml": DOMAIN},
    "connect_domain_xml_to_native": lambda o: {"domain_xml": DOMAIN},
    "connect_compare_cpu": lambda o: {"xml": CPU},
    "domain_migrate_prepare3": lambda o: {"dom_xml": DOMAIN}, "domain_migrate_finish3": lambda o: {"dname": "two"},
    "domain_migrate_perform3": lambda o: {"bandwidth": 0},
    "domain_migrate_prepare3_params": lambda o: {"params": [{"field": "destination_xml", "value": (7, DOMAIN)}]},
    "domain_migrate_finish3_params": lambda o: {"params": [{"field": "destination_name", "value": (7, "two")}]},
    "domain_lookup_by_id": lambda o: {"id": 1},
    "domain_lookup_by_name": lambda o: {"name": "test"},
    "domain_lookup_by_uuid": lambda o: {"uuid": o["domain"].get("uuid")},
    "domain_attach_device": lambda o: {"xml": DISK}, "domain_attach_device_flags": lambda o: {"xml": DISK, "flags": 1},
    "domain_detach_device": lambda o: {"xml": DISK}, "domain_detach_device_flags": lambda o: {"xml": DISK, "flags": 1},
    "domain_update_device_flags": lambda o: {"xml": DISK, "flags": 1},
    "domain_get_vcpu_pin_info": lambda o: {"ncpumaps": 2, "maplen": 2},
    "domain_get_cpu_stats": lambda o: {"nparams": 0, "start_cpu": -1, "ncpus": 1},
    "domain_set_memory_parameters": lambda o: {"params": [PARAMETER[4]("hard_limit", 1000000)], "flags": 1},
    "domain_set_blkio_parameters": lambda o: {"params": [PARAMETER[2]("weight", 500)]},
    "domain_set_scheduler_parameters": lambda o: {"params": [PARAMETER[2]("weight", 60)]},
    "domain_set_scheduler_parameters_flags": lambda o: {"params": [PARAMETER[2]("weight", 60)]},
    "domain_set_interface_parameters": lambda o: {"params": [PARAMETER[2]("inbound.average", 60)]},
    "domain_set_block_io_tune": lambda o: {"params": [PARAMETER[4]("total_bytes_sec", 60000), PARAMETER[4]("total_bytes_sec_max", 70000)]},
    "domain_set_numa_parameters": lambda o: {"params": [{"field": "numa_nodeset", "value": (7, "0")}]},
    "domain_set_metadata": lambda o: {"type": 0, "metadata": "words"},
    "domain_set_vcpu": lambda o: {"cpumap": "1"}, "domain_set_guest_vcpus": lambda o: {"cpumap": "0"},
    "domain_save_params": lambda o: {"params": [{"field": "file", "value": (7, o["file"])}]},
    "domain_restore_params": lambda o: {"params": [{"field": "file", "value": (7, o["file"])}]},
    "domain_set_user_password": lambda o: {"user": "root", "password": "secret"},
    "domain_snapshot_create_xml": lambda o: {"xml_desc": SNAPSHOT % "snap2"},
    "domain_checkpoint_create_xml": lambda o: {"xml_desc": CHECKPOINT % "check2"},
    "domain_snapshot_lookup_by_name": lambda o: {"name": "snap1"}, "domain_checkpoint_lookup_by_name": lambda o: {"name": "check1"},
    "domain_pm_suspend_for_duration": lambda o: {"duration": 0},
    "domain_block_commit": lambda o: {"flags": 4},
    "domain_save_image_define_xml": lambda o: {"dxml": o["document"]}, "domain_managed_save_define_xml": lambda o: {"dxml": o["document"]},
    "domain_backup_begin": lambda o: {"backup_xml": "<domainbackup mode='pull'><server name='localhost'/></domainbackup>"},
    "domain_block_copy": lambda o: {"destxml": "<disk type='file'><source file='/copy.img'/><target dev='vda'/></disk>"},
    "network_create_xml": lambda o: {"xml": NETWORK}, "network_create_xml_flags": lambda o: {"xml": NETWORK},
    "network_define_xml": lambda o: {"xml": NETWORK}, "network_define_xml_flags": lambda o: {"xml": NETWORK},
    "network_lookup_by_name": lambda o: {"name": "default"}, "network_lookup_by_uuid": lambda o: {"uuid": o["network"].get("uuid")},
    "network_port_create_xml": lambda o: {"xml": PORT % PORT_UUIDS[1]}, "network_port_lookup_by_uuid": lambda o: {"uuid": o["network_port"].get("uuid")},
    "network_port_set_parameters": lambda o: {"params": [PARAMETER[2]("inbound.average", 60)]},
    "network_set_metadata": lambda o: {"type": 0, "metadata": "words"},
    "network_update": lambda o: {"command": 3, "section": 4, "parent_index": 0, "xml": "<host mac='52:54:00:00:00:01' ip='192.168.122.9'/>"},
    "interface_define_xml": lambda o: {"xml": INTERFACE}, "interface_lookup_by_name": lambda o: {"name": "eth1"},
    "storage_pool_create_xml": lambda o: {"xml": POOL}, "storage_pool_define_xml": lambda o: {"xml": POOL},
    "storage_pool_lookup_by_name": lambda o: {"name": "default-pool"},
    "storage_pool_lookup_by_uuid": lambda o: {"uuid": o["storage_pool"].get("uuid")},
    "storage_pool_lookup_by_target_path": lambda o: {"path": "/default-pool"},
    "connect_find_storage_pool_sources": lambda o: {"type": "logical"},
    "storage_vol_create_xml": lambda o: {"xml": VOLUME % "vol2"},
    "storage_vol_create_xml_from": lambda o: {"xml": VOLUME % "vol2", "clonevol": o["storage_vol"]},
    "storage_vol_lookup_by_name": lambda o: {"name": "vol1"}, "storage_vol_lookup_by_key": lambda o: {"key": o["storage_vol"]["key"]},
    "storage_vol_lookup_by_path": lambda o: {"path": o["storage_vol"]["key"]},
    "storage_vol_resize": lambda o: {"capacity": 2097152},
    "secret_define_xml": lambda o: {"xml": SECRET.replace("key", "key2")}, "secret_set_value": lambda o: {"value": b"value"},
    "secret_lookup_by_uuid": lambda o: {"uuid": o["secret"].get("uuid")},
    "secret_lookup_by_usage": lambda o: {"usage_type": 2, "usage_id": "key"},
    "nwfilter_define_xml": lambda o: {"xml": NWFILTER.replace("own", "own2")}, "nwfilter_define_xml_flags": lambda o: {"xml": NWFILTER.replace("own", "own2")},
    "nwfilter_lookup_by_name": lambda o: {"name": "own"}, "nwfilter_lookup_by_uuid": lambda o: {"uuid": o["nwfilter"].get("uuid")},
    "nwfilter_binding_create_xml": lambda o: {"xml": BINDING % "vnet1"}, "nwfilter_binding_lookup_by_port_dev": lambda o: {"name": "vnet0"},
    "node_device_create_xml": lambda o: {"xml_desc": NODE_DEVICE}, "node_device_define_xml": lambda o: {"xml_desc": NODE_DEVICE},
    "node_device_lookup_scsi_host_by_wwn": lambda o: {"wwnn": "2000000012341234", "wwpn": "1000000012341234"},
    "connect_get_domain_capabilities": lambda o: {"arch": None, "virttype": None},
}


def prepare(client, procedure, known):
    """Makes the calls of FIRST."""
    for name in FIRST.get(procedure.name, []):
        with contextlib.suppress(RuntimeError):
            protocol.ask(client, name, arguments(protocol.BY_NAME[name], known))


def arguments(procedure, known):
    """Values for its argument struct, from the objects that objects() gave."""
    name = procedure.struct("args")
    values = {}
    for field, kind in protocol.STRUCTS[name] if name else []:
        which = kind.removesuffix("?").removeprefix("remote_nonnull_")
        if which in known and not kind.endswith("?"):
            values[field] = known[which]
        elif kind == "remote_nonnull_domain<16384>":
            values[field] = [known["domain"]]
        elif field == "name" and procedure.name.startswith("node_device"):
            values[field] = known["node_device"]["name"]
        elif field in ("to", "from", "file"):
            values[field] = known["file"]
        elif field in BY_FIELD and kind.removesuffix("?") not in protocol.STRUCTS:
            values[field] = BY_FIELD[field]
    return values | BY_PROCEDURE.get(procedure.name, lambda o: {})(known)

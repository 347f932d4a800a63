# SPDX-License-Identifier: Apache-2.0
# Sys::Virt: the connection, the host, its devices, secrets and interfaces.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Objects;
use Sys::Virt;
use Test::More;

subtest 'a connection says where it leads' => sub {
    is($conn->get_type, 'TEST', 'type');
    is($conn->get_uri, $ENV{URI}, 'URI');
    is($conn->get_library_version, 9000000, 'version of the library');
    is(join('.', $conn->get_major_version, $conn->get_minor_version, $conn->get_micro_version), '0.0.2', 'version of the driver');
    ok($conn->is_alive && $conn->is_secure && !$conn->is_encrypted, 'alive, by a local socket');
    $conn->set_keep_alive(5, 3);
    $conn->register_close_callback(sub { });
    $conn->unregister_close_callback();
    refused(Sys::Virt::Error::ERR_NO_DOMAIN, 'a name that is not there', sub { $conn->get_domain_by_name('nosuch') });
};

subtest 'the host is the pretended one' => sub {
    my $info = $conn->get_node_info;
    is_deeply([@$info{qw(model memory cpus mhz nodes sockets cores threads)}], ['i686', 3145728, 16, 1400, 2, 2, 2, 2], 'node');
    my ($total, $map, $online) = $conn->get_node_cpu_map;
    is_deeply([$total, unpack('b8', $map), $online], [8, '10101000', 3], 'CPUs');
    is($conn->get_node_cpu_stats->{+Sys::Virt::NODE_CPU_STATS_USER}, 9797400000, 'figures of CPUs');
    is($conn->get_node_free_memory, 3145728, 'free memory');
    is($conn->get_max_vcpus('test'), 32, 'virtual CPUs');
    is($conn->get_node_security_model->{model}, 'testSecurity', 'security model');
    like($conn->get_capabilities, qr{<arch>i686</arch>}, 'capabilities');
    like($conn->get_sysinfo, qr{LENOVO}, 'system information');
    ok($conn->get_hostname, 'name');
    refused(Sys::Virt::Error::ERR_NO_SUPPORT, 'what AMD encrypts', sub { $conn->get_node_sev_info });
};

subtest 'old and new lists name the same' => sub {
    my %expected = (
        domains => [$conn->num_of_domains, names($conn->list_domains), names($conn->list_all_domains), 'test'],
        networks => [$conn->num_of_networks, names($conn->list_networks), names($conn->list_all_networks), 'default'],
        pools => [$conn->num_of_storage_pools, names($conn->list_storage_pools), names($conn->list_all_storage_pools), 'default-pool'],
        interfaces => [$conn->num_of_interfaces, names($conn->list_interfaces), names($conn->list_all_interfaces), 'eth1'],
        devices => [$conn->num_of_node_devices(undef) - 3, names($conn->list_node_devices(undef)), names($conn->list_all_node_devices),
                    'computer scsi_host1 scsi_host11 scsi_host2'],
    );
    for my $kind (sort keys %expected) {
        my ($count, $old, $new, $names) = @{$expected{$kind}};
        is_deeply([$count, $old, $new], [1, $names, $names], $kind);
    }
    is_deeply([$conn->list_domain_ids(9), $conn->list_network_names(9), $conn->list_interface_names(9)], [1, 'default', 'eth1'], 'names');
    is($conn->num_of_defined_domains + $conn->num_of_defined_networks + $conn->num_of_defined_storage_pools
       + $conn->num_of_defined_interfaces + $conn->num_of_secrets + $conn->num_of_nwfilters, 0, 'nothing else');
};

subtest 'NodeDevice' => sub {
    my $computer = $conn->get_node_device_by_name('computer');
    is_deeply([$computer->get_name, $computer->get_parent, $computer->list_capabilities], ['computer', undef, 'system'], 'the root');
    my $device = $conn->create_node_device('<device><parent>scsi_host1</parent><capability type="scsi_host"><capability type="fc_host">'
        . '<wwnn>2000000012341235</wwnn><wwpn>1000000012341235</wwpn></capability></capability></device>');
    is_deeply([$device->get_name, $device->get_parent], ['scsi_host12', 'scsi_host1'], 'one that was made');
    like($device->get_xml_description, qr{<wwnn>2000000012341235</wwnn>}, 'its description');
    refused(Sys::Virt::Error::ERR_NO_SUPPORT, 'a reset', sub { $device->reset });
    $device->destroy;
    refused(Sys::Virt::Error::ERR_NO_NODE_DEVICE, 'one that is gone', sub { $device->get_xml_description });
};

subtest 'Secret' => sub {
    my $secret = $conn->define_secret('<secret><usage type="ceph"><name>key</name></usage></secret>');
    is_deeply([$secret->get_usage_type, $secret->get_usage_id], [Sys::Virt::Secret::USAGE_TYPE_CEPH, 'key'], 'usage');
    refused(Sys::Virt::Error::ERR_NO_SECRET, 'a value that was not set', sub { $secret->get_value });
    $secret->set_value("\0\1\xff");
    is($conn->get_secret_by_uuid($secret->get_uuid)->get_value, "\0\1\xff", 'value');
    is($conn->get_secret_by_usage(Sys::Virt::Secret::USAGE_TYPE_CEPH, 'key')->get_uuid_string, $secret->get_uuid_string, 'by its usage');
    is_deeply([map { $_->get_uuid_string } $conn->list_all_secrets], [$secret->get_uuid_string], 'in the list');
    $secret->undefine;
    refused(Sys::Virt::Error::ERR_NO_SECRET, 'one that is gone', sub { $secret->get_xml_description });
};

subtest 'Interface' => sub {
    my $xml = '<interface type="ethernet" name="eth2"><start mode="none"/><mac address="aa:bb:cc:dd:ee:f0"/><protocol family="ipv4">'
        . '<dhcp/></protocol></interface>';
    $conn->interface_change_begin;
    $conn->define_interface($xml);
    $conn->interface_change_rollback;
    refused(Sys::Virt::Error::ERR_NO_INTERFACE, 'one that was taken back', sub { $conn->get_interface_by_name('eth2') });
    $conn->interface_change_begin;
    my $interface = $conn->define_interface($xml);
    $conn->interface_change_commit;
    is($conn->get_interface_by_mac('aa:bb:cc:dd:ee:f0')->get_name, 'eth2', 'by its address');
    $interface->create;
    ok($interface->is_active, 'active');
    is($interface->get_mac, 'aa:bb:cc:dd:ee:f0', 'address');
    $interface->destroy;
    like($interface->get_xml_description, qr{name='eth2'}, 'description');
    $interface->undefine;
    refused(Sys::Virt::Error::ERR_NO_INTERFACE, 'one that is gone', sub { $interface->is_active });
};

done_testing;

# SPDX-License-Identifier: Apache-2.0
# Sys::Virt: networks and their ports, filters and their bindings, pools, volumes and streams.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Objects;
use Sys::Virt;
use Test::More;

my $owner = '<owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>';
my $mac = '<mac address="52:54:00:11:22:33"/>';

subtest 'Network and NetworkPort' => sub {
    my $network = $conn->define_network('<network><name>objects</name><forward/><bridge name="virbr7"/><ip address="10.0.0.1" '
        . 'netmask="255.255.255.0"><dhcp><range start="10.0.0.2" end="10.0.0.9"/></dhcp></ip></network>');
    ok(!$network->is_active && $network->is_persistent && !$network->get_autostart, 'defined');
    $network->create;
    $network->set_autostart(1);
    ok($network->is_active && $network->get_autostart, 'running');
    is($network->get_bridge_name, 'virbr7', 'bridge');
    is($conn->get_network_by_uuid($network->get_uuid)->get_name, 'objects', 'by its UUID');
    $network->update(Sys::Virt::Network::UPDATE_COMMAND_ADD_LAST, Sys::Virt::Network::SECTION_IP_DHCP_HOST, -1,
                     '<host mac="52:54:00:00:00:01" ip="10.0.0.5"/>');
    like($network->get_xml_description, qr{ip='10\.0\.0\.5'}, 'changed');

    my $uuid = '<uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>';
    my $port = $network->create_port("<networkport>$uuid$owner$mac<bandwidth><inbound average='50'/></bandwidth></networkport>");
    is($network->get_port_by_uuid($port->get_uuid)->get_uuid_string, $port->get_uuid_string, 'port');
    is_deeply([map { $_->get_uuid_string } $network->list_all_ports], [$port->get_uuid_string], 'list of ports');
    is(($network->get_dhcp_leases)[0]{ipaddr}, '10.0.0.2', 'lease');
    $port->set_parameters({Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE => 100});
    is($port->get_parameters->{+Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE}, 100, 'limit');
    like($port->get_xml_description, qr{inbound average='100'}, 'description');
    $port->delete;
    refused(Sys::Virt::Error::ERR_NO_NETWORK_PORT, 'a port that is gone', sub { $port->get_xml_description });

    refused(Sys::Virt::Error::ERR_OPERATION_INVALID, 'a second start', sub { $network->create });
    $network->destroy;
    $network->undefine;
    refused(Sys::Virt::Error::ERR_NO_NETWORK, 'a network that is gone', sub { $network->is_active });
};

subtest 'NWFilter and NWFilterBinding' => sub {
    my $filter = $conn->define_nwfilter('<filter name="drop"><rule action="drop" direction="in"/></filter>');
    is($conn->get_nwfilter_by_uuid($filter->get_uuid)->get_name, 'drop', 'by its UUID');
    is(names($conn->list_nwfilters), 'drop', 'list');
    like($filter->get_xml_description, qr{action='drop'}, 'description');
    my $binding = $conn->create_nwfilter_binding("<filterbinding>$owner<portdev name='vnet0'/>$mac<filterref filter='drop'/></filterbinding>");
    is_deeply([$binding->get_port_dev, $binding->get_filter_name], ['vnet0', 'drop'], 'binding');
    is($conn->get_nwfilter_binding_by_port_dev('vnet0')->get_filter_name, 'drop', 'by its device');
    is_deeply([map { $_->get_port_dev } $conn->list_all_nwfilter_bindings], ['vnet0'], 'list of bindings');
    refused(Sys::Virt::Error::ERR_OPERATION_INVALID, 'the end of a filter in use', sub { $filter->undefine });
    $binding->delete;
    $filter->undefine;
    refused(Sys::Virt::Error::ERR_NO_NWFILTER, 'a filter that is gone', sub { $conn->get_nwfilter_by_name('drop') });
};

subtest 'StoragePool' => sub {
    my $pool = $conn->define_storage_pool('<pool type="dir"><name>defined</name><target><path>/defined</path></target></pool>');
    $pool->build;
    $pool->create;
    $pool->set_autostart(1);
    ok($pool->is_active && $pool->is_persistent && $pool->get_autostart, 'running');
    is($pool->get_info->{state}, Sys::Virt::StoragePool::STATE_RUNNING, 'state');
    is($conn->get_storage_pool_by_target_path('/defined')->get_uuid_string, $pool->get_uuid_string, 'by its path');
    $pool->refresh;
    refused(Sys::Virt::Error::ERR_OPERATION_INVALID, 'the end of one that runs', sub { $pool->undefine });
    $pool->destroy;
    $pool->delete;
    $pool->undefine;
    refused(Sys::Virt::Error::ERR_NO_STORAGE_POOL, 'one that is gone', sub { $pool->get_info });
};

subtest 'StorageVol and Stream' => sub {
    my ($pool, $words) = ($conn->get_storage_pool_by_name('default-pool'), join('', map { chr } 0 .. 255) x 1000);
    my $xml = '<volume><name>%s</name><capacity>256000</capacity><allocation>0</allocation></volume>';
    my $volume = $pool->create_volume(sprintf $xml, 'v');
    is_deeply([$volume->get_name, $volume->get_key, $volume->get_path], ['v', '/default-pool/v', '/default-pool/v'], 'names');
    is($volume->get_info->{capacity}, 256000, 'capacity');
    is_deeply([names($pool->list_volumes), $pool->num_of_storage_volumes, names($pool->list_all_volumes)], ['v', 1, 'v'], 'lists');
    is($conn->get_storage_volume_by_key($volume->get_key)->get_name, 'v', 'by its key');
    is($conn->get_storage_pool_by_volume($volume)->get_name, 'default-pool', 'its pool');
    upload($volume, $words);
    is(download($volume), $words, 'bytes');
    upload($volume, 'here', 5);
    is(download($volume, 4, 6), "\4here\11", 'some of them');
    is(download($pool->clone_volume(sprintf($xml, 'w'), $volume), 5, 4), 'here', 'those of a copy');
    $pool->get_volume_by_name('w')->delete(0);

    my $stream = $conn->new_stream;
    $volume->upload($stream, 0, 3);
    is($stream->send('abc', 3), 3, 'bytes are sent');
    $stream->finish;
    $stream = $conn->new_stream;
    $volume->download($stream, 0, 3);
    is($stream->recv(my $data, 10), 3, 'and received');
    is($data, 'abc', 'as they were');
    $stream->finish;
    $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $volume->download($stream, 0, 0);
    my @parts;
    $stream->add_callback(Sys::Virt::Stream::EVENT_READABLE, sub {
        while ((my $count = $_[0]->recv(my $part, 65536)) > 0) { push @parts, $part }
    });
    await(256000 / 65536, \@parts) while length(join '', @parts) < 256000;
    $stream->remove_callback;
    is(length(join '', @parts), 256000, 'or come by themselves');
    $stream->abort;

    $volume->resize(300000);
    $volume->wipe;
    is(download($volume, 0, 3), "\0\0\0", 'wiped');
    $volume->delete(0);
    refused(Sys::Virt::Error::ERR_NO_STORAGE_VOL, 'one that is gone', sub { $volume->get_info });
};

done_testing;

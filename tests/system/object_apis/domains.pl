# SPDX-License-Identifier: Apache-2.0
# Sys::Virt: domains, their snapshots and checkpoints, and events of every kind of object.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use lib $FindBin::Bin;
use Objects;
use Sys::Virt;
use Sys::Virt::Domain;
use Test::More;

my $test = $conn->get_domain_by_name('test');
my $definition = '<domain type="test"><name>%s</name><memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>';
my $live = Sys::Virt::Domain::AFFECT_LIVE;

sub state_of { return join ' ', $_[0]->get_state }

subtest 'a life' => sub {
    my $two = $conn->define_domain(sprintf $definition, 'two');
    ok(!$two->is_active && $two->is_persistent && $two->get_id == -1, 'defined');
    $two->create;
    is(state_of($two), join(' ', Sys::Virt::Domain::STATE_RUNNING, Sys::Virt::Domain::STATE_RUNNING_BOOTED), 'started');
    $two->suspend;
    is(state_of($two), join(' ', Sys::Virt::Domain::STATE_PAUSED, Sys::Virt::Domain::STATE_PAUSED_USER), 'paused');
    $two->resume;
    $two->reset;
    $two->shutdown;
    is(state_of($two), join(' ', Sys::Virt::Domain::STATE_SHUTOFF, Sys::Virt::Domain::STATE_SHUTOFF_SHUTDOWN), 'shut down');
    $two->rename('three');
    is($conn->get_domain_by_uuid($two->get_uuid)->get_name, 'three', 'renamed');
    $two->set_autostart(1);
    ok($two->get_autostart, 'started with the host');
    refused(Sys::Virt::Error::ERR_OPERATION_INVALID, 'the end of one that does not run', sub { $two->destroy });
    $two->undefine;
    refused(Sys::Virt::Error::ERR_NO_DOMAIN, 'one that is gone', sub { $two->get_info });
    refused(Sys::Virt::Error::ERR_XML_DETAIL, 'what is no document', sub { $conn->define_domain('<domain') });
};

subtest 'what it is' => sub {
    is_deeply([$test->get_id, $test->get_name, $test->get_uuid_string, $test->get_os_type],
              [1, 'test', '6695eb01-f6a4-8304-79aa-97f2502e193f', 'linux'], 'names');
    is_deeply([@{$test->get_info}{qw(state maxMem nrVirtCpu)}], [1, 8388608, 2], 'information');
    like($test->get_xml_description, qr{<name>test</name>}, 'description');
    $test->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'a title', undef, undef);
    is($test->get_metadata(Sys::Virt::Domain::METADATA_TITLE, undef), 'a title', 'title');
    is($test->memory_stats->{unused}, 1048576, 'memory');
    ok(defined $test->block_stats('vda')->{rd_bytes} && defined $test->interface_stats('testnet0')->{rx_bytes}, 'figures');
    is($test->get_block_info('vda')->{allocation}, 1 << 40, 'disk');
    my ($record) = $conn->get_all_domain_stats(Sys::Virt::Domain::STATS_STATE);
    is_deeply([$record->{dom}->get_name, $record->{data}{'state.state'}], ['test', 1], 'statistics');
    is(length $test->memory_peek(0, 4, Sys::Virt::Domain::MEMORY_VIRTUAL), 4, 'memory itself');
};

subtest 'tuning' => sub {
    $test->set_vcpus(1, Sys::Virt::Domain::VCPU_LIVE);
    is($test->get_vcpus(Sys::Virt::Domain::VCPU_LIVE), 1, 'fewer virtual CPUs');
    $test->set_vcpus(2, Sys::Virt::Domain::VCPU_LIVE);
    $test->pin_vcpu(0, "\1");
    is_deeply([map { unpack 'b8', $_->{affinity} } $test->get_vcpu_info], ['10000000', '11111111'], 'CPUs');
    $test->set_memory(1048576, Sys::Virt::Domain::MEM_LIVE);
    is($test->get_info->{memory}, 1048576, 'memory');
    $test->set_blkio_parameters({Sys::Virt::Domain::BLKIO_WEIGHT => 500});
    is($test->get_blkio_parameters->{+Sys::Virt::Domain::BLKIO_WEIGHT}, 500, 'weight');
    $test->set_memory_parameters({Sys::Virt::Domain::MEMORY_HARD_LIMIT => 1000});
    is($test->get_memory_parameters->{+Sys::Virt::Domain::MEMORY_HARD_LIMIT}, 1000, 'limit of memory');
    $test->set_block_iotune('vda', {Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC => 1000,
                                    Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX => 2000});
    is($test->get_block_iotune('vda')->{+Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC}, 1000, 'limit of a disk');
    $test->set_interface_parameters('testnet0', {Sys::Virt::Domain::BANDWIDTH_IN_AVERAGE => 100});
    is($test->get_interface_parameters('testnet0')->{+Sys::Virt::Domain::BANDWIDTH_IN_AVERAGE}, 100, 'limit of an interface');
    $test->add_iothread(4, $live);
    is_deeply([map { $_->{number} } $test->get_iothread_info], [4], 'I/O thread');
    $test->del_iothread(4, $live);
    refused(Sys::Virt::Error::ERR_INVALID_ARG, 'more virtual CPUs than there are', sub { $test->set_vcpus(99, $live) });
};

subtest 'devices and the agent' => sub {
    my $disk = '<disk type="file" device="disk"><source file="/guest/d2"/><target dev="vdb" bus="virtio"/></disk>';
    $test->attach_device($disk, Sys::Virt::Domain::DEVICE_MODIFY_LIVE);
    like($test->get_xml_description, qr{/guest/d2}, 'a disk more');
    $test->detach_device($disk, Sys::Virt::Domain::DEVICE_MODIFY_LIVE);
    unlike($test->get_xml_description, qr{/guest/d2}, 'and gone');
    is_deeply([$test->get_hostname, $test->get_guest_info(0)->{'os.id'}, map { $_->{mountpoint} } $test->get_fs_info],
              ['testhost', 'test', '/', '/boot'], 'what the guest says');
    $test->fs_freeze([]);
    $test->fs_thaw([]);
    is(($test->get_interface_addresses(Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT))[0]{name}, 'testnet0', 'addresses');
    $test->block_pull('vda', 64);
    is($test->get_block_job_info('vda')->{type}, Sys::Virt::Domain::BLOCK_JOB_TYPE_PULL, 'blockjob');
    $test->abort_block_job('vda');
};

subtest 'DomainSnapshot' => sub {
    my ($first, $second) = map { $test->create_snapshot("<domainsnapshot><name>$_</name></domainsnapshot>") } qw(first second);
    is_deeply([$test->num_of_snapshots, names($test->list_all_snapshots), $second->get_parent->get_name, $first->num_of_child_snapshots,
               names($first->list_all_children), $test->current_snapshot->get_name], [2, 'first second', 'first', 1, 'second', 'second'], 'tree');
    ok($second->is_current && $first->has_metadata && $test->has_current_snapshot, 'current');
    like($first->get_xml_description, qr{<name>first</name>}, 'description');
    $test->destroy;
    $first->revert_to(0);
    is(state_of($test), join(' ', Sys::Virt::Domain::STATE_RUNNING, Sys::Virt::Domain::STATE_RUNNING_FROM_SNAPSHOT), 'back');
    $_->delete(0) for $second, $first;
    refused(Sys::Virt::Error::ERR_NO_DOMAIN_SNAPSHOT, 'one that is gone', sub { $test->get_snapshot_by_name('first') });
};

subtest 'DomainCheckpoint' => sub {
    my ($first, $second) = map { $test->create_checkpoint("<domaincheckpoint><name>$_</name></domaincheckpoint>") } qw(first second);
    is_deeply([names($test->list_all_checkpoints), $second->get_parent->get_name, names($first->list_all_children)],
              ['first second', 'first', 'second'], 'tree');
    like($test->get_checkpoint_by_name('first')->get_xml_description, qr{checkpoint='bitmap'}, 'description');
    $first->delete(Sys::Virt::DomainCheckpoint::DELETE_CHILDREN);
    is_deeply([$test->list_all_checkpoints], [], 'gone');
};

subtest 'saves' => sub {
    my $file = tempdir(CLEANUP => 1) . '/saved';
    $test->save($file);
    is(state_of($test), join(' ', Sys::Virt::Domain::STATE_SHUTOFF, Sys::Virt::Domain::STATE_SHUTOFF_SAVED), 'saved');
    like($conn->get_save_image_xml_description($file), qr{<name>test</name>}, 'description');
    $conn->restore_domain($file);
    is(state_of($test), join(' ', Sys::Virt::Domain::STATE_RUNNING, Sys::Virt::Domain::STATE_RUNNING_RESTORED), 'restored');
    $test->managed_save;
    ok($test->has_managed_save_image, 'kept by the daemon');
    $test->managed_save_remove;
    $test->create;
    is($test->get_job_info->{type}, Sys::Virt::Domain::JOB_NONE, 'no job');
};

subtest 'Event' => sub {
    my @heard;
    my $note = sub {
        my ($kind) = @_;
        return sub { push @heard, join ' ', $kind, $_[1]->can('get_name') ? $_[1]->get_name : (), map { $_ // '-' } @_[2 .. $#_] };
    };
    my $number = $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, $note->('domain'));
    $conn->domain_event_register_any($test, Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE, $note->('words'));
    $conn->network_event_register_any(undef, Sys::Virt::Network::EVENT_ID_LIFECYCLE, $note->('network'));
    $conn->storage_pool_event_register_any(undef, Sys::Virt::StoragePool::EVENT_ID_REFRESH, $note->('pool'));
    $conn->node_device_event_register_any(undef, Sys::Virt::NodeDevice::EVENT_ID_LIFECYCLE, $note->('device'));
    $conn->secret_event_register_any(undef, Sys::Virt::Secret::EVENT_ID_VALUE_CHANGED, $note->('secret'));
    $test->suspend;
    $test->resume;
    $test->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'another', undef, undef);
    my $network = $conn->create_network('<network><name>told</name></network>');
    $conn->get_storage_pool_by_name('default-pool')->refresh;
    $conn->create_node_device('<device><parent>scsi_host1</parent><capability type="scsi_host"><capability type="fc_host">'
        . '<wwnn>2000000012341235</wwnn><wwpn>1000000012341235</wwpn></capability></capability></device>')->destroy;
    my $secret = $conn->define_secret('<secret><usage type="ceph"><name>told</name></usage></secret>');
    $secret->set_value('words');
    await(8, \@heard);
    is_deeply([sort @heard], ['device scsi_host12 0 0', 'device scsi_host12 1 0', 'domain test 3 0', 'domain test 4 0', 'network told 2 0',
                              'pool default-pool', 'secret', 'words test 1 -'], 'of every kind');
    $conn->domain_event_deregister_any($number);
    @heard = ();
    $test->suspend;
    $test->resume;
    $network->destroy;
    await(1, \@heard);
    is_deeply(\@heard, ['network told 3 0'], 'not of what was taken away');
    $secret->undefine;
};

done_testing;

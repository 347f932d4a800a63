# SPDX-License-Identifier: Apache-2.0
# What the programs of this folder that test Sys::Virt share: a connection to $URI, refusals, events, bytes by streams.
package Objects;
use strict;
use warnings;
use Exporter 'import';
use Sys::Virt;
use Sys::Virt::Error;
use Test::More;

our @EXPORT = qw($conn refused names await download upload);

Sys::Virt::Event::register_default();
our $conn = Sys::Virt->new(uri => $ENV{URI});
# Wakes run_default, so that await sees its deadline.
Sys::Virt::Event::add_timeout(100, sub { });

# refused CODE, WHY, SUB: that it fails with this number.
sub refused {
    my ($code, $why, $call) = @_;
    eval { $call->() };
    my $error = $@;
    return is(ref $error && $error->isa('Sys::Virt::Error') ? $error->code : "no error: $error", $code, "$why is refused");
}

sub names { return join ' ', sort map { $_->get_name } @_ }

# await COUNT, LIST: lets events come until the list has so many.
sub await {
    my ($count, $heard) = @_;
    my $end = time + 10;
    Sys::Virt::Event::run_default() while @$heard < $count && time < $end;
    return;
}

sub upload {
    my ($volume, $data, $offset) = @_;
    my $stream = $conn->new_stream();
    $volume->upload($stream, $offset // 0, length $data);
    $stream->send_all(sub { my $part = substr $data, 0, $_[2], ''; $_[1] = $part; return length $part });
    $stream->finish();
    return;
}

sub download {
    my ($volume, $offset, $length) = @_;
    my ($stream, $data) = ($conn->new_stream(), '');
    $volume->download($stream, $offset // 0, $length // 0);
    $stream->recv_all(sub { $data .= $_[1]; return $_[2] });
    $stream->finish();
    return $data;
}

1;

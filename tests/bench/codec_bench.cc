// SPDX-License-Identifier: Apache-2.0
// codec_bench.cc: structs to bytes and back: a domain, the list of 1,000 domains, and the statistics of 100.
#include <benchmark/benchmark.h>

#include <string>

#include "libshared/rpc/message.h"
#include "libshared/rpc/wire/domain.h"

namespace {
using namespace pleiad;
namespace wire = rpc::wire;
namespace xdr = rpc::xdr;

wire::NonnullDomain Domain(int at) { return {.name = "domain-" + std::to_string(at), .uuid = Uuid::Random(), .id = at}; }

wire::ConnectListAllDomainsRet List() {
  wire::ConnectListAllDomainsRet list{.domains = {}, .ret = 1000};
  for (int i = 0; i < 1000; ++i) list.domains.items.push_back(Domain(i));
  return list;
}

wire::ConnectGetAllDomainStatsRet Stats() {
  wire::ConnectGetAllDomainStatsRet stats;
  for (int i = 0; i < 100; ++i) {
    wire::DomainStatsRecord record{.dom = Domain(i), .params = {}};
    for (int field = 0; field < 60; ++field)
      record.params.items.push_back({"block.0.figure." + std::to_string(field), uint64_t{1} << field});
    stats.ret_stats.items.push_back(std::move(record));
  }
  return stats;
}

template <class T>
std::string Encoded(const T& value) {
  xdr::Encoder e;
  xdr::Put(e, value);
  return std::move(e.out());
}

template <class T>
void Encode(benchmark::State& state, const T& value) {
  size_t bytes = 0;
  for (auto _ : state) bytes = Encoded(value).size();
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}

template <class T>
void Decode(benchmark::State& state, const T& value) {
  const std::string bytes = Encoded(value);
  for (auto _ : state) {
    T back;
    xdr::Decoder d(bytes);
    xdr::Get(d, back);
    if (!d.ok()) abort();
    benchmark::DoNotOptimize(back);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}

void EncodeDomain(benchmark::State& state) { Encode(state, wire::DomainGetXmlDescArgs{Domain(1), 0}); }
void DecodeDomain(benchmark::State& state) { Decode(state, wire::DomainGetXmlDescArgs{Domain(1), 0}); }
void EncodeListOf1000(benchmark::State& state) { Encode(state, List()); }
void DecodeListOf1000(benchmark::State& state) { Decode(state, List()); }
void EncodeStatsOf100(benchmark::State& state) { Encode(state, Stats()); }
void DecodeStatsOf100(benchmark::State& state) { Decode(state, Stats()); }

// Frames cut out of what a read gave.
void ReadFrames(benchmark::State& state) {
  std::string bytes;
  const std::string frame = rpc::BuildFrame({.program = 1, .procedure = 1}, Encoded(wire::DomainGetXmlDescArgs{Domain(1), 0}));
  constexpr int kFrames = 100;
  for (int i = 0; i < kFrames; ++i) bytes += frame;
  rpc::FrameReader reader;
  for (auto _ : state) {
    reader.Feed(bytes, {}, [](rpc::Frame& whole) {
      benchmark::DoNotOptimize(whole.payload);
      return true;
    });
  }
  state.SetItemsProcessed(state.iterations() * kFrames);
}

BENCHMARK(EncodeDomain);
BENCHMARK(DecodeDomain);
BENCHMARK(EncodeListOf1000);
BENCHMARK(DecodeListOf1000);
BENCHMARK(EncodeStatsOf100);
BENCHMARK(DecodeStatsOf100);
BENCHMARK(ReadFrames);
}  // namespace

BENCHMARK_MAIN();

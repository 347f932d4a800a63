// SPDX-License-Identifier: Apache-2.0
// domain_bench.cc: what reading, copying and writing a domain's document costs, for a document with one of everything.
#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>
#include <string>

#include "libshared/conf/domain/domain_def.h"

namespace {
using namespace pleiad;
constexpr xml::Options kOptions = {.inactive = true};

std::string Text() {
  std::ifstream file(PLEIAD_TEST_DATA "/domain/typical.in.xml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void ParseDomain(benchmark::State& state) {
  const std::string text = Text();
  for (auto _ : state) benchmark::DoNotOptimize(conf::ParseDomain(text, kOptions));
  state.SetBytesProcessed(state.iterations() * text.size());
}
BENCHMARK(ParseDomain);

void FormatDomain(benchmark::State& state) {
  const auto def = conf::ParseDomain(Text(), kOptions);
  for (auto _ : state) benchmark::DoNotOptimize(conf::FormatDomain(*def, kOptions));
}
BENCHMARK(FormatDomain);

void CopyDomain(benchmark::State& state) {
  const auto def = conf::ParseDomain(Text(), kOptions);
  for (auto _ : state) benchmark::DoNotOptimize(conf::DomainDef(*def));
}
BENCHMARK(CopyDomain);
}  // namespace

BENCHMARK_MAIN();

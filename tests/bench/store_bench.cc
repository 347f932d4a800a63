// SPDX-License-Identifier: Apache-2.0
// store_bench.cc: looking up, changing and listing objects among 10 and among 10,000.
#include <benchmark/benchmark.h>

#include <string>

#include "libshared/store/object_table.h"

namespace {
using namespace pleiad;

struct State {
  std::string its_name;
  Uuid its_uuid;
  int32_t its_id = -1;
  std::string document = std::string(3500, 'x');
  const std::string& name() const { return its_name; }
  const Uuid& uuid() const { return its_uuid; }
  int32_t id() const { return its_id; }
};
using Table = store::ObjectTable<State>;

std::string NameOf(int64_t at) { return "domain-" + std::to_string(at); }

void Fill(Table& table, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    table.Insert(std::make_shared<store::Object<State>>(
        std::make_shared<State>(State{.its_name = NameOf(i), .its_uuid = Uuid::Random(), .its_id = static_cast<int32_t>(i)})));
  }
}

void StoreFindByName(benchmark::State& state) {
  Table table;
  Fill(table, state.range(0));
  const std::string name = NameOf(state.range(0) / 2);
  for (auto _ : state) benchmark::DoNotOptimize(table.FindByName(name)->snapshot());
}

void StoreFindByUuid(benchmark::State& state) {
  Table table;
  Fill(table, state.range(0));
  const Uuid uuid = table.FindByName(NameOf(state.range(0) / 2))->snapshot()->uuid();
  for (auto _ : state) benchmark::DoNotOptimize(table.FindByUuid(uuid)->snapshot());
}

void StoreUpdate(benchmark::State& state) {
  Table table;
  Fill(table, state.range(0));
  const Table::Entry entry = table.FindById(0);
  for (auto _ : state) table.Update(entry, [](State& next) { next.document[0] ^= 1; });
}

void StoreInsertAndRemove(benchmark::State& state) {
  Table table;
  Fill(table, state.range(0));
  const auto one = std::make_shared<store::Object<State>>(
      std::make_shared<State>(State{.its_name = "one", .its_uuid = Uuid::Random(), .its_id = -1}));
  for (auto _ : state) {
    table.Insert(one);
    table.Remove(one);
  }
}

// As a list call goes over them.
void StoreListAll(benchmark::State& state) {
  Table table;
  Fill(table, state.range(0));
  for (auto _ : state) {
    int64_t active = 0;
    for (const Table::Entry& entry : table.All()) active += entry->snapshot()->id() >= 0;
    benchmark::DoNotOptimize(active);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(StoreFindByName)->Arg(10)->Arg(10000);
BENCHMARK(StoreFindByUuid)->Arg(10)->Arg(10000);
BENCHMARK(StoreUpdate)->Arg(10)->Arg(10000);
BENCHMARK(StoreInsertAndRemove)->Arg(10)->Arg(10000);
BENCHMARK(StoreListAll)->Arg(10)->Arg(10000);
}  // namespace

BENCHMARK_MAIN();
